"""The calls that need no conversation: read a text, make a route, look records and places up."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.lecture import Lecture, lire, profil_lu
from knowledge import vocabulaire as voc
from knowledge.base import base
from knowledge.parcours import parcours_du_jour
from knowledge.profil import Territoire
from knowledge.recherche import recherche
from knowledge.territoires.referentiel import referentiel
from service.cles import ASSISTANT, REGLAGES
from service.contrat import Comprehension, DemandeParcours, Intention, Passage, TexteALire
from service.corps import lire_corps, parametre_entier, profil_recu, reponse_json, texte_recu
from service.problemes import Probleme

_LIMITE_MAX = 100
_PAGE_MAX = 10_000
_LONGUEUR_RECHERCHE = 200
_FILTRES_A_CODES = {
    "stade": voc.STADES,
    "besoin_social": voc.BESOINS_SOCIAUX,
    "besoin_appui": voc.BESOINS_APPUI,
    "categorie": voc.CATEGORIES,
    "type_financement": voc.TYPES_FINANCEMENT,
}


async def comprendre(request: web.Request) -> web.Response:
    """``POST /api/comprendre``."""
    corps = await lire_corps(request, TexteALire)
    texte = texte_recu(corps.texte, request.app[REGLAGES].longueur_comprendre)
    lu = await request.app[ASSISTANT].moteur.lire(texte)
    lecture = lire(lu.entites)
    return reponse_json(
        Comprehension(
            intention=Intention(nom=lu.intention, confiance=lu.confiance),
            profil=profil_lu(lecture),
            preuves=_preuves(texte, lecture),
        )
    )


async def parcours(request: web.Request) -> web.Response:
    """``POST /api/parcours``."""
    corps = await lire_corps(request, DemandeParcours)
    return reponse_json(parcours_du_jour(profil_recu(corps.profil)))


async def dispositifs(request: web.Request) -> web.Response:
    """``GET /api/dispositifs``."""
    page = recherche(base()).dispositifs(
        request.query.get("q", "")[:_LONGUEUR_RECHERCHE].replace("\x00", " "),
        territoire=_territoire(request.query.get("territoire")),
        limite=parametre_entier(request, "limite", 20, _LIMITE_MAX),
        page=parametre_entier(request, "page", 1, _PAGE_MAX),
        **{nom: _code(request, nom, codes) for nom, codes in _FILTRES_A_CODES.items()},
    )
    return reponse_json(page)


async def dispositif(request: web.Request) -> web.Response:
    """``GET /api/dispositifs/{id}``."""
    fiche = base().dispositifs.get(request.match_info["id"])
    if fiche is None:
        raise Probleme(404, "Aucun dispositif ne porte cet identifiant.")
    return reponse_json(fiche)


async def territoires(request: web.Request) -> web.Response:
    """``GET /api/territoires``."""
    q = request.query.get("q", "").replace("\x00", " ").strip()[:_LONGUEUR_RECHERCHE]
    if not q:
        raise Probleme(422, "Indiquez un lieu à chercher : « q » est vide.")
    return reponse_json(referentiel().chercher(q, parametre_entier(request, "limite", 10, _LIMITE_MAX)))


def _preuves(texte: str, lecture: Lecture) -> dict[str, tuple[Passage, ...]]:
    return {
        champ: tuple(Passage(debut=p.debut, fin=p.fin, texte=texte[p.debut : p.fin]) for p in preuves)
        for champ, preuves in lecture.preuves.items()
        if lecture.dit(champ)
    }


def _code(request: web.Request, nom: str, codes: tuple[str, ...]) -> Any:
    code = request.query.get(nom)
    if code and code not in codes:
        raise Probleme(422, f"« {code[:40]} » n'est pas un code de « {nom} ». Codes possibles : {', '.join(codes)}.")
    return code or None


def _territoire(brut: str | None) -> Territoire | None:
    if not brut:
        return None
    niveau, separateur, code = brut.partition(":")
    if not separateur or niveau not in voc.NIVEAUX:
        raise Probleme(422, "« territoire » s'écrit niveau:code, par exemple commune:42218 ou departement:42.")
    return referentiel().par_code(niveau, code)
