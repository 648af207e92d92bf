"""Errors of the API: RFC 9457 ``application/problem+json``, in French, never a traceback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from bot.moteur import ModeleIllisible, StockageIndisponible
from knowledge.profil import ProfilInvalide
from knowledge.territoires.referentiel import LieuInconnu

logger = logging.getLogger("orientess.service")

_TITRES = {
    400: "Requête illisible",
    401: "Jeton absent ou invalide",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Méthode non permise",
    413: "Texte trop long",
    415: "Format non pris en charge",
    422: "Contenu refusé",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Service momentanément indisponible",
}


class Probleme(Exception):
    """A problem to answer: HTTP status and a French sentence."""

    def __init__(self, statut: int, detail: str, entetes: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.statut, self.detail, self.entetes = statut, detail, entetes or {}


class CorpsProbleme(msgspec.Struct, rename={"type_": "type", "statut": "status"}):
    """The body of a problem (RFC 9457)."""

    title: str
    detail: str
    statut: int
    type_: str = "about:blank"


def reponse_probleme(statut: int, detail: str, entetes: dict[str, str] | None = None) -> web.Response:
    """The HTTP answer for a problem."""
    corps = CorpsProbleme(title=_TITRES.get(statut, "Erreur"), detail=detail, statut=statut)
    return web.Response(
        body=msgspec.json.encode(corps), status=statut, content_type="application/problem+json", headers=entetes
    )


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def attraper(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns every error into a problem; the unexpected is logged without the request's content."""
    try:
        return await handler(request)
    except Probleme as probleme:
        return reponse_probleme(probleme.statut, probleme.detail, probleme.entetes)
    except (ProfilInvalide, LieuInconnu) as erreur:
        return reponse_probleme(422, str(erreur))
    except web.HTTPRequestEntityTooLarge:
        return reponse_probleme(413, "Le contenu envoyé est trop volumineux.")
    except web.HTTPMethodNotAllowed as erreur:
        return reponse_probleme(405, f"Cette adresse accepte : {', '.join(sorted(erreur.allowed_methods))}.", {"Allow": erreur.headers["Allow"]})
    except web.HTTPNotFound:
        return reponse_probleme(404, "Cette adresse n'existe pas.")
    except web.HTTPException as erreur:
        if erreur.status < 400:
            raise
        return reponse_probleme(erreur.status, _TITRES.get(erreur.status, "La demande n'a pas abouti."))
    except StockageIndisponible as erreur:
        logger.error("stockage indisponible", exc_info=erreur)
        return reponse_probleme(503, "Nous ne pouvons pas enregistrer votre message pour l'instant. Réessayez dans quelques minutes.", {"Retry-After": "60"})
    except asyncio.TimeoutError:
        return reponse_probleme(503, "La réponse tarde trop. Réessayez dans quelques instants.", {"Retry-After": "5"})
    except ModeleIllisible as erreur:
        logger.error("modèle illisible : %s", erreur)
        return reponse_probleme(503, "L'assistant n'est pas prêt. Réessayez dans quelques instants.", {"Retry-After": "10"})
    except Exception:
        logger.exception("%s %s", request.method, request.match_info.route.resource.canonical if request.match_info.route.resource else "?")
        return reponse_probleme(500, "Une erreur est survenue de notre côté. Vos réponses sont gardées : réessayez.")
