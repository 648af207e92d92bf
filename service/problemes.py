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
from service.types_de_probleme import type_de

logger = logging.getLogger("orientess.service")


class Probleme(Exception):
    """A problem to answer: HTTP status, a French sentence, headers, and its code in ``service/types_de_probleme.py``."""

    def __init__(
        self, statut: int, detail: str, entetes: dict[str, str] | None = None, *, code: str | None = None
    ) -> None:
        super().__init__(detail)
        self.statut, self.detail, self.entetes, self.code = statut, detail, entetes or {}, code


class CorpsProbleme(msgspec.Struct, rename={"type_": "type", "statut": "status"}):
    """The body of a problem (RFC 9457); ``type`` is the address of the page that explains it."""

    title: str
    detail: str
    statut: int
    type_: str


def reponse_probleme(
    statut: int, detail: str, entetes: dict[str, str] | None = None, *, code: str | None = None
) -> web.Response:
    """The HTTP answer for a problem."""
    genre = type_de(statut, code)
    corps = CorpsProbleme(title=genre.titre, detail=detail, statut=statut, type_=genre.adresse)
    return web.Response(
        body=msgspec.json.encode(corps), status=statut, content_type="application/problem+json", headers=entetes
    )


def nom_de_route(request: web.Request) -> str:
    """The address as the router knows it, without what identifies anybody; empty when there is no such address."""
    ressource = request.match_info.route.resource
    return ressource.canonical if ressource else ""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def attraper(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns every error into a problem; the unexpected is logged without the request's content."""
    try:
        return await handler(request)
    except Probleme as probleme:
        return reponse_probleme(probleme.statut, probleme.detail, probleme.entetes, code=probleme.code)
    except ProfilInvalide as erreur:
        return reponse_probleme(422, str(erreur), code="profil-invalide")
    except LieuInconnu as erreur:
        return reponse_probleme(422, str(erreur), code="lieu-inconnu")
    except web.HTTPRequestEntityTooLarge:
        return reponse_probleme(413, "Le contenu envoyé est trop volumineux.")
    except web.HTTPMethodNotAllowed as erreur:
        return reponse_probleme(
            405,
            f"Cette adresse accepte : {', '.join(sorted(erreur.allowed_methods))}.",
            {"Allow": erreur.headers["Allow"]},
        )
    except web.HTTPNotFound:
        return reponse_probleme(404, "Cette adresse n'existe pas.")
    except web.HTTPException as erreur:
        if erreur.status < 400:
            raise
        return reponse_probleme(erreur.status, type_de(erreur.status).explication)
    except StockageIndisponible as erreur:
        logger.error("stockage indisponible", exc_info=erreur)
        return reponse_probleme(
            503,
            "Nous ne pouvons pas enregistrer votre message pour l'instant. Réessayez dans quelques minutes.",
            {"Retry-After": "60"},
        )
    except asyncio.TimeoutError:
        return reponse_probleme(
            503, "La réponse tarde trop. Réessayez dans quelques instants.", {"Retry-After": "5"}, code="delai-depasse"
        )
    except ModeleIllisible as erreur:
        logger.error("modèle illisible : %s", erreur)
        return reponse_probleme(
            503, "L'assistant n'est pas prêt. Réessayez dans quelques instants.", {"Retry-After": "10"}
        )
    except Exception:
        logger.exception("%s %s", request.method, nom_de_route(request))
        return reponse_probleme(500, "Une erreur est survenue de notre côté. Vos réponses sont gardées : réessayez.")
