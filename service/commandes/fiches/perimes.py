"""``orientess fiches perimes``: which records must be checked again."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from service.commandes.fiches.sortie import contenu_ou_echec, en_json, jour_ou_echec
from service.commandes.sortie import dire


def perimes(
    json: Annotated[bool, typer.Option("--json", help="En JSON.")] = False,
    tout: Annotated[bool, typer.Option("--tout", help="Aussi les fiches à revoir plus tard.")] = False,
    jour: Annotated[Optional[str], typer.Option(help="Jour considéré, AAAA-MM-JJ (aujourd'hui par défaut).")] = None,
) -> None:
    """Liste les fiches à revérifier, les plus anciennes d'abord."""
    from knowledge import peremption

    contenu, quand = contenu_ou_echec(), jour_ou_echec(jour)
    a_revoir = (peremption.echeances if tout else peremption.perimes)(contenu, quand)
    if json:
        dire(en_json(a_revoir))
        return
    for echeance in a_revoir:
        avant = f"{echeance.avant:%d/%m/%Y}" if echeance.avant else "dès que possible"
        dire(f"{avant:<17} {echeance.genre}/{echeance.id} : {echeance.nom} ({echeance.motif})")
    dire(f"\n{len(a_revoir)} fiches{'' if tout else ' à revérifier'}.")
