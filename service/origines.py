"""Which pages may use the service from a browser: its own, and those of the sites that have a preset."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from service.corps import reponse_json
from service.problemes import Handler, Probleme, reponse_probleme
from service.sites import Site, Sites, lieu_de

SITES: web.AppKey[Sites] = web.AppKey("sites", Sites)
ICI = "ici"
"""In ``/api/sites/ici``: the site whose page asks."""
_METHODES = "GET, POST, PUT, DELETE"
_ENTETES = "Authorization, Content-Type, Idempotency-Key"
_LISIBLES = "Retry-After, Content-Disposition"
_DUREE_ACCORD = "7200"


@web.middleware
async def partager(request: web.Request, handler: Handler) -> web.StreamResponse:
    """CORS for the API: an unknown origin is refused before anything is done for it."""
    origine = request.headers.get("Origin")
    if not request.path.startswith("/api/") or origine is None or _est_ici(origine, request):
        return await handler(request)
    if request.app[SITES].de_l_origine(origine) is None:
        return reponse_probleme(
            403, "Ce site n'a pas de préréglage ici : il ne peut pas utiliser l'assistant.", {"Vary": "Origin"}
        )
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        reponse: web.StreamResponse = web.Response(status=204)
        reponse.headers.update(
            {
                "Access-Control-Allow-Methods": _METHODES,
                "Access-Control-Allow-Headers": _ENTETES,
                "Access-Control-Max-Age": _DUREE_ACCORD,
            }
        )
    else:
        reponse = await handler(request)
    reponse.headers["Access-Control-Allow-Origin"] = origine
    reponse.headers["Access-Control-Expose-Headers"] = _LISIBLES
    reponse.headers.add("Vary", "Origin")
    return reponse


async def site(request: web.Request) -> web.Response:
    """``GET /api/sites/{id}?territoire=``: a site's preset, for its own pages and for ours; a page may name another place."""
    sites, identifiant = request.app[SITES], request.match_info["id"]
    origine = request.headers.get("Origin")
    de_l_hote = sites.de_l_origine(origine) if origine and not _est_ici(origine, request) else None
    trouve: Site | None = (de_l_hote or sites.par_defaut) if identifiant == ICI else sites.trouver(identifiant)
    if trouve is None:
        raise Probleme(404, "Aucun site ne porte cet identifiant.")
    if de_l_hote is not None and trouve is not de_l_hote:
        raise Probleme(403, "Ce préréglage est celui d'un autre site.")
    public, lieu = trouve.public, request.query.get("territoire")
    if lieu:
        public = msgspec.structs.replace(public, territoire=lieu_de(lieu))
    return reponse_json(public, entetes={"Cache-Control": "public, max-age=300", "Vary": "Origin"})


def _est_ici(origine: str, request: web.Request) -> bool:
    return urlsplit(origine).netloc == request.host
