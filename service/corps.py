"""Reads request bodies and queries into types, and writes answers; every failure is a clear problem."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from knowledge.profil import Profil, ProfilInvalide, profil_depuis
from knowledge.territoires.referentiel import referentiel
from service.masquage import masquer
from service.problemes import Probleme
from service.schema_profil import BORNES, LONGUEUR_RESUME

_CLE = re.compile(r"[\w-]{8,64}", re.ASCII)
T = TypeVar("T")


async def lire_corps(request: web.Request, genre: type[T]) -> T:
    """The JSON body as ``genre``.

    Raises:
        Probleme: 400 (not JSON), 422 (JSON of another shape).
    """
    brut = await request.read()
    if not brut.strip() and genre.__struct_fields__ and not _obligatoires(genre):  # type: ignore[attr-defined]
        brut = b"{}"
    try:
        return msgspec.json.decode(brut, type=genre)
    except msgspec.ValidationError as erreur:
        raise Probleme(422, f"Le contenu n'a pas la forme attendue : {erreur}.") from erreur
    except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
        raise Probleme(400, "Le contenu envoyé n'est pas du JSON valide.") from erreur


def _obligatoires(genre: Any) -> bool:
    return any(champ.required for champ in msgspec.structs.fields(genre))


def texte_recu(texte: str, longueur_max: int) -> str:
    """A text as it may be read: without null bytes, not empty, not too long.

    Raises:
        Probleme: 422 (empty), 413 (too long).
    """
    propre = texte.replace("\x00", "").strip()
    if len(texte) > longueur_max:
        raise Probleme(
            413,
            f"Votre texte est trop long : {longueur_max} caractères au plus. Vous pouvez l'envoyer en plusieurs fois.",
        )
    if not propre:
        raise Probleme(422, "Votre message est vide. Écrivez quelques mots.")
    return propre


def profil_recu(donnees: dict[str, Any]) -> Profil:
    """A profile of the body, its place brought to today's official one, its words masked (``service/masquage.py``).

    Raises:
        ProfilInvalide, LieuInconnu: answered as 422.
    """
    profil = profil_depuis(donnees)
    resume, lieu = profil.resume, profil.territoire
    if resume is not None and len(resume) > LONGUEUR_RESUME:
        raise ProfilInvalide(f"« resume » est trop long : {LONGUEUR_RESUME} caractères au plus.")
    for champ, maximum in BORNES.items():
        if (getattr(profil, champ) or 0) > maximum:
            raise ProfilInvalide(f"« {champ} » est trop grand : {maximum} au plus.")
    return msgspec.structs.replace(
        profil,
        resume=masquer(resume.replace("\x00", "")) if resume is not None else None,
        territoire=referentiel().par_code(*lieu.cle) if lieu is not None else None,
    )


def cle_d_idempotence(request: web.Request) -> str | None:
    """The ``Idempotency-Key`` of a call, when it has one.

    Raises:
        Probleme: 422, a key of another form than 8 to 64 letters, digits, hyphens or underscores.
    """
    cle = request.headers.get("Idempotency-Key")
    if cle is not None and not _CLE.fullmatch(cle):
        raise Probleme(422, "« Idempotency-Key » doit faire 8 à 64 lettres, chiffres ou tirets.")
    return cle


def parametre_entier(request: web.Request, nom: str, defaut: int, maximum: int) -> int:
    """A whole number of the query, from 1 to ``maximum``.

    Raises:
        Probleme: 422.
    """
    brut = request.query.get(nom)
    if brut is None:
        return defaut
    if not brut.isascii() or not brut.isdigit() or not 1 <= int(brut) <= maximum:
        raise Probleme(422, f"« {nom} » doit être un nombre entier entre 1 et {maximum}.")
    return int(brut)


def reponse_json(contenu: Any, statut: int = 200, entetes: dict[str, str] | None = None) -> web.Response:
    """A JSON answer from any value of the contract."""
    return web.Response(
        body=msgspec.json.encode(contenu), status=statut, content_type="application/json", headers=entetes
    )
