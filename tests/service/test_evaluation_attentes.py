"""How a field is judged."""

import pytest

from service.evaluation.attentes import attente, valeurs, valeurs_lues
from service.evaluation.bilan import Comptes, IntentionJugee, bilan_intentions, latence

LYON, PARIS = {"niveau": "commune", "code": "69123"}, {"niveau": "commune", "code": "75056"}


def juger(etiquettes, champ, lu):
    return attente(etiquettes, champ).juger(valeurs(champ, lu))


def test_a_field_that_labels_do_not_name_is_not_judged():
    assert attente({"stade": "idee"}, "publics") is None
    assert attente({"stade_ok": [None]}, "stade") is not None


@pytest.mark.parametrize(
    ("lu", "vp", "fp", "fn"),
    [
        (["mobilite"], 1, 0, 0),
        (["mobilite", "sante"], 1, 0, 0),
        (["mobilite", "culture"], 1, 1, 0),
        (["sante"], 0, 0, 1),
        ([], 0, 0, 1),
    ],
)
def test_a_list_needs_all_that_is_expected_and_allows_the_rest(lu, vp, fp, fn):
    etiquettes = {"besoin_social": {"attendu": ["mobilite"], "ok": ["sante"]}}
    jugement = juger(etiquettes, "besoin_social", lu)
    assert jugement == (vp, fp, fn) and jugement.exact == (fp == fn == 0)


def test_one_of_several_is_enough_and_counts_once():
    etiquettes = {"besoin_social": {"attendu": [], "un_de": ["culture", "lien_social"]}}
    assert juger(etiquettes, "besoin_social", ["culture", "lien_social"]) == (1, 0, 0)
    assert juger(etiquettes, "besoin_social", []) == (0, 0, 1)
    assert juger(etiquettes, "besoin_social", ["sante"]) == (0, 1, 1)


def test_a_bare_list_takes_what_it_allows_from_beside_it():
    etiquettes = {"publics": ["femme"], "publics_ok": ["rural"]}
    assert juger(etiquettes, "publics", ["femme", "rural"]).exact
    assert not juger(etiquettes, "publics", ["rural"]).exact


def test_a_wrong_value_is_both_too_much_and_missing():
    assert juger({"stade": "idee"}, "stade", "creation") == (0, 1, 1)
    assert juger({"stade": "idee"}, "stade", None) == (0, 0, 1)
    assert juger({"stade": None}, "stade", "idee") == (0, 1, 0)
    assert juger({"stade": None}, "stade", None) == (0, 0, 0)


def test_other_acceptable_values_are_right_and_so_is_silence_where_it_is_allowed():
    etiquettes = {"stade": "idee", "stade_ok": ["conception", None]}
    assert juger(etiquettes, "stade", "conception") == (1, 0, 0)
    assert juger(etiquettes, "stade", None) == (0, 0, 0)
    assert not juger({"stade": "idee", "stade_ok": ["conception"]}, "stade", None).exact


def test_a_place_is_its_level_and_code():
    assert juger({"territoire": LYON}, "territoire", {**LYON, "nom": "Lyon"}).exact
    assert not juger({"territoire": LYON}, "territoire", {"niveau": "departement", "code": "69123"}).exact
    assert juger({"territoire": LYON, "territoire_ok": [PARIS]}, "territoire", PARIS).exact
    assert not juger({"territoire": LYON}, "territoire", None).exact
    assert juger({"territoire": LYON, "ambigu": True}, "territoire", None).exact


def test_false_is_not_silence():
    assert juger({"structure_existante": False}, "structure_existante", False).exact
    assert not juger({"structure_existante": False}, "structure_existante", None).exact
    assert not juger({"structure_existante": None}, "structure_existante", False).exact


def test_an_amount_has_one_percent_of_tolerance():
    assert juger({"montant_recherche": 10_000}, "montant_recherche", 10_100.0).exact
    assert not juger({"montant_recherche": 10_000}, "montant_recherche", 10_200.0).exact


def test_confusions_say_what_is_wrong_and_only_that():
    besoin = attente({"besoin_social": {"attendu": ["mobilite"], "ok": ["sante"]}}, "besoin_social")
    assert besoin.confusions(frozenset({"culture", "sante"})) == ["manque mobilite", "en trop culture"]
    lieu = attente({"territoire": LYON}, "territoire")
    assert lieu.confusions(valeurs_lues({"territoire": PARIS}, "territoire")) == ["commune:69123 → commune:75056"]
    assert lieu.confusions(valeurs_lues({"territoire": LYON}, "territoire")) == []


def test_a_field_is_summed_over_texts():
    comptes = Comptes()
    stade = attente({"stade": "idee"}, "stade")
    for lu in ({"idee"}, {"idee"}, {"creation"}, set()):
        comptes.ajouter(stade, frozenset(lu))
    bilan = comptes.bilan()
    assert list(bilan) == ["stade"]
    assert bilan["stade"].juges == 4 and bilan["stade"].exact == 0.5
    assert bilan["stade"].precision == pytest.approx(2 / 3) and bilan["stade"].rappel == 0.5
    assert bilan["stade"].f1 == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))


def test_intents_are_averaged_over_those_expected_and_sure_errors_are_counted():
    jugees = [
        IntentionJugee("saluer", "saluer", 0.9),
        IntentionJugee("saluer", "remercier", 0.95),
        IntentionJugee("corriger", "corriger", 0.4),
        IntentionJugee("corriger", "hors_sujet", 0.3),
    ]
    bilan = bilan_intentions(jugees)
    assert bilan.exactitude == 0.5 and bilan.sures_et_fausses == 0.25
    assert bilan.macro_f1 == pytest.approx(2 / 3)
    assert set(bilan.classes) == {"saluer", "corriger"}
    assert {(c.attendu, c.obtenu) for c in bilan.confusions} == {("saluer", "remercier"), ("corriger", "hors_sujet")}
    assert bilan_intentions([]) is None


def test_durations_become_milliseconds():
    bilan = latence([0.001, 0.002, 0.003])
    assert bilan.p50_ms == pytest.approx(2) and bilan.p95_ms == pytest.approx(2.9) and bilan.max_ms == pytest.approx(3)
    assert latence([]) is None
