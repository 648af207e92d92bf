"""The compiled files come from their package, the same bytes each time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from knowledge.territoires.compiler import SORTIE, compile_donnees, comprime
from knowledge.territoires.compiler_mots import choisis
from knowledge.territoires.mots import mots_francais


def _paquet(dossier: Path) -> Path:
    """A tiny package of the same shape as the real one."""
    donnees = {
        "communes": [
            {"code": "01002", "nom": "Bé", "departement": "01", "type": "commune-actuelle", "population": 5},
            {
                "code": "01001",
                "nom": "Ay",
                "departement": "01",
                "type": "commune-actuelle",
                "population": 7,
                "codesPostaux": ["01100"],
                "anciensCodes": ["01009"],
            },
            {"code": "01003", "nom": "Cé", "type": "commune-deleguee", "chefLieu": "01001"},
            {"code": "01901", "nom": "Ay 1er", "type": "arrondissement-municipal", "commune": "01001"},
        ],
        "epci": [{"code": "2", "nom": "CC d'Ay", "type": "CC", "membres": [{"code": "01002"}, {"code": "01001"}]}],
        "ept": [],
        "departements": [{"code": "01", "nom": "Ain", "region": "84", "typeLiaison": 5}],
        "regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes", "typeLiaison": 1}],
    }
    (dossier / "data").mkdir()
    for nom, contenu in donnees.items():
        (dossier / "data" / f"{nom}.json").write_text(json.dumps(contenu), encoding="utf-8")
    (dossier / "package.json").write_text('{"version": "6.0.0"}', encoding="utf-8")
    return dossier


def test_compile_garde_l_essentiel_dans_un_ordre_fixe(tmp_path: Path) -> None:
    donnees = compile_donnees(_paquet(tmp_path))
    assert donnees["communes"] == [
        ["01001", "Ay", "01", 7, ["01100"], ["01009"]],
        ["01002", "Bé", "01", 5, [], []],
    ]
    assert donnees["anciennes"] == [
        ["01003", "Cé", "01001", "deleguee", []],
        ["01901", "Ay 1er", "01001", "arrondissement", []],
    ]
    assert donnees["epci"] == [["2", "CC d'Ay", "CC", ["01001", "01002"]]]
    assert donnees["departements"] == [["01", "Ain", "84", 5]]


def test_les_memes_donnees_donnent_les_memes_octets() -> None:
    assert comprime(b"Ay") == comprime(b"Ay")
    assert gzip.decompress(comprime(b"Ay")) == b"Ay"


def test_le_fichier_livre_est_petit_et_complet() -> None:
    assert SORTIE.stat().st_size < 2_000_000
    donnees = json.loads(gzip.decompress(SORTIE.read_bytes()))
    tailles = {cle: len(donnees[cle]) for cle in ("communes", "anciennes", "epci")}
    assert tailles == {"communes": 34_969, "anciennes": 2_621, "epci": 1_266}
    assert donnees["source"]["licence"] == "Licence Ouverte 2.0"


def test_les_mots_gardes_sont_ceux_que_l_on_confondrait_avec_un_nom() -> None:
    retenus = choisis(["place", "Marseillais", "bordeau", "idée", "à-côté"], ["place", "bordeaux", "la place"])
    assert retenus == ["bordeau", "place"]


def test_les_mots_livres_connaissent_les_pieges() -> None:
    assert {"place", "cours", "die", "orange", "sens"} & mots_francais() >= {"place", "cours", "orange", "sens"}
    assert "lyon" not in mots_francais()
