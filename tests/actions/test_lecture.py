"""From entities (or the payload of a button) to facts."""

import pytest

from actions.lecture import Preuve, Sujet, lire, profil_lu


def test_codes_outside_the_vocabulary_are_dropped():
    assert lire([{"entity": "stade", "value": "n_importe_quoi"}]).valeurs == {}


def test_a_button_gives_a_place_by_level_and_code():
    lecture = lire([{"entity": "territoire", "value": "commune:42218"}])
    assert lecture.territoire is not None and lecture.territoire.nom == "Saint-Étienne"


def test_a_place_that_does_not_exist_is_no_place():
    assert lire([{"entity": "territoire", "value": "commune:00000"}]).territoire is None


@pytest.mark.parametrize(("brut", "valeur"), [("true", True), ("false", False), (True, True), (False, False)])
def test_yes_and_no_are_read_from_words_and_from_buttons(brut, valeur):
    assert lire([{"entity": "employeur", "value": brut}]).valeurs == {"employeur": valeur}


def test_a_negative_amount_is_no_amount():
    assert "montant_recherche" not in lire([{"entity": "montant_recherche", "value": -5}]).valeurs


def test_a_kind_of_money_means_that_money_is_wanted():
    assert lire([{"entity": "type_financement", "value": "pret"}]).valeurs["besoin_appui"] == ("financement",)


def test_an_association_is_a_structure_that_exists():
    assert lire([{"entity": "type_porteur", "value": "association"}]).valeurs["structure_existante"] is True


def test_a_group_of_people_says_nothing_of_a_structure():
    assert "structure_existante" not in lire([{"entity": "type_porteur", "value": "collectif"}]).valeurs


def test_evidence_keeps_the_words_of_each_field():
    lecture = lire([{"entity": "stade", "value": "idee", "start": 4, "end": 8}])
    assert lecture.preuves == {"stade": (Preuve(debut=4, fin=8),)}


def test_subjects_and_ranks_are_kept_apart_from_facts():
    lecture = lire(
        [{"entity": "sujet", "value": {"genre": "definition", "id": "scic"}}, {"entity": "rang", "value": 2}]
    )
    assert lecture.sujets == (Sujet("definition", "scic"),) and lecture.rang == 2
    assert not lecture.porte_un_fait


def test_the_profile_of_one_text_holds_what_it_denies():
    lecture = lire(
        [{"entity": "type_financement_exclus", "value": "pret"}, {"entity": "type_financement", "value": "don"}]
    )
    profil = profil_lu(lecture)
    assert (profil.type_financement, profil.type_financement_exclus) == (("don",), ("pret",))


def test_a_fact_read_in_doubt_is_told_apart():
    lue = lire([{"entity": "stade", "value": "idee", "confidence_entity": 0.5}, {"entity": "employeur", "value": True}])
    assert (lue.valeurs["stade"], lue.valeurs["employeur"], lue.incertains) == ("idee", True, {"stade"})
