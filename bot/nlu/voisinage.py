"""How near a sentence is to each example, and what the examples near it say: a Gaussian kernel over sentence vectors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encodeur import Encodeur, Vecteurs, encoder_tout, encodeur

#: Height and narrowness of the kernel, chosen on the left-out examples (docs/decisions/0003-comprehension.md).
_HAUTEUR, _ETROITESSE = 4.0, 0.5
#: The vectors are shortened to their main directions: as good, and half to read for each message.
_DIMENSIONS = 256
#: From this many texts on (the parts of a very long one), they are shared out between the cores.
_BEAUCOUP = 64


class Gaussienne:
    """A Gaussian kernel around points: ``hauteur`` for a point itself, less and less with the distance."""

    def __init__(self, points: Vecteurs, hauteur: float, etroitesse: float) -> None:
        self.points = points
        self._height, self._narrowness = hauteur, etroitesse
        self._squares = etroitesse * (points * points).sum(axis=1)

    def __call__(self, vecteurs: Vecteurs) -> NDArray[np.float32]:
        """The likeness of vectors to every point: vectors × points."""
        likeness = vecteurs @ self.points.T
        likeness *= 2 * self._narrowness
        likeness -= self._narrowness * (vecteurs * vecteurs).sum(axis=1)[:, None]
        likeness -= self._squares
        np.exp(likeness, out=likeness)
        likeness *= self._height
        return np.asarray(likeness)


class Voisinage:
    """The vectors of the examples, shortened."""

    def __init__(self, exemples: Vecteurs, axes: Vecteurs, centre: Vecteurs, encodeur_: Encodeur | None = None) -> None:
        self._axes, self._centre = axes, centre
        self._likeness = Gaussienne(exemples, _HAUTEUR, _ETROITESSE)
        self._encoder = encodeur_ or encodeur()

    @classmethod
    def apprendre(cls, vecteurs: Vecteurs, encodeur_: Encodeur | None = None) -> Voisinage:
        """Keeps the vectors of the examples (as the encoder gives them) along their main directions."""
        centre = vecteurs.mean(axis=0)
        spread = vecteurs - centre
        _, axes = np.linalg.eigh(spread.T @ spread)
        kept = np.ascontiguousarray(axes[:, ::-1][:, :_DIMENSIONS], dtype=np.float32)
        # Kept in half precision: the rounded vectors are those that will be read back.
        return cls((spread @ kept).astype(np.float16).astype(np.float32), kept, centre, encodeur_)

    def noyau(self) -> NDArray[np.float32]:
        """The likeness of every example to every other."""
        return self._likeness(self._likeness.points)

    def lire(self, textes: Sequence[str]) -> Vecteurs:
        """The vectors of texts, shortened like those of the examples."""
        encode = self._encoder.encode if len(textes) < _BEAUCOUP else partial(encoder_tout, self._encoder)
        return self.abreger(encode(textes))

    def abreger(self, vecteurs: Vecteurs) -> Vecteurs:
        """Vectors of the encoder, along the main directions of the examples."""
        shortened: Vecteurs = (vecteurs - self._centre) @ self._axes
        return shortened

    def ressemblances(self, vecteurs: Vecteurs) -> NDArray[np.float32]:
        """The likeness of sentences (their vectors) to every example: sentences × examples."""
        return self._likeness(vecteurs)

    def vers_tableaux(self) -> dict[str, Any]:
        """The vectors as plain arrays."""
        return {
            "voisins": self._likeness.points.astype(np.float16),
            "voisins_axes": self._axes,
            "voisins_centre": self._centre,
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, encodeur_: Encodeur | None = None) -> Voisinage:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(arrays["voisins"].astype(np.float32), arrays["voisins_axes"], arrays["voisins_centre"], encodeur_)
