"""How names of places are folded, so that two spellings of one name compare equal."""

from __future__ import annotations

import unicodedata

_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}
_ABREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont"}
ARTICLES = frozenset({"le", "la", "les", "l", "los", "aux"})


class _Pliage(dict[int, str]):
    """A table for ``str.translate``, filled as characters come."""

    def __missing__(self, point: int) -> str:
        caractere = chr(point).lower()
        if caractere in _LIGATURES:
            plie = _LIGATURES[caractere]
        elif unicodedata.combining(caractere):
            plie = ""
        else:
            base = "".join(c for c in unicodedata.normalize("NFKD", caractere) if not unicodedata.combining(c))
            plie = base if base.isascii() and base.isalnum() else " "
        self[point] = plie
        return plie


#: Character -> lower case without accent (zero to three ASCII letters or digits), or a space for any other sign.
PLIAGE = _Pliage()


def replie(texte: str) -> str:
    """A name or a text as folded words joined by single spaces.

    Lower case, no accent; hyphens, apostrophes and other signs become spaces; « st », « ste », « mt » are written out,
    « s/ » becomes « sur ».
    """
    plat = texte.replace("s/", "sur ").replace("S/", "sur ").translate(PLIAGE)
    return " ".join([_ABREVIATIONS.get(mot, mot) for mot in plat.split()])


def developpe(mot: str) -> str:
    """A folded word with its abbreviation written out: « st » -> « saint »."""
    return _ABREVIATIONS.get(mot, mot)


def sans_article(nom_replie: str) -> tuple[str, str]:
    """Splits a folded name into its leading article and the rest: « le mans » -> (« le », « mans »)."""
    article, _, reste = nom_replie.partition(" ")
    return (article, reste) if article in ARTICLES and reste else ("", nom_replie)
