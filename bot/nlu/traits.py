"""From a normalised text to sparse features: words, pieces of words, and marks set by the lexical readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.vecteurs import Vecteurs, compiler


class Document(NamedTuple):
    """What the features see of a text."""

    #: The folded text, its places and digits masked.
    masque: str
    #: The marks that the lexical readers set on it.
    marques: Sequence[str]
    #: The text as it was written, its places masked, for the sentence encoder.
    phrase: str = ""


_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[a-z0-9]+|[?!]")
#: Stands for the words of a place: which place it is tells nothing of what is wanted.
LIEU = "lieuxlieux"


def masquer(plie: str, etendues: Iterable[tuple[int, int]]) -> str:
    """The folded text with the given stretches (places) replaced by one neutral word, and digits by zeros."""
    parts, position = [], 0
    for start, end in sorted(etendues):
        if start >= position:
            parts += [plie[position:start], LIEU]
            position = end
    parts.append(plie[position:])
    return _DIGIT.sub("0", "".join(parts))


def mots(masque: str) -> list[str]:
    """Words (and question and exclamation marks) of a masked text."""
    return _TOKEN.findall(masque)


def _word_ngrams(tokens: Sequence[str]) -> list[str]:
    return [*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))]


def _pieces(tokens: Sequence[str]) -> list[str]:
    """Pieces of three to five letters of each word, its bounds marked, and of two at its ends."""
    found: list[str] = []
    for token in tokens:
        if token == LIEU:
            continue
        padded = f" {token} "
        for size in (3, 4, 5):
            found.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
        if len(token) <= 3:
            found.append(padded)
    return found


class _Bloc:
    """TF-IDF over one kind of term, with rows of unit length: sublinear counts, terms rarer than ``minimum`` left out."""

    def __init__(self, termes: Sequence[str], idf: NDArray[np.float64]) -> None:
        self.termes = list(termes)
        self.idf = idf
        self._weights = {
            term: (index, float(weight)) for index, (term, weight) in enumerate(zip(self.termes, idf, strict=True))
        }

    @classmethod
    def apprendre(cls, documents: Sequence[Sequence[str]], minimum: int) -> _Bloc:
        """Learns which terms exist and how rare each one is."""
        frequency = Counter(term for terms in documents for term in set(terms))
        terms = sorted(term for term, count in frequency.items() if count >= minimum)
        counts = np.array([frequency[term] for term in terms])
        return cls(terms, np.log((1 + len(documents)) / (1 + counts)) + 1)

    def ligne(self, termes: Sequence[str]) -> tuple[list[int], list[float]]:
        """Columns and values of a document."""
        columns, values, total = [], [], 0.0
        for term, count in Counter(termes).items():
            known = self._weights.get(term)
            if known is not None:
                value = (1 + log(count)) * known[1] if count > 1 else known[1]
                columns.append(known[0])
                values.append(value)
                total += value * value
        norm = sqrt(total) or 1.0
        return columns, [value / norm for value in values]

    def poids(self, terme: str, defaut: float) -> float:
        """The rarity of a term, or ``defaut`` for one never seen."""
        known = self._weights.get(terme)
        return known[1] if known else defaut


class Traits:
    """Learns which features exist and how rare each one is; then turns documents into rows.

    A document is ``(masked text, marks)``. The blocks (words, pieces of words, marks, mean of word vectors) have unit
    length each, times its weight, so that a long text weighs no more than a short one; the last column is always one.
    """

    def __init__(self, poids: Sequence[float] = (1.0, 1.0, 1.0, 1.0), vecteurs: Vecteurs | None = None) -> None:
        self.poids = tuple(poids)
        self._vecteurs = vecteurs or compiler()
        self._centre: NDArray[np.float32] = np.zeros(self._vecteurs.dimensions, dtype=np.float32)
        self._blocs: list[_Bloc] = []

    @staticmethod
    def _terms(document: Document) -> tuple[list[str], tuple[Sequence[str], ...]]:
        words = mots(document.masque)
        return words, (_word_ngrams(words), _pieces(words), document.marques)

    def apprendre(self, documents: Sequence[Document]) -> csr_matrix:
        """Learns from the documents and returns their rows."""
        terms = [self._terms(d)[1] for d in documents]
        self._blocs = [_Bloc.apprendre([t[i] for t in terms], minimum) for i, minimum in enumerate((1, 2, 1))]
        self._centre = np.mean([self._mean(mots(d.masque)) for d in documents], axis=0, dtype=np.float32)
        rows = [self.ligne(document) for document in documents]
        bounds = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        data, columns = np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows])
        return csr_matrix((data, columns, bounds), shape=(len(rows), self.largeur))

    @property
    def largeur(self) -> int:
        """How many columns a row has."""
        return sum(len(b.termes) for b in self._blocs) + self._vecteurs.dimensions + 1

    def ligne(self, document: Document) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Columns and values of a document."""
        words, terms = self._terms(document)
        columns: list[int] = []
        values: list[float] = []
        offset = 0
        for bloc, found, weight in zip(self._blocs, terms, self.poids, strict=False):
            block_columns, block_values = bloc.ligne(found)
            columns += [offset + column for column in block_columns]
            values += [weight * value for value in block_values]
            offset += len(bloc.termes)
        dense = self._mean(words) - self._centre
        dense *= self.poids[-1] / max(float(np.linalg.norm(dense)), 1e-6)
        last = np.arange(offset, offset + len(dense) + 1)
        return np.concatenate([np.array(columns, dtype=np.int64), last]), np.concatenate([values, dense, [1.0]]).astype(
            np.float32
        )

    def _mean(self, words: Sequence[str]) -> NDArray[np.float32]:
        known = [w for w in words if w[0].isalnum() and w != LIEU]
        unseen = float(self._blocs[0].idf.max())
        return self._vecteurs.moyenne(known, [self._blocs[0].poids(w, unseen) for w in known])

    def vers_tableaux(self) -> dict[str, Any]:
        """What was learnt, as plain arrays."""
        arrays: dict[str, Any] = {
            "poids": np.array(self.poids),
            "centre": self._centre,
            **self._vecteurs.vers_tableaux(),
        }
        for index, bloc in enumerate(self._blocs):
            arrays[f"termes_{index}"] = np.array("\n".join(bloc.termes))
            arrays[f"idf_{index}"] = bloc.idf
        return arrays

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> Traits:
        """The inverse of :meth:`vers_tableaux`."""
        traits = cls([float(w) for w in arrays["poids"]], Vecteurs.depuis_tableaux(arrays))
        traits._centre = arrays["centre"]
        traits._blocs = [
            _Bloc(str(arrays[f"termes_{index}"]).split("\n"), arrays[f"idf_{index}"]) for index in range(3)
        ]
        return traits
