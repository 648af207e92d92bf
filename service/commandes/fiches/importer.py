"""``orientess fiches importer``: records from a spreadsheet or from data·inclusion, as a YAML file to reread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commandes.fiches.sortie import base_ou_echec, deposer, lire
from service.commandes.sortie import dire, echouer

if TYPE_CHECKING:
    from knowledge.echanges.importation import LigneRefusee


def importer(
    fichier: Annotated[
        Path, typer.Argument(help="Tableau .csv (mêmes colonnes que l'export) ou .json de data·inclusion.")
    ],
    sortie: Annotated[Path, typer.Argument(help="Fichier YAML à écrire.")],
) -> None:
    """Importe des dispositifs. Une ligne fautive est dite avec son numéro ; les autres passent."""
    from knowledge.echanges.importation import LigneRefusee, en_yaml
    from knowledge.echanges.importation import importer as importer_lignes
    from knowledge.echanges.tableur import TableauIllisible

    if sortie.exists():
        echouer(f"Le fichier « {sortie} » existe déjà. Donnez un autre nom : rien n'est jamais remplacé.")
    base = base_ou_echec()
    try:
        resultat = importer_lignes(_lignes(fichier), base.lieux, base.dispositifs)
    except (TableauIllisible, LigneRefusee) as erreur:
        echouer(str(erreur))
    for rejet in resultat.rejets:
        typer.secho(f"Refusé : {rejet}", err=True, fg="red")
    if resultat.fiches:
        deposer(en_yaml(resultat.fiches), sortie)
        dire(
            f"{len(resultat.fiches)} fiches écrites dans {sortie}. Relisez-les, puis lancez « orientess fiches verifier »."
        )
    dire(f"{len(resultat.rejets)} lignes refusées.")
    if resultat.rejets:
        raise typer.Exit(1)


def _lignes(fichier: Path) -> Iterator[tuple[str, dict[str, Any] | LigneRefusee]]:
    from knowledge.echanges import data_inclusion, tableur

    texte = lire(fichier)
    if fichier.suffix.lower() != ".json":
        return ((f"ligne {numero}", donnees) for numero, donnees in tableur.lignes_de(texte))
    try:
        return data_inclusion.lignes_de(json.loads(texte))
    except json.JSONDecodeError as erreur:
        echouer(f"Le fichier « {fichier} » n'est pas du JSON lisible (ligne {erreur.lineno}).")
