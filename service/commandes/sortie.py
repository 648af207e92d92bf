"""How commands speak: one line at a time, and one sentence when they must stop."""

from __future__ import annotations

from typing import NoReturn

import typer


def dire(phrase: str) -> None:
    """Says one line."""
    typer.echo(phrase)


def echouer(phrase: str, code: int = 1) -> NoReturn:
    """Says why on the error output, and ends the command."""
    typer.secho(phrase, err=True, fg="red")
    raise typer.Exit(code)
