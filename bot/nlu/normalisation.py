"""Folding of French as people type it, keeping the way back to the original characters.

A folded text is lower case, without accents, with plain apostrophes, hyphens opened, ``œ``/``æ`` written out, and with
the usual shortcuts of messages spelled out ("pr" -> "pour", "c koi" -> "c'est quoi"). Every folded character knows
the stretch of the original it comes from, so that evidence can be shown in the words of the person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_WORD = re.compile(r"[^\W_]+|\s+|[^\w\s]|_", re.UNICODE)
_FIXED = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "œ": "oe", "æ": "ae", "ß": "ss",
    "€": " euros ", "‐": " ", "‑": " ", "‒": " ", "–": ",", "—": ",", "-": " ", "_": " ", "«": '"', "»": '"',
    "“": '"', "”": '"', "…": ".", "\u200b": "", "\ufeff": "", "&": " et ", "²": "2", "³": "3", "º": "e", "°": " ",
}  # fmt: skip


def _load_shortcuts() -> dict[str, str]:
    with Path(__file__).with_name("formes_courtes.yml").open(encoding="utf-8") as stream:
        table: dict[str, str] = yaml.safe_load(stream)
    return table


SHORTCUTS = _load_shortcuts()


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    fixed = _FIXED.get(character)
    if fixed is not None:
        return fixed
    if character.isspace():
        return "\n" if character in "\n\r\u2028\u2029" else " "
    folded = unicodedata.normalize("NFKD", character.lower())
    folded = "".join(_FIXED.get(c, c) for c in folded if not unicodedata.combining(c))
    # Pictograms carry nothing that is read here; a space keeps the words apart.
    return folded if folded.isascii() and folded.isprintable() else " "


def plier(texte: str) -> str:
    """Folds a string (characters only: shortcuts stay as they are)."""
    return "".join(_fold_character(c) for c in texte)


@dataclass(frozen=True)
class Texte:
    """A text and its folded form.

    ``debuts[i]`` and ``fins[i]`` are the bounds, in ``original``, of what the folded character ``i`` stands for.
    """

    original: str
    plie: str
    debuts: tuple[int, ...]
    fins: tuple[int, ...]

    def etendue(self, debut: int, fin: int) -> tuple[int, int]:
        """Bounds in the original of the folded stretch ``[debut, fin)``; an empty stretch gives an empty one."""
        if not self.plie or debut >= len(self.plie):
            return (len(self.original), len(self.original))
        if fin <= debut:
            return (self.debuts[debut], self.debuts[debut])
        return (self.debuts[debut], max(self.fins[debut:fin]))

    def extrait(self, debut: int, fin: int) -> str:
        """The words of the original behind a folded stretch."""
        gauche, droite = self.etendue(debut, fin)
        return self.original[gauche:droite]


def normaliser(original: str) -> Texte:
    """Folds a text of any length and spells its shortcuts out."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(text: str, start: int, end: int) -> None:
        for character in text:
            # One space, or one line break, is enough; a line break wins over the spaces around it.
            if character in " \n" and characters and characters[-1] in " \n":
                if character == "\n" and characters[-1] == " ":
                    characters[-1] = "\n"
                continue
            characters.append(character)
            starts.append(start)
            ends.append(end)

    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(original)]
    previous = ""
    for index, (token, start, end) in enumerate(tokens):
        if token[0] == "\n" or (token.isspace() and token.count("\n") > 1):
            put("\n", start, end)
            continue
        folded = [_fold_character(c) for c in token]
        word = "".join(folded)
        spelled = _spell_out(word, previous, tokens, index)
        if spelled is None:
            for offset, character in enumerate(folded):
                put(character, start + offset, start + offset + 1)
        else:
            put(spelled, start, end)
        previous = word if not word.isspace() else previous
    return Texte(original, "".join(characters), tuple(starts), tuple(ends))


def _spell_out(word: str, previous: str, tokens: list[tuple[str, int, int]], index: int) -> str | None:
    """What a shortcut stands for, or ``None`` for an ordinary word."""
    if word in ("c", "g"):
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        # "c koi", "g 27 ans", but not "c'est", "plan C.", "500 g".
        if following == " " and not previous.isdigit():
            return "c'est" if word == "c" else "j'ai"
        return None
    if previous == "'":  # "d'asso" is fine, "j'pr" is not
        return SHORTCUTS.get(word) if word.startswith("asso") else None
    # "cé" is "c'est", but "ce" is a word: a form that has an accent in the table must have it in the text.
    return SHORTCUTS.get(tokens[index][0].lower()) or SHORTCUTS.get(word)


@dataclass(frozen=True)
class Phrase:
    """A sentence: bounds in the folded text."""

    debut: int
    fin: int


_END = re.compile(r"[.!?;]+(?=[\s\"')]|$)|\n+")
_ABBREVIATION = re.compile(r"\b(?:m|mme|mr|dr|st|ste|av|bd|tel|etc|ex|env|art|no|p|cf)$")


def phrases(plie: str) -> list[Phrase]:
    """Sentences of a folded text, in order; blank ones are left out."""
    found: list[Phrase] = []
    start = 0
    for match in _END.finditer(plie):
        if (
            match.group().startswith(".")
            and len(match.group()) == 1
            and _ABBREVIATION.search(plie, start, match.start())
        ):
            continue
        # A mail broken at 70 columns: the line goes on when the next one starts in the middle of a sentence.
        _add(found, plie, start, match.end())
        start = match.end()
    _add(found, plie, start, len(plie))
    return found


def _add(found: list[Phrase], plie: str, start: int, end: int) -> None:
    while start < end and plie[start].isspace():
        start += 1
    while end > start and plie[end - 1].isspace():
        end -= 1
    if any(c.isalnum() for c in plie[start:end]):
        found.append(Phrase(start, end))
