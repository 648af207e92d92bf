"""Back-pressure: what cannot be served within a few seconds is refused at once, with the time after which to come back.

A turn is pure computation in the one thread that works: letting several in at a time serves none of them sooner. So there
is one queue in front of it, and how long a newcomer would wait is the sum of the usual durations of all that stands there.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from service.cles import REGLAGES
from service.problemes import Handler, Probleme, nom_de_route

#: Weight of the latest duration in the usual one.
_OUBLI = 0.2
#: What a kind of work is taken to last before it was measured, in seconds.
_DUREE_SUPPOSEE = 0.05


class File:
    """A queue with a bound on how long one waits in it.

    Args:
        attente_max: the longest wait that is accepted, in seconds.
        ensemble: how many are served at a time.
    """

    def __init__(self, attente_max: float, ensemble: int = 1) -> None:
        self._attente_max, self._ensemble = attente_max, ensemble
        self._places = asyncio.Semaphore(ensemble)
        self._durees: dict[str, float] = defaultdict(lambda: _DUREE_SUPPOSEE)
        self._presents: dict[str, int] = defaultdict(int)

    @property
    def attente(self) -> float:
        """How long a newcomer would wait, in seconds."""
        return sum(nombre * self._durees[genre] for genre, nombre in self._presents.items()) / self._ensemble

    @property
    def presents(self) -> Mapping[str, int]:
        """How many wait or are served, by kind of work."""
        return self._presents

    @asynccontextmanager
    async def place(self, genre: str) -> AsyncIterator[None]:
        """Waits for one's turn; what is done inside counts as work of this kind.

        Raises:
            Probleme: 503, the wait would be too long.
        """
        if self.attente and self.attente + self._durees[genre] > self._attente_max:
            raise Probleme(
                503,
                "Beaucoup de personnes utilisent l'assistant en ce moment. Réessayez dans quelques secondes.",
                {"Retry-After": str(math.ceil(self.attente))},
                code="surcharge",
            )
        self._presents[genre] += 1
        try:
            # Everything that has just arrived stands in the queue before the first of it is served.
            await asyncio.sleep(0)
            async with self._places:
                debut = time.perf_counter()
                yield
                self._durees[genre] += _OUBLI * (time.perf_counter() - debut - self._durees[genre])
        finally:
            self._presents[genre] -= 1


TRAVAIL: web.AppKey[File] = web.AppKey("travail", File)
"""In front of the thread that answers."""
IMPRESSION: web.AppKey[File] = web.AppKey("impression", File)
"""In front of what makes PDFs, beside it."""


@web.middleware
async def reguler(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Puts what takes work in the queue, once its body is there: a slow sender keeps nobody waiting.

    Erasing is never refused; a PDF has a queue of its own.
    """
    if not _demande_du_travail(request):
        return await handler(request)
    if request.can_read_body:
        await _lire_a_temps(request)
    async with request.app[TRAVAIL].place(f"{request.method} {nom_de_route(request)}"):
        return await handler(request)


def _demande_du_travail(request: web.Request) -> bool:
    route = nom_de_route(request)
    dynamique = route == "/simple" or route.startswith("/api/")
    return dynamique and request.method != "DELETE" and not route.endswith(".pdf")


async def _lire_a_temps(request: web.Request) -> None:
    try:
        await asyncio.wait_for(request.read(), request.app[REGLAGES].delai_corps)
    except asyncio.TimeoutError as erreur:
        raise Probleme(408, "Votre message a mis trop de temps à arriver. Réessayez.") from erreur
