"""``orientess train``: trains a model, unless there is one that fits the data."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from service.commandes.sortie import dire, echouer
from service.reglages import RACINE, depuis_environnement

#: What a model is made of: when one of these changes, it must be trained again.
_SOURCES = ("data", "bot/domain", "bot/config.yml", "bot/nlu", "knowledge/territoires", "knowledge/vocabulaire.yml")


def entrainer(
    force: Annotated[bool, typer.Option("--force", help="Entraîne même si le modèle est à jour.")] = False,
) -> None:
    """Entraîne le modèle, s'il n'y en a pas qui corresponde aux données."""
    modele = depuis_environnement().modele
    if not force and a_jour(modele):
        dire(f"Le modèle est à jour : {modele.name}.")
        return
    entrainer_modele(modele)


def entrainer_modele(modele: Path) -> None:
    """Trains and says so; ends the command with a sentence when it cannot be done."""
    from bot.moteur import ModeleIllisible
    from bot.moteur import entrainer as entrainer_rasa

    dire("J'entraîne le modèle, car il n'y en a pas qui corresponde aux données (cinq à dix minutes selon la machine)…")
    debut = time.monotonic()
    try:
        entrainer_rasa(modele)
    except ModeleIllisible as erreur:
        echouer(str(erreur))
    _fichier_empreinte(modele).write_text(empreinte(), encoding="ascii")
    dire(f"Modèle prêt en {time.monotonic() - debut:.0f} s : {modele.name}.")


def a_jour(modele: Path) -> bool:
    """Is there a model, trained on exactly these data and components?"""
    fichier = _fichier_empreinte(modele)
    return modele.is_file() and fichier.is_file() and fichier.read_text(encoding="ascii") == empreinte()


def empreinte() -> str:
    """A hash of everything a model is made of."""
    condense = hashlib.sha256()
    for fichier in sorted(_fichiers()):
        condense.update(str(fichier.relative_to(RACINE)).encode())
        condense.update(fichier.read_bytes())
    return condense.hexdigest()


def _fichiers() -> Iterator[Path]:
    for source in _SOURCES:
        chemin = RACINE / source
        yield from (
            (chemin,)
            if chemin.is_file()
            else (f for f in chemin.rglob("*") if f.is_file() and f.suffix in (".py", ".yml", ".gz", ".json"))
        )


def _fichier_empreinte(modele: Path) -> Path:
    return modele.with_name(modele.name.removesuffix(".tar.gz") + ".empreinte")
