"""Numbers in a folded text, in digits or in words ("15 000", "15k", "quinze mille", "une dizaine de milliers")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from text_to_num import text2num

_WORD = (
    "zero|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    "|vingt|vingts|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cent|cents|mille|million|millions"
)
_APPROXIMATE = {
    "demi": 0.5, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1_000, "million": 1_000_000,
}  # fmt: skip

_IN_WORDS = re.compile(rf"(?<!\w)(?:{_WORD})(?: (?:et (?=une?(?!\w)|onze(?!\w)))?(?:{_WORD}))*(?!\w)")
_DIGITS = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+)(?P<decimals>[.,]\d{1,2}(?!\d))?"
    r"(?: ?(?P<scale>k(?=e?(?![a-z]))|mille(?!\w)|millions?(?!\w)|m(?=(?: ?euros)(?!\w))|milliers(?!\w)))?"
)
_HEAPS = re.compile(
    r"(?<![\w.,])(?:(?P<count>un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|\d{1,2}) )?(?<!\d[.,]\d )"
    r"(?P<heap>demi|dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|millier|million)s?"
    r"(?:(?: de| d')? ?(?P<scale>milliers?|mille|millions?|k(?!\w)))?(?!\w)"
)
_SCALES = {"k": 1_000, "mille": 1_000, "milliers": 1_000, "millier": 1_000, "million": 1e6, "millions": 1e6, "m": 1e6}


@dataclass(frozen=True)
class Nombre:
    """A number: its value, its bounds in the folded text, whether a scale ("k", "mille") was written beside digits."""

    valeur: float
    debut: int
    fin: int
    echelle: bool = False
    en_lettres: bool = False


def _in_words(words: str) -> float | None:
    try:
        return float(text2num(words.replace("une", "un"), "fr"))
    except ValueError:
        return None


def nombres(plie: str) -> list[Nombre]:
    """Every number of the text, in order, none overlapping another.

    A lone "un" or "une" is an article as often as a number: it is left out.
    """
    found: list[Nombre] = []
    for match in _HEAPS.finditer(plie):
        # "quelques milliers" says no number; "trois dizaines" does.
        several = match["count"] is None and plie[match.end() - 1] == "s" and match["scale"] is None
        if several:
            continue
        count = (
            1.0
            if match["count"] is None
            else float(match["count"])
            if match["count"].isdigit()
            else _in_words(match["count"])
        )
        value = (count or 1.0) * _APPROXIMATE[match["heap"]] * _SCALES.get(match["scale"] or "", 1)
        found.append(Nombre(value, match.start(), match.end(), en_lettres=True))
    for match in _DIGITS.finditer(plie):
        digits = float(match["digits"].replace(" ", "").replace(".", ""))
        decimals = float("0." + match["decimals"][1:]) if match["decimals"] else 0.0
        value = (digits + decimals) * _SCALES.get(match["scale"] or "", 1)
        _keep(found, Nombre(value, match.start(), match.end(), echelle=match["scale"] is not None))
    for match in _IN_WORDS.finditer(plie):
        words_value = _in_words(match.group())
        if words_value is not None and match.group() not in ("un", "une"):
            _keep(found, Nombre(words_value, match.start(), match.end(), en_lettres=True))
    return sorted(found, key=lambda n: n.debut)


def _keep(found: list[Nombre], number: Nombre) -> None:
    if all(number.fin <= other.debut or number.debut >= other.fin for other in found):
        found.append(number)
