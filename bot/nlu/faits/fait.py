"""One fact read in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fait:
    """A field of the profile, a value for it, and the words it was read from.

    ``champ`` is a field of the profile, or such a field followed by ``_exclus`` for what the person says it is not.
    ``debut`` and ``fin`` bound the words in the original text; ``confiance`` is a probability.
    """

    champ: str
    valeur: str | float | bool
    debut: int
    fin: int
    confiance: float = 1.0
