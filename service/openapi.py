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
from service.types_de_probleme import type_de

_MODELE_REF = "#/components/schemas/{name}"
_CLE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Choisie par l'appelant : un envoi répété sous la même clé reçoit la même réponse et ne dit rien deux fois.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
    "example": "essai-0001",
}


async def servir(request: web.Request) -> web.Response:
    """``GET /api/openapi.json``."""
    return reponse_json(document())


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description, as plain JSON data."""
    types = [t for o in OPERATIONS for t in (o.corps, o.reponse) if t is not None]
    schemas, composants = msgspec.json.schema_components([*types, CorpsProbleme], ref_template=_MODELE_REF)
    par_type = dict(zip((repr(t) for t in types), schemas, strict=False))
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
    for statut in _problemes(operation):
        description["responses"].setdefault(str(statut), _probleme(operation, statut, par_type))
    if operation.corps is not None:
        contenu: dict[str, Any] = {"schema": par_type[repr(operation.corps)]}
        if operation.exemple is not None:
            contenu["example"] = operation.exemple
        description["requestBody"] = {
            "required": _corps_obligatoire(operation),
            "content": {"application/json": contenu},
        }
    if operation.jeton:
        description["security"] = [{"jeton": []}]
    return description


def _problemes(operation: Operation) -> tuple[int, ...]:
    """Its own problems, and those that any call of the API may meet: too many calls, too much at once."""
    if not operation.chemin.startswith("/api/"):
        return operation.problemes
    envoi = (408,) if operation.corps is not None else ()
    return tuple(sorted({*operation.problemes, *envoi, 429, 503}))


def _corps_obligatoire(operation: Operation) -> bool:
    return any(champ.required for champ in msgspec.structs.fields(operation.corps)) if operation.corps else False


def _parametres(operation: Operation) -> list[dict[str, Any]]:
    dans_le_chemin: list[dict[str, Any]] = [
        {"name": nom, "in": "path", "required": True, "schema": {"type": "string"}}
        for nom in re.findall(r"{(\w+)}", operation.chemin)
    ]
    dans_la_requete: list[dict[str, Any]] = [
        {"name": p.nom, "in": "query", "required": p.obligatoire, "description": p.sens, "schema": p.schema}
        | ({"example": p.exemple} if p.exemple is not None else {})
        for p in operation.parametres
    ]
    dans_les_entetes = [_CLE] if operation.idempotente else []
    return dans_le_chemin + dans_la_requete + dans_les_entetes


def _reponse(operation: Operation, par_type: dict[str, Any]) -> dict[str, Any]:
    reponse: dict[str, Any] = {"description": operation.resume}
    if operation.reponse is not None:
        contenu = {
            "schema": par_type[repr(operation.reponse)],
            "example": msgspec.to_builtins(operation.exemple_reponse),
        }
        reponse["content"] = {operation.genre: contenu}
    elif operation.genre != "application/json":
        reponse["content"] = {operation.genre: {}}
    return reponse


def _probleme(operation: Operation, statut: int, par_type: dict[str, Any]) -> dict[str, Any]:
    if operation.chemin == "/sante/pret":
        return _reponse(operation, par_type)
    genre = type_de(statut)
    exemple = CorpsProbleme(title=genre.titre, detail=genre.explication, statut=statut, type_=genre.adresse)
    contenu = {
        "schema": {"$ref": _MODELE_REF.format(name="CorpsProbleme")},
        "example": msgspec.to_builtins(exemple),
    }
    description: dict[str, Any] = {"description": genre.titre, "content": {"application/problem+json": contenu}}
    if statut in (429, 503):
        description["headers"] = {"Retry-After": {"description": "Secondes à attendre.", "schema": {"type": "integer"}}}
    return description
