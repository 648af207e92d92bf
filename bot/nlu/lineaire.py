"""Two-stage linear models over sparse features.

First stage: ridge regression of every label on every feature, solved once for all labels in the space of examples.
It gives, in closed form, the score each example would get from a model that has not seen it (leave one out).
Second stage: a small logistic regression from those honest scores to probabilities, which is what calibrates them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import blas, lapack
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float64]


def crete(
    noyau: NDArray[np.float32], cibles: NDArray[np.float32], penalite: float
) -> tuple[NDArray[np.float32], Array]:
    """Ridge regression with several outputs, in the space of the examples.

    Args:
        noyau: the likeness of every example to every other (overwritten).
        cibles: what each example should give, one column an output.

    Returns:
        The weight of each example for each output, and the score each example gets from a model that has not seen it.

    Raises:
        ValueError: the kernel is not positive.
    """
    kernel = noyau.T  # symmetric: its transpose is itself, in the order that LAPACK works on in place
    kernel[np.diag_indices_from(kernel)] += penalite
    inverse = _inverse(kernel)
    dual = np.asarray(blas.ssymm(1.0, inverse, cibles, lower=1))
    return dual, np.asarray(cibles - dual / np.diag(inverse)[:, None], dtype=np.float64)


def _inverse(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lower triangle (the rest means nothing) of the inverse of a symmetric positive matrix, which is overwritten.

    By Cholesky and in single precision: half the time.
    """
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1)
    lower, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ValueError("the matrix of the examples is not positive")
    return np.asarray(lower)


def _logistique(entrees: Array, vrais: NDArray[np.bool_], fermete: float) -> Array:
    """Weights (the constant last, not penalised) of a logistic regression of two classes.

    By Newton's steps: with many examples and few inputs they come to the end in seconds, where sklearn 1.1 has no such
    solver and its own gives up before the end.
    """
    inputs = np.hstack([entrees, np.ones((len(entrees), 1))]).astype(np.float32)
    signs = np.where(vrais, 1.0, -1.0)
    penalty = np.append(np.ones(entrees.shape[1]), 0.0)

    def loss(weights: Array) -> tuple[float, Array]:
        margins = signs * (inputs @ weights.astype(np.float32))
        slope = -fermete * signs * expit(-margins)
        value = fermete * float(np.logaddexp(0, -margins).sum()) + float(penalty @ weights**2) / 2
        return value, slope.astype(np.float32) @ inputs + penalty * weights

    def curvature(weights: Array) -> Array:
        told = expit(inputs @ weights.astype(np.float32))
        weighted = inputs * (fermete * told * (1 - told)).astype(np.float32)[:, None]
        return np.asarray(weighted.T @ inputs, dtype=np.float64) + np.diag(penalty)

    start = np.zeros(inputs.shape[1])
    found = minimize(loss, start, jac=True, hess=curvature, method="trust-exact", options={"gtol": 1e-2, "maxiter": 60})
    return np.asarray(found.x)


class Calibration:
    """Logistic regression (one output a class; two classes: one output), kept as plain arrays."""

    def __init__(self, coefficients: Array, constantes: Array, classes: tuple[str, ...]) -> None:
        self.coefficients, self.constantes, self.classes = coefficients, constantes, classes

    @classmethod
    def apprendre(cls, scores: Array, cibles: list[str], fermete: float = 10.0) -> Calibration:
        """Fits from scores (one column an output of the first stage) to classes; ``fermete`` is sklearn's C."""
        classes = tuple(sorted(set(cibles)))
        if len(classes) == 2:
            weights = _logistique(scores, np.array([c == classes[1] for c in cibles]), fermete)
            return cls(weights[None, :-1], weights[-1:], classes)
        model = LogisticRegression(C=fermete, max_iter=400).fit(scores, cibles)
        return cls(model.coef_, model.intercept_, tuple(str(c) for c in model.classes_))

    def probabilites(self, scores: Array) -> Array:
        """Probabilities, one column a class."""
        logits = scores @ self.coefficients.T + self.constantes
        if len(self.classes) == 2:
            positive = 1 / (1 + np.exp(-logits))
            return np.hstack([1 - positive, positive])
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))

    def vers_tableaux(self, prefixe: str) -> dict[str, Any]:
        """Plain arrays, their names starting with ``prefixe``."""
        return {
            f"{prefixe}_coefficients": self.coefficients,
            f"{prefixe}_constantes": self.constantes,
            f"{prefixe}_classes": np.array(self.classes, dtype=str),
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, prefixe: str) -> Calibration:
        """The inverse of :meth:`vers_tableaux`."""
        classes = tuple(str(c) for c in arrays[f"{prefixe}_classes"])
        return cls(arrays[f"{prefixe}_coefficients"], arrays[f"{prefixe}_constantes"], classes)
