"""A full turn through the service, beside Rasa's stock set-up on the same data, in the same run.

Stock: the pipeline and policies that ``rasa init`` writes, ``rasa run`` and ``rasa run actions``, nothing patched. The
speed of a turn does not depend on how long the classifier was trained: ``--epoques`` keeps its training short.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import psutil

from service.evaluation.origine import entrainer_origine

RACINE = Path(__file__).resolve().parent.parent
RESULTATS = RACINE / "results"
_PATIENCE = 300.0
#: Conversations held at once, and how many times.
_A_LA_FOIS, _FOIS = 8, 3

TALK = (
    "Bonjour",
    "On est trois habitantes et on veut ouvrir une épicerie solidaire à Saint-Étienne",
    "pour l'instant c'est juste une idée",
    "c'est quoi une SCIC ?",
    "en fait c'est à Roubaix",
    "et pour le local ?",
    "qui appeler ?",
    "merci, au revoir",
)

Parler = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


def port_libre() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as essai:
        essai.bind(("127.0.0.1", 0))
        port: int = essai.getsockname()[1]
        return port


@contextmanager
def processus(*commandes: list[str], journal: Path, **environnement: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Runs commands until the block ends."""
    with journal.open("ab") as sortie:
        lances = [
            subprocess.Popen(
                c, cwd=RACINE, env={**os.environ, **environnement}, stdout=sortie, stderr=subprocess.STDOUT
            )
            for c in commandes
        ]
        try:
            yield lances
        finally:
            for lance in lances:
                lance.terminate()
            for lance in lances:
                lance.wait(timeout=30)


async def attendre(adresse: str, lances: list[subprocess.Popen[bytes]], journal: Path) -> None:
    """Waits until an address answers 200."""
    limite = time.monotonic() + _PATIENCE
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < limite:
            if any(lance.poll() is not None for lance in lances):
                raise SystemExit(f"Un processus s'est arrêté : voir {journal}")
            try:
                async with session.get(adresse) as reponse:
                    if reponse.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise SystemExit(f"Rien ne répond à {adresse} : voir {journal}")


def memoire_mo(lances: list[subprocess.Popen[bytes]]) -> float:
    """Resident memory of the processes and their children, in MB."""
    tous = [
        p for lance in lances for p in (psutil.Process(lance.pid), *psutil.Process(lance.pid).children(recursive=True))
    ]
    return sum(p.memory_info().rss for p in tous) / 1e6


async def mesurer(ouvrir: Callable[[aiohttp.ClientSession], Awaitable[Parler]], conversations: int) -> dict[str, float]:
    """Times turns: one conversation after the other, then eight at once (three times), then one of 200 turns."""

    async def une(session: aiohttp.ClientSession, parler: Parler) -> list[float]:
        tours = []
        for texte in TALK:
            debut = time.perf_counter()
            await parler(session, texte)
            tours.append(1000 * (time.perf_counter() - debut))
        return tours

    async with aiohttp.ClientSession() as session:
        await une(session, await ouvrir(session))
        durees = [duree for _ in range(conversations) for duree in await une(session, await ouvrir(session))]
        ensemble = 0.0
        for _ in range(_FOIS):
            ouvertes = [await ouvrir(session) for _ in range(_A_LA_FOIS)]
            debut = time.perf_counter()
            await asyncio.gather(*(une(session, parler) for parler in ouvertes))
            ensemble += time.perf_counter() - debut
        debit = _FOIS * _A_LA_FOIS * len(TALK) / ensemble
        parler, tours = await ouvrir(session), []
        for n in range(200):
            debut = time.perf_counter()
            await parler(session, TALK[n % (len(TALK) - 1)])
            tours.append(1000 * (time.perf_counter() - debut))
    durees.sort()
    return {
        "p50_ms": statistics.median(durees),
        "p95_ms": durees[int(0.95 * len(durees))],
        "messages_par_s": debit,
        "premiers_tours_ms": statistics.median(tours[:14]),
        "tours_190_a_200_ms": statistics.median(tours[-14:]),
    }


async def notre_service(conversations: int) -> dict[str, float]:
    """Our service, as ``orientess serve`` starts it."""
    with tempfile.TemporaryDirectory() as dossier:
        port, journal = port_libre(), Path(dossier) / "journal"
        commande = [sys.executable, "-m", "service", "serve", "--port", str(port), "--port-local", str(port_libre())]
        debut = time.monotonic()
        with processus(commande, journal=journal, ORIENTESS_BASE_DE_DONNEES=f"sqlite:///{dossier}/o.db") as lances:
            adresse = f"http://127.0.0.1:{port}"
            await attendre(f"{adresse}/sante/pret", lances, journal)
            demarrage = time.monotonic() - debut

            async def ouvrir(session: aiohttp.ClientSession) -> Parler:
                async with session.post(f"{adresse}/api/conversations", json={}) as reponse:
                    ouverte = await reponse.json()

                async def parler(session: aiohttp.ClientSession, texte: str) -> None:
                    chemin = f"{adresse}/api/conversations/{ouverte['id']}/messages"
                    entetes = {"Authorization": f"Bearer {ouverte['jeton']}"}
                    async with session.post(chemin, json={"texte": texte}, headers=entetes) as reponse:
                        assert (await reponse.json())["messages"]

                return parler

            return {"demarrage_s": demarrage, **await mesurer(ouvrir, conversations), "memoire_mo": memoire_mo(lances)}


def modele_d_origine(epoques: int) -> Path:
    """The stock configuration trained on our data, once for each number of epochs."""
    dossier, nom = RACINE / "var" / "bench", f"origine-{epoques}"
    modele = dossier / f"{nom}.tar.gz"
    if not modele.is_file():
        print(f"J'entraîne la configuration d'origine ({epoques} époques, plusieurs minutes)…", flush=True)
        entrainer_origine(dossier, epoques, nom, politiques=True)
    return modele


async def origine(modele: Path, conversations: int) -> dict[str, float]:
    """Rasa as it comes: two servers, actions over HTTP."""
    dossier = Path(tempfile.mkdtemp())
    port, port_actions, journal = port_libre(), port_libre(), dossier / "journal"
    (dossier / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{port_actions}/webhook\n")
    rasa = [sys.executable, "-m", "rasa", "run"]
    serveur = [
        *rasa,
        "-m",
        str(modele),
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "--endpoints",
        str(dossier / "endpoints.yml"),
    ]
    actions = [*rasa, "actions", "--actions", "actions", "-p", str(port_actions)]
    debut = time.monotonic()
    try:
        with processus(
            [*serveur, "--credentials", "bot/credentials.yml"], actions, journal=journal, SANIC_HOST="127.0.0.1"
        ) as lances:
            await attendre(f"http://127.0.0.1:{port}/", lances, journal)
            await attendre(f"http://127.0.0.1:{port_actions}/health", lances, journal)
            demarrage, numero = time.monotonic() - debut, iter(range(10**6))

            async def ouvrir(session: aiohttp.ClientSession) -> Parler:
                personne = f"p{next(numero)}"

                async def parler(session: aiohttp.ClientSession, texte: str) -> None:
                    chemin = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
                    async with session.post(chemin, json={"sender": personne, "message": texte}) as reponse:
                        await reponse.json()

                return parler

            return {"demarrage_s": demarrage, **await mesurer(ouvrir, conversations), "memoire_mo": memoire_mo(lances)}
    finally:
        shutil.rmtree(dossier)


def main() -> None:
    """Measures both, prints the ratios, writes ``results/conversation.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--epoques", type=int, default=2, help="époques de la configuration d'origine")
    arguments.add_argument("--conversations", type=int, default=20, help="conversations mesurées l'une après l'autre")
    arguments.add_argument("--sans-origine", action="store_true", help="ne mesure que notre service")
    choix = arguments.parse_args()
    resultats = {"orientess": asyncio.run(notre_service(choix.conversations))}
    if not choix.sans_origine:
        modele = modele_d_origine(choix.epoques)
        resultats["origine"] = asyncio.run(origine(modele, choix.conversations))
    for cle, valeur in resultats["orientess"].items():
        reference = resultats.get("origine", {}).get(cle)
        print(
            f"{cle:22}{valeur:10.1f}" + (f"{reference:12.1f}   rapport {valeur / reference:.2f}" if reference else "")
        )
    RESULTATS.mkdir(exist_ok=True)
    (RESULTATS / "conversation.json").write_text(json.dumps(resultats, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
