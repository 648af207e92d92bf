"""``orientess``, the command-line tool: one command a line here, each in a module of ``service/commandes``."""

from __future__ import annotations

import sys

import typer

from service.commandes import actions, entrainer, evaluer, fiches, parler, purger, servir

application = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Orient'ESS : orienter les projets de l'économie sociale et solidaire.",
)
application.command("serve")(servir.servir)
application.command("train")(entrainer.entrainer)
application.command("parler")(parler.parler)
application.command("evaluer")(evaluer.evaluer)
application.command("purger")(purger.purger)
application.command("actions")(actions.actions)
application.add_typer(fiches.commandes, name="fiches")


def main() -> None:
    """Entry point; Ctrl-C ends quietly."""
    try:
        application()
    except KeyboardInterrupt:
        sys.exit(130)
