"""The linear models: honest scores and calibrated probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bot.nlu.lineaire import Calibration, crete

_PENALITE = 0.5


@pytest.fixture
def donnees() -> tuple[np.ndarray, np.ndarray]:
    """Sixty examples of eight features, and two outputs to predict."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 8))
    return rows, (rows[:, :2] + rng.normal(size=(60, 2)) > 0).astype(float)


def _poids_et_scores(rows: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return crete((rows @ rows.T).astype(np.float32), targets.astype(np.float32), _PENALITE)


def _solution(rows: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The textbook solution, one weight a feature."""
    return np.linalg.solve(rows.T @ rows + _PENALITE * np.eye(rows.shape[1]), rows.T @ targets)


def test_weights_of_the_examples_give_the_ridge_solution(donnees: tuple[np.ndarray, np.ndarray]) -> None:
    rows, targets = donnees
    dual, _ = _poids_et_scores(rows, targets)
    np.testing.assert_allclose(rows.T @ dual, _solution(rows, targets), atol=1e-3)


def test_left_out_scores_are_those_of_a_model_that_never_saw_the_example(
    donnees: tuple[np.ndarray, np.ndarray],
) -> None:
    rows, targets = donnees
    _, left_out = _poids_et_scores(rows, targets)
    for index in (0, 17, 59):
        others = np.arange(len(rows)) != index
        np.testing.assert_allclose(left_out[index], rows[index] @ _solution(rows[others], targets[others]), atol=1e-3)


def test_probabilities_sum_to_one_and_survive_storage() -> None:
    rng = np.random.default_rng(1)
    labels = ["a", "b", "c"] * 30
    scores = np.eye(3)[[ord(label) - 97 for label in labels]] + rng.normal(size=(90, 3))
    calibration = Calibration.apprendre(scores, labels)
    probabilities = calibration.probabilites(scores)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    again = Calibration.depuis_tableaux(calibration.vers_tableaux("x"), "x")
    np.testing.assert_allclose(again.probabilites(scores), probabilities)


def test_two_classes_get_the_weights_of_the_textbook(donnees: tuple[np.ndarray, np.ndarray]) -> None:
    rows, targets = donnees
    labels = ["oui" if told else "non" for told in targets[:, 0]]
    ours = Calibration.apprendre(rows, labels, fermete=1.0)
    theirs = LogisticRegression(C=1.0, tol=1e-8).fit(rows, labels)
    np.testing.assert_allclose(ours.probabilites(rows), theirs.predict_proba(rows), atol=1e-3)
    assert ours.classes == ("non", "oui")
