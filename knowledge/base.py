"""All records in memory, with what it takes to judge them quickly.

Many records say the same thing (the same stages, the same place…). A *column* keeps each distinct value once, with
the value of every record as an index: a rule is then applied to the distinct values only, and its result spread over
the records with one array look-up. That is what keeps a route fast with a hundred thousand records.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from knowledge.chargement import DOSSIER, Contenu, charger
from knowledge.modeles import Conseil, Definition, Dispositif, Levier
from knowledge.profil import Territoire
from knowledge.territoires.referentiel import Referentiel, referentiel

T = TypeVar("T")
Indices = npt.NDArray[np.intp]
Masque = npt.NDArray[np.bool_]
CleLieu = tuple[str, str]
ValeurLieu = tuple[tuple[CleLieu, ...], tuple[CleLieu, ...]]
"""Places where a dispositif is open, then places left out."""

TOUS = slice(None)
"""Stands for the ranks of all records."""
_MEMOIRE = 512


class Colonne:
    """One aspect of all records: ``valeurs`` are the distinct values, ``valeurs[indices[i]]`` is that of record i."""

    def __init__(self, cles: list[Hashable]) -> None:
        rangs: dict[Hashable, int] = {}
        self.indices: Indices = np.fromiter(
            (rangs.setdefault(c, len(rangs)) for c in cles), dtype=np.intp, count=len(cles)
        )
        self.valeurs: tuple[Any, ...] = tuple(rangs)


class Base:
    """The records, their indexes and the official places they refer to. Nothing in it changes once built.

    ``fiches`` are the dispositifs in the order of their identifiers: a record's rank there is its rank in every array,
    and what breaks ties.
    """

    def __init__(self, contenu: Contenu, lieux: Referentiel) -> None:
        self.lieux = lieux
        self.fiches: tuple[Dispositif, ...] = tuple(contenu.dispositifs[i] for i in sorted(contenu.dispositifs))
        self.dispositifs: dict[str, Dispositif] = {d.id: d for d in self.fiches}
        self.definitions: dict[str, Definition] = contenu.definitions
        self.conseils: dict[str, Conseil] = contenu.conseils
        self.leviers: dict[str, Levier] = contenu.leviers
        self.rang: dict[str, int] = {d.id: i for i, d in enumerate(self.fiches)}
        self._annexes: dict[str, Any] = {}
        self._colonnes: dict[str, Colonne] = {}
        self._memoire: OrderedDict[Hashable, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self.fiches)

    def colonne(self, nom: str, cle: Callable[[Dispositif], Hashable]) -> Colonne:
        """The column called ``nom``, made on first use from ``cle`` (which must always be the same for one name)."""
        if nom not in self._colonnes:
            self._colonnes[nom] = Colonne([cle(d) for d in self.fiches])
        return self._colonnes[nom]

    def masque(
        self,
        nom: str,
        cle: Callable[[Dispositif], Hashable],
        accepter: Callable[[Any], bool],
        rangs: Indices | slice = TOUS,
    ) -> Masque:
        """Which records (those of these ranks) have a value that ``accepter`` accepts in the column called ``nom``."""
        colonne = self.colonne(nom, cle)
        table: Masque = np.fromiter(map(accepter, colonne.valeurs), dtype=np.bool_, count=len(colonne.valeurs))
        return table[colonne.indices[rangs]]

    def annexe(self, nom: str, construire: Callable[[Base], T]) -> T:
        """What another module builds once for this base (an index, an array), made on first use."""
        if nom not in self._annexes:
            self._annexes[nom] = construire(self)
        annexe: T = self._annexes[nom]
        return annexe

    def retenir(self, cle: Hashable, calcul: Callable[[], T]) -> T:
        """Remembers the latest results of costly computations that depend on ``cle`` alone."""
        if cle in self._memoire:
            self._memoire.move_to_end(cle)
            resultat: T = self._memoire[cle]
            return resultat
        resultat = self._memoire[cle] = calcul()
        if len(self._memoire) > _MEMOIRE:
            self._memoire.popitem(last=False)
        return resultat

    @property
    def colonne_lieux(self) -> Colonne:
        """Where the dispositifs are open: values are ``ValeurLieu``."""
        return self.colonne("territoire", valeur_lieu)

    def valeurs_en_cause(self, lieu: Territoire | None) -> Indices:
        """Ranks of the values of ``colonne_lieux`` that name France or may share ground with ``lieu``."""
        index = self.annexe("lieux", _IndexDesLieux)
        rangs: set[int] = set().union(*(index.valeurs[cle] for cle in index.voisins(lieu) if cle in index.valeurs))
        return np.array(sorted(rangs), dtype=np.intp)


class _IndexDesLieux:
    """Which values of ``colonne_lieux`` name a place, and which of the places named touch a département."""

    def __init__(self, base: Base) -> None:
        self.lieux = base.lieux
        self.valeurs: dict[CleLieu, set[int]] = defaultdict(set)
        for rang, (dans, _) in enumerate(base.colonne_lieux.valeurs):
            for cle in dans:
                self.valeurs[base.lieux.par_code(*cle).cle].add(rang)
        self.par_departement: dict[str | None, set[CleLieu]] = defaultdict(set)
        for cle in self.valeurs:
            for departement in self._departements(base.lieux.par_code(*cle)):
                self.par_departement[departement].add(cle)

    def voisins(self, lieu: Territoire | None) -> set[CleLieu]:
        """Places that may share ground with ``lieu``, France among them."""
        voisins = {("france", "FR")}
        if lieu is None:
            return voisins
        if lieu.niveau == "commune":
            return voisins | {lieu.cle} | {t.cle for t in self.lieux.ancetres(lieu)}
        return voisins.union(*(self.par_departement.get(d, ()) for d in self._departements(lieu)))

    def _departements(self, lieu: Territoire) -> set[str | None]:
        """The départements that a place touches."""
        if lieu.departement:
            return {lieu.departement}
        return set() if lieu.niveau == "france" else {c.departement for c in self.lieux.communes_de(lieu)}


def valeur_lieu(dispositif: Dispositif) -> ValeurLieu:
    """The places of a dispositif, in one hashable value."""
    return (
        tuple(sorted(lieu.cle for lieu in dispositif.territoires)),
        tuple(sorted(lieu.cle for lieu in dispositif.territoires_exclus)),
    )


def construire(dossier: Path = DOSSIER) -> Base:
    """Reads the records under ``dossier`` and builds their base.

    Raises:
        FicheInvalide: when a record cannot be used.
    """
    lieux = referentiel()
    return Base(charger(dossier, lieux), lieux)


@lru_cache(maxsize=1)
def base() -> Base:
    """The base of the product, read once."""
    return construire()
