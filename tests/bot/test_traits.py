"""Features: what is learnt comes back from storage, and a place is a place, whichever it is."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.traits import LIEU, Document, Traits, masquer
from bot.nlu.vecteurs import Vecteurs, cle

DOCUMENTS = [Document("un velo", ("m",)), Document("du pain", ()), Document("un bus", ("m",))]


@pytest.fixture
def vecteurs() -> Vecteurs:
    """Four words in two dimensions."""
    words = {"velo": (10, 0), "bus": (9, 1), "pain": (0, 10), "soupe": (1, 9)}
    table = {cle(word): vector for word, vector in words.items()}
    keys = np.array(sorted(table), dtype=np.uint32)
    values = np.array([table[int(key)] for key in keys], dtype=np.int8)
    return Vecteurs(keys, np.arange(4, dtype=np.uint16), values, 0.1)


def test_places_and_digits_are_masked() -> None:
    assert masquer("a brest depuis 2015", [(2, 7)]) == f"a {LIEU} depuis 0000"


def test_rows_have_blocks_of_unit_length(vecteurs: Vecteurs) -> None:
    traits = Traits(vecteurs=vecteurs)
    rows = traits.apprendre(DOCUMENTS)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    # Words, pieces (when another document shares some), marks, vectors and the constant: one each.
    np.testing.assert_allclose(lengths**2, [5, 3, 5], atol=1e-5)


def test_stored_features_give_the_same_rows(vecteurs: Vecteurs) -> None:
    traits = Traits(vecteurs=vecteurs)
    traits.apprendre(DOCUMENTS)
    again = Traits.depuis_tableaux(traits.vers_tableaux())
    unseen = Document("un velo a soupe", ("m", "n"))
    for before, after in zip(traits.ligne(unseen), again.ligne(unseen), strict=True):
        np.testing.assert_allclose(before, after)


def test_unknown_words_have_no_vector(vecteurs: Vecteurs) -> None:
    assert not vecteurs.moyenne(["xyz"], [1.0]).any()
    np.testing.assert_allclose(vecteurs.moyenne(["velo", "xyz"], [1.0, 5.0]), [1.0, 0.0], atol=1e-6)
