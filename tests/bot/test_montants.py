"""Numbers and amounts, in digits and in words."""

from __future__ import annotations

import pytest

from bot.nlu.faits.montants import montants
from bot.nlu.faits.nombres import nombres
from bot.nlu.normalisation import normaliser


@pytest.mark.parametrize(
    ("texte", "valeurs"),
    [
        ("15 000", [15_000]),
        ("15k", [15_000]),
        ("1,2 million", [1_200_000]),
        ("quinze mille", [15_000]),
        ("une dizaine de milliers", [10_000]),
        ("un demi million", [500_000]),
        ("quelques milliers", []),
        ("dix et quinze mille", [10, 15_000]),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(texte: str, valeurs: list[float]) -> None:
    assert [n.valeur for n in nombres(texte)] == valeurs


@pytest.mark.parametrize(
    ("texte", "euros"),
    [
        ("entre 40 000 et 60 000 €", 50_000),
        ("de 25 à 30k€", 27_500),
        ("2 ou 3000 euros", 2_500),
        ("environ 8 000€", 8_000),
        ("il faudrait 7500", 7_500),
        ("quinze à vingt k€", 17_500),
    ],
)
def test_a_range_counts_once_by_its_middle(texte: str, euros: float) -> None:
    assert [m.euros for m in montants(normaliser(texte).plie)] == [euros]


@pytest.mark.parametrize("texte", ["dans le 19e", "3000 habitants", "depuis 2015", "on est 12", "j'ai 27 ans"])
def test_ordinals_counts_years_and_ages_are_no_amounts(texte: str) -> None:
    assert montants(normaliser(texte).plie) == []
