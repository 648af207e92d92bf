"""The first stage of understanding: one score for every intent and every code of every field, all from one regression.

What is asked tells how to take a word such as "subvention", and what is told helps to see what is asked: the second
stages (``intentions.py``, ``faits/statistique.py``) read each other's scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.encodeur import Encodeur, encoder_tout
from bot.nlu.encodeur import encodeur as encodeur_commun
from bot.nlu.exemples import CHAMPS_MULTIPLES, CHAMPS_SIMPLES, Exemple
from bot.nlu.lineaire import Array, crete
from bot.nlu.propositions import VoisinagePropositions, propositions
from bot.nlu.traits import Document, Traits
from bot.nlu.vecteurs import Vecteurs
from bot.nlu.voisinage import Voisinage

CHAMPS = (*CHAMPS_MULTIPLES, *CHAMPS_SIMPLES)
_PENALITE = 0.7
#: A feature that more than one example in so many holds is frequent: in a sparse product it would take the most time.
_FREQUENT = 50


def valeurs(exemple: Exemple, champ: str) -> set[str]:
    """The values an example tells for a field, as strings ("true" and "false" for truths)."""
    value = exemple.faits.get(champ)
    if value is None:
        return set()
    return {str(v).lower() for v in (value if isinstance(value, list) else [value])}


def _produits(lignes: csr_matrix) -> NDArray[np.float32]:
    """The product of every row with every other."""
    frequent = lignes.getnnz(axis=0) * _FREQUENT > lignes.shape[0]
    dense, sparse = lignes[:, frequent].toarray().astype(np.float32), lignes[:, ~frequent]
    products: NDArray[np.float32] = (sparse @ sparse.T).toarray().astype(np.float32)
    products += dense @ dense.T
    return products


class _Decoupe(NamedTuple):
    """Sentences and their propositions: every different text once, and where each one stands among them."""

    textes: list[str]
    phrases: list[int]
    propositions: list[list[int]]


def _decouper(phrases: Sequence[str]) -> _Decoupe:
    parts = [propositions(phrase) for phrase in phrases]
    rank = {text: i for i, text in enumerate(dict.fromkeys(chain(phrases, *parts)))}
    return _Decoupe(list(rank), [rank[p] for p in phrases], [[rank[part] for part in found] for found in parts])


class Poids(NamedTuple):
    """The weights of the regression, one column an output."""

    #: Of the sparse features.
    traits: NDArray[np.float32]
    #: Of the examples, by nearness of the whole sentence.
    exemples: NDArray[np.float32]
    #: Of the landmarks, by nearness of propositions.
    reperes: NDArray[np.float32]


class PremierEtage:
    """The trained regression, over sparse features, nearness to examples, and nearness of propositions to landmarks."""

    def __init__(
        self,
        traits: Traits,
        voisinage: Voisinage,
        propositions: VoisinagePropositions,
        poids: Poids,
        intentions: tuple[str, ...],
        codes: dict[str, tuple[str, ...]],
    ) -> None:
        self._traits, self._neighbours, self._parts = traits, voisinage, propositions
        self._weights = poids
        #: The intents, in the order of their columns.
        self.intentions = intentions
        #: Field -> its codes, in the order of their columns.
        self.codes = codes
        bounds = np.cumsum([0, len(intentions), *(len(found) for found in codes.values())]).tolist()
        self._columns = {
            name: slice(start, end) for name, start, end in zip([None, *codes], bounds[:-1], bounds[1:], strict=True)
        }

    @classmethod
    def apprendre(
        cls,
        exemples: Sequence[Exemple],
        documents: Sequence[Document],
        vecteurs: Vecteurs | None = None,
        encodeur: Encodeur | None = None,
    ) -> tuple[PremierEtage, Array]:
        """Trains; returns the stage and, for each example, the scores from a model that has not seen it.

        An example without labels of facts counts as an average one for them.

        Raises:
            ValueError: fewer than two intents.
        """
        intents = tuple(sorted({e.intention for e in exemples}))
        if len(intents) < 2:
            raise ValueError("at least two intents are needed to train the understanding")
        labels = {champ: [valeurs(e, champ) for e in exemples] for champ in CHAMPS}
        codes = {champ: tuple(sorted(found)) for champ, told in labels.items() if (found := set().union(*told))}
        traits = Traits(vecteurs=vecteurs)
        rows = traits.apprendre(documents)
        cut = _decouper([d.phrase for d in documents])
        encoded = encoder_tout(encodeur or encodeur_commun(), cut.textes)
        neighbours = Voisinage.apprendre(encoded[cut.phrases], encodeur)
        said = [neighbours.abreger(encoded[found]) for found in cut.propositions]
        parts, frame = VoisinagePropositions.apprendre(said)
        places = frame.coordonnees(parts.ressemblances(said))
        kernel = _produits(rows)
        kernel += neighbours.noyau()
        kernel += places @ places.T
        columns = [[float(e.intention == name) for e in exemples] for name in intents]
        columns += [[float(code in told) for told in labels[champ]] for champ, found in codes.items() for code in found]
        targets = np.array(columns, dtype=np.float32).T
        known = np.array([e.etiquete for e in exemples])
        if known.any():
            targets[~known, len(intents) :] = targets[known, len(intents) :].mean(axis=0)
        dual, left_out = crete(kernel, targets, _PENALITE)
        weights = Poids(np.asarray(rows.T @ dual, dtype=np.float32), dual, frame.poids(places.T @ dual))
        return cls(traits, neighbours, parts, weights, intents, codes), left_out

    def scores(self, documents: Sequence[Document]) -> Array:
        """Scores of documents, one column an intent or a code."""
        cut = _decouper([d.phrase for d in documents])
        read = self._neighbours.lire(cut.textes)
        # A row touches some hundreds of features: gathering them beats a sparse product.
        rows = map(self._traits.ligne, documents)
        told = np.array([values @ self._weights.traits[columns] for columns, values in rows])
        told += self._neighbours.ressemblances(read[cut.phrases]) @ self._weights.exemples
        told += self._parts.ressemblances([read[found] for found in cut.propositions]) @ self._weights.reperes
        return np.asarray(told, dtype=np.float64)

    def des_intentions(self, scores: Array) -> Array:
        """The columns of the intents."""
        return scores[:, self._columns[None]]

    def du_champ(self, scores: Array, champ: str) -> Array:
        """The columns of a field's codes."""
        return scores[:, self._columns[champ]]

    def vers_tableaux(self) -> dict[str, Any]:
        """The stage as plain arrays."""
        return {
            **self._traits.vers_tableaux(),
            **self._neighbours.vers_tableaux(),
            **self._parts.vers_tableaux(),
            **{f"poids_{name}": weights for name, weights in self._weights._asdict().items()},
            "intentions": np.array(self.intentions),
            "champs": np.array(list(self.codes), dtype=str),
            **{f"codes_{champ}": np.array(codes) for champ, codes in self.codes.items()},
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, encodeur: Encodeur | None = None) -> PremierEtage:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(
            Traits.depuis_tableaux(arrays),
            Voisinage.depuis_tableaux(arrays, encodeur),
            VoisinagePropositions.depuis_tableaux(arrays),
            Poids(*(arrays[f"poids_{name}"] for name in Poids._fields)),
            tuple(str(name) for name in arrays["intentions"]),
            {str(c): tuple(str(code) for code in arrays[f"codes_{c}"]) for c in arrays["champs"]},
        )
