"""``orientess purger``: applies the retention limit now, whether the service runs or not."""

from __future__ import annotations

import asyncio
from typing import Annotated, Optional

import typer

from service.commandes.sortie import dire, echouer
from service.reglages import depuis_environnement


def purger(
    jours: Annotated[
        Optional[int], typer.Option(min=1, help="Garde les conversations actives depuis moins de jours que cela.")
    ] = None,
) -> None:
    """Efface les conversations sans activité depuis trop longtemps (30 jours, sauf réglage)."""
    from bot.moteur import StockageIndisponible, ouvrir_stockage
    from service.purge import purger as purger_stockage

    try:
        reglages = depuis_environnement(retention_jours=jours)
        nombre = asyncio.run(purger_stockage(ouvrir_stockage(reglages.base_de_donnees), reglages.retention_jours))
    except (ValueError, StockageIndisponible) as erreur:
        echouer(str(erreur))
    dire(f"Conversations effacées : {nombre} (sans activité depuis {reglages.retention_jours} jours ou plus).")
