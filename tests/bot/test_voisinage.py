"""Nearness of sentences by what they mean, with the real sentence encoder."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encodeur import encodeur
from bot.nlu.voisinage import _HAUTEUR, Voisinage

EXEMPLES = ["on cherche une subvention", "qui peut-on contacter ?", "une ferme à la campagne"]


@pytest.fixture(scope="module")
def voisinage() -> Voisinage:
    """Three examples, three subjects."""
    return Voisinage.apprendre(encodeur().encode(EXEMPLES))


@pytest.mark.parametrize(
    ("phrase", "proche"),
    [("il nous faut une aide financière", 0), ("à qui s'adresser ?", 1), ("un élevage en zone rurale", 2)],
)
def test_a_paraphrase_is_nearer_than_another_subject(voisinage: Voisinage, phrase: str, proche: int) -> None:
    assert voisinage.ressemblances(voisinage.lire([phrase]))[0].argmax() == proche


def test_the_kernel_is_symmetric_and_an_example_is_most_like_itself(voisinage: Voisinage) -> None:
    kernel = voisinage.noyau()
    np.testing.assert_allclose(kernel, kernel.T, rtol=1e-5)
    np.testing.assert_allclose(np.diag(kernel), _HAUTEUR, rtol=1e-5)
    assert (kernel <= _HAUTEUR * (1 + 1e-5)).all()


def test_an_example_read_again_is_as_near_as_when_it_was_learnt(voisinage: Voisinage) -> None:
    np.testing.assert_allclose(voisinage.ressemblances(voisinage.lire(EXEMPLES)), voisinage.noyau(), rtol=1e-2)


def test_stored_and_reloaded_it_gives_the_same_likeness(voisinage: Voisinage) -> None:
    again = Voisinage.depuis_tableaux(voisinage.vers_tableaux())
    np.testing.assert_array_equal(again.noyau(), voisinage.noyau())
    phrases = voisinage.lire(["un potager partagé", "avez-vous un contact ?"])
    np.testing.assert_array_equal(again.ressemblances(phrases), voisinage.ressemblances(phrases))
