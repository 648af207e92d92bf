"""Typed keys of what the application holds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from bot.moteur import Moteur
from service.problemes import Probleme
from service.reglages import Reglages


class Verrous:
    """One lock a conversation, kept only while somebody holds or waits for it."""

    def __init__(self) -> None:
        self._verrous: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._usages: dict[str, int] = defaultdict(int)

    @contextmanager
    def de(self, identifiant: str) -> Iterator[asyncio.Lock]:
        """The lock of a conversation."""
        self._usages[identifiant] += 1
        try:
            yield self._verrous[identifiant]
        finally:
            self._usages[identifiant] -= 1
            if not self._usages[identifiant]:
                del self._usages[identifiant], self._verrous[identifiant]


class Assistant:
    """The engine once it is loaded; until then, asking for it is a 503."""

    def __init__(self) -> None:
        self._moteur: Moteur | None = None
        #: Why loading failed, as a French sentence; None while it goes on, or when it went well.
        self.echec: str | None = None

    def installer(self, moteur: Moteur) -> None:
        """Called once, when the model reads the known sentence as expected."""
        self._moteur = moteur

    @property
    def pret(self) -> bool:
        """Can a message be answered?"""
        return self._moteur is not None

    @property
    def moteur(self) -> Moteur:
        """The engine.

        Raises:
            Probleme: 503, it is not loaded yet.
        """
        if self._moteur is None:
            raise Probleme(503, "L'assistant démarre. Réessayez dans quelques secondes.", {"Retry-After": "5"})
        return self._moteur


REGLAGES: web.AppKey[Reglages] = web.AppKey("reglages", Reglages)
ASSISTANT: web.AppKey[Assistant] = web.AppKey("assistant", Assistant)
VERROUS: web.AppKey[Verrous] = web.AppKey("verrous", Verrous)
