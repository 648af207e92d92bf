"""The learnt choice among candidates."""

from __future__ import annotations

from bot.nlu.faits.choix import Choix


def test_signs_of_right_candidates_are_learnt_and_stored() -> None:
    candidates = [("avant cherche",), ("avant budget",)] * 20
    choix = Choix.apprendre(candidates, [True, False] * 20)
    assert choix.probabilite(("avant cherche",)) > 0.5 > choix.probabilite(("avant budget",))
    again = Choix.depuis_tableaux(choix.vers_tableaux("x"), "x")
    assert again.probabilite(("avant cherche",)) == choix.probabilite(("avant cherche",))


def test_nothing_to_learn_from_chooses_nothing() -> None:
    assert Choix.apprendre([("a",)], [False]).probabilite(("a",)) < 0.5
