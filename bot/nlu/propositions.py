"""The parts of a text (propositions), each compared for itself: what one of them says does not depend on its company.

Two texts have in common what their propositions have: a Gaussian kernel between propositions, summed over those of both.
Summed over every example it would take too long for a message: it is approached from a few thousand of the examples'
propositions, the landmarks (Nyström's method).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

from bot.nlu.encodeur import Vecteurs
from bot.nlu.voisinage import Gaussienne

#: Height and narrowness of the kernel, number of landmarks: chosen as told in docs/decisions/0003-comprehension.md.
_HAUTEUR, _ETROITESSE = 3.0, 1.0
_REPERES = 3000
_SEPARATION = re.compile(r"[.!?;:,\n()]+|\b(?:et|mais|donc|car|pour|parce que|qui|que|afin|alors)\b")
#: A shorter part goes with the one before it.
_MOTS = 3
#: Texts compared at a time.
_LOT = 1000
#: Keeps the landmarks' own kernel well away from singular.
_MARGE = 1e-4


def propositions(phrase: str) -> list[str]:
    """The parts of a text between commas, conjunctions and relative pronouns; the whole text when it has none."""
    found: list[str] = []
    for part in _SEPARATION.split(phrase):
        words = part.split()
        if words and found and len(words) < _MOTS:
            found[-1] = f"{found[-1]} {' '.join(words)}"
        elif words:
            found.append(" ".join(words))
    return found or [phrase]


class VoisinagePropositions:
    """How near the propositions of a text are to the landmarks."""

    def __init__(self, reperes: Vecteurs) -> None:
        self._likeness = Gaussienne(reperes, _HAUTEUR, _ETROITESSE)

    @classmethod
    def apprendre(cls, textes: Sequence[Vecteurs]) -> tuple[VoisinagePropositions, Repere]:
        """Draws the landmarks from the examples (the vectors of each one's propositions), and the frame they make."""
        parts = np.unique(np.vstack(textes), axis=0)
        drawn = np.random.default_rng(0).permutation(len(parts))[:_REPERES]
        # Half precision is what will be read back.
        landmarks = parts[np.sort(drawn)].astype(np.float16).astype(np.float32)
        found = cls(landmarks)
        own = found._likeness(landmarks).astype(np.float64)
        own[np.diag_indices_from(own)] += _HAUTEUR * _MARGE
        return found, Repere(cholesky(own, lower=True).astype(np.float32))

    def ressemblances(self, textes: Sequence[Vecteurs]) -> NDArray[np.float32]:
        """The likeness of texts (the vectors of each one's propositions) to every landmark: texts × landmarks."""
        return np.vstack([self._lot(textes[start : start + _LOT]) for start in range(0, len(textes), _LOT)])

    def _lot(self, textes: Sequence[Vecteurs]) -> NDArray[np.float32]:
        counts = [len(parts) for parts in textes]
        total = np.add.reduceat(self._likeness(np.vstack(textes)), np.cumsum([0, *counts[:-1]]), axis=0)
        total /= np.sqrt(counts, dtype=np.float32)[:, None]
        return np.asarray(total)

    def vers_tableaux(self) -> dict[str, Any]:
        """The landmarks as plain arrays."""
        return {"reperes": self._likeness.points.astype(np.float16)}

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> VoisinagePropositions:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(arrays["reperes"].astype(np.float32))


class Repere:
    """The frame of the landmarks: coordinates in it have for products the kernel between texts."""

    def __init__(self, facteur: NDArray[np.float32]) -> None:
        self._factor = facteur

    def coordonnees(self, ressemblances: NDArray[np.float32]) -> NDArray[np.float32]:
        """Coordinates of texts, from their likeness to the landmarks."""
        return np.ascontiguousarray(solve_triangular(self._factor, ressemblances.T, lower=True).T)

    def poids(self, poids: NDArray[np.float32]) -> NDArray[np.float32]:
        """Weights of the landmarks, from weights of the coordinates."""
        return np.asarray(solve_triangular(self._factor, poids, lower=True, trans=1))
