"""How Rasa reads the training data: the examples by a fast reader of YAML.

Rasa's own reader checks every file against a schema and parses it in pure Python: minutes for thousands of labelled
examples. ``bot/config.yml`` names this one, so that ``rasa train`` and ``rasa data validate`` take it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.exemples import contenu


class Importateur(RasaFileImporter):
    """Rasa's importer of files, all but the reading of the examples."""

    def get_nlu_data(self, language: str | None = "en") -> Any:
        """The examples of every NLU file, as Rasa's ``TrainingData``."""
        return TrainingData().merge(*(lire_exemples(Path(fichier)) for fichier in self._nlu_files))


def lire_exemples(fichier: Path) -> Any:
    """One NLU file (YAML of Rasa's format 3.1) as Rasa's ``TrainingData``."""
    lecteur = RasaYAMLReader()
    lecteur.filename = str(fichier)
    lecteur._parse_nlu(contenu(fichier.read_text(encoding="utf-8")).get("nlu"))
    return TrainingData(
        lecteur.training_examples,
        lecteur.entity_synonyms,
        lecteur.regex_features,
        lecteur.lookup_tables,
        lecteur.responses,
    )
