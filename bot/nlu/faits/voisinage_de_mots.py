"""The words around a candidate (an amount, a length of time), as signs by which the right one is chosen."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[a-z0-9]+")
_BEFORE, _AFTER = 6, 5


def phrase_autour(plie: str, debut: int, fin: int) -> tuple[str, str]:
    """What stands before and after these bounds, within their sentence."""
    start = max(plie.rfind(mark, 0, debut) for mark in ".!?\n;")
    end = min((i for i in (plie.find(mark, fin) for mark in (". ", "!", "?", "\n", ";")) if i >= 0), default=len(plie))
    return plie[start + 1 : debut], plie[fin:end]


def mots_autour(avant: str, apres: str) -> set[str]:
    """Signs: the nearest words on either side, and those that touch the candidate."""
    preceding, succeeding = _WORDS.findall(avant)[-_BEFORE:], _WORDS.findall(apres)[:_AFTER]
    signs = {f"avant {w}" for w in preceding} | {f"apres {w}" for w in succeeding}
    if preceding:
        signs.add(f"juste avant {' '.join(preceding[-2:])}")
    signs.add(f"juste apres {succeeding[0] if succeeding else ''}")
    return signs
