"""The route as a PDF to keep: tagged (PDF/UA-1), in French, made from data by Typst with the fonts it carries."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from actions.etat import Etat
from knowledge.base import base
from knowledge.parcours import Etape, Parcours, Proposition
from knowledge.profil import Profil
from knowledge.redaction import date_partielle, euros, jour
from service.champs import CATEGORIES, CHAMPS, Champ
from service.cles import ASSISTANT
from service.conversations import autorisee, parcours_montre
from service.pression import IMPRESSION
from service.problemes import Probleme
from service.simple import nom_complet

GABARIT = Path(__file__).parent / "pdf" / "parcours.typ"
NOM_DU_FICHIER = "parcours.pdf"
_TITRE = "Votre parcours"
_AVERTISSEMENT = (
    "Orient'ESS oriente ; il ne décide d'aucune aide. Chaque information vient d'une source, indiquée avec sa date : "
    "vérifiez-la avant de vous engager."
)
_VERDICTS = {"eligible": "Semble convenir.", "a_verifier": "À vérifier."}
_SANS_REPONSE = {"ne_sait_pas": "vous ne savez pas", "refuse": "vous préférez ne pas le dire"}
_PREFIXE = "À vérifier : "
_NUMERO = re.compile(r"(?:^|(?<=\s))\d{1,2}\. ")
_VOIR_AUSSI_MAX = 10
#: What the fonts can draw: Latin, Greek and Cyrillic letters, punctuation, currencies, arrows, mathematical signs.
#: Typst refuses to tag a text that it cannot draw.
TRACABLES = (
    "\x20-\x7e\xa0-\xac\xae-\u024f\u0391-\u03a1\u03a3-\u03c9\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u202f-\u203a"
    "\u2070\u2074-\u208e\u20a0-\u20bf\u2190-\u22ff\ufb00-\ufb06"
)
_INTRACABLES = re.compile(f"[^{TRACABLES}]+")


class Lien(msgspec.Struct, frozen=True):
    """A link; ``date`` is the date of a source, in words."""

    url: str
    texte: str
    date: str = ""


class Ligne(msgspec.Struct, frozen=True):
    """A field of the profile, and what it says."""

    libelle: str
    valeur: str


async def telecharger(request: web.Request) -> web.Response:
    """``GET /api/conversations/{id}/parcours.pdf``."""
    conversation = autorisee(request)
    etat = Etat.depuis(await request.app[ASSISTANT].moteur.slots(conversation.id))
    parcours = parcours_montre(etat)
    if parcours is None:
        raise Probleme(
            404, "Il n'y a pas encore de parcours. Décrivez votre projet, puis revenez.", code="pas-de-parcours"
        )
    async with request.app[IMPRESSION].place("pdf"):
        corps = await asyncio.to_thread(composer, etat.profil, parcours, date.today())
    return web.Response(
        body=corps,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{NOM_DU_FICHIER}"', "Content-Language": "fr"},
    )


def composer(profil: Profil, parcours: Parcours, jour_fait: date) -> bytes:
    """The PDF of a route, dated."""
    # Typst weighs on memory and on the start: it is loaded for the first PDF only.
    import typst

    return bytes(
        typst.compile(
            GABARIT.read_bytes(),
            sys_inputs={"donnees": msgspec.json.encode(contenu(profil, parcours, jour_fait)).decode()},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )


def contenu(profil: Profil, parcours: Parcours, jour_fait: date) -> dict[str, Any]:
    """What the template shows, as plain JSON data whose texts can all be drawn."""
    lieu = f" – {nom_complet(profil.territoire)}" if profil.territoire else ""
    donnees = {
        "titre": f"{_TITRE}{lieu}",
        "description": "Les étapes et les dispositifs qui conviennent à votre projet.",
        "avertissement": _AVERTISSEMENT,
        "fait_le": jour(jour_fait),
        "fait_le_date": {"year": jour_fait.year, "month": jour_fait.month, "day": jour_fait.day},
        "situation": list(_situation(profil)),
        "etapes": [_etape(etape) for etape in parcours.etapes],
        "a_preciser": [precision.effet for precision in parcours.a_preciser],
        "ecartes": [{"nom": ecarte.nom, "raisons": ecarte.raisons} for ecarte in parcours.ecartes],
    }
    tracees: dict[str, Any] = _tracer(msgspec.to_builtins(donnees))
    return tracees


def _tracer(valeur: Any) -> Any:
    """The same data with only characters that the fonts have; a word of another script leaves an ellipsis."""
    if isinstance(valeur, str):
        return _INTRACABLES.sub(_trace_de, unicodedata.normalize("NFC", valeur))
    if isinstance(valeur, dict):
        return {cle: _tracer(v) for cle, v in valeur.items()}
    return [_tracer(v) for v in valeur] if isinstance(valeur, list) else valeur


def _trace_de(perdus: re.Match[str]) -> str:
    if any(c.isspace() for c in perdus.group()):
        return " "
    return "…" if any(c.isalpha() for c in perdus.group()) else ""


def _situation(profil: Profil) -> Iterable[Ligne]:
    for champ in CHAMPS:
        if profil.connait(champ.nom):
            yield Ligne(champ.libelle, _valeur(champ, getattr(profil, champ.nom)))
        elif champ.nom in profil.sans_reponse:
            yield Ligne(champ.libelle, _SANS_REPONSE[profil.sans_reponse[champ.nom]])


def _valeur(champ: Champ, valeur: Any) -> str:
    if champ.genre in ("choix", "choix_multiple"):
        codes = (valeur,) if champ.genre == "choix" else valeur
        libelles = {option.code: option.libelle for option in champ.options}
        return " ; ".join(libelles.get(code, code) for code in codes)
    if champ.genre == "lieu":
        return nom_complet(valeur)
    if champ.genre == "oui_non":
        return "oui" if valeur else "non"
    if champ.nom == "montant_recherche":
        return euros(valeur)
    return str(valeur)


def _etape(etape: Etape) -> dict[str, Any]:
    noms = (base().dispositifs[i].nom for i in etape.voir_aussi[:_VOIR_AUSSI_MAX] if i in base().dispositifs)
    return {
        "titre": f"Étape {etape.ordre} : {etape.titre}",
        "dispositifs": [_dispositif(proposition) for proposition in etape.dispositifs],
        "voir_aussi": list(noms),
    }


def _dispositif(p: Proposition) -> dict[str, Any]:
    return {
        "nom": p.nom,
        "categorie": CATEGORIES[p.categorie],
        "verdict": _VERDICTS[p.verdict],
        "pourquoi": p.pourquoi,
        "a_verifier": [_sans_prefixe(phrase) for phrase in p.a_verifier],
        "montant": p.montant,
        "demarche": _pas(p.demarche or ""),
        "contact": {
            "qui": p.contact.get("interlocuteur") or p.contact["operateur"],
            "liens": list(_liens(p.contact)),
        },
        "sources": [
            Lien(str(s["url"]), _hote(str(s["url"])), date_partielle(s["consulte"]) if s["consulte"] else "sans date")
            for s in p.sources
        ],
    }


def _sans_prefixe(phrase: str) -> str:
    """The sentence without « À vérifier : », which is the title it stands under."""
    suite = phrase.removeprefix(_PREFIXE)
    return suite[:1].upper() + suite[1:]


def _pas(demarche: str) -> list[str]:
    """« 1. Do this. 2. Do that. » as a list; another text is one step."""
    pas = [p.strip() for p in _NUMERO.split(demarche)]
    return pas[1:] if len(pas) > 2 and not pas[0] else [demarche] if demarche else []


def _liens(contact: Mapping[str, str]) -> Iterable[Lien]:
    if site := contact.get("site"):
        yield Lien(site, _hote(site))
    if email := contact.get("email"):
        yield Lien(f"mailto:{email}", email)
    if telephone := contact.get("telephone"):
        yield Lien(f"tel:{re.sub(r'[^0-9+]', '', telephone)}", telephone)


def _hote(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
