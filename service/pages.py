"""The pages: the conversation, the form without scripts, the demonstration, privacy; and the widget's script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from aiohttp import web

from knowledge.redaction import date_partielle
from service import champs, simple
from service.cles import REGLAGES
from service.origines import SITES
from service.problemes import Probleme
from service.reglages import RACINE
from service.securite import politique
from service.sites import Site
from service.types_de_probleme import RACINE_DES_TYPES, TYPES

GABARITS = RACINE / "service" / "gabarits"
_CACHE = "public, max-age=3600"
#: Text between two tags, and the spaces in it that must not break.
_TEXTE = re.compile(r">[^<]+")
_SIGNE = re.compile(r"(?<=\S) (?=[:;?!»])|(?<=«) ")

_env = jinja2.Environment(
    loader=jinja2.FileSystemLoader(GABARITS),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_env.filters["date"] = date_partielle
_env.filters["hote"] = lambda url: urlsplit(url).netloc.removeprefix("www.")
_env.filters["lieu"] = simple.nom_complet


def ajouter(app: web.Application, dossier: Path) -> None:
    """Adds the pages, ``/widget.js`` and what the pages need under ``/statiques/``."""

    async def widget(request: web.Request) -> web.FileResponse:
        # Any page may load the script; what it may then call is another matter (service/origines.py).
        entetes = {
            "Cache-Control": _CACHE,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Access-Control-Allow-Origin": "*",
        }
        return web.FileResponse(dossier / "widget.js", headers=entetes)

    app.router.add_get("/", accueil)
    app.router.add_get("/conversation", conversation)
    app.router.add_get("/simple", formulaire)
    app.router.add_get("/demo", demonstration)
    app.router.add_get("/confidentialite", confidentialite)
    app.router.add_get(RACINE_DES_TYPES, problemes)
    app.router.add_get(RACINE_DES_TYPES + "/{code}", probleme)
    app.router.add_get("/widget.js", widget)
    app.router.add_static("/statiques/", dossier)


async def accueil(request: web.Request) -> web.Response:
    """``GET /``: the conversation, with what surrounds it."""
    return _page("accueil.html", site=request.app[SITES].par_defaut.public)


async def conversation(request: web.Request) -> web.Response:
    """``GET /conversation?site=``: the conversation alone, for a link or a frame in the pages of the site."""
    site = _site(request)
    return _page("conversation.html", ancetres=site.hotes, site=site.public)


async def formulaire(request: web.Request) -> web.Response:
    """``GET /simple``: the form, and the route once it is filled."""
    page = simple.remplir(request.query)
    return _page(
        "simple.html",
        page=page,
        champs=simple.CHAMPS,
        categories=champs.CATEGORIES,
        site=request.app[SITES].par_defaut.public,
    )


async def demonstration(request: web.Request) -> web.Response:
    """``GET /demo``: the widget in a page that looks like a commune's."""
    return _page("demo.html")


async def confidentialite(request: web.Request) -> web.Response:
    """``GET /confidentialite``: what is kept, why, how long, and how to erase it."""
    return _page(
        "confidentialite.html",
        site=request.app[SITES].par_defaut.public,
        jours=request.app[REGLAGES].retention_jours,
    )


async def problemes(request: web.Request) -> web.Response:
    """``GET /problemes/v1``: the problems that the service may answer."""
    return _page("problemes.html", problemes=TYPES.values())


async def probleme(request: web.Request) -> web.Response:
    """``GET /problemes/v1/{code}``: what a problem is, and what to do."""
    genre = TYPES.get(request.match_info["code"])
    if genre is None:
        raise Probleme(404, "Aucun problème ne porte ce nom.")
    return _page("probleme.html", probleme=genre)


def _site(request: web.Request) -> Site:
    sites, identifiant = request.app[SITES], request.query.get("site")
    trouve = sites.trouver(identifiant) if identifiant else sites.par_defaut
    if trouve is None:
        raise Probleme(404, "Aucun site ne porte cet identifiant.")
    return trouve


def espaces_insecables(html: str) -> str:
    """The same page, with no line that begins with « : », « ; », « ? », « ! » or « » » (French typography)."""
    return _TEXTE.sub(lambda texte: _SIGNE.sub("\u00a0", texte[0]), html)


def _page(gabarit: str, ancetres: frozenset[str] = frozenset(), **valeurs: Any) -> web.Response:
    html = espaces_insecables(_env.get_template(gabarit).render(**valeurs))
    reponse = web.Response(text=html, content_type="text/html", charset="utf-8")
    reponse.headers["Content-Security-Policy"] = politique(ancetres)
    reponse.headers["Cache-Control"] = "no-cache"
    return reponse
