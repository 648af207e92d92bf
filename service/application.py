"""The aiohttp applications: the public one, and the one on loopback for Rasa's own tools."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from bot.moteur import ModeleIllisible, StockageIndisponible, charger
from knowledge.base import base
from knowledge.chargement import FicheInvalide
from knowledge.parcours import construire_parcours
from knowledge.profil import Profil
from knowledge.questions import prochaine_question
from knowledge.recherche import recherche
from service import openapi, pages, routes
from service.cles import ASSISTANT, REGLAGES, VERROUS, Assistant, Verrous
from service.debit import DEBIT, Debit, limiter
from service.mesures import MESURES, Mesures, mesurer
from service.origines import SITES, partager
from service.pression import IMPRESSION, TRAVAIL, File, reguler
from service.problemes import attraper
from service.purge import purger_chaque_jour
from service.rasa_local import application_locale
from service.reglages import Reglages
from service.securite import entetes
from service.sites import charger_sites
from service.transport import transporter

logger = logging.getLogger("orientess.service")
#: Room for the longest text in JSON, escapes included.
_TAILLE_CORPS = 256 * 1024
STATIQUES = Path(__file__).parent / "statiques"


def creer_application(reglages: Reglages, assistant: Assistant | None = None) -> web.Application:
    """The public application. It answers ``/sante/vivant`` and pages at once; the model is loaded beside.

    Args:
        assistant: an assistant that is loaded already; by default the application loads its own as it starts.
    """
    # From the outside in: what each answer carries, who may ask, how errors are told, how much is accepted.
    intermediaires = [mesurer, transporter, entetes, partager, attraper, limiter, reguler]
    app = web.Application(middlewares=intermediaires, client_max_size=_TAILLE_CORPS)
    app[REGLAGES] = reglages
    app[SITES] = charger_sites(reglages.sites)
    app[ASSISTANT] = assistant or Assistant()
    app[VERROUS] = Verrous()
    app[DEBIT] = Debit(reglages)
    app[TRAVAIL] = File(reglages.attente_max)
    app[IMPRESSION] = File(reglages.attente_max, ensemble=2)
    app[MESURES] = Mesures(app[TRAVAIL])
    routes.ajouter(app)
    app.router.add_get("/api/openapi.json", openapi.servir)
    pages.ajouter(app, STATIQUES)
    if assistant is None:
        app.cleanup_ctx.append(_assistant)
    return app


async def _assistant(app: web.Application) -> AsyncIterator[None]:
    """Loads the model and opens the loopback application; a failure is kept as the reason."""
    chargement = asyncio.create_task(_charger(app))
    purge = asyncio.create_task(_purger(app, chargement))
    yield
    for tache in (purge, chargement):
        tache.cancel()
    with suppress(asyncio.CancelledError):
        await purge
    with suppress(asyncio.CancelledError):
        if (coureur := await chargement) is not None:
            await coureur.cleanup()


async def _purger(app: web.Application, chargement: asyncio.Task[web.AppRunner | None]) -> None:
    """Applies the retention limit, once the assistant is there."""
    await asyncio.wait([chargement])
    if app[ASSISTANT].pret:
        await purger_chaque_jour(app[ASSISTANT].moteur.stockage, app[REGLAGES].retention_jours, app[MESURES])


async def _charger(app: web.Application) -> web.AppRunner | None:
    try:
        return await _installer(app)
    except (FicheInvalide, ModeleIllisible, StockageIndisponible, OSError) as erreur:
        app[ASSISTANT].echec = str(erreur)
        return None
    except Exception as erreur:
        logger.exception("chargement impossible")
        app[ASSISTANT].echec = f"une erreur inattendue est survenue ({type(erreur).__name__}) ; voir le journal."
        return None


def _prechauffer() -> None:
    """Builds the indexes that the first route, question and search would build, then spares them to the collector."""
    prochaine_question(Profil(besoin_social=("alimentation",), stade="idee"), base())
    construire_parcours(Profil(), base())
    recherche(base()).vouliez_vous_dire("economie")
    gc.collect()
    gc.freeze()


async def _installer(app: web.Application) -> web.AppRunner:
    reglages = app[REGLAGES]
    # The records first: a broken one is said before anything heavy is loaded.
    await asyncio.to_thread(base)
    moteur = await asyncio.to_thread(charger, reglages.modele, reglages.base_de_donnees)
    await moteur.verifier()
    await asyncio.to_thread(_prechauffer)
    coureur = web.AppRunner(application_locale(moteur, app[MESURES]))
    await coureur.setup()
    await web.TCPSite(coureur, "127.0.0.1", reglages.port_local).start()
    app[ASSISTANT].installer(moteur)
    logger.info("prêt")
    return coureur
