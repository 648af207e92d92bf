"""Rasa gets the same examples from our reader as from its own."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.importateur import Importateur, lire_exemples

RACINE = Path(__file__).resolve().parents[2]

TEXTE = """version: "3.1"
nlu:
- intent: saluer
  examples:
  - text: "Bonjour"
    metadata: {etiquete: true, besoin_social: ["reemploi"], structure_existante: true}
  - text: |
      Deux lignes,
      dont celle-ci
- intent: remercier
  examples: |
    - merci
    - merci à vous
- synonym: asso
  examples: |
    - association
"""


def test_examples_and_synonyms_are_those_that_rasas_own_reader_finds(tmp_path: Path) -> None:
    fichier = tmp_path / "nlu.yml"
    fichier.write_text(TEXTE, encoding="utf-8")
    ours, theirs = lire_exemples(fichier), RasaYAMLReader().reads(TEXTE)
    assert [m.as_dict() for m in ours.training_examples] == [m.as_dict() for m in theirs.training_examples]
    assert ours.entity_synonyms == theirs.entity_synonyms == {"association": "asso"}
    assert len(ours.training_examples) == 4


def test_several_files_are_read_as_one(tmp_path: Path) -> None:
    for rang, texte in enumerate((TEXTE, TEXTE.replace("Bonjour", "Bonsoir"))):
        (tmp_path / f"{rang}.yml").write_text(texte, encoding="utf-8")
    lus = Importateur(training_data_paths=[str(tmp_path)]).get_nlu_data()
    assert {"Bonjour", "Bonsoir"} < {m.get("text") for m in lus.training_examples}


def test_rasa_takes_this_importer_from_the_configuration() -> None:
    importateur = TrainingDataImporter.load_from_config(
        str(RACINE / "bot" / "config.yml"), str(RACINE / "bot" / "domain"), [str(RACINE / "data" / "stories.yml")]
    )
    assert isinstance(importateur.importer._importer._importers[0], Importateur)
