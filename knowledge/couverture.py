"""Does everybody find somebody to talk to, help and money? Counted for each département and each stage.

Only what is open to anybody counts: no theme, no particular public, not for local authorities alone. A record that
covers a part of a département does not cover it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
import numpy as np

from knowledge import vocabulaire as voc
from knowledge.base import Base, Masque
from knowledge.eligibilite import ECHOUEE, REMPLIE, Contexte, juger_base
from knowledge.modeles import Dispositif
from knowledge.profil import Profil, Territoire

FONCTIONS: dict[str, tuple[str, ...]] = {
    "accueil": ("accueil",),
    "appui": ("accompagnement", "emergence", "foncier", "reseau", "ressource"),
    "argent": ("financement",),
}
"""What a person needs -> the categories of dispositifs that bring it."""

Etat = Literal["local", "national", "vide"]


class Case(msgspec.Struct, frozen=True):
    """One cell: the records that cover the whole département at this stage, local and national, by identifier.

    ``partiels`` cover only a part of it; they are told for information and fill nothing.
    """

    departement: str
    nom: str
    stade: str
    fonction: str
    locaux: tuple[str, ...]
    partiels: tuple[str, ...]
    nationaux: tuple[str, ...]

    @property
    def etat(self) -> Etat:
        """``local``: something closer than national; ``national``: national records only; ``vide``: nothing."""
        return "local" if self.locaux else "national" if self.nationaux else "vide"


def couverture(base: Base, aujourd_hui: date) -> list[Case]:
    """Every cell, by département (overseas collectivities where people live included), stage, then function."""
    ouvertes = np.array([_pour_tous(d) for d in base.fiches])
    nationales = np.array([any(t.niveau == "france" for t in d.territoires) for d in base.fiches])
    par_fonction = {
        fonction: ouvertes & np.array([d.categorie in categories for d in base.fiches])
        for fonction, categories in FONCTIONS.items()
    }
    cases = []
    for lieu in _departements(base):
        for stade in voc.STADES:
            jugement = juger_base(base, Contexte(Profil(territoire=lieu, stade=stade), base.lieux, aujourd_hui))
            servies = (jugement.verdicts != ECHOUEE) & (jugement.etats["stade"] == REMPLIE)
            partout = jugement.etats["territoire"] == REMPLIE
            for fonction, categories in par_fonction.items():
                masques = (partout & ~nationales, ~partout, partout & nationales)
                ids = (_ids(base, servies & categories & masque) for masque in masques)
                cases.append(Case(lieu.code, lieu.nom, stade, fonction, *ids))
    return cases


def _departements(base: Base) -> list[Territoire]:
    return sorted((t for t in base.lieux.tous("departement") if base.lieux.population(t)), key=lambda t: t.code)


def _pour_tous(d: Dispositif) -> bool:
    reserve = d.besoins_sociaux or d.conditions.publics or d.conditions.types_porteur == ("collectivite",)
    return not reserve and d.statut != "clos"


def _ids(base: Base, masque: Masque) -> tuple[str, ...]:
    return tuple(base.fiches[rang].id for rang in np.flatnonzero(masque))
