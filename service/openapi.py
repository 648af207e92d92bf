"""The OpenAPI 3.1 document, made from the table of routes and the types of the contract."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec
from aiohttp import web

from service.corps import reponse_json
from service.problemes import CorpsProbleme
from service.routes import OPERATIONS, Operation

_MODELE_REF = "#/components/schemas/{name}"


async def servir(request: web.Request) -> web.Response:
    """``GET /api/openapi.json``."""
    return reponse_json(document())


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description, as plain JSON data."""
    types = [t for o in OPERATIONS for t in (o.corps, o.reponse) if t is not None]
    schemas, composants = msgspec.json.schema_components([*types, CorpsProbleme], ref_template=_MODELE_REF)
    par_type = dict(zip((repr(t) for t in types), schemas))
    chemins: dict[str, Any] = {}
    for operation in OPERATIONS:
        chemins.setdefault(operation.chemin, {})[operation.methode.lower()] = _operation(operation, par_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orient'ESS",
            "version": "1",
            "description": "Orientation des projets de l'économie sociale et solidaire.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": chemins,
        "components": {"schemas": composants, "securitySchemes": {"jeton": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(operation: Operation, par_type: dict[str, Any]) -> dict[str, Any]:
    description: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": operation.resume,
        "parameters": _parametres(operation),
        "responses": {str(operation.statut): _reponse(operation, par_type)},
    }
    for statut in operation.problemes:
        description["responses"].setdefault(str(statut), _probleme(operation, statut, par_type))
    if operation.corps is not None:
        contenu: dict[str, Any] = {"schema": par_type[repr(operation.corps)]}
        if operation.exemple is not None:
            contenu["example"] = operation.exemple
        description["requestBody"] = {"required": True, "content": {"application/json": contenu}}
    if operation.jeton:
        description["security"] = [{"jeton": []}]
    return description


def _parametres(operation: Operation) -> list[dict[str, Any]]:
    dans_le_chemin = [
        {"name": nom, "in": "path", "required": True, "schema": {"type": "string"}}
        for nom in re.findall(r"{(\w+)}", operation.chemin)
    ]
    dans_la_requete = [
        {"name": p.nom, "in": "query", "required": p.obligatoire, "description": p.sens, "schema": p.schema}
        for p in operation.parametres
    ]
    return dans_le_chemin + dans_la_requete


def _reponse(operation: Operation, par_type: dict[str, Any]) -> dict[str, Any]:
    reponse: dict[str, Any] = {"description": operation.resume}
    if operation.reponse is not None:
        reponse["content"] = {"application/json": {"schema": par_type[repr(operation.reponse)]}}
    return reponse


def _probleme(operation: Operation, statut: int, par_type: dict[str, Any]) -> dict[str, Any]:
    if operation.chemin == "/sante/pret":
        return _reponse(operation, par_type)
    return {
        "description": "Problème (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": _MODELE_REF.format(name="CorpsProbleme")}}},
    }
