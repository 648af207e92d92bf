"""Keeps TensorFlow out of a process that imports Rasa.

Rasa imports TensorFlow when it starts, even when no component of the model uses it: about 8 s and 400 MB. Here an import
finder answers ``import tensorflow`` and ``import keras`` with empty modules whose attributes are empty classes, which is
all that Rasa's module bodies need. Nothing of TensorFlow can run afterwards: :func:`composants_tensorflow` says whether
a model would need it, and the caller must then not install the finder.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

#: Top-level packages that are replaced.
PAQUETS = ("tensorflow", "keras", "tensorflow_hub", "tensorflow_text", "tensorflow_addons")

#: Rasa components that compute with TensorFlow (rasa/nlu and rasa/core, 3.6.21).
_COMPOSANTS = (
    "DIETClassifier",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "ConveRTFeaturizer",
    "LanguageModelFeaturizer",
)


class _ClasseVide(type):
    """Classes that have any attribute, so that decorators, annotations and base classes of module bodies work."""

    def __getattr__(cls, nom: str) -> Any:
        if nom.startswith("__"):
            raise AttributeError(nom)
        return _classe_vide(nom)


def _classe_vide(nom: str) -> type:
    return _ClasseVide(nom, (), {"__init__": lambda self, *args, **kwargs: None})


class _ModuleVide(ModuleType):
    def __getattr__(self, nom: str) -> Any:
        if nom.startswith("__"):
            raise AttributeError(nom)
        return _classe_vide(nom)


class _Chercheur(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] not in PAQUETS:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _ModuleVide(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: the module is empty."""


def installer() -> bool:
    """Installs the finder, once. Returns False when the real TensorFlow is already imported (nothing is done then)."""
    if any(isinstance(chercheur, _Chercheur) for chercheur in sys.meta_path):
        return True
    if "tensorflow" in sys.modules:
        return False
    sys.meta_path.insert(0, _Chercheur())
    return True


def composants_tensorflow(modele: Path) -> list[str]:
    """The components of a trained model that need TensorFlow; empty: the model can be served without it.

    Raises:
        ValueError: the file is no Rasa model.
    """
    try:
        with tarfile.open(modele) as archive:
            fichier = archive.extractfile("metadata.json")
            if fichier is None:
                raise KeyError("metadata.json")
            metadonnees = json.load(fichier)
        noeuds = metadonnees["train_schema"]["nodes"].values()
        utilises = {noeud["uses"].rpartition(".")[2] for noeud in noeuds}
    except (OSError, tarfile.TarError, KeyError, json.JSONDecodeError) as erreur:
        raise ValueError(f"« {modele.name} » n'est pas un modèle Rasa lisible.") from erreur
    return sorted(utilises.intersection(_COMPOSANTS))
