"""Retention: what has had no activity for long enough is erased, every day, by the service itself."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from bot.moteur import StockageIndisponible
from service.mesures import Mesures

if TYPE_CHECKING:
    from bot.stockage import StockageConversations

logger = logging.getLogger("orientess.purge")
JOUR = 86_400.0


async def purger(stockage: StockageConversations, retention_jours: int) -> int:
    """Erases every conversation without activity for so many days; returns how many.

    Raises:
        StockageIndisponible: the database does not answer.
    """
    return await stockage.purger(time.time() - retention_jours * JOUR)


async def purger_chaque_jour(stockage: StockageConversations, retention_jours: int, mesures: Mesures) -> None:
    """Purges now, then once a day, until it is cancelled; a day on which the database does not answer is passed over."""
    while True:
        try:
            nombre = await purger(stockage, retention_jours)
        except StockageIndisponible:
            logger.error("purge remise à demain : la base de données ne répond pas")
        else:
            mesures.effacees("retention", nombre)
            logger.info("purge : conversations effacées : %d", nombre)
        await asyncio.sleep(JOUR)
