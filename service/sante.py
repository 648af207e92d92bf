"""Health: alive, and ready."""

from __future__ import annotations

from aiohttp import web

from service.cles import ASSISTANT
from service.contrat import Sante
from service.corps import reponse_json


async def vivant(request: web.Request) -> web.Response:
    """``GET /sante/vivant``: the process answers."""
    return reponse_json(Sante(statut="ok"))


async def pret(request: web.Request) -> web.Response:
    """``GET /sante/pret``: a message can be answered; 503 until then."""
    if request.app[ASSISTANT].pret:
        return reponse_json(Sante(statut="ok"))
    return reponse_json(Sante(statut="demarrage"), statut=503, entetes={"Retry-After": "5"})
