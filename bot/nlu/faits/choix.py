"""A learnt yes-or-no over candidates that a rule has found: is this amount the one sought, does this word tell the need?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression


class Choix:
    """Logistic regression over named signs, kept as a table of weights."""

    def __init__(self, poids: dict[str, float], constante: float) -> None:
        self._weights, self._constant = poids, constante

    @classmethod
    def apprendre(cls, candidats: Sequence[Sequence[str]], bons: Sequence[bool], fermete: float = 0.5) -> Choix:
        """Learns from the signs of candidates and whether each was the right one; signs seen once are left out."""
        if not any(bons) or all(bons):
            return cls({}, -4.0)
        frequency = Counter(sign for signs in candidats for sign in set(signs))
        names = sorted(sign for sign, count in frequency.items() if count > 1)
        column = {name: index for index, name in enumerate(names)}
        rows = [sorted({column[sign] for sign in signs if sign in column}) for signs in candidats]
        bounds = np.cumsum([0, *map(len, rows)])
        columns = np.array([c for row in rows for c in row], dtype=np.int64)
        matrix = csr_matrix((np.ones(len(columns)), columns, bounds), shape=(len(rows), len(names)))
        model = LogisticRegression(C=fermete, max_iter=300).fit(matrix, list(bons))
        return cls(dict(zip(names, model.coef_[0].tolist(), strict=True)), float(model.intercept_[0]))

    def probabilite(self, indices: Sequence[str]) -> float:
        """How likely the candidate with these signs is the right one."""
        total = self._constant + sum(self._weights.get(sign, 0.0) for sign in indices)
        return 1 / (1 + exp(-total))

    def vers_tableaux(self, prefixe: str) -> dict[str, Any]:
        """Plain arrays, their names starting with ``prefixe``."""
        return {
            f"{prefixe}_indices": np.array("\n".join(self._weights)),
            f"{prefixe}_poids": np.array(list(self._weights.values()), dtype=np.float64),
            f"{prefixe}_constante": np.array(self._constant),
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, prefixe: str) -> Choix:
        """The inverse of :meth:`vers_tableaux`."""
        names = str(arrays[f"{prefixe}_indices"])
        weights = dict(zip(names.split("\n") if names else (), arrays[f"{prefixe}_poids"].tolist(), strict=True))
        return cls(weights, float(arrays[f"{prefixe}_constante"]))
