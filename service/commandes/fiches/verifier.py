"""``orientess fiches verifier``: is there anything wrong in the records?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from service.commandes.fiches.sortie import jour_ou_echec
from service.commandes.sortie import dire


def verifier(
    dossier: Annotated[Optional[Path], typer.Option(help="Dossier des fiches (celles du produit par défaut).")] = None,
    jour: Annotated[
        Optional[str], typer.Option(help="Jour de la vérification, AAAA-MM-JJ (aujourd'hui par défaut).")
    ] = None,
) -> None:
    """Vérifie les fiches : forme, codes, lieux, doublons, sources, dates, renvois, phrases trop longues."""
    from knowledge.chargement import DOSSIER
    from knowledge.territoires.referentiel import referentiel
    from knowledge.verification import verifier as verifier_tout

    rapport = verifier_tout(referentiel(), jour_ou_echec(jour), dossier or DOSSIER)
    for faute in rapport.fautes:
        typer.secho(f"Faute : {faute}", err=True, fg="red")
    for remarque in rapport.remarques:
        dire(f"À voir : {remarque}")
    comptes = ", ".join(
        f"{nombre} {genre.replace('definitions', 'définitions')}" for genre, nombre in rapport.comptes.items()
    )
    if comptes:
        dire(f"{comptes}.")
    dire(f"{_compter(len(rapport.fautes), 'faute')}, {_compter(len(rapport.remarques), 'remarque')}.")
    if rapport.fautes:
        raise typer.Exit(1)


def _compter(nombre: int, mot: str) -> str:
    return f"aucune {mot}" if nombre == 0 else f"{nombre} {mot}{'s' if nombre > 1 else ''}"
