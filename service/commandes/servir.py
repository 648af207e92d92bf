"""``orientess serve``: the service, in one process."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Annotated, Optional

import typer

from service.commandes.entrainer import a_jour, entrainer_modele
from service.commandes.ports import exiger_libre
from service.commandes.sortie import dire, echouer
from service.journal import configurer
from service.reglages import Reglages, depuis_environnement

#: How often it is looked whether the assistant is ready, in seconds.
_PAS = 0.2


def servir(
    hote: Annotated[Optional[str], typer.Option(help="Adresse où écouter (127.0.0.1 par défaut).")] = None,
    port: Annotated[Optional[int], typer.Option(help="Port public (8000 par défaut).")] = None,
    port_local: Annotated[
        Optional[int], typer.Option(help="Port des protocoles de Rasa, sur 127.0.0.1 seulement (5055 par défaut).")
    ] = None,
) -> None:
    """Sert l'assistant ; entraîne d'abord un modèle si aucun ne correspond aux données."""
    try:
        reglages = depuis_environnement(hote=hote, port=port, port_local=port_local)
    except ValueError as erreur:
        echouer(str(erreur))
    exiger_libre(reglages.hote, reglages.port, "--port")
    exiger_libre("127.0.0.1", reglages.port_local, "--port-local")
    _verifier_les_fiches()
    _verifier_les_sites(reglages)
    if not a_jour(reglages.modele):
        entrainer_modele(reglages.modele)
    configurer()
    code = asyncio.run(_servir(reglages))
    if code:
        raise typer.Exit(code)


def _verifier_les_fiches() -> None:
    from knowledge.base import base
    from knowledge.chargement import FicheInvalide

    try:
        base()
    except FicheInvalide as erreur:
        echouer(f"Le service ne démarre pas : {erreur}")


def _verifier_les_sites(reglages: Reglages) -> None:
    from service.sites import SiteInvalide, charger_sites

    try:
        charger_sites(reglages.sites)
    except SiteInvalide as erreur:
        echouer(f"Le service ne démarre pas : {erreur}")


async def _servir(reglages: Reglages) -> int:
    from aiohttp import web

    from service.application import creer_application
    from service.cles import ASSISTANT

    app = creer_application(reglages)
    coureur = web.AppRunner(app, access_log=None)
    arret = asyncio.Event()
    for signal_recu in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_recu, arret.set)
    await coureur.setup()
    await web.TCPSite(coureur, reglages.hote, reglages.port).start()
    dire("Je charge l'assistant (quelques secondes)…")
    try:
        echec = await _attendre_pret(app[ASSISTANT], arret)
        if echec is not None:
            dire(f"Le service ne démarre pas : {echec}")
            return 1
        if not arret.is_set():
            dire(
                f"Orient'ESS est prêt : http://{'localhost' if reglages.hote == '127.0.0.1' else reglages.hote}:{reglages.port} (Ctrl-C pour arrêter)"
            )
        await arret.wait()
    finally:
        with suppress(asyncio.CancelledError):
            await coureur.cleanup()
    dire("Arrêté.")
    return 0


async def _attendre_pret(assistant: object, arret: asyncio.Event) -> str | None:
    """Waits until the assistant is ready, or is known to fail; returns the reason of a failure."""
    from service.cles import Assistant

    assert isinstance(assistant, Assistant)
    while not assistant.pret and not arret.is_set():
        if assistant.echec is not None:
            return assistant.echec
        await asyncio.sleep(_PAS)
    return None
