"""The learnt choice among candidates."""

from __future__ import annotations

from bot.nlu.exemples import exemple
from bot.nlu.faits.choix import Choix
from bot.nlu.faits.durees import durees
from bot.nlu.faits.lecteur import apprendre_anciennete
from bot.nlu.normalisation import normaliser


def test_signs_of_right_candidates_are_learnt_and_stored() -> None:
    candidates = [("avant cherche",), ("avant budget",)] * 20
    choix = Choix.apprendre(candidates, [True, False] * 20)
    assert choix.probabilite(("avant cherche",)) > 0.5 > choix.probabilite(("avant budget",))
    again = Choix.depuis_tableaux(choix.vers_tableaux("x"), "x")
    assert again.probabilite(("avant cherche",)) == choix.probabilite(("avant cherche",))


def test_nothing_to_learn_from_chooses_nothing() -> None:
    assert Choix.apprendre([("a",)], [False]).probabilite(("a",)) < 0.5


def test_the_age_of_the_structure_is_told_from_other_lengths_of_time() -> None:
    metiers = ("menuisier", "infirmière", "comptable", "jardinier", "cuisinière", "maçon")
    exemples = [
        exemple(
            f"{metier} depuis {rang + 4} ans, notre association existe depuis {rang + 11} ans",
            "decrire_projet",
            {"etiquete": True, "anciennete_mois": 12 * (rang + 11)},
        )
        for rang, metier in enumerate(metiers)
    ]
    choix = apprendre_anciennete([normaliser(e.texte).plie for e in exemples], exemples)
    metier, structure = durees(normaliser("soudeuse depuis 2 ans, notre association existe depuis 30 ans").plie)
    assert choix.probabilite(structure.indices) > 0.5 > choix.probabilite(metier.indices)
