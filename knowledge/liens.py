"""Do the sites that records point to still answer? Three states, so that one bad day does not condemn a site.

*vivant*: the page answered. *mort*: the page or the whole site is gone. *incertain*: anything else (too slow, refused
to a robot, broken certificate, sent back to the home page): a person must look.

One request at a time for each host, with a pause between two; HEAD first, then GET for those that answer HEAD badly.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import msgspec

from knowledge.chargement import Contenu
from knowledge.modeles import GENRES

Etat = Literal["vivant", "incertain", "mort"]
ETATS: tuple[Etat, ...] = ("mort", "incertain", "vivant")
"""The most urgent first."""

_DISPARU = (404, 410)
_PASSAGER = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may change a moment later: worth trying again."""


class Reglages(msgspec.Struct, frozen=True):
    """How politely and how stubbornly sites are asked; times in seconds."""

    pause: float = 1.0
    """Between two requests to one host."""
    delai: float = 15.0
    """How long an answer is waited for."""
    essais: int = 3
    """How often a page is asked for before one gives up."""
    attente: float = 4.0
    """Before the second try; doubled each time."""
    attente_max: float = 60.0
    """The longest wait that a site may ask for between two tries (``Retry-After``)."""
    hotes: int = 8
    """How many hosts are asked at the same time."""
    agent: str = "OrientESS-liens/1.0 (verification des liens de fiches publiques)"


class Lien(msgspec.Struct, frozen=True):
    """An address, and the fields of records that hold it (« dispositifs/dla-ain contact.site »)."""

    adresse: str
    ou: tuple[str, ...]


class Reponse(msgspec.Struct, frozen=True):
    """What came of one request: an HTTP code and the final address, or the kind of failure.

    ``erreur``: ``nom`` (the host's name leads nowhere), ``delai``, ``certificat``, ``connexion``.
    ``patienter``: seconds asked for by the site before one tries again.
    """

    code: int | None = None
    adresse: str | None = None
    erreur: str | None = None
    patienter: float | None = None


class Constat(msgspec.Struct, frozen=True):
    """The state of one address, with a French sentence that says why."""

    adresse: str
    etat: Etat
    motif: str
    essais: int
    ou: tuple[str, ...] = ()
    sans_reponse: bool = False
    """No site answered at all: if all are so, the fault is in our own connection."""


# ---------------------------------------------------------------- pure
def liens_de(contenu: Contenu) -> list[Lien]:
    """Every address of the records, each once, in alphabetical order."""
    ou: dict[str, list[str]] = defaultdict(list)
    for genre in GENRES:
        for fiche in getattr(contenu, genre).values():
            for champ, adresse in _adresses(fiche):
                ou[adresse].append(f"{genre}/{fiche.id} {champ}")
    return [Lien(adresse, tuple(dict.fromkeys(ou[adresse]))) for adresse in sorted(ou)]


def _adresses(fiche: Any) -> Iterable[tuple[str, str]]:
    contact = getattr(fiche, "contact", None)
    if contact is not None and contact.site:
        yield "contact.site", contact.site
    sources = [*fiche.sources, *(s for exemple in getattr(fiche, "exemples", ()) for s in exemple.sources)]
    yield from (("sources", source.url) for source in sources)


def juger(adresse: str, reponse: Reponse) -> tuple[Etat, str]:
    """The state of an address after its last answer, and why, in French."""
    if reponse.erreur == "nom":
        return "mort", "ce nom de site n'existe plus"
    if reponse.erreur is not None:
        return "incertain", _ERREURS[reponse.erreur]
    assert reponse.code is not None
    if reponse.code in _DISPARU:
        return "mort", f"la page n'existe plus (réponse {reponse.code})"
    if not 200 <= reponse.code < 300:
        return "incertain", f"le site a répondu {reponse.code}"
    if _renvoie_a_l_accueil(adresse, reponse.adresse or adresse):
        return "incertain", f"la page renvoie à l'accueil du site : {reponse.adresse}"
    return "vivant", "la page répond"


_ERREURS = {
    "delai": "le site n'a pas répondu à temps",
    "certificat": "le certificat de sécurité du site est refusé",
    "connexion": "la connexion au site a échoué",
}


def _renvoie_a_l_accueil(demandee: str, obtenue: str) -> bool:
    """A page that is gone is often sent back to the home page with a fine answer."""
    return urlsplit(demandee).path.strip("/") != "" and urlsplit(obtenue).path.strip("/") == ""


def _a_retenter(reponse: Reponse) -> bool:
    return reponse.erreur in ("nom", "delai", "connexion") or reponse.code in _PASSAGER


# ---------------------------------------------------------------- network
async def verifier_liens(
    liens: Sequence[Lien], session: aiohttp.ClientSession, reglages: Reglages = Reglages()
) -> list[Constat]:
    """Asks every address, host by host, and answers in the order of ``liens``."""
    par_hote: dict[str, list[Lien]] = defaultdict(list)
    for lien in liens:
        par_hote[urlsplit(lien.adresse).netloc.lower()].append(lien)
    ensemble = asyncio.Semaphore(reglages.hotes)

    async def suivre(liens_d_un_hote: list[Lien]) -> list[Constat]:
        async with ensemble:
            visite = _Visite(session, reglages)
            return [await visite.constater(lien) for lien in liens_d_un_hote]

    groupes = await asyncio.gather(*map(suivre, par_hote.values()))
    constats = {c.adresse: c for groupe in groupes for c in groupe}
    return [constats[lien.adresse] for lien in liens]


class _Visite:
    """Asks one host for its pages, one at a time."""

    def __init__(self, session: aiohttp.ClientSession, reglages: Reglages) -> None:
        self.session, self.reglages = session, reglages
        self.commencee = False

    async def constater(self, lien: Lien) -> Constat:
        reponse, essai, attente = await self._demander(lien.adresse), 1, self.reglages.attente
        while _a_retenter(reponse) and essai < self.reglages.essais:
            await asyncio.sleep(min(reponse.patienter or attente, self.reglages.attente_max))
            reponse = await self._demander(lien.adresse)
            essai, attente = essai + 1, 2 * attente
        etat, motif = juger(lien.adresse, reponse)
        return Constat(lien.adresse, etat, motif, essai, lien.ou, sans_reponse=reponse.code is None)

    async def _demander(self, adresse: str) -> Reponse:
        """HEAD, then GET when HEAD brought anything but a page or a wait: many sites answer it badly."""
        reponse = await self._requete("HEAD", adresse)
        if reponse.code is None or reponse.code < 300 or reponse.code == 429:
            return reponse
        return await self._requete("GET", adresse)

    async def _requete(self, methode: str, adresse: str) -> Reponse:
        if self.commencee:
            await asyncio.sleep(self.reglages.pause)
        self.commencee = True
        delai = aiohttp.ClientTimeout(total=self.reglages.delai)
        entetes = {"User-Agent": self.reglages.agent}
        try:
            async with self.session.request(
                methode, adresse, allow_redirects=True, timeout=delai, headers=entetes
            ) as r:
                return Reponse(r.status, str(r.url), None, _secondes(r.headers.get("Retry-After")))
        except aiohttp.ClientConnectorDNSError:
            return Reponse(erreur="nom")
        except aiohttp.ClientSSLError:
            return Reponse(erreur="certificat")
        except asyncio.TimeoutError:
            return Reponse(erreur="delai")
        except (aiohttp.ClientError, ValueError, OSError):
            return Reponse(erreur="connexion")


def _secondes(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdigit() else None
