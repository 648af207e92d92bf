"""Parts of a route that has been shown: what to begin with, what is nearest, what else there is.

Asked in a talk once the route is there (« par quoi je commence ? », « rien de plus près ? », « autre chose ? »); the whole
route would be no answer.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from knowledge.base import Base
from knowledge.classement import niveau_le_plus_proche
from knowledge.eligibilite import Contexte, evaluer_dans
from knowledge.parcours import PARLER, Parcours, Proposition, proposition
from knowledge.profil import Profil

_PREMIERES = 3
_PROCHES = 4
_AUTRES = 4
#: Nearer than the region, in growing distance.
_LOCAUX = ("commune", "epci", "departement")


class Proches(NamedTuple):
    """The nearest dispositifs, and whether any of them is nearer than the region."""

    propositions: list[Proposition]
    locales: bool


def premieres_demarches(parcours: Parcours) -> list[Proposition]:
    """The first dispositif of each of the first steps: what to begin with."""
    etapes = [etape for etape in parcours.etapes if etape.dispositifs and etape.titre != PARLER]
    return [etape.dispositifs[0] for etape in etapes[:_PREMIERES]]


def plus_proches(parcours: Parcours, profil: Profil, base: Base, aujourd_hui: date) -> Proches:
    """Of what the route shows or mentions, what is kept for the project's surroundings; else for its region.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    ctx = Contexte(profil, base.lieux, aujourd_hui)
    par_niveau: dict[str | None, list[str]] = {}
    mentionnes = [i for etape in parcours.etapes for i in (*(p.id for p in etape.dispositifs), *etape.voir_aussi)]
    for id in dict.fromkeys(mentionnes):
        lieux = [lieu.cle for lieu in base.dispositifs[id].territoires]
        par_niveau.setdefault(niveau_le_plus_proche(lieux, ctx), []).append(id)
    locaux = [id for niveau in _LOCAUX for id in par_niveau.get(niveau, ())]
    return Proches(_ecrites((locaux or par_niveau.get("region", []))[:_PROCHES], ctx, base), bool(locaux))


def autres_pistes(parcours: Parcours, profil: Profil, base: Base, aujourd_hui: date) -> list[Proposition]:
    """What would do as well and is not shown, the best of every step in turn.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    suites = [list(etape.voir_aussi) for etape in parcours.etapes if etape.stade == profil.stade]
    rangees = [suite[rang] for rang in range(max(map(len, suites), default=0)) for suite in suites if rang < len(suite)]
    return _ecrites(list(dict.fromkeys(rangees))[:_AUTRES], Contexte(profil, base.lieux, aujourd_hui), base)


def _ecrites(ids: list[str], ctx: Contexte, base: Base) -> list[Proposition]:
    fiches = [base.dispositifs[id] for id in ids]
    return [proposition(fiche, evaluer_dans(fiche, ctx), ctx, base) for fiche in fiches]
