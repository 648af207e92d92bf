"""The built file: small, self-contained, and what its source gives."""

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
WEB = RACINE / "web"
CONSTRUIT = RACINE / "service" / "statiques" / "widget.js"
#: Script and style, compressed: what a page pays.
LIMITE = 20_000


def test_the_widget_fits_in_20_kb():
    assert len(gzip.compress(CONSTRUIT.read_bytes(), 9)) <= LIMITE


def test_the_widget_calls_nobody_else_and_stores_no_cookie():
    texte = CONSTRUIT.read_text(encoding="utf-8")
    for interdit in ("http://", "https://", "document.cookie", "localStorage", "eval(", "innerHTML", "new Function"):
        assert interdit not in texte, interdit


def test_the_npm_lock_holds_no_address():
    verrou = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    paquets = {nom: paquet for nom, paquet in verrou["packages"].items() if nom}
    assert paquets
    assert [nom for nom, paquet in paquets.items() if "resolved" in paquet] == []
    assert all(paquet.get("integrity") for paquet in paquets.values())


@pytest.mark.lent
def test_the_built_file_comes_from_its_source(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("Node n'est pas installé : le fichier construit ne peut pas être refait ici")
    copie = tmp_path / "web"
    shutil.copytree(WEB, copie, ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "service" / "statiques").mkdir(parents=True)
    for commande in (["npm", "ci", "--ignore-scripts"], ["npm", "run", "types"], ["npm", "run", "build"]):
        subprocess.run(commande, cwd=copie, check=True, capture_output=True, text=True, timeout=240)
    refait = tmp_path / "service" / "statiques" / "widget.js"
    assert refait.read_text(encoding="utf-8") == CONSTRUIT.read_text(encoding="utf-8"), (
        "lancez : cd web && npm ci && npm run build"
    )
