"""The commands of the README: each exists, answers to --help, and says one clear sentence when it cannot work."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

RACINE = Path(__file__).resolve().parents[2]
README = (RACINE / "README.md").read_text(encoding="utf-8")
MAKEFILE = (RACINE / "Makefile").read_text(encoding="utf-8")


def orientess(*arguments: str, entree: str = "", **environnement: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=RACINE, input=entree, capture_output=True, text=True, timeout=240, env={**os.environ, **environnement},
    )  # fmt: skip


def test_every_make_target_of_the_readme_exists_and_the_main_ones_are_told():
    cibles = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    dites = set(re.findall(r"`make ([a-z-]+)", README))
    assert dites <= cibles and {"serve", "test", "lint", "bench", "evaluer", "fiches", "train"} <= dites


def test_every_command_of_the_tool_is_told_in_the_readme_and_answers_to_help():
    from service.cli import application

    aide = CliRunner().invoke(application, ["--help"]).output
    commandes = set(re.findall(r"^│ (\w+) ", aide, re.M)) - {"Options"}
    assert commandes == set(re.findall(r"`orientess (\w+)", README))
    for commande in commandes:
        assert CliRunner().invoke(application, [commande, "--help"]).exit_code == 0


@pytest.mark.parametrize("commande", [("serve", "--port-local", "0"), ("actions",)])
def test_a_busy_port_is_one_sentence(commande):
    with socket.socket() as occupe:
        occupe.bind(("127.0.0.1", 0))
        occupe.listen()
        fini = orientess(*commande, "--port", str(occupe.getsockname()[1]))
    assert fini.returncode == 1 and "déjà pris" in fini.stderr and "Traceback" not in fini.stderr


def test_an_unreadable_setting_is_one_sentence():
    fini = orientess("serve", ORIENTESS_PORT="huit mille")
    assert fini.returncode == 1 and "Réglage illisible" in fini.stderr and "Traceback" not in fini.stderr


def test_talking_without_a_service_is_one_sentence():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        adresse = f"http://127.0.0.1:{libre.getsockname()[1]}"
        fini = orientess("parler", "--adresse", adresse)
    assert fini.returncode == 1 and "make serve" in fini.stderr and "Traceback" not in fini.stderr


@pytest.mark.lent
def test_a_talk_in_the_terminal_ends_with_a_route(service_en_marche):
    lignes = "On veut ouvrir une épicerie solidaire à Saint-Étienne, c'est une idée\n\n"
    fini = orientess("parler", "--adresse", service_en_marche, entree=lignes)
    assert fini.returncode == 0 and "CRESS Auvergne-Rhône-Alpes" in fini.stdout


def appeler(methode, url, corps=None, jeton=None):
    entetes = {"Content-Type": "application/json", **({"Authorization": f"Bearer {jeton}"} if jeton else {})}
    donnees = json.dumps(corps).encode() if corps is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, donnees, entetes, method=methode), timeout=30) as reponse:
        return json.load(reponse)


@pytest.mark.lent
def test_ctrl_c_stops_everything_and_a_conversation_survives_the_restart(
    modele, tmp_path, lancer_service, attendre_pret, port_libre
):
    port = port_libre()
    adresse = f"http://127.0.0.1:{port}"
    premier = lancer_service(tmp_path, port=port)
    attendre_pret(adresse, premier)
    conversation = appeler("POST", f"{adresse}/api/conversations", {})
    chemin = f"{adresse}/api/conversations/{conversation['id']}"
    appeler("POST", f"{chemin}/messages", {"texte": "Un café associatif à Figeac"}, conversation["jeton"])
    premier.send_signal(signal.SIGINT)
    assert premier.wait(timeout=20) == 0
    sortie = premier.stdout.read()
    assert "Arrêté." in sortie and "Traceback" not in sortie

    second = lancer_service(tmp_path, port=port)
    attendre_pret(adresse, second)
    try:
        profil = appeler("GET", chemin, jeton=conversation["jeton"])["profil"]
    finally:
        second.terminate()
        second.wait(timeout=20)
    assert profil["territoire"]["nom"] == "Figeac"


def rasa(*arguments: str, entree: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", *arguments],
        cwd=RACINE, input=entree, capture_output=True, text=True, timeout=280, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
    )  # fmt: skip


@pytest.mark.lent
def test_rasa_data_validate_finds_nothing_to_say_of_our_data():
    fini = rasa("data", "validate", "--domain", "bot/domain", "--config", "bot/config.yml", "--data", "data")
    assert fini.returncode == 0, fini.stdout + fini.stderr
    assert [ligne for ligne in fini.stderr.splitlines() if "UserWarning" in ligne] == []


@pytest.mark.lent
def test_rasas_story_tests_pass_on_the_trained_model(modele, tmp_path):
    fini = rasa("test", "core", "--stories", "data/stories.yml", "--model", str(modele), "--endpoints", "bot/endpoints.yml",
                "--out", str(tmp_path), "--fail-on-prediction-errors")  # fmt: skip
    assert fini.returncode == 0, fini.stdout[-2000:] + fini.stderr[-2000:]
