"""``orientess fiches exporter``: the records for others, as CSV, JSON or data·inclusion."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

from service.commandes.fiches.sortie import base_ou_echec, deposer, en_json


class Forme(str, Enum):
    """What may be asked for."""

    csv = "csv"
    json = "json"
    data_inclusion = "data-inclusion"


def exporter(
    forme: Annotated[
        Forme, typer.Argument(help="csv (dispositifs), json (tout), data-inclusion (structures et services).")
    ],
    sortie: Annotated[Optional[Path], typer.Argument(help="Fichier à écrire ; à l'écran par défaut.")] = None,
) -> None:
    """Exporte les fiches en CSV, en JSON, ou au schéma public data·inclusion (version 1)."""
    from knowledge.echanges import data_inclusion, tableur
    from knowledge.modeles import GENRES

    base = base_ou_echec()
    if forme is Forme.csv:
        # Spreadsheets recognise UTF-8 by its mark.
        deposer(tableur.vers_csv(base.fiches), sortie, "utf-8-sig")
    elif forme is Forme.json:
        deposer(en_json({genre: list(getattr(base, genre).values()) for genre in GENRES}) + "\n", sortie)
    else:
        donnees, laissees = data_inclusion.exporter(base.fiches, base.lieux)
        deposer(en_json(donnees) + "\n", sortie)
        _dire_les_laissees(laissees)


def _dire_les_laissees(laissees: list[str]) -> None:
    if laissees:
        typer.secho(
            f"{len(laissees)} fiches laissées de côté (closes, ou sans source datée) : {', '.join(laissees)}.", err=True
        )
