"""Compiles ``mots.txt.gz``: the French words that look like names of places (see ``mots.py``).

Run after ``compiler.py`` (a few minutes):

    python -m knowledge.territoires.compiler_mots [DOSSIER_DU_PAQUET]

from the npm package ``an-array-of-french-words`` (MIT licence), fetched with ``npm pack`` when no folder is given.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.territoires.compiler import comprime, telecharge
from knowledge.territoires.mots import FICHIER, LONGUEUR_FLOUE
from knowledge.territoires.noms import replie
from knowledge.territoires.referentiel import referentiel

PAQUET = "an-array-of-french-words"
VERSION = "2.0.0"
#: How many words are compared at once with every name.
_LOT = 1000


def choisis(dictionnaire: list[str], formes: list[str]) -> list[str]:
    """The folded words of ``dictionnaire`` that are a word of a form, or one error away from a one-word form."""
    mots = {mot for brut in dictionnaire if " " not in (mot := replie(brut)) and mot}
    retenus = mots & {mot for forme in formes for mot in forme.split()}
    noms = [forme for forme in formes if " " not in forme and len(forme) >= LONGUEUR_FLOUE]
    for taille in range(LONGUEUR_FLOUE - 1, max(map(len, noms)) + 2):
        candidats = sorted(mot for mot in mots - retenus if len(mot) == taille)
        voisins = [nom for nom in noms if abs(len(nom) - taille) <= 1]
        for debut in range(0, len(candidats), _LOT):
            lot = candidats[debut : debut + _LOT]
            distances = process.cdist(lot, voisins, scorer=OSA.distance, score_cutoff=1, dtype=numpy.uint8)
            retenus.update(mot for mot, ecart in zip(lot, distances.min(axis=1), strict=True) if ecart <= 1)
    return sorted(retenus)


def main(arguments: list[str]) -> None:
    """The command: compiles the words from the given package, or from the one fetched from npm."""
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(arguments[0]) if arguments else telecharge(Path(temporaire), f"{PAQUET}@{VERSION}")
        dictionnaire = json.loads((dossier / "index.json").read_text(encoding="utf-8"))
    retenus = choisis(dictionnaire, list(referentiel().formes))
    FICHIER.write_bytes(comprime("\n".join(retenus).encode()))
    sys.stdout.write(f"{FICHIER.name} : {len(retenus)} mots ; {FICHIER.stat().st_size / 1000:.0f} ko." + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
