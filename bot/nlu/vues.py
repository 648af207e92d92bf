"""The views of a text: whole and, when it is long, sentence by sentence and two sentences by two.

A long text says several things; what each sentence says stands out better alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.nlu.exemples import Exemple
from bot.nlu.marques import marques
from bot.nlu.normalisation import Phrase, Texte, normaliser, phrases
from bot.nlu.traits import Document, masquer

Etendue = tuple[int, int]

#: From how many sentences on a text is also read in parts.
_PHRASES = 3
#: Beyond this many sentences, pairs are given up: time would run short.
_PAIRES = 60
#: The sentence encoder takes the mean of the words: of a very long text it needs no more than the beginning.
_CARACTERES = 1200
#: What stands for a place in the text that the sentence encoder reads.
_ICI = "ici"


@dataclass(frozen=True)
class Vues:
    """A text and its parts; ``documents`` holds the whole, then the sentences, then the pairs."""

    texte: Texte
    phrases: Sequence[Phrase]
    paires: Sequence[Phrase]
    documents: Sequence[Document]


def vues(texte: Texte, lieux: Sequence[Etendue] = ()) -> Vues:
    """The views of a text; ``lieux`` are the bounds, in the original, of the places that were read in it."""
    found = phrases(texte.plie)
    parts = found if len(found) >= _PHRASES else []
    pairs = [Phrase(a.debut, b.fin) for a, b in pairwise(parts)] if len(parts) <= _PAIRES else []
    documents = [document(texte, lieux)]
    for part in (*parts, *pairs):
        start, end = texte.etendue(part.debut, part.fin)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in lieux if a < end and b > start]
        documents.append(document(normaliser(texte.original[start:end]), inside))
    return Vues(texte, parts, pairs, documents)


def document(texte: Texte, lieux: Sequence[Etendue] = ()) -> Document:
    """Features' view of a text; ``lieux`` are the bounds, in the original, of the places that were read in it."""
    return Document(
        masquer(texte.plie, [_folded(texte, place) for place in lieux]),
        marques(texte.plie),
        _sans_lieux(texte.original, lieux)[:_CARACTERES].lower(),
    )


def lieux_etiquetes(exemple: Exemple) -> list[Etendue]:
    """Bounds of the places that the labels of an example name."""
    found = []
    for words in exemple.lieux:
        start = exemple.texte.find(words)
        if start >= 0:
            found.append((start, start + len(words)))
    return found


def _sans_lieux(original: str, lieux: Sequence[Etendue]) -> str:
    parts, position = [], 0
    for start, end in sorted(lieux):
        if start >= position:
            parts += [original[position:start], _ICI]
            position = end
    return "".join((*parts, original[position:]))


def _folded(texte: Texte, etendue: Etendue) -> Etendue:
    inside = [
        i
        for i, (start, end) in enumerate(zip(texte.debuts, texte.fins, strict=True))
        if start >= etendue[0] and end <= etendue[1]
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
