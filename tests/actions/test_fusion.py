"""How what a message says joins what is known."""

import pytest

from actions.fusion import aucun_public, fusionner, resumer, sans_reponse
from actions.lecture import Lecture
from knowledge.profil import Profil, Territoire
from knowledge.vocabulaire import PUBLICS

LENS = Territoire(niveau="commune", code="62498", nom="Lens")
ARRAS = Territoire(niveau="commune", code="62041", nom="Arras")


def test_a_second_theme_is_added():
    profil = fusionner(Profil(besoin_social=("lien_social",)), Lecture(valeurs={"besoin_social": ("culture",)}))
    assert profil.besoin_social == ("lien_social", "culture")


def test_a_correction_replaces():
    profil = fusionner(
        Profil(besoin_social=("reemploi",)), Lecture(valeurs={"besoin_social": ("culture",)}), correction=True
    )
    assert profil.besoin_social == ("culture",)


def test_what_is_denied_leaves_even_without_a_correction():
    lecture = Lecture(valeurs={"besoin_social": ("transition_ecologique",)}, exclus={"besoin_social": ("reemploi",)})
    assert fusionner(Profil(besoin_social=("reemploi",)), lecture).besoin_social == ("transition_ecologique",)


def test_a_denied_place_gives_way_to_the_other():
    lecture = Lecture(territoire=ARRAS, territoires_exclus=(LENS,))
    assert fusionner(Profil(territoire=LENS), lecture).territoire == ARRAS


def test_a_denied_place_alone_leaves_no_place():
    assert fusionner(Profil(territoire=LENS), Lecture(territoires_exclus=(LENS,))).territoire is None


def test_denied_kinds_of_money_are_remembered():
    profil = fusionner(Profil(), Lecture(exclus={"type_financement": ("pret",)}))
    assert profil.type_financement_exclus == ("pret",)


def test_wanting_what_was_denied_lifts_the_denial():
    profil = Profil(type_financement_exclus=("pret", "don"))
    apres = fusionner(profil, Lecture(valeurs={"type_financement": ("pret",)}))
    assert (apres.type_financement, apres.type_financement_exclus) == (("pret",), ("don",))


def test_taking_the_money_away_takes_kinds_and_amount_with_it():
    profil = Profil(besoin_appui=("financement", "local"), type_financement=("pret",), montant_recherche=5000)
    apres = fusionner(profil, Lecture(exclus={"besoin_appui": ("financement",)}))
    assert (apres.besoin_appui, apres.type_financement, apres.montant_recherche) == (("local",), (), None)


def test_no_structure_after_all_means_no_association_either():
    apres = fusionner(
        Profil(type_porteur="association", structure_existante=True), Lecture(valeurs={"structure_existante": False})
    )
    assert (apres.type_porteur, apres.structure_existante) == (None, False)


def test_an_answer_at_last_lifts_the_absence_of_answer():
    profil = sans_reponse(Profil(), "stade", "ne_sait_pas")
    assert fusionner(profil, Lecture(valeurs={"stade": "idee"})).sans_reponse == {}


def test_none_of_these_situations_is_an_answer():
    profil = aucun_public(Profil(publics=("rural",)))
    assert set(profil.publics_exclus) == set(PUBLICS) - {"rural"}


def test_the_summary_keeps_the_first_words_of_the_person_and_stays_short():
    profil = resumer(Profil(), "mot " * 200)
    assert profil.resume is not None and len(profil.resume) <= 281 and profil.resume.endswith("…")
    assert resumer(profil, "autre chose") == profil


def test_what_is_known_is_not_replaced_by_a_reading_in_doubt_of_an_answer_to_something_else():
    lecture = Lecture(
        valeurs={"stade": "conception", "besoin_appui": ("accompagnement",)}, incertains=frozenset({"stade"})
    )
    apres = fusionner(Profil(stade="idee"), lecture, question="besoin_appui")
    assert (apres.stade, apres.besoin_appui) == ("idee", ("accompagnement",))


@pytest.mark.parametrize("facon", [{"correction": True, "question": "publics"}, {"question": "stade"}, {}])
def test_a_correction_an_answer_or_what_is_added_unasked_replaces_what_is_known_even_in_doubt(facon):
    lecture = Lecture(valeurs={"stade": "conception"}, incertains=frozenset({"stade"}))
    assert fusionner(Profil(stade="idee"), lecture, **facon).stade == "conception"


def test_what_is_not_known_yet_is_taken_in_doubt_too():
    lecture = Lecture(valeurs={"stade": "conception"}, incertains=frozenset({"stade"}))
    assert fusionner(Profil(), lecture, question="territoire").stade == "conception"
