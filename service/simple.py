"""The form without scripts: the same questions as the conversation, the same route, in plain HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from multidict import MultiMapping

from knowledge.base import base
from knowledge.parcours import Parcours, parcours_du_jour
from knowledge.profil import Profil, Territoire
from knowledge.territoires.noms import replie
from knowledge.territoires.referentiel import referentiel
from service.champs import PAR_NOM, Champ

#: Asked on the page, in this order: need, stage, place, support.
CHAMPS: tuple[Champ, ...] = tuple(PAR_NOM[nom] for nom in ("besoin_social", "stade", "territoire", "besoin_appui"))
_LIEUX_MAX = 8
_VOIR_AUSSI_MAX = 10
_LONGUEUR_LIEU = 200


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows: what was answered, the places to choose from, the fault, the route.

    ``reponses``: the codes chosen, by field. ``noms``: names of the records that the route names by identifier only.
    """

    reponses: Mapping[str, tuple[str, ...]]
    lieu: str
    territoire: Territoire | None = None
    choix: tuple[Territoire, ...] = ()
    erreur: str | None = None
    parcours: Parcours | None = None
    noms: Mapping[str, str] = {}


def remplir(demande: MultiMapping[str]) -> Page:
    """The page for the answers in a query; without any answer, the empty form.

    Codes that are not in the vocabulary are left out: they cannot come from the form.
    """
    reponses = {champ.nom: _codes(demande, champ) for champ in CHAMPS if champ.options}
    lieu = demande.get("lieu", "").replace("\x00", "").strip()[:_LONGUEUR_LIEU]
    page = Page(reponses=reponses, lieu=lieu)
    if "voir" not in demande:
        return page
    territoire, choix = _lieu_compris(lieu, demande.get("territoire", ""))
    page = msgspec.structs.replace(page, territoire=territoire, choix=choix)
    if lieu and territoire is None and not choix:
        return msgspec.structs.replace(
            page,
            erreur=f"Nous ne trouvons pas « {lieu} ». Vérifiez le nom, ou donnez un code postal ou un département.",
        )
    if lieu and territoire is None:
        return msgspec.structs.replace(page, erreur="Plusieurs lieux peuvent convenir. Choisissez le vôtre ci-dessous.")
    parcours = parcours_du_jour(_profil(reponses, territoire))
    return msgspec.structs.replace(page, parcours=parcours, noms=_noms(parcours))


def nom_complet(lieu: Territoire) -> str:
    """A place with what tells it from its namesakes: « Saint-Denis (93) », « Drôme (département) »."""
    precision = {"departement": "département", "region": "région"}.get(lieu.niveau) or lieu.departement
    return f"{lieu.nom} ({precision})" if precision else lieu.nom


def _codes(demande: MultiMapping[str], champ: Champ) -> tuple[str, ...]:
    connus = {option.code for option in champ.options}
    choisis = tuple(dict.fromkeys(code for code in demande.getall(champ.nom, []) if code in connus))
    return choisis if champ.genre == "choix_multiple" else choisis[:1]


def _lieu_compris(lieu: str, choisi: str) -> tuple[Territoire | None, tuple[Territoire, ...]]:
    """The place that is meant, or those between which to choose; a choice counts only for the words it was made for."""
    if not lieu:
        return None, ()
    trouves = tuple(referentiel().chercher(lieu, _LIEUX_MAX))
    niveau, _, code = choisi.partition(":")
    for territoire in trouves:
        if territoire.cle == (niveau, code):
            return territoire, ()
    exacts = [t for t in trouves if replie(t.nom) == replie(lieu)]
    seuls: Sequence[Territoire] = trouves if len(trouves) == 1 else exacts
    return (seuls[0], ()) if len(seuls) == 1 else (None, trouves)


def _profil(reponses: Mapping[str, tuple[str, ...]], territoire: Territoire | None) -> Profil:
    champs: dict[str, Any] = {
        nom: codes if PAR_NOM[nom].genre == "choix_multiple" else next(iter(codes), None)
        for nom, codes in reponses.items()
    }
    return Profil(territoire=territoire, **champs)


def _noms(parcours: Parcours) -> dict[str, str]:
    dispositifs = base().dispositifs
    return {
        i: dispositifs[i].nom
        for etape in parcours.etapes
        for i in etape.voir_aussi[:_VOIR_AUSSI_MAX]
        if i in dispositifs
    }
