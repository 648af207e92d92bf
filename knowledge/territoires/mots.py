"""French words that look like names of places: « place », « cours », « cannes »; « marseillaise » beside « Marseille ».

A name that is also a word needs a reason to be read as a place, and a word must not be taken for a misspelt name.
``mots.txt.gz`` holds the folded words of a French dictionary that are a word of some place's name, or one typing error
away from a name. It is compiled, after ``territoires.json.gz``, with:

    python -m knowledge.territoires.mots [DOSSIER_DU_PAQUET]

from the npm package ``an-array-of-french-words`` (MIT licence).
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.territoires.compiler import comprime, telecharge
from knowledge.territoires.noms import replie
from knowledge.territoires.referentiel import referentiel

PAQUET = "an-array-of-french-words"
VERSION = "2.0.0"
FICHIER = Path(__file__).with_name("mots.txt.gz")
#: Shorter names are never looked for with a typing error.
LONGUEUR_FLOUE = 5
#: How many words are compared at once with every name.
_LOT = 1000


@lru_cache(maxsize=1)
def mots_francais() -> frozenset[str]:
    """The folded French words that may be confused with a name of place."""
    return frozenset(gzip.decompress(FICHIER.read_bytes()).decode().split())


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
            retenus.update(mot for mot, ecart in zip(lot, distances.min(axis=1)) if ecart <= 1)
    return sorted(retenus)


def main(arguments: list[str]) -> None:
    """The command: compiles the words from the given package, or from the one fetched from npm."""
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(arguments[0]) if arguments else telecharge(Path(temporaire), f"{PAQUET}@{VERSION}")
        dictionnaire = json.loads((dossier / "index.json").read_text(encoding="utf-8"))
    retenus = choisis(dictionnaire, list(referentiel().formes))
    FICHIER.write_bytes(comprime("\n".join(retenus).encode()))
    print(f"{FICHIER.name} : {len(retenus)} mots ; {FICHIER.stat().st_size / 1000:.0f} ko.")


if __name__ == "__main__":
    main(sys.argv[1:])
