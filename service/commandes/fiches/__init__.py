"""``orientess fiches``: what one does with the records. One command a module."""

from __future__ import annotations

import typer

from service.commandes.fiches.couverture import couverture
from service.commandes.fiches.exporter import exporter
from service.commandes.fiches.importer import importer
from service.commandes.fiches.liens import liens
from service.commandes.fiches.perimes import perimes
from service.commandes.fiches.verifier import verifier

commandes = typer.Typer(no_args_is_help=True, help="Les fiches de la base de connaissances.")
commandes.command()(verifier)
commandes.command()(couverture)
commandes.command()(perimes)
commandes.command()(liens)
commandes.command()(exporter)
commandes.command()(importer)
