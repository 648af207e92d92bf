"""Training examples read from Rasa's NLU files, with the facts written in their metadata.

An example whose metadata hold ``etiquete: true`` is fully labelled: a field that is absent is a field not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ETIQUETE = "etiquete"

CHAMPS_MULTIPLES = ("besoin_social", "besoin_appui", "type_financement", "publics")
CHAMPS_SIMPLES = ("stade", "type_porteur", "structure_existante", "employeur")


@dataclass(frozen=True)
class Exemple:
    """A text, what it wants, the facts it tells (empty when ``etiquete`` is false), and the place words in it."""

    texte: str
    intention: str
    etiquete: bool = False
    faits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lieux(self) -> tuple[str, ...]:
        """The words of the places named by the labels, as they stand in the text."""
        return tuple(str(self.faits[key]) for key in ("lieu", "lieu_exclu") if key in self.faits)


def exemple(texte: str, intention: str, metadata: Mapping[str, Any] | None) -> Exemple:
    """An example from its text, its intent and the metadata of Rasa's file (none: not labelled)."""
    facts = dict(metadata or {})
    return Exemple(texte, intention, bool(facts.pop(ETIQUETE, False)), facts)


def contenu(texte: str) -> dict[str, Any]:
    """What an NLU file holds, by the fast reader of YAML."""
    lu: dict[str, Any] = yaml.load(texte, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return lu


def exemples_de(fichiers: Iterable[Path]) -> list[Exemple]:
    """Reads NLU files (YAML of Rasa's format 3.1); only the blocks of intents are read."""
    found: list[Exemple] = []
    for path in fichiers:
        for block in contenu(path.read_text(encoding="utf-8")).get("nlu") or ():
            if "intent" in block:
                found.extend(_block(block))
    return found


def _block(block: Mapping[str, Any]) -> Iterable[Exemple]:
    examples = block.get("examples") or ()
    if isinstance(examples, str):
        for line in examples.splitlines():
            if line.strip().startswith("-"):
                yield exemple(line.strip()[1:].strip(), block["intent"], None)
    else:
        for entry in examples:
            yield exemple(entry["text"].strip(), block["intent"], entry.get("metadata"))


def fichiers_nlu(dossier: Path) -> list[Path]:
    """The NLU files of a ``data`` folder: ``nlu.yml`` and everything under ``nlu/``."""
    return [p for p in (dossier / "nlu.yml", *sorted((dossier / "nlu").glob("*.yml"))) if p.exists()]
