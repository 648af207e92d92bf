import pytest
import yaml

from knowledge.chargement import charger
from knowledge.echanges.importation import EN_TETE, LigneRefusee, en_yaml, importer

BONNE = {
    "id": "aide",
    "nom": "Aide",
    "operateur": "Ville",
    "categorie": "accueil",
    "resume": "Une aide.",
    "territoires": [{"niveau": "departement", "code": "26"}],
    "statut": "actif",
    "sources": [{"url": "https://exemple.fr", "consulte": "2026-01"}],
}


def test_a_bad_row_is_told_with_its_line_and_the_others_go_on(lieux):
    lignes = [
        ("ligne 2", BONNE),
        ("ligne 3", {**BONNE, "id": "b", "categorie": "banque", "sources": []}),
        ("ligne 4", {**BONNE, "id": "c", "territoires": [{"niveau": "commune", "code": "00000"}]}),
        ("ligne 5", {**BONNE, "id": "d"}),
        ("ligne 6", LigneRefusee("e : rien à lire.")),
    ]
    resultat = importer(lignes, lieux)
    assert [f.id for f in resultat.fiches] == ["aide", "d"]
    assert [(r.ligne, r.fiche, len(r.defauts)) for r in resultat.rejets] == [
        ("ligne 3", "b", 2),
        ("ligne 4", "c", 1),
        ("ligne 6", "e", 1),
    ]
    assert "banque" in str(resultat.rejets[0]) and "00000" in str(resultat.rejets[1])


def test_an_identifier_is_taken_once(lieux):
    resultat = importer([("ligne 2", BONNE), ("ligne 3", BONNE)], lieux)
    assert len(resultat.fiches) == 1 and "existe déjà" in str(resultat.rejets[0])
    assert importer([("ligne 2", BONNE)], lieux, connus=["aide"]).fiches == ()


def test_a_rejected_row_does_not_take_its_identifier(lieux):
    resultat = importer([("ligne 2", {**BONNE, "categorie": "banque"}), ("ligne 3", BONNE)], lieux)
    assert [f.id for f in resultat.fiches] == ["aide"]


def test_what_is_written_is_read_back_the_same(base_reelle, tmp_path):
    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "importes.yml").write_text(en_yaml(base_reelle.fiches), encoding="utf-8")
    assert charger(tmp_path).dispositifs == base_reelle.dispositifs


def test_the_file_names_its_schema_and_leaves_out_what_is_not_said(lieux):
    texte = en_yaml(importer([("ligne 2", BONNE)], lieux).fiches)
    assert texte.startswith(EN_TETE)
    assert set(yaml.safe_load(texte)[0]) == set(BONNE)


@pytest.mark.parametrize("texte", ["2024", "oui", "« été » : ça", "1. Appelez.\n2. Signez."])
def test_texts_that_look_like_something_else_stay_texts(lieux, texte, tmp_path):
    fiches = importer([("ligne 2", {**BONNE, "resume": texte})], lieux).fiches
    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "a.yml").write_text(en_yaml(fiches), encoding="utf-8")
    assert charger(tmp_path).dispositifs["aide"].resume == texte
