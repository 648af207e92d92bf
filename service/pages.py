"""Static pages: the conversation page and its files."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web


def ajouter(app: web.Application, dossier: Path) -> None:
    """Serves the page at ``/`` and what it needs under ``/statiques/``."""

    async def accueil(request: web.Request) -> web.FileResponse:
        return web.FileResponse(dossier / "index.html")

    app.router.add_get("/", accueil)
    app.router.add_static("/statiques/", dossier)
