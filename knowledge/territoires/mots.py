"""French words that look like names of places: « place », « cours », « cannes »; « marseillais » beside « Marseille ».

A name that is also a word needs a reason to be read as a place, and a word must not be taken for a misspelt name.
``mots.txt.gz`` holds the folded words of a French dictionary that are a word of some place's name, or one typing error
away from a name of one word. ``compiler_mots.py`` makes it.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

FICHIER = Path(__file__).with_name("mots.txt.gz")
PRENOMS = Path(__file__).with_name("prenoms.txt")
#: Shorter names are never looked for with a typing error, unless something more supports them.
LONGUEUR_FLOUE = 5


@lru_cache(maxsize=1)
def mots_francais() -> frozenset[str]:
    """The folded French words that may be confused with a name of place."""
    return frozenset(gzip.decompress(FICHIER.read_bytes()).decode().split())


@lru_cache(maxsize=1)
def prenoms() -> frozenset[str]:
    """Folded first names: in a sentence, a person rather than a town misspelt."""
    lignes = PRENOMS.read_text(encoding="utf-8").splitlines()
    return frozenset(nom for ligne in lignes if not ligne.startswith("#") for nom in ligne.split())
