"""What is counted, for Prometheus: calls, durations, turns, refusals. No label tells of a person or of a conversation."""

from __future__ import annotations

import time

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.pression import File
from service.problemes import Handler, nom_de_route

_SEUILS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_METHODES = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


class Mesures:
    """The measures of one application, in a registry of their own.

    Args:
        travail: the queue whose length and wait are told.
    """

    def __init__(self, travail: File) -> None:
        self.registre = CollectorRegistry()
        ProcessCollector(registry=self.registre)
        self._requetes = Counter(
            "orientess_requetes", "Requêtes servies.", ("methode", "route", "statut"), registry=self.registre
        )
        self._durees = Histogram(
            "orientess_duree_seconds", "Durée des requêtes.", ("route",), buckets=_SEUILS, registry=self.registre
        )
        self._tours = Counter(
            "orientess_tours",
            "Messages compris, par issue et par intention.",
            ("issue", "intention"),
            registry=self.registre,
        )
        self._effacees = Counter(
            "orientess_conversations_effacees",
            "Conversations effacées, et pourquoi.",
            ("cause",),
            registry=self.registre,
        )
        attente = Gauge("orientess_attente_seconds", "Attente d'une requête qui arriverait.", registry=self.registre)
        attente.set_function(lambda: travail.attente)
        presents = Gauge("orientess_file", "Requêtes servies ou en attente.", registry=self.registre)
        presents.set_function(lambda: sum(travail.presents.values()))

    def requete(self, methode: str, route: str, statut: int, duree: float) -> None:
        """One call answered; the duration is in seconds."""
        methode = methode if methode in _METHODES else "autre"
        self._requetes.labels(methode, route or "inconnue", str(statut)).inc()
        self._durees.labels(route or "inconnue").observe(duree)

    def tour(self, issue: str, intention: str) -> None:
        """One message answered."""
        self._tours.labels(issue, intention).inc()

    def effacees(self, cause: str, nombre: int = 1) -> None:
        """Conversations erased: ``demande`` (their people asked) or ``retention`` (too old)."""
        self._effacees.labels(cause).inc(nombre)


MESURES: web.AppKey[Mesures] = web.AppKey("mesures", Mesures)


@web.middleware
async def mesurer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Counts and times every call."""
    debut = time.perf_counter()
    reponse = await handler(request)
    request.app[MESURES].requete(request.method, nom_de_route(request), reponse.status, time.perf_counter() - debut)
    return reponse


async def servir(request: web.Request) -> web.Response:
    """``GET /metrics``, on loopback only."""
    return web.Response(
        body=generate_latest(request.app[MESURES].registre), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )
