"""Reading ease: sentences too long for somebody who has never filled in a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from knowledge.chargement import Contenu
from knowledge.modeles import GENRES, Conseil, Definition, Dispositif, Fiche, Levier

MOTS_PAR_PHRASE = 25
"""Beyond this number of words, a sentence is worth cutting in two."""

_TEXTES: dict[type[Fiche], tuple[str, ...]] = {
    Dispositif: ("resume", "conditions.autres", "montant.detail", "demarche", "prealables.texte"),
    Definition: ("definition",),
    Conseil: ("question", "reponse", "etapes", "pieges"),
    Levier: ("question", "reponse", "etapes", "exemples.realise"),
}
"""The fields that people read, by type of record; a dotted path goes through lists."""

_ABREVIATIONS = r"\b(?:art|av|cf|env|ex|max|min|p|st|tél|M|MM|Mme|n°)\.$"
_FIN = re.compile(r"(?<=[.!?…])(?:\s?[»”\"')])*\s+(?=[«“\"'(]?\s?[A-ZÀ-ÖØ-Þ0-9])|\n+")
_NUMERO = re.compile(r"(?:^|\s)\d{1,2}\.$")


class PhraseLongue(msgspec.Struct, frozen=True):
    """A sentence over the limit: where it stands and how many words it has."""

    genre: str
    fiche: str
    champ: str
    mots: int
    texte: str


def phrases(texte: str) -> list[str]:
    """Cuts a French text into sentences; abbreviations and the numbers of a list (« 2. ») end none."""
    morceaux: list[str] = []
    debut = 0
    for coupe in _FIN.finditer(texte):
        avant = texte[debut : coupe.start()].rstrip()
        if "\n" not in coupe.group() and (re.search(_ABREVIATIONS, avant) or _NUMERO.search(avant)):
            continue
        morceaux.append(texte[debut : coupe.end()].strip())
        debut = coupe.end()
    morceaux.append(texte[debut:].strip())
    return [m for m in morceaux if m]


def nombre_de_mots(phrase: str) -> int:
    """How many words a person reads: what stands between spaces and holds a letter or a digit."""
    return sum(any(c.isalnum() for c in mot) for mot in phrase.split())


def phrases_longues(contenu: Contenu, limite: int = MOTS_PAR_PHRASE) -> list[PhraseLongue]:
    """Every sentence of more than ``limite`` words in what people read, in the order of records."""
    trouvees = []
    for genre, type_ in GENRES.items():
        for fiche in getattr(contenu, genre).values():
            for champ in _TEXTES[type_]:
                for texte in _valeurs(fiche, champ.split(".")):
                    for phrase in phrases(texte):
                        mots = nombre_de_mots(phrase)
                        if mots > limite:
                            trouvees.append(PhraseLongue(genre, fiche.id, champ, mots, phrase))
    return trouvees


def _valeurs(noeud: Any, chemin: list[str]) -> Iterator[str]:
    """The texts at the end of a path."""
    if noeud is None:
        return
    if isinstance(noeud, tuple):
        for element in noeud:
            yield from _valeurs(element, chemin)
    elif chemin:
        yield from _valeurs(getattr(noeud, chemin[0]), chemin[1:])
    else:
        yield noeud
