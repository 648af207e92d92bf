"""JSON Schemas of the records, made from their types, so that editors complete and check as one writes.

``python -m knowledge.schema`` writes them to ``fiches/schema/``; each YAML file of records names its own on its first
line: ``# yaml-language-server: $schema=../schema/dispositifs.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from knowledge.chargement import DOSSIER
from knowledge.modeles import GENRES, Fiche

DOSSIER_SCHEMAS = DOSSIER / "schema"


def schema(type_: type[Fiche]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file that holds a list of such records."""
    corps = msgspec.json.schema(list[type_])  # type: ignore[valid-type]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **corps}


def textes() -> dict[str, str]:
    """File name -> what the file must hold, for every kind of record."""
    return {f"{genre}.json": json.dumps(schema(t), ensure_ascii=False, indent=1) + "\n" for genre, t in GENRES.items()}


def ecrire(dossier: Path = DOSSIER_SCHEMAS) -> None:
    """Writes the schemas into ``dossier``."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, texte in textes().items():
        (dossier / nom).write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    ecrire()
