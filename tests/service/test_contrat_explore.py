"""Schemathesis reads the OpenAPI document and tries the running service against it; it must find nothing."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

#: A profile or a place may follow the schema and still be refused: only the data know which codes exist.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "422", "429", "5xx"]
"""


def explorer(adresse: str, dossier: Path, *options: str, configuration: str = CONFIGURATION) -> None:
    """Runs a bounded exploration; fails with what it says when it finds anything."""
    fichier = dossier / "schemathesis.toml"
    fichier.write_text(configuration, encoding="utf-8")
    commande = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(fichier), "run"]
    commande += [
        f"{adresse}/api/openapi.json",
        "--generation-deterministic",
        "--no-color",
        "--warnings",
        "off",
        *options,
    ]
    resultat = subprocess.run(commande, cwd=dossier, capture_output=True, text=True, timeout=280)
    assert resultat.returncode == 0, resultat.stdout[-6000:] + resultat.stderr[-2000:]


@pytest.mark.lent
def test_nothing_is_found_by_a_stranger(service_en_marche, tmp_path):
    explorer(service_en_marche, tmp_path, "--max-examples", "10")


@pytest.mark.lent
def test_nothing_is_found_inside_a_conversation(service_en_marche, tmp_path):
    requete = urllib.request.Request(
        f"{service_en_marche}/api/conversations", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(requete, timeout=30) as reponse:
        conversation = json.load(reponse)
    configuration = f'{CONFIGURATION}\n[parameters]\n"path.id" = "{conversation["id"]}"\n'
    explorer(
        service_en_marche,
        tmp_path,
        *("--include-path-regex", "^/api/conversations/.id.", "--exclude-method", "DELETE"),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", "10"),
        # Without the token, and with another, the refusals are tried in tests/service/test_conversations.py.
        *("--exclude-checks", "ignored_auth", "-H", f"Authorization: Bearer {conversation['jeton']}"),
        configuration=configuration,
    )
