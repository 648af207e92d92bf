"""Which question to ask next: the one whose answer would change the route most, or none.

Need, stage and place come first. Then every possible answer of every field still open is tried on the real engine;
the value of a question is how much, on average over its answers, what is shown would change. A question that would
change little is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from knowledge import vocabulaire as voc
from knowledge.base import Base
from knowledge.base import base as base_du_produit
from knowledge.eligibilite import CONDITIONS, FORMES_STRUCTUREES, INCONNUE, Contexte
from knowledge.parcours import Vue, choisir, veut_de_l_argent
from knowledge.profil import Profil, sans_paroles
from knowledge.redaction import CE_QUE_DIT

D_ABORD = ("besoin_social", "stade", "territoire")
"""Always asked, in this order, unless already said."""

SEUIL = 0.3
"""A question must change at least this part of what is shown, on average over its answers…"""
PATIENCE = 0.15
"""…and this much more for each thing already asked or said beyond the first three fields."""

_PUBLICS_FREQUENTS = {"jeune": 0.12, "demandeur_emploi": 0.15, "minima_sociaux": 0.06, "femme": 0.12, "qpv": 0.08}
REPONSES: Mapping[str, Mapping[Any, float]] = {
    "besoin_appui": {
        ("accompagnement",): 0.3,
        ("financement",): 0.25,
        ("orientation",): 0.15,
        ("local",): 0.1,
        ("partenaires",): 0.07,
        ("statut_juridique",): 0.07,
        ("emploi",): 0.06,
    },
    "type_porteur": {
        "association": 0.4,
        "particulier": 0.25,
        "collectif": 0.2,
        "cooperative": 0.05,
        "entreprise": 0.05,
        "collectivite": 0.05,
    },
    "structure_existante": {True: 0.5, False: 0.5},
    "type_financement": {
        ("subvention",): 0.5,
        ("pret",): 0.2,
        ("don",): 0.1,
        ("bourse",): 0.1,
        ("fonds_propres",): 0.1,
    },
    "montant_recherche": {5_000.0: 0.3, 20_000.0: 0.3, 60_000.0: 0.25, 200_000.0: 0.15},
    "publics": {**{(p,): part for p, part in _PUBLICS_FREQUENTS.items()}, (): 0.47},
    "employeur": {True: 0.4, False: 0.6},
    "anciennete_mois": {6: 0.3, 30: 0.3, 84: 0.4},
}
"""Answers that are tried, with the share of people expected to give each. ``()`` for the publics: none of them."""


def prochaine_question(profil: Profil, base: Base, aujourd_hui: date | None = None) -> str | None:
    """The field to ask about now, or ``None`` when no answer would change enough.

    Never a field that is known, nor one that has been asked in vain.
    """
    for champ in D_ABORD:
        if _ouvert(champ, profil):
            return champ
    champs = champs_utiles(profil)
    if not champs:
        return None
    jour = aujourd_hui or date.today()
    avant = _montres(profil, base, jour)
    question, valeur = None, _seuil(profil)
    vue = Vue(base, Contexte(profil, base.lieux, jour))
    for champ in champs:
        if not _peut_changer(champ, vue):
            continue
        changement = _attendu(champ, profil, base, jour, avant, au_moins=valeur)
        if changement > valeur:
            question, valeur = champ, changement
    return question


def question_du_jour(profil: Profil) -> str | None:
    """What :func:`prochaine_question` answers today, from the product's own records; the latest answers are kept."""
    return _question_retenue(sans_paroles(profil), date.today())


@lru_cache(maxsize=256)
def _question_retenue(profil: bytes, jour: date) -> str | None:
    return prochaine_question(msgspec.json.decode(profil, type=Profil), base_du_produit(), jour)


def _peut_changer(champ: str, vue: Vue) -> bool:
    """False when no record in sight waits for this field and none is ranked by it: its answer would change nothing."""
    if champ in _QUI_CHOISISSENT:
        return True
    conditions = [c.nom for c in CONDITIONS if champ in c.champs]
    return any(bool((vue.possibles & (vue.jugement.etats[nom] == INCONNUE)).any()) for nom in conditions)


_QUI_CHOISISSENT = ("besoin_appui", "type_financement", "montant_recherche", "type_porteur")
"""Fields that choose the steps or rank the records, beyond settling conditions."""


def champs_utiles(profil: Profil) -> list[str]:
    """The fields that may still be asked, in a fixed order (that breaks ties), beyond the first three."""
    return [champ for champ in REPONSES if _ouvert(champ, profil) and _a_un_sens(champ, profil)]


def _ouvert(champ: str, profil: Profil) -> bool:
    connu = profil.connait(champ) or (champ == "publics" and bool(profil.publics_exclus))
    return not connu and champ not in profil.sans_reponse


def _a_un_sens(champ: str, profil: Profil) -> bool:
    """Leaves out what the rest already answers, and money when none is wanted."""
    sans_structure = profil.structure_existante is False
    match champ:
        case "type_financement" | "montant_recherche":
            return veut_de_l_argent(profil) and not _refuse_l_argent(profil)
        case "structure_existante":
            return profil.type_porteur not in FORMES_STRUCTUREES
        case "employeur" | "anciennete_mois":
            return not sans_structure and profil.type_porteur not in ("collectivite", "particulier", "collectif")
    return True


def _refuse_l_argent(profil: Profil) -> bool:
    return set(profil.type_financement_exclus) >= set(voc.TYPES_FINANCEMENT)


def _seuil(profil: Profil) -> float:
    deja = sum(not _ouvert(champ, profil) for champ in REPONSES)
    return SEUIL + PATIENCE * deja


def avec_reponse(profil: Profil, champ: str, reponse: Any) -> Profil:
    """The profile once the question about ``champ`` is answered."""
    if champ == "publics":
        exclus = tuple(p for p in voc.PUBLICS if p not in reponse) if not reponse else ()
        return msgspec.structs.replace(profil, publics=reponse, publics_exclus=exclus)
    return msgspec.structs.replace(profil, **{champ: reponse})


def changement_attendu(champ: str, profil: Profil, base: Base, aujourd_hui: date) -> float:
    """How much of what is shown an answer would change, from 0 to 1, on average over the answers."""
    return _attendu(champ, profil, base, aujourd_hui, _montres(profil, base, aujourd_hui))


def _attendu(champ: str, profil: Profil, base: Base, jour: date, avant: dict[int, int], au_moins: float = 0.0) -> float:
    """The change on average; stops, with less than ``au_moins``, as soon as that much cannot be reached any more."""
    total, reste = 0.0, 1.0
    for part, apres in _suites(champ, profil, base, jour):
        total += part * _ecart(avant, apres)
        reste -= part
        if total + reste < au_moins:
            break
    return total


def _suites(champ: str, profil: Profil, base: Base, jour: date) -> Iterator[tuple[float, dict[int, int]]]:
    for reponse, part in REPONSES[champ].items():
        yield part, _montres(avec_reponse(profil, champ, reponse), base, jour)


def _montres(profil: Profil, base: Base, jour: date) -> dict[int, int]:
    """Rank of each record shown for the project as it is -> its verdict."""
    choix = choisir(base, profil, jour, avenir=False)
    vue = choix.vues[profil.stade]
    return {rang: int(vue.jugement.verdicts[vue.place(rang)]) for rang in choix.montres}


_AUTRE_VERDICT = 0.25
"""A record that stays with another verdict counts for this part of one that comes or goes."""


def _ecart(avant: dict[int, int], apres: dict[int, int]) -> float:
    tous = avant.keys() | apres.keys()
    if not tous:
        return 0.0
    communs = avant.keys() & apres.keys()
    changes = sum(avant[r] != apres[r] for r in communs)
    return (len(tous) - len(communs) + _AUTRE_VERDICT * changes) / len(tous)


def effet_question(champ: str, profil: Profil, base: Base, aujourd_hui: date | None = None) -> str:
    """Why this is asked, in French: what the answer would change for this person.

    Raises:
        KeyError: not a field that can be asked about.
    """
    sujet = CE_QUE_DIT[champ]
    jour = aujourd_hui or date.today()
    if champ in D_ABORD:
        return _EFFETS_D_ABORD[champ]
    avant = _montres(profil, base, jour)
    nouveaux = max((len(apres.keys() - avant.keys()) for _, apres in _suites(champ, profil, base, jour)), default=0)
    tranches = max((_tranches(avant, apres) for _, apres in _suites(champ, profil, base, jour)), default=0)
    if nouveaux:
        combien = "une proposition" if nouveaux == 1 else f"jusqu'à {nouveaux} propositions"
        return f"{sujet} peut changer {combien} de votre parcours."
    if tranches:
        combien = "un dispositif" if tranches == 1 else f"{tranches} dispositifs"
        return f"{sujet} permet de dire si vous avez droit à {combien} de votre parcours."
    return f"{sujet} ne changerait rien à ce qui vous est proposé : vous pouvez passer."


def _tranches(avant: dict[int, int], apres: dict[int, int]) -> int:
    return sum(avant[r] != apres[r] for r in avant.keys() & apres.keys())


_EFFETS_D_ABORD = {
    "besoin_social": "Certaines aides sont réservées à un thème (réemploi, alimentation…) : le connaître évite de vous "
    "envoyer au mauvais endroit.",
    "stade": "Les aides changent avec l'avancement : une idée, un projet qui se monte et une activité installée "
    "n'ont pas les mêmes interlocuteurs.",
    "territoire": "La plupart des aides dépendent du lieu : avec la commune ou le département, je peux vous donner "
    "un contact près de chez vous.",
}
