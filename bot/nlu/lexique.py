"""Lexicons: patterns of folded words, grouped by code, kept as YAML in ``lexiques/``.

A pattern is a regular expression over folded text with four conveniences:

- a word takes a plural by itself ("jardin partage" also matches "jardins partages"); ``word*`` takes any ending;
- a space is any white space, and a ``~`` up to four words in between;
- an apostrophe may be missing or be a space ("chantier dinsertion", "chantier d insertion");
- a pattern matches whole words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).with_name("lexiques")
_GAP = r"(?:[ \n,']+[^\s.!?;]+){0,4}?[ \n,']+"


@dataclass(frozen=True)
class Mention:
    """Words of a lexicon found in a folded text, with their bounds in it."""

    code: str
    debut: int
    fin: int


def expression(pattern: str) -> str:
    """The regular expression a pattern stands for."""
    out = re.sub(
        r"(?<![\\a-z])([a-z]{3,})(?![a-z*\\?\[])", lambda m: m[1] if m[1][-1] in "sxz" else m[1] + "[sx]?", pattern
    )
    out = re.sub(r"(?<=[a-z)])\*", r"\\w*", out)
    out = out.replace("'", "(?:'| |)")
    return out.replace("~", _GAP)


class Lexique:
    """The patterns of one field, compiled: one expression a code."""

    def __init__(self, motifs: dict[str, list[str]]) -> None:
        self._expressions = {
            code: re.compile(r"(?<!\w)(?:" + "|".join(expression(str(p)) for p in patterns) + r")(?!\w)")
            for code, patterns in motifs.items()
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it has words for."""
        return tuple(self._expressions)

    def mentions(self, plie: str) -> Iterator[Mention]:
        """Every mention of every code, code after code."""
        for code, compiled in self._expressions.items():
            for match in compiled.finditer(plie):
                yield Mention(code, match.start(), match.end())


@cache
def lexique(nom: str) -> Lexique:
    """The lexicon kept in ``lexiques/<nom>.yml``."""
    with (_FOLDER / f"{nom}.yml").open(encoding="utf-8") as stream:
        return Lexique(yaml.safe_load(stream))


@lru_cache(maxsize=2048)
def mentions(nom: str, plie: str) -> tuple[Mention, ...]:
    """The mentions of a lexicon in a folded text (kept a moment: several readers look at the same texts)."""
    return tuple(lexique(nom).mentions(plie))
