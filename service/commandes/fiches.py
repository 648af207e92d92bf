"""``orientess fiches``: what one does with the records."""

from __future__ import annotations

import typer

from service.commandes.sortie import dire, echouer

commandes = typer.Typer(no_args_is_help=True, help="Les fiches de la base de connaissances.")


@commandes.callback()
def _fiches() -> None:
    """Les fiches de la base de connaissances."""


@commandes.command()
def verifier() -> None:
    """Vérifie toutes les fiches : forme, codes, lieux, doublons, sources, renvois."""
    from knowledge.base import construire
    from knowledge.chargement import FicheInvalide

    try:
        base = construire()
    except FicheInvalide as erreur:
        echouer(str(erreur))
    dire(
        f"{len(base.dispositifs)} dispositifs, {len(base.definitions)} définitions, {len(base.conseils)} conseils, "
        f"{len(base.leviers)} leviers : aucune faute."
    )
