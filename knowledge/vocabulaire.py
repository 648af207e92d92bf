"""The controlled vocabulary: every code that data, conversation and API share.

The codes and their French labels stand in ``vocabulaire.yml`` beside this module; nothing here repeats them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_FILE = Path(__file__).with_name("vocabulaire.yml")


def _load() -> dict[str, Any]:
    with _FILE.open(encoding="utf-8") as stream:
        vocabulary: dict[str, Any] = yaml.safe_load(stream)
    return vocabulary


_RAW = _load()


def _codes(key: str) -> tuple[str, ...]:
    return tuple(_RAW[key])


def _label(meaning: Any) -> str:
    return str(meaning["libelle"] if isinstance(meaning, dict) else meaning)


STADES = _codes("stade")
"""Stages of a project, in the order in which a project lives them."""
BESOINS_SOCIAUX = _codes("besoin_social")
BESOINS_APPUI = _codes("besoin_appui")
TYPES_FINANCEMENT = _codes("type_financement")
TYPES_PORTEUR = _codes("type_porteur")
PUBLICS = _codes("public")
NIVEAUX = _codes("territoire")
"""Levels of a place, from the smallest (commune) to the whole country (france)."""
CATEGORIES = _codes("categorie")
INTENTIONS = _codes("intention")

SANS_REPONSE = ("ne_sait_pas", "refuse")
"""Why a question that was asked has no answer."""

#: Code -> French label, for the lists whose meaning is described in ``vocabulaire.yml``.
LIBELLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        key: MappingProxyType({code: _label(meaning) for code, meaning in _RAW[key].items()})
        for key in ("stade", "besoin_social", "besoin_appui", "categorie")
    }
)
