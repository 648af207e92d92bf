"""Rasa's own protocols, on loopback only: the webhook of the custom actions and the standard REST channel.

With them ``rasa shell``, ``rasa run`` and Rasa's connectors use the same actions and the same assistant.
Protocols: rasa_sdk/endpoint.py and rasa/core/channels/rest.py (3.6).
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from aiohttp import web

from bot.moteur import Actions, Moteur, en_clair
from service import mesures
from service.masquage import masquer
from service.mesures import MESURES, Mesures

#: A call carries the whole tracker.
_TAILLE_CORPS = 16 * 1024 * 1024
_MOTEUR: web.AppKey[Moteur] = web.AppKey("moteur", Moteur)
_ACTIONS: web.AppKey[Actions] = web.AppKey("actions", Actions)


def application_actions(actions: Actions) -> web.Application:
    """The webhook of the custom actions; to listen on 127.0.0.1."""
    app = web.Application(client_max_size=_TAILLE_CORPS)
    app[_ACTIONS] = actions
    app.router.add_post("/webhook", _webhook)
    app.router.add_get("/actions", _noms)
    app.router.add_get("/health", _health)
    return app


def application_locale(moteur: Moteur, comptes: Mesures) -> web.Application:
    """The webhook, the REST channel and the measures; to listen on 127.0.0.1."""
    app = application_actions(moteur.actions)
    app[_MOTEUR] = moteur
    app[MESURES] = comptes
    app.router.add_get("/metrics", mesures.servir)
    app.router.add_post("/webhooks/rest/webhook", _canal_rest)
    return app


async def _webhook(request: web.Request) -> web.Response:
    appel = await _json(request)
    if not isinstance(appel, dict):
        return web.json_response({"error": "Invalid body request"}, status=400)
    statut, reponse = await request.app[_ACTIONS].repondre(appel)
    return web.json_response(reponse, status=statut)


async def _noms(request: web.Request) -> web.Response:
    return web.json_response([{"name": nom} for nom in request.app[_ACTIONS].noms])


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _canal_rest(request: web.Request) -> web.Response:
    corps = await _json(request)
    if not isinstance(corps, dict) or not isinstance(corps.get("message"), str) or not corps.get("sender"):
        return web.json_response({"error": "Il faut « sender » et « message »."}, status=400)
    personne, texte = str(corps["sender"]), corps["message"]
    moteur = request.app[_MOTEUR]
    emise = texte.startswith("/") and texte in moteur.charges_emises(personne)
    reponse = await moteur.repondre(personne, texte if emise else masquer(en_clair(texte)), "rest", charge_emise=emise)
    return web.json_response([{"recipient_id": personne, **message} for message in reponse.messages])


async def _json(request: web.Request) -> Any:
    # aiohttp inflates a body that says Content-Encoding: deflate; Rasa's own clients send zlib under that name too.
    brut = await request.read()
    if request.headers.get("Content-Encoding") == "deflate" and brut[:1] == b"\x78":
        brut = zlib.decompress(brut)
    try:
        return json.loads(brut)
    except ValueError:
        return None
