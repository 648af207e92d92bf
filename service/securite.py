"""Security headers of every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web


def politique(ancetres: Iterable[str] = ()) -> str:
    """The content policy: pages load their own scripts, styles and data and nothing else; nothing is written inline.

    Args:
        ancetres: origins whose pages may show this one in a frame, beside our own.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {' '.join([chr(39) + 'self' + chr(39), *sorted(ancetres)])}"
    )


_ENTETES = {
    "Content-Security-Policy": politique(),
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
