"""Rasa's stock set-up, trained on our data: what every measure is compared with.

Run as a module (``python -m service.evaluation.origine MODEL TEXTS READINGS``) it reads texts with such a model, in a
process of its own: the stock pipeline needs TensorFlow, which ours keeps out.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from service.reglages import RACINE

_PREMIER_TEXTE = "Bonjour"


class LectureOrigine(msgspec.Struct, frozen=True):
    """What the stock pipeline read in one text; ``duree`` in seconds."""

    intention: str
    confiance: float
    duree: float


def config_d_origine(epoques: int) -> dict[str, Any]:
    """The pipeline and policies of ``rasa init`` (rasa/cli/initial_project/config.yml and its commented default)."""
    return {
        "recipe": "default.v1",
        "assistant_id": "origine",
        "language": "fr",
        # Only how the files are read, the same examples: Rasa's own reader takes minutes for them.
        "importers": [{"name": "bot.importateur.Importateur"}],
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epoques, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": epoques, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epoques},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epoques, "constrain_similarities": True},
        ],
    }


def entrainer_origine(dossier: Path, epoques: int, nom: str = "origine", *, politiques: bool = False) -> Path:
    """Trains the stock pipeline, with its policies if asked, on our data; the model ``nom`` is written under ``dossier``.

    Raises:
        subprocess.CalledProcessError: Rasa could not train.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    config = dossier / "config.yml"
    config.write_text(yaml.safe_dump(config_d_origine(epoques)), encoding="utf-8")
    quoi = ["train", "--data", "data"] if politiques else ["train", "nlu", "--nlu", "data"]
    options = ["--config", str(config), "--domain", "bot/domain", "--out", str(dossier), "--fixed-model-name", nom]
    _lancer([sys.executable, "-m", "rasa", *quoi, *options])
    return dossier / f"{nom}.tar.gz"


def lire_avec_origine(modele: Path, textes: Sequence[str]) -> list[LectureOrigine]:
    """Reads texts with a stock model, one after the other, in another process.

    Raises:
        subprocess.CalledProcessError: the model could not be loaded, or a text not be read.
    """
    with tempfile.TemporaryDirectory() as dossier:
        entree, sortie = Path(dossier) / "textes.json", Path(dossier) / "lectures.json"
        entree.write_bytes(msgspec.json.encode(textes))
        _lancer([sys.executable, "-m", "service.evaluation.origine", str(modele), str(entree), str(sortie)])
        return msgspec.json.decode(sortie.read_bytes(), type=list[LectureOrigine])


def _lancer(commande: list[str]) -> None:
    environnement = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}
    # Our engine asks for one thread; the stock set-up takes what it wants.
    environnement.pop("OMP_NUM_THREADS", None)
    subprocess.run(commande, cwd=RACINE, env=environnement, check=True, capture_output=True, text=True)


async def _lire(modele: Path, textes: Sequence[str]) -> list[LectureOrigine]:
    from bot.moteur import charger

    moteur = charger(modele, "sqlite://", avec_tensorflow=True)
    await moteur.lire(_PREMIER_TEXTE)
    lectures = []
    for texte in textes:
        debut = time.perf_counter()
        lu = await moteur.lire(texte)
        lectures.append(LectureOrigine(lu.intention, lu.confiance, time.perf_counter() - debut))
    return lectures


def main() -> None:
    """Reads the texts of one file (a JSON list) into another."""
    modele, entree, sortie = map(Path, sys.argv[1:])
    textes = msgspec.json.decode(entree.read_bytes(), type=list[str])
    sortie.write_bytes(msgspec.json.encode(asyncio.run(_lire(modele, textes))))


if __name__ == "__main__":
    main()
