"""Held-out texts: read, sampled, judged."""

import json

import pytest

from service.evaluation.bilan import AUCUNE
from service.evaluation.mesures import JEUX, BilanOrigine, Choix, Evaluation, JeuOrigine, cibles, evaluer
from service.evaluation.origine import config_d_origine
from service.evaluation.rapport import Matrice, en_lignes, en_page, nombre, pourcent
from service.evaluation.textes import Lecture, Texte, echantillon, juger_textes, lire_jeu

LYON, PARIS = {"niveau": "commune", "code": "69123"}, {"niveau": "commune", "code": "75056"}


def texte(identifiant, intention, intention_ok=(), **etiquettes):
    return Texte(
        id=identifiant,
        texte=f"texte {identifiant}",
        intention=intention,
        intention_ok=intention_ok,
        etiquettes=etiquettes,
    )


def lecture(intention, confiance=0.9, **profil):
    return Lecture(intention=intention, confiance=confiance, profil=profil, duree=0.01)


def test_labels_stand_beside_the_text_or_under_profil(tmp_path):
    fichier = tmp_path / "jeu.jsonl"
    lignes = [
        {"texte": "a", "intention": "saluer", "stade": "idee"},
        {
            "id": "t1",
            "texte": "b",
            "intention": "saluer",
            "intention_ok": ["corriger"],
            "profil": {"stade": "creation"},
        },
    ]
    fichier.write_text("\n".join(map(json.dumps, lignes)) + "\n\n", encoding="utf-8")
    premier, second = lire_jeu(fichier)
    assert premier.id == "1" and premier.etiquettes["stade"] == "idee"
    assert second.id == "t1" and second.etiquettes == {"stade": "creation"} and second.intention_ok == ("corriger",)


def test_the_held_out_sets_can_be_read():
    assert len(lire_jeu(JEUX / "messages.jsonl")) >= 500 and len(lire_jeu(JEUX / "triage.jsonl")) >= 40


def test_a_sample_is_spread_over_the_whole():
    assert echantillon(range(10), 3) == [0, 3, 6]
    assert echantillon(range(3), 10) == echantillon(range(3), None) == [0, 1, 2]


def test_a_text_is_right_when_intent_and_every_field_are():
    textes = [
        texte("juste", "decrire_projet", stade="idee"),
        texte("autre intention admise", "decrire_projet", ("corriger",), stade="idee"),
        texte("champ faux", "decrire_projet", stade="idee"),
        texte("intention fausse", "decrire_projet", stade="idee"),
    ]
    lectures = [
        lecture("decrire_projet", stade="idee"),
        lecture("corriger", stade="idee"),
        lecture("decrire_projet", stade="creation"),
        lecture("saluer", 0.5, stade="idee"),
    ]
    bilan = juger_textes(textes, lectures)
    assert bilan.joint == 0.5 and bilan.champs_justes == 0.75
    assert bilan.intentions.exactitude == 0.75 and bilan.intentions.sures_et_fausses == 0
    assert [(cas.id, [e.champ for e in cas.ecarts]) for cas in bilan.fautes] == [
        ("champ faux", ["stade"]),
        ("intention fausse", ["intention"]),
    ]


def test_places_are_told_apart_by_what_became_of_them():
    textes = [texte(str(n), None, territoire=t) for n, t in enumerate((LYON, LYON, LYON, None, None))]
    lectures = [lecture("saluer", territoire=t) for t in (LYON, PARIS, None, PARIS, None)]
    lieux = juger_textes(textes, lectures).lieux
    assert (lieux.attendus, lieux.justes, lieux.autres, lieux.manques, lieux.inventes) == (3, 1, 1, 1, 1)


def test_a_text_that_cannot_be_read_is_an_error_and_never_right():
    bilan = juger_textes([texte("x", "saluer", stade=None)], [Lecture(erreur="KeyError : x")])
    assert bilan.erreurs == 1 and bilan.joint == 0 and bilan.champs_justes == 0
    assert bilan.intentions.confusions[0].obtenu == AUCUNE


def test_the_stock_configuration_trains_for_the_epochs_it_is_given():
    config = config_d_origine(7)
    composants = {c["name"]: c for c in config["pipeline"]}
    assert composants["DIETClassifier"]["epochs"] == 7 and not any("bot." in nom for nom in composants)


def une_origine(bilan):
    return BilanOrigine(epoques=3, apprentissage_s=90.0, jeux={"messages": JeuOrigine(bilan.intentions, bilan.latence)})


def une_evaluation():
    textes = [
        texte("x", "saluer", stade="idee"),
        texte("<b>y</b>", "corriger", stade="idee"),
        texte("z", "corriger", stade=None),
    ]
    lectures = [lecture("saluer", stade="idee"), lecture("hors_sujet", stade="creation"), lecture("corriger")]
    bilan = juger_textes(textes, lectures)
    return Evaluation(
        date="2026-03-01T09:05:00+01:00", textes={"messages": bilan}, origine=une_origine(bilan), personnes=None
    )


def test_figures_are_written_as_french_people_read_them():
    assert pourcent(0.9341) == "93,4 %" and pourcent(1.0) == "100 %" and pourcent(None) == "–"
    assert nombre(4.0) == "4" and nombre(3.25) == "3,2"


def test_targets_are_reached_or_missed():
    par_nom = {cible.nom: cible for cible in cibles(une_evaluation())}
    assert not par_nom["Intentions, sûr et faux (messages)"].atteinte
    assert not par_nom["stade, F1 (messages)"].atteinte
    assert not cibles(Evaluation(date="2026-03-01T09:05:00+01:00", textes={}, origine=None, personnes=None))


def test_the_matrix_has_a_line_for_each_expected_intent_and_shades_by_share_of_the_line():
    matrice = Matrice(une_evaluation().textes["messages"].intentions)
    assert matrice.lignes == ["corriger", "saluer"] and matrice.colonnes == ["corriger", "saluer", "hors_sujet"]
    assert matrice.n("corriger", "hors_sujet") == 1 and matrice.n("saluer", "corriger") == 0
    assert matrice.teinte("saluer", "saluer") == "j5" and matrice.teinte("saluer", "corriger") == ""
    assert matrice.teinte("corriger", "hors_sujet") in ("f2", "f3")


def test_lines_for_the_terminal_hold_every_failure_when_asked():
    evaluation = une_evaluation()
    assert not any(ligne.startswith("  - ") for ligne in en_lignes(evaluation, details=False))
    details = "\n".join(en_lignes(evaluation, details=True))
    assert "stade : attendu idee, obtenu creation" in details and "MANQUÉE" in details
    assert "3 époques en 1,5 min" in details


def test_the_page_stands_alone_and_escapes_what_people_wrote():
    page = en_page(une_evaluation())
    assert "1er mars 2026 à 9 h 05" in page
    assert "<script" not in page and "http" not in page and " src=" not in page and "<link" not in page
    assert "texte &lt;b&gt;y" in page and "<b>" not in page
    assert page.count("<caption") == page.count("<table") == 5 and 'class="f' in page and 'class="j' in page


@pytest.mark.lent
async def test_the_whole_runs_on_a_few_texts_and_people(modele):
    dits = []
    evaluation = await evaluer(Choix(modele=modele, origine=False, limite=2), dits.append)
    assert [bilan.n for bilan in evaluation.textes.values()] == [2, 2] and evaluation.personnes.n == 2
    assert evaluation.personnes.erreurs == 0
    assert all(cas.tours for cas in evaluation.personnes.cas) and len(dits) == 3
    assert "Personnes simulées" in en_page(evaluation)
