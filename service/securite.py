"""Security headers of every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

#: Pages load their own scripts, styles and data and nothing else; nothing is written inline.
_POLITIQUE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_ENTETES = {
    "Content-Security-Policy": _POLITIQUE,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@web.middleware
async def entetes(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Adds the headers; answers of the API are never kept by caches."""
    reponse = await handler(request)
    for nom, valeur in _ENTETES.items():
        reponse.headers.setdefault(nom, valeur)
    if request.path.startswith("/api/conversations"):
        reponse.headers.setdefault("Cache-Control", "no-store")
    return reponse
