"""The weight of the widget beside published ones: gzip of what a page must load, script and style, same measure for all.

    python -m bench.widget

The others are fetched with ``npm pack``; without npm or network, ours alone is measured, and that is said.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

RACINE = Path(__file__).resolve().parent.parent
LIMITE = 20_000
NIVEAU = 9


class Autre(NamedTuple):
    """A published package, its version, and the files that its own documentation has a page load."""

    nom: str
    version: str
    fichiers: tuple[str, ...]


AUTRES = (
    Autre("deep-chat", "2.4.2", ("dist/deepChat.bundle.js",)),
    Autre("@n8n/chat", "1.37.0", ("dist/chat.bundle.umd.js", "dist/style.css")),
    Autre("rasa-webchat", "1.0.1", ("lib/index.js",)),
)


def poids(fichiers: list[bytes]) -> tuple[int, int]:
    """Bytes as they are, and compressed one by one."""
    return sum(map(len, fichiers)), sum(len(gzip.compress(f, NIVEAU, mtime=0)) for f in fichiers)


def chercher(autre: Autre) -> list[bytes]:
    """The files of a published package.

    Raises:
        OSError, subprocess.SubprocessError: npm is missing or fails.
        KeyError: the package has no such file.
    """
    with tempfile.TemporaryDirectory() as dossier:
        subprocess.run(
            ["npm", "pack", f"{autre.nom}@{autre.version}", "--silent"],
            cwd=dossier,
            check=True,
            capture_output=True,
            timeout=120,
        )
        (archive,) = Path(dossier).glob("*.tgz")
        with tarfile.open(archive) as paquet:
            return [_lire(paquet, f"package/{fichier}") for fichier in autre.fichiers]


def _lire(paquet: tarfile.TarFile, nom: str) -> bytes:
    fichier = paquet.extractfile(nom)
    if fichier is None:
        raise KeyError(nom)
    return fichier.read()


def main() -> int:
    """Measures all; fails when ours is over its limit."""
    brut, compresse = poids([(RACINE / "service" / "statiques" / "widget.js").read_bytes()])
    print(f"{'':24}{'fichiers':>12}{'gzip':>12}{'fois le nôtre':>16}")
    print(f"{'orient-ess':24}{brut / 1000:>9.1f} ko{compresse / 1000:>9.1f} ko")
    if shutil.which("npm") is None:
        print("npm n'est pas installé : les autres ne sont pas mesurés.")
    else:
        for autre in AUTRES:
            try:
                autre_brut, autre_compresse = poids(chercher(autre))
            except (OSError, subprocess.SubprocessError, KeyError) as erreur:
                print(f"{autre.nom:24}non mesuré ({type(erreur).__name__})")
                continue
            nom = f"{autre.nom} {autre.version}"
            print(
                f"{nom:24}{autre_brut / 1000:>9.1f} ko{autre_compresse / 1000:>9.1f} ko{autre_compresse / compresse:>16.0f}"
            )
    return int(compresse > LIMITE)


if __name__ == "__main__":
    sys.exit(main())
