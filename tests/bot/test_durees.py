"""Ages of people and lengths of time."""

from __future__ import annotations

import datetime

import pytest

from bot.nlu.faits.durees import ages, durees
from bot.nlu.normalisation import normaliser

AUJOURD_HUI = datetime.date(2026, 6, 15)


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("ouvert depuis 14 mois", 14),
        ("ça fait six ans qu'on tourne", 72),
        ("un an et demi d'existence", 18),
        ("l'association existe depuis 2016", 120),
        ("on fête nos vingt ans", 240),
        ("cinquième exercice équilibré", 60),
        ("quatorzième mois d'activité", 14),
        ("nous sommes une SARL de quatorze mois", 14),
        ("la maison des aînés (association, 12 ans)", 144),
        ("Association d'aide alimentaire, 9 ans, 4 salariés", 108),
        ("asso creee ya 2 mois", 2),
        ("association née en mars 2021", 63),
        ("la SCIC, immatriculée le 3 octobre 2024", 20),
        ("depuis février, on a les statuts", 4),
        ("l'asso tourne depuis l'automne 2023", 32),
        ("elle a soufflé ses onze bougies", 132),
        ("depuis une décennie, la coopérative chauffe l'école", 120),
    ],
)
def test_time_up_to_now_is_told_in_months(texte: str, mois: int) -> None:
    found = [d for d in durees(normaliser(texte).plie, AUJOURD_HUI) if d.passee]
    assert [round(d.mois) for d in found] == [mois]


@pytest.mark.parametrize(
    "texte", ["j'ai 27 ans", "étudiante, 27 ans", "moi, 27 ans, maraîchère", "on est 5 potes de 27 ans"]
)
def test_the_age_of_a_person_is_no_length_of_time(texte: str) -> None:
    plie = normaliser(texte).plie
    assert [age.ans for age in ages(plie)] == [27]
    assert not [d for d in durees(plie, AUJOURD_HUI) if d.passee]


@pytest.mark.parametrize("texte", ["une asso pour des enfants de 6 ans", "l'association ouvre dans 3 mois"])
def test_who_is_served_and_what_is_to_come_are_no_length_of_time(texte: str) -> None:
    assert not [d for d in durees(normaliser(texte).plie, AUJOURD_HUI) if d.passee]


@pytest.mark.parametrize("texte", ["ouverture en mars 2027", "on se réunit en mars", "le loyer de septembre"])
def test_a_month_to_come_or_that_nothing_dates_tells_no_age(texte: str) -> None:
    assert durees(normaliser(texte).plie, AUJOURD_HUI) == []


def test_the_age_of_a_structure_is_nobody_s_age() -> None:
    assert ages(normaliser("notre asso existe depuis 27 ans").plie) == []
    assert ages(normaliser("la maison des aînés (association, 27 ans)").plie) == []


def test_a_length_of_time_that_is_denied_is_none() -> None:
    (duree,) = durees("ce n'est pas dix mois, le media a quatre ans")
    assert duree.mois == 48


def test_months_may_be_texted_without_their_s() -> None:
    assert [d.mois for d in durees("ca fait 14 moi qu'on tourne")] == [14]
