"""The linear models: honest scores and calibrated probabilities."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.lineaire import Calibration, Crete


def _donnees() -> tuple[csr_matrix, np.ndarray]:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 8)).astype(np.float32)
    targets = (rows[:, :2] + rng.normal(size=(60, 2)) > 0).astype(float)
    return csr_matrix(rows), targets


def _fit(rows: csr_matrix, targets: np.ndarray) -> np.ndarray:
    dense = rows.toarray().astype(float)
    return dense.T @ np.linalg.solve(dense @ dense.T + np.eye(len(dense)), targets)


def test_left_out_scores_are_those_of_a_model_that_never_saw_the_example() -> None:
    rows, targets = _donnees()
    _, left_out = Crete.apprendre(rows, targets)
    for index in (0, 17, 59):
        others = np.arange(rows.shape[0]) != index
        expected = rows[index].toarray() @ _fit(rows[others], targets[others])
        np.testing.assert_allclose(left_out[index], expected[0], atol=1e-3)


def test_scores_of_a_row_are_its_product_with_the_weights() -> None:
    rows, targets = _donnees()
    model, _ = Crete.apprendre(rows, targets)
    scores = model.scores([(rows[3].indices, rows[3].data)])
    np.testing.assert_allclose(scores[0], rows[3].toarray()[0] @ _fit(rows, targets), atol=1e-3)


def test_probabilities_sum_to_one_and_survive_storage() -> None:
    rng = np.random.default_rng(1)
    labels = ["a", "b", "c"] * 30
    scores = np.eye(3)[[ord(label) - 97 for label in labels]] + rng.normal(size=(90, 3))
    calibration = Calibration.apprendre(scores, labels)
    probabilities = calibration.probabilites(scores)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    again = Calibration.depuis_tableaux(calibration.vers_tableaux("x"), "x")
    np.testing.assert_allclose(again.probabilites(scores), probabilities)
