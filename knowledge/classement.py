"""How dispositifs are ranked: near before far, specific before general, fresh before stale, money that fits.

Every weight stands in ``CRITERES`` and ``POIDS`` below. A criterion gives a note between -1 and 1; the score of a
record is the sum of weight x note, and ties go to the smaller identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from knowledge.base import TOUS, Base, Indices, ValeurLieu, valeur_lieu
from knowledge.eligibilite import INCONNUE, Contexte, Jugement, derniere_source, evaluer_dans, faits
from knowledge.modeles import Dispositif, Montant

Notes = npt.NDArray[np.float64]

POIDS = {
    "attente": 15.0,  # picked first: it brings a kind of help asked for that no pick of the step brings yet
    "variete": -15.0,  # later steps: another pick of the step is of the same category
    "a_confirmer": -4.0,  # each fact still missing before one knows that it applies
}
"""Weights of what is not a note of the record alone."""

_PROXIMITE = {"commune": 1.0, "epci": 0.9, "departement": 0.75, "region": 0.55, "france": 0.25}
_PROXIMITE_PARTIELLE = 0.1
_FRAICHEUR = ((365, 1.0), (730, 0.6), (1095, 0.2), (1826, -0.4))
"""Age of the latest source, in days -> note; beyond, or undated: -0.8."""
_A_CONFIRMER = ("type_porteur", "structure_existante", "employeur", "anciennete_mois", "montant_recherche", "periode")


class Critere(NamedTuple):
    """A criterion: its weight, the value it reads in a record, how it notes it, and what it is called on screen."""

    nom: str
    poids: float
    libelle: str
    cle: Callable[[Dispositif], Any]
    note: Callable[[Any, Contexte], float]
    champs: tuple[str, ...] = ()


def _proximite(lieux: ValeurLieu, ctx: Contexte) -> float:
    if ctx.territoire is None:
        return _PROXIMITE["france"] if any(niveau == "france" for niveau, _ in lieux[0]) else 0.0
    if niveau := niveau_le_plus_proche(lieux[0], ctx):
        return _PROXIMITE[niveau]
    return _PROXIMITE_PARTIELLE if any(ctx.relation(lieu) != "disjoint" for lieu in lieux[0]) else 0.0


def niveau_le_plus_proche(lieux: Iterable[tuple[str, str]], ctx: Contexte) -> str | None:
    """The narrowest level (``commune``… ``france``) of those of these places that hold the project's; ``None``: none does."""
    niveaux = [niveau for niveau, code in lieux if ctx.relation((niveau, code)) in ("egal", "dans")]
    return max(niveaux, key=_PROXIMITE.__getitem__, default=None)


def _part_des_besoins(besoins: tuple[str, ...], ctx: Contexte) -> float:
    voulus = ctx.profil.besoin_appui
    return len(set(besoins) & set(voulus)) / len(voulus) if voulus else 0.0


def _argent_voulu(types: tuple[str, ...], ctx: Contexte) -> float:
    voulus = set(ctx.profil.type_financement)
    if not voulus or not types:
        return 0.0
    return 1.0 if voulus & set(types) else -1.0


def _theme(themes: tuple[str, ...], ctx: Contexte) -> float:
    if not themes:
        return 0.0
    if not ctx.profil.besoin_social:
        return -0.6
    return 1.0 if set(themes) & set(ctx.profil.besoin_social) else -1.0


def _stade(stades: tuple[str, ...], ctx: Contexte) -> float:
    return 1.0 - 0.2 * (len(stades) - 1) if ctx.stade in stades else 0.0


def _public(publics: tuple[str, ...], ctx: Contexte) -> float:
    if not publics:
        return 0.0
    return 0.7 if set(publics) & ctx.publics else -1.0


def _porteur(types: tuple[str, ...], ctx: Contexte) -> float:
    if not ctx.profil.type_porteur:
        return -1.0 if types == ("collectivite",) else 0.0  # collectivities say what they are
    return 1.0 / len(types) if ctx.profil.type_porteur in types else 0.0


def _montant(montant: Montant, ctx: Contexte) -> float:
    voulu = ctx.profil.montant_recherche
    if voulu is None or (montant.min is None and montant.max is None):
        return 0.0
    if montant.min is not None and voulu < montant.min:
        return -1.0
    if montant.max is not None and voulu > montant.max:
        return max(-0.6, montant.max / voulu - 1.0)  # a part of the sum is worth something
    return 1.0


def _fraicheur(derniere: date | None, ctx: Contexte) -> float:
    if derniere is None:
        return -0.8
    age = (ctx.aujourd_hui - derniere).days
    return next((note for limite, note in _FRAICHEUR if age <= limite), -0.8)


def _joignable(d: Dispositif) -> float:
    moyens = (d.contact.site, d.contact.email, d.contact.telephone)
    return sum(m is not None for m in moyens) / len(moyens)


_CONFIANCE = {"haute": 1.0, "moyenne": 0.0, "basse": -1.0}

PROXIMITE = Critere("proximite", 60, "près du projet", valeur_lieu, _proximite, ("territoire",))
CRITERES: tuple[Critere, ...] = (
    PROXIMITE,
    Critere(
        "argent", 25, "le type d'argent cherché", lambda d: d.types_financement, _argent_voulu, ("type_financement",)
    ),
    Critere("theme", 35, "consacré au thème du projet", lambda d: d.besoins_sociaux, _theme, ("besoin_social",)),
    Critere("besoins", 12, "l'aide demandée", lambda d: d.besoins_appui, _part_des_besoins, ("besoin_appui",)),
    Critere(
        "public", 25, "réservé à votre situation", lambda d: d.conditions.publics, _public, ("publics", "territoire")
    ),
    Critere(
        "public_particulier",
        25,
        "ouvert à d'autres que ce public",
        lambda d: d.conditions.public_particulier is not None,
        lambda reserve, _: -1.0 if reserve else 0.0,
    ),
    Critere("fraicheur", 4, "informations récentes", derniere_source, _fraicheur),
    Critere("stade", 8, "prévu pour ce stade", lambda d: d.stades, _stade, ("stade",)),
    Critere("montant", 8, "le montant convient", lambda d: d.montant, _montant, ("montant_recherche",)),
    Critere("statut", 2, "fonctionnement confirmé", lambda d: d.statut, lambda s, _: 0.0 if s == "actif" else -1.0),
    Critere(
        "porteur", 10, "pour votre type de porteur", lambda d: d.conditions.types_porteur, _porteur, ("type_porteur",)
    ),
    Critere("confiance", 3, "informations sûres", lambda d: d.confiance, lambda c, _: _CONFIANCE[c]),
    Critere("contact", 2, "facile à joindre", _joignable, lambda note, _: note),
)


def noter(base: Base, ctx: Contexte, jugement: Jugement, rangs: Indices | slice = TOUS) -> Notes:
    """The score of the records of these ranks, which ``jugement`` is about."""
    total: Notes = np.zeros(len(jugement.verdicts))
    for critere in CRITERES:
        total += critere.poids * _notes(base, critere, ctx, rangs)
    for nom in _A_CONFIRMER:
        total += POIDS["a_confirmer"] * (jugement.etats[nom] == INCONNUE)
    return total


def proximites(base: Base, ctx: Contexte) -> Notes:
    """How near every record is to the project, from 0 to 1."""
    return _notes(base, PROXIMITE, ctx, TOUS)


def _notes(base: Base, critere: Critere, ctx: Contexte, rangs: Indices | slice) -> Notes:
    colonne = base.colonne(f"note {critere.nom}", critere.cle)
    cle = ("note", critere.nom, *faits(critere.champs, ctx), ctx.aujourd_hui, critere.nom == "stade" and ctx.stade)
    table: Notes = base.retenir(cle, lambda: _noter_valeurs(base, critere, colonne.valeurs, ctx))
    return table[colonne.indices[rangs]]


def _noter_valeurs(base: Base, critere: Critere, valeurs: tuple[Any, ...], ctx: Contexte) -> Notes:
    """The note of each distinct value; places that cannot touch the project's are left at zero."""
    if critere is not PROXIMITE:
        return np.array([critere.note(v, ctx) for v in valeurs])
    notes: Notes = np.zeros(len(valeurs))
    for rang in base.valeurs_en_cause(ctx.territoire):
        notes[rang] = critere.note(valeurs[rang], ctx)
    return notes


class Point(msgspec.Struct, frozen=True):
    """What one criterion brings to a record: ``points`` = ``poids`` x ``note``."""

    critere: str
    libelle: str
    poids: float
    note: float
    points: float


def expliquer(dispositif: Dispositif, ctx: Contexte) -> tuple[Point, ...]:
    """Why a record stands where it stands: what each criterion brings, the weightiest first. Their sum is its score."""
    points = [_point(c.nom, c.libelle, c.poids, c.note(c.cle(dispositif), ctx)) for c in CRITERES]
    raisons = evaluer_dans(dispositif, ctx).d_etat("inconnue")
    manquants = sum(r.condition in _A_CONFIRMER for r in raisons)
    points.append(_point("a_confirmer", "points encore à confirmer", POIDS["a_confirmer"], manquants))
    return tuple(sorted((p for p in points if p.points), key=lambda p: (-abs(p.points), p.critere)))


def _point(critere: str, libelle: str, poids: float, note: float) -> Point:
    return Point(critere, libelle, poids, note, poids * note)
