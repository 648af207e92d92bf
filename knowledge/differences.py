"""What changed between two routes, and why something left."""

from __future__ import annotations

from datetime import date

import msgspec

from knowledge.base import Base
from knowledge.parcours import Parcours, pourquoi_pas
from knowledge.profil import Profil

TOUJOURS_POSSIBLE = "Reste possible : vous le trouverez parmi les autres propositions de la même étape."
MOINS_ADAPTE = "Reste possible, mais d'autres dispositifs répondent mieux à ce que vous venez de dire."


class Retrait(msgspec.Struct, frozen=True):
    """A dispositif no longer shown, with the reasons in French."""

    id: str
    raisons: list[str]


class Changements(msgspec.Struct, frozen=True):
    """What appeared (identifiers, in the order of the new route) and what left (in the order of the old one)."""

    ajoutes: list[str]
    retires: list[Retrait]

    def __bool__(self) -> bool:
        return bool(self.ajoutes or self.retires)


def comparer(
    avant: Parcours | None, apres: Parcours, profil: Profil, base: Base, aujourd_hui: date | None = None
) -> Changements:
    """Compares two routes of one person.

    Args:
        avant: the former route; ``None`` when there was none (then everything is new).
        apres: the route for ``profil``.
        profil: what is known now: it tells why something left.
        base: the records.
        aujourd_hui: the day on which dates are judged; today by default.
    """
    anciens = avant.ids if avant else []
    nouveaux = apres.ids
    autres = {i for etape in apres.etapes for i in etape.voir_aussi}
    retires = []
    for id in anciens:
        if id not in nouveaux:
            encore = TOUJOURS_POSSIBLE if id in autres else MOINS_ADAPTE
            retires.append(Retrait(id, pourquoi_pas(id, profil, base, aujourd_hui) or [encore]))
    return Changements([i for i in nouveaux if i not in anciens], retires)
