from pathlib import Path

import jsonschema
import pytest
import yaml

from knowledge.chargement import DOSSIER
from knowledge.modeles import GENRES
from knowledge.schema import DOSSIER_SCHEMAS, ecrire, schema, textes


def test_the_committed_schemas_are_current():
    assert {f.name: f.read_text(encoding="utf-8") for f in DOSSIER_SCHEMAS.glob("*.json")} == textes()


def test_they_are_written_anew_alike(tmp_path):
    ecrire(tmp_path)
    assert {f.name for f in tmp_path.iterdir()} == {f"{genre}.json" for genre in GENRES}


@pytest.mark.parametrize("genre", GENRES)
def test_the_schema_accepts_the_records_and_refuses_an_unknown_key(genre):
    validateur = jsonschema.Draft202012Validator(schema(GENRES[genre]))
    validateur.check_schema(schema(GENRES[genre]))
    chemin = next(iter(sorted((DOSSIER / genre).rglob("*.yml"))))
    fiches = yaml.safe_load(chemin.read_text(encoding="utf-8"))[:3]
    validateur.validate(fiches)
    assert not validateur.is_valid([{**fiches[0], "couleur": "bleu"}])


def test_every_file_of_records_names_its_schema_so_that_editors_check_it():
    fiches = Path(__file__).resolve().parents[2] / "knowledge" / "fiches"
    for fichier in (
        f for genre in ("dispositifs", "definitions", "conseils", "leviers") for f in (fiches / genre).glob("*.yml")
    ):
        premiere = fichier.read_text(encoding="utf-8").splitlines()[0]
        assert premiere == f"# yaml-language-server: $schema=../schema/{fichier.parent.name}.json", fichier.name
