"""``orientess fiches``: what each command says, writes and returns."""

import csv
import io
import json

import pytest
import yaml
from typer.testing import CliRunner

from service.cli import application

JOUR = "2026-06-15"


@pytest.fixture
def lancer():
    def appel(*mots):
        return CliRunner().invoke(application, ["fiches", *map(str, mots)])

    return appel


@pytest.fixture
def ailleurs(tmp_path):
    """A folder of records with one faulty record."""
    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "a.yml").write_text("- id: aide\n  nom: Aide\n  sorte: inconnue\n", encoding="utf-8")
    return tmp_path


def test_the_records_of_the_product_pass(lancer):
    resultat = lancer("verifier", "--jour", JOUR)
    assert resultat.exit_code == 0 and "aucune faute" in resultat.stdout and "dispositifs" in resultat.stdout


def test_faults_end_in_error_and_name_file_record_and_field(lancer, ailleurs):
    resultat = lancer("verifier", "--dossier", ailleurs)
    assert resultat.exit_code == 1 and "fautes" in resultat.stdout
    assert "dispositifs/a.yml, fiche « aide », champ « sorte »" in resultat.stderr


def test_a_date_that_is_none_is_told(lancer):
    resultat = lancer("verifier", "--jour", "demain")
    assert resultat.exit_code == 1 and "demain" in resultat.stderr and "Traceback" not in resultat.stderr


def test_coverage_as_json_holds_every_cell_with_its_records(lancer):
    donnees = json.loads(lancer("couverture", "--json", "--jour", JOUR).stdout)
    drome = [c for c in donnees["cases"] if c["departement"] == "26"]
    assert len(drome) == 15 and all(c["etat"] in ("local", "national") for c in drome)
    assert "cress-auvergne-rhone-alpes" in next(c for c in drome if c["fonction"] == "accueil")["locaux"]
    assert sum(donnees["resume"][e] for e in ("local", "national", "vide")) == donnees["resume"]["cases"]


def test_coverage_as_a_table_tells_which_cells_only_a_national_record_fills(lancer):
    resultat = lancer("couverture", "--jour", JOUR)
    assert "26 Drôme" in resultat.stdout and "fiches nationales seulement" in resultat.stdout
    assert (resultat.exit_code == 1) == ("vide :" in resultat.stdout)


def test_what_is_to_be_checked_comes_oldest_first(lancer):
    donnees = json.loads(lancer("perimes", "--json", "--jour", JOUR).stdout)
    dates = [e["avant"] or "" for e in donnees]
    assert dates == sorted(dates) and dates[-1] <= JOUR
    assert len(json.loads(lancer("perimes", "--json", "--tout", "--jour", JOUR).stdout)) > len(donnees)


def test_export_then_import_of_a_table_with_one_bad_row(lancer, tmp_path):
    tableau, importe = tmp_path / "fiches.csv", tmp_path / "importe.yml"
    assert lancer("exporter", "csv", tableau).exit_code == 0
    lignes = list(csv.DictReader(io.StringIO(tableau.read_text(encoding="utf-8-sig")), delimiter=";"))
    lignes = [{**ligne, "id": f"nouveau-{i}"} for i, ligne in enumerate(lignes[:3])]
    lignes[1]["categorie"] = "banque"
    with tableau.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.DictWriter(flux, list(lignes[0]), delimiter=";")
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
    resultat = lancer("importer", tableau, importe)
    assert resultat.exit_code == 1 and "ligne 3, « nouveau-1 »" in resultat.stderr
    assert [f["id"] for f in yaml.safe_load(importe.read_text(encoding="utf-8"))] == ["nouveau-0", "nouveau-2"]


def test_all_kinds_of_records_come_out_as_json(lancer):
    donnees = json.loads(lancer("exporter", "json").stdout)
    assert set(donnees) == {"dispositifs", "definitions", "conseils", "leviers"}
    assert {"id", "sources", "conditions"} <= set(donnees["dispositifs"][0])


def test_data_inclusion_goes_out_and_comes_back(lancer, tmp_path):
    sortie, importe = tmp_path / "di.json", tmp_path / "di.yml"
    resultat = lancer("exporter", "data-inclusion", sortie)
    assert resultat.exit_code == 0 and "laissées de côté" in resultat.stderr
    donnees = json.loads(sortie.read_text(encoding="utf-8"))
    for service in donnees["services"]:
        service["id"] += "-bis"
    sortie.write_text(json.dumps(donnees), encoding="utf-8")
    lancer("importer", sortie, importe)
    assert all(f["id"].endswith("-bis") for f in yaml.safe_load(importe.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("nom", "contenu", "mot"),
    [
        ("a.csv", "prix\n3\n", "prix"),
        ("a.json", "{", "JSON"),
        ("a.json", "{}", "services"),
        ("a.csv", b"id\n\xe9\n", "UTF-8"),
    ],
)
def test_an_unreadable_file_is_told_in_one_sentence(lancer, tmp_path, nom, contenu, mot):
    fichier = tmp_path / nom
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    resultat = lancer("importer", fichier, tmp_path / "b.yml")
    assert resultat.exit_code == 1 and mot in resultat.stderr and not (tmp_path / "b.yml").exists()


def test_an_import_never_overwrites(lancer, tmp_path):
    (tmp_path / "b.yml").write_text("à garder", encoding="utf-8")
    (tmp_path / "a.csv").write_text("id\nx\n", encoding="utf-8")
    assert lancer("importer", tmp_path / "a.csv", tmp_path / "b.yml").exit_code == 1
    assert (tmp_path / "b.yml").read_text(encoding="utf-8") == "à garder"


def test_without_network_nothing_is_concluded_about_links(lancer, monkeypatch):
    from knowledge import liens

    async def personne(tous, session, reglages):
        return [liens.Constat(lien.adresse, "mort", "ce nom de site n'existe plus", 1, lien.ou, True) for lien in tous]

    monkeypatch.setattr(liens, "verifier_liens", personne)
    resultat = lancer("liens", "--contenant", "franceactive")
    assert resultat.exit_code == 2 and "connexion" in resultat.stderr


def test_dead_links_end_in_error_and_say_where_they_stand(lancer, monkeypatch):
    from knowledge import liens

    async def un_mort(tous, session, reglages):
        vivants = [liens.Constat(lien.adresse, "vivant", "la page répond", 1, lien.ou) for lien in tous[1:]]
        return [liens.Constat(tous[0].adresse, "mort", "la page n'existe plus", 1, tous[0].ou), *vivants]

    monkeypatch.setattr(liens, "verifier_liens", un_mort)
    resultat = lancer("liens", "--contenant", "franceactive")
    assert resultat.exit_code == 1 and "1 morts" in resultat.stdout and "dispositifs/" in resultat.stdout
