"""``orientess parler``: a conversation in the terminal, through the same API as everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import aiohttp
import typer

from service.commandes.sortie import dire, echouer


def parler(
    adresse: Annotated[str, typer.Option(help="Adresse du service.")] = "http://127.0.0.1:8000",
    garder: Annotated[bool, typer.Option("--garder", help="N'efface pas la conversation en partant.")] = False,
) -> None:
    """Parle avec l'assistant dans le terminal (le service doit tourner : make serve)."""
    try:
        asyncio.run(_parler(adresse.rstrip("/"), garder))
    except aiohttp.ClientConnectionError:
        echouer(f"Aucun service à l'adresse {adresse}. Lancez-le d'abord : make serve")


async def _parler(adresse: str, garder: bool) -> None:
    async with aiohttp.ClientSession(adresse) as session:
        nouvelle = await _appel(session, "POST", "/api/conversations", {"canal": "terminal"})
        entetes = {"Authorization": f"Bearer {nouvelle['jeton']}"}
        chemin = f"/api/conversations/{nouvelle['id']}"
        boutons = _montrer(nouvelle["messages"])
        dire("(Ligne vide ou Ctrl-D pour partir. Un numéro choisit une réponse proposée.)")
        try:
            while (texte := await _ligne()) is not None:
                choix = _choix(texte, boutons)
                tour = await _appel(session, "POST", f"{chemin}/messages", {"texte": choix}, entetes)
                boutons = _montrer(tour.get("messages", ()))
        finally:
            if not garder:
                await _appel(session, "DELETE", chemin, None, entetes)


async def _ligne() -> str | None:
    try:
        texte = await asyncio.to_thread(input, "\nVous : ")
    except EOFError:
        return None
    return texte.strip() or None


def _choix(texte: str, boutons: list[Mapping[str, str]]) -> str:
    if texte.isdigit() and 1 <= int(texte) <= len(boutons):
        return boutons[int(texte) - 1]["charge"]
    return texte


def _montrer(messages: Any) -> list[Mapping[str, str]]:
    boutons: list[Mapping[str, str]] = []
    for message in messages:
        dire(f"\nL'assistant : {message['texte']}")
        for bouton in message["boutons"]:
            boutons.append(bouton)
            dire(f"  {len(boutons)}. {bouton['titre']}")
    return boutons


async def _appel(
    session: aiohttp.ClientSession, methode: str, chemin: str, corps: Any, entetes: Mapping[str, str] | None = None
) -> Any:
    async with session.request(methode, chemin, json=corps, headers=entetes) as reponse:
        if reponse.status == 204:
            return None
        contenu = await reponse.json(content_type=None)
        if reponse.status >= 400:
            dire(f"\n{contenu.get('detail', 'Le service a refusé ce message.')}")
            return {"messages": []}
        return contenu
