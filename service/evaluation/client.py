"""The public API as a client meets it, and a service of our own to call when there is none."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from bot.moteur import Moteur
from service.application import creer_application
from service.cles import ASSISTANT
from service.reglages import depuis_environnement

_ESSAIS = 8
_ATTENTE_MAX = 65.0
_PAS = 0.1


class Retour(msgspec.Struct, frozen=True):
    """An answer of the API. ``statut`` 0: none came; ``corps`` is None when it is no JSON; ``duree`` in seconds."""

    statut: int
    corps: Any
    duree: float
    erreur: str = ""

    def __str__(self) -> str:
        return f"HTTP {self.statut} {self.erreur}".strip()


class Client:
    """Calls the API. A 429 is obeyed (``Retry-After``) and counted in ``attentes``; it is no error."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.attentes = 0
        self._fiches: dict[str, asyncio.Task[Retour]] = {}

    async def appel(self, methode: str, chemin: str, corps: Any = None, jeton: str | None = None) -> Retour:
        """One call; faults of the network are answers with status 0."""
        for _ in range(_ESSAIS):
            retour, attente = await self._essai(methode, chemin, corps, jeton)
            if retour.statut != 429:
                break
            self.attentes += 1
            await asyncio.sleep(attente)
        return retour

    async def fiche(self, identifiant: str) -> dict[str, Any] | None:
        """A record, asked for once; None when the API does not know it."""
        if identifiant not in self._fiches:
            self._fiches[identifiant] = asyncio.create_task(self.appel("GET", f"/api/dispositifs/{identifiant}"))
        retour = await self._fiches[identifiant]
        return retour.corps if retour.statut == 200 else None

    async def _essai(self, methode: str, chemin: str, corps: Any, jeton: str | None) -> tuple[Retour, float]:
        entetes = {"Authorization": f"Bearer {jeton}"} if jeton else {}
        debut = time.perf_counter()
        try:
            async with self._session.request(methode, chemin, json=corps, headers=entetes) as reponse:
                texte = await reponse.text()
        except (aiohttp.ClientError, asyncio.TimeoutError) as erreur:
            return Retour(0, None, time.perf_counter() - debut, f"{type(erreur).__name__} : {erreur}"), 0.0
        duree = time.perf_counter() - debut
        attente = _secondes(reponse.headers.get("Retry-After"))
        try:
            contenu = json.loads(texte) if texte.strip() else None
        except ValueError:
            return Retour(reponse.status, None, duree, "réponse qui n'est pas du JSON"), attente
        return Retour(reponse.status, contenu, duree, "" if reponse.status < 400 else texte[:150]), attente


def _secondes(apres: str | None) -> float:
    try:
        return min(max(float(apres or 2), 0.2), _ATTENTE_MAX)
    except ValueError:
        return 2.0


@asynccontextmanager
async def client_de(adresse: str, delai: float = 60.0) -> AsyncIterator[Client]:
    """A client of the service at ``adresse``; ``delai`` in seconds, for one call."""
    async with aiohttp.ClientSession(adresse, timeout=aiohttp.ClientTimeout(total=delai)) as session:
        yield Client(session)


@asynccontextmanager
async def service_local(modele: Path) -> AsyncIterator[tuple[str, Moteur]]:
    """The whole service on a free port of 127.0.0.1, with an empty database: its address and its engine.

    Raises:
        RuntimeError: it cannot start; the message says why.
    """
    with tempfile.TemporaryDirectory() as dossier:
        base = f"sqlite:///{Path(dossier) / 'evaluation.db'}"
        app = creer_application(depuis_environnement(modele=modele, port_local=0, base_de_donnees=base))
        coureur = web.AppRunner(app, access_log=None)
        await coureur.setup()
        try:
            await web.TCPSite(coureur, "127.0.0.1", 0).start()
            while not app[ASSISTANT].pret:
                if (echec := app[ASSISTANT].echec) is not None:
                    raise RuntimeError(f"Le service ne démarre pas : {echec}")
                await asyncio.sleep(_PAS)
            yield f"http://127.0.0.1:{coureur.addresses[0][1]}", app[ASSISTANT].moteur
        finally:
            await coureur.cleanup()
