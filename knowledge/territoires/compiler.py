"""Compiles the official places of France into the one small file that the product reads.

Run once a year, when a new edition is published:

    python -m knowledge.territoires.compiler [DOSSIER_DU_PAQUET]

``DOSSIER_DU_PAQUET`` is the unpacked npm package ``@etalab/decoupage-administratif`` (the folder that holds ``data/``).
Without it, the package is fetched with ``npm pack`` into a temporary folder. The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PAQUET = "@etalab/decoupage-administratif"
VERSION = "6.0.0"
SORTIE = Path(__file__).with_name("territoires.json.gz")
_GENRES = {"commune-deleguee": "deleguee", "commune-associee": "associee", "arrondissement-municipal": "arrondissement"}


def telecharge(dossier: Path, paquet: str) -> Path:
    """Fetches and unpacks an npm package (``name@version``) into ``dossier``; returns its folder.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    subprocess.run(["npm", "pack", "--silent", paquet], cwd=dossier, check=True, stdout=subprocess.DEVNULL)
    (archive,) = dossier.glob("*.tgz")
    with tarfile.open(archive) as contenu:
        contenu.extractall(dossier, filter="data")
    return dossier / "package"


def compile_donnees(paquet: Path) -> dict[str, Any]:
    """Reads the package and keeps what the product needs, in a fixed order.

    Keys: ``source``, ``regions`` [code, name, link], ``departements`` [code, name, region, link], ``epci`` [SIREN, name,
    type, member codes], ``communes`` [code, name, département, population, postcodes, former codes], ``anciennes``
    [code, name, code of today's commune, kind, postcodes]. "Link" is INSEE's code of the article (``typeLiaison``).
    """

    def lis(nom: str) -> list[dict[str, Any]]:
        lu: list[dict[str, Any]] = json.loads((paquet / "data" / f"{nom}.json").read_text(encoding="utf-8"))
        return sorted(lu, key=lambda objet: (objet["code"], objet["nom"]))

    entites = lis("communes")
    communes = [e for e in entites if e["type"] == "commune-actuelle"]
    anciennes = [e for e in entites if e["type"] in _GENRES]
    version = json.loads((paquet / "package.json").read_text(encoding="utf-8"))["version"]
    return {
        "source": {"paquet": PAQUET, "version": version, "licence": "Licence Ouverte 2.0"},
        "regions": [[r["code"], r["nom"], r.get("typeLiaison", 0)] for r in lis("regions")],
        "departements": [[d["code"], d["nom"], d["region"], d.get("typeLiaison", 0)] for d in lis("departements")],
        "epci": [
            [e["code"], e["nom"], e["type"], sorted(m["code"] for m in e["membres"])] for e in lis("epci") + lis("ept")
        ],
        "communes": [
            [
                c["code"],
                c["nom"],
                c["departement"],
                c.get("population"),
                c.get("codesPostaux", []),
                c.get("anciensCodes", []),
            ]
            for c in communes
        ],
        "anciennes": [
            [a["code"], a["nom"], a.get("chefLieu") or a["commune"], _GENRES[a["type"]], a.get("codesPostaux", [])]
            for a in anciennes
        ],
    }


def comprime(contenu: bytes) -> bytes:
    """Gzip without a date or a name: the same content gives the same bytes."""
    tampon = io.BytesIO()
    with gzip.GzipFile(fileobj=tampon, mode="wb", filename="", mtime=0, compresslevel=9) as flux:
        flux.write(contenu)
    return tampon.getvalue()


def main(arguments: list[str]) -> None:
    """The command: compiles the given package, or the one fetched from npm."""
    with tempfile.TemporaryDirectory() as temporaire:
        paquet = Path(arguments[0]) if arguments else telecharge(Path(temporaire), f"{PAQUET}@{VERSION}")
        donnees = compile_donnees(paquet)
    SORTIE.write_bytes(comprime(json.dumps(donnees, ensure_ascii=False, separators=(",", ":")).encode()))
    comptes = ", ".join(
        f"{len(donnees[cle])} {cle}" for cle in ("communes", "anciennes", "epci", "departements", "regions")
    )
    sys.stdout.write(f"{SORTIE.name} : {comptes} ; {SORTIE.stat().st_size / 1000:.0f} ko." + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
