"""A learnt yes-or-no over candidates that a rule has found: is this amount the one sought, is this age the structure's?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression


class Choix:
    """Logistic regression over named signs, kept as a table of weights."""

    def __init__(self, poids: dict[str, float], constante: float) -> None:
        self._weights, self._constant = poids, constante

    @classmethod
    def apprendre(cls, candidats: Sequence[Sequence[str]], bons: Sequence[bool], fermete: float = 0.5) -> Choix:
        """Learns from the signs of candidates and whether each was the right one; signs seen once are left out."""
        frequency = Counter(sign for signs in candidats for sign in set(signs))
        names = sorted(sign for sign, count in frequency.items() if count > 1)
        if not any(bons) or all(bons):
            return cls({}, -4.0)
        column = {name: index for index, name in enumerate(names)}
        rows = np.zeros((len(candidats), len(names)), dtype=np.float32)
        for row, signs in zip(rows, candidats):
            row[[column[sign] for sign in signs if sign in column]] = 1.0
        model = LogisticRegression(C=fermete, max_iter=400).fit(rows, list(bons))
        return cls(dict(zip(names, model.coef_[0].tolist())), float(model.intercept_[0]))

    def probabilite(self, indices: Sequence[str]) -> float:
        """How likely the candidate with these signs is the right one."""
        total = self._constant + sum(self._weights.get(sign, 0.0) for sign in indices)
        return float(1 / (1 + np.exp(-total)))

    def vers_tableaux(self, prefixe: str) -> dict[str, Any]:
        """Plain arrays, their names starting with ``prefixe``."""
        return {
            f"{prefixe}_indices": np.array(list(self._weights), dtype=str),
            f"{prefixe}_poids": np.array(list(self._weights.values()), dtype=np.float64),
            f"{prefixe}_constante": np.array(self._constant),
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, prefixe: str) -> Choix:
        """The inverse of :meth:`vers_tableaux`."""
        weights = dict(zip(arrays[f"{prefixe}_indices"].tolist(), arrays[f"{prefixe}_poids"].tolist()))
        return cls(weights, float(arrays[f"{prefixe}_constante"]))
