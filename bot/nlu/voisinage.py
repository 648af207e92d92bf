"""How near a sentence is to each example, and what the examples near it say: a Gaussian kernel over sentence vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encodeur import Encodeur, Vecteurs, encodeur

#: Height and narrowness of the kernel, chosen on the left-out examples (docs/decisions/0003-comprehension.md).
_HAUTEUR, _ETROITESSE = 4.0, 0.5
#: The vectors are shortened to their main directions: as good, and half to read for each message.
_DIMENSIONS = 256


class Voisinage:
    """The vectors of the examples, shortened."""

    def __init__(self, exemples: Vecteurs, axes: Vecteurs, centre: Vecteurs, encodeur_: Encodeur | None = None) -> None:
        self._examples, self._axes, self._centre = exemples, axes, centre
        self._norms = (exemples * exemples).sum(axis=1)
        self._encoder = encodeur_ or encodeur()

    @classmethod
    def apprendre(cls, phrases: Sequence[str], encodeur_: Encodeur | None = None) -> Voisinage:
        """Keeps the vectors of the examples along their main directions."""
        vectors = (encodeur_ or encodeur()).encode(list(phrases))
        centre = vectors.mean(axis=0)
        spread = vectors - centre
        _, axes = np.linalg.eigh(spread.T @ spread)
        kept = np.ascontiguousarray(axes[:, ::-1][:, :_DIMENSIONS], dtype=np.float32)
        # Kept in half precision: the rounded vectors are those that will be read back.
        return cls((spread @ kept).astype(np.float16).astype(np.float32), kept, centre, encodeur_)

    def noyau(self) -> NDArray[np.float32]:
        """The likeness of every example to every other."""
        return self._likeness(self._examples)

    def ressemblances(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """The likeness of sentences to every example: sentences × examples."""
        return self._likeness((self._encoder.encode(list(phrases)) - self._centre) @ self._axes)

    def _likeness(self, vectors: Vecteurs) -> NDArray[np.float32]:
        likeness = vectors @ self._examples.T
        likeness *= 2 * _ETROITESSE
        likeness -= _ETROITESSE * (vectors * vectors).sum(axis=1)[:, None]
        likeness -= _ETROITESSE * self._norms
        np.exp(likeness, out=likeness)
        likeness *= _HAUTEUR
        return np.asarray(likeness)

    def vers_tableaux(self) -> dict[str, Any]:
        """The vectors as plain arrays."""
        return {
            "voisins": self._examples.astype(np.float16),
            "voisins_axes": self._axes,
            "voisins_centre": self._centre,
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, encodeur_: Encodeur | None = None) -> Voisinage:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(arrays["voisins"].astype(np.float32), arrays["voisins_axes"], arrays["voisins_centre"], encodeur_)
