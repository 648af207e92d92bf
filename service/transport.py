"""How answers travel: validators so that nothing is sent twice, how long each may be kept, compression."""

from __future__ import annotations

import hashlib

from aiohttp import ETag, web
from aiohttp.web_fileresponse import FileResponse

from service.problemes import Handler

#: Below this size, compressing costs more than it saves, in bytes.
_TAILLE_MIN = 1024
_COMPRESSIBLES = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")
_STATIQUE = "public, max-age=3600"


@web.middleware
async def transporter(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Adds ``ETag`` and ``Cache-Control`` to what may be kept, answers 304 when the client has it, and compresses."""
    reponse = await handler(request)
    if request.method in ("GET", "HEAD") and reponse.status == 200:
        if isinstance(reponse, FileResponse):
            # It has its own validators.
            reponse.headers.setdefault("Cache-Control", _STATIQUE)
        elif "no-store" not in reponse.headers.get("Cache-Control", ""):
            reponse = _valide(request, reponse)
    if _compressible(request, reponse):
        reponse.headers.add("Vary", "Accept-Encoding")
        if _accepte_gzip(request):
            reponse.enable_compression(web.ContentCoding.gzip)
    return reponse


def _valide(request: web.Request, reponse: web.StreamResponse) -> web.StreamResponse:
    if not isinstance(reponse, web.Response) or not isinstance(reponse.body, bytes):
        return reponse
    # Weak: the same content, compressed or not.
    reponse.etag = ETag(hashlib.sha256(reponse.body).hexdigest()[:32], is_weak=True)
    reponse.headers.setdefault("Cache-Control", "no-cache")
    connues = {etiquette.value for etiquette in request.if_none_match or ()}
    if not connues & {reponse.etag.value, "*"}:
        return reponse
    # What describes the content that is not sent goes, the rest stays.
    gardes = {nom: v for nom, v in reponse.headers.items() if nom not in ("Content-Type", "Content-Length")}
    return web.Response(status=304, headers=gardes)


def _compressible(request: web.Request, reponse: web.StreamResponse) -> bool:
    if isinstance(reponse, FileResponse):
        # As it is sent it may still become a 304 or a part, which compression would garble.
        return not {"If-None-Match", "If-Modified-Since", "Range"} & set(request.headers)
    taille = len(reponse.body) if isinstance(reponse, web.Response) and isinstance(reponse.body, bytes) else 0
    return taille >= _TAILLE_MIN and reponse.content_type.startswith(_COMPRESSIBLES)


def _accepte_gzip(request: web.Request) -> bool:
    for choix in request.headers.get("Accept-Encoding", "").lower().split(","):
        codage, _, poids = choix.replace(" ", "").partition(";q=")
        if codage in ("gzip", "*"):
            return poids not in ("0", "0.0", "0.00", "0.000")
    return False
