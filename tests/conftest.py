"""What all rooms share: a trained model, the engine in this process, and a real service in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
#: Starting a service on a busy machine takes its time.
_PATIENCE = 120.0


@pytest.fixture(scope="session")
def modele() -> Path:
    """The trained model of the product; trained now if the data have changed."""
    from service.commandes.entrainer import a_jour
    from service.reglages import depuis_environnement

    chemin = depuis_environnement().modele
    if not a_jour(chemin):
        subprocess.run([sys.executable, "-m", "service", "train"], cwd=RACINE, check=True)
    return chemin


@pytest.fixture(scope="session")
def moteur(modele, tmp_path_factory):
    """The engine, loaded in this process, with a database of its own."""
    from bot.moteur import charger

    return charger(modele, f"sqlite:///{tmp_path_factory.mktemp('moteur') / 'orientess.db'}")


@pytest.fixture
async def client(aiohttp_client, moteur):
    """A client of the public application, with the loaded engine."""
    from service.application import creer_application
    from service.cles import Assistant
    from service.reglages import Reglages

    assistant = Assistant()
    assistant.installer(moteur)
    return await aiohttp_client(creer_application(Reglages(), assistant))


@pytest.fixture
async def client_sans_modele(aiohttp_client):
    """A client of the public application while no model is loaded: pages and knowledge only."""
    from service.application import creer_application
    from service.cles import Assistant
    from service.reglages import Reglages

    return await aiohttp_client(creer_application(Reglages(), Assistant()))


@pytest.fixture(scope="session", name="port_libre")
def _port_libre():
    return port_libre


@pytest.fixture(scope="session", name="lancer_service")
def _lancer_service():
    return lancer_service


@pytest.fixture(scope="session", name="attendre_pret")
def _attendre_pret():
    return attendre_pret


def port_libre() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as essai:
        essai.bind(("127.0.0.1", 0))
        port: int = essai.getsockname()[1]
        return port


def lancer_service(dossier: Path, *, port: int, **environnement: str) -> subprocess.Popen[str]:
    """Starts ``orientess serve`` with its data under ``dossier``; does not wait."""
    return subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(port), "--port-local", str(port_libre())],
        cwd=RACINE,
        env={**os.environ, "ORIENTESS_BASE_DE_DONNEES": f"sqlite:///{dossier / 'orientess.db'}", **environnement},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def attendre_pret(adresse: str, processus: subprocess.Popen[str]) -> None:
    """Waits until a service says it is ready; fails with its output when it ends before."""
    limite = time.monotonic() + _PATIENCE
    while time.monotonic() < limite:
        if processus.poll() is not None:
            pytest.fail(f"le service s'est arrêté :\n{processus.stdout.read() if processus.stdout else ''}")
        try:
            with urllib.request.urlopen(f"{adresse}/sante/pret", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    processus.kill()
    pytest.fail("le service n'est pas prêt à temps")


@pytest.fixture(scope="session")
def service_en_marche(modele, tmp_path_factory):
    """Base URL of a real service, in its own process, on a free port."""
    port = port_libre()
    processus = lancer_service(tmp_path_factory.mktemp("service"), port=port)
    adresse = f"http://127.0.0.1:{port}"
    attendre_pret(adresse, processus)
    yield adresse
    processus.terminate()
    processus.wait(timeout=20)
