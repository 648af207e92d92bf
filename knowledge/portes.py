"""Where a request belongs that is not the assistant's business: one door for each subject, in ``portes.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec

_FICHIER = Path(__file__).with_name("portes.yml")


class Porte(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A door: the folded words that tell the subject, the sentence to say, and the official page behind it."""

    id: str
    mots: tuple[str, ...]
    phrase: str
    source: str


@lru_cache(maxsize=1)
def portes() -> dict[str, Porte]:
    """Every door by identifier, in the order of the file (the first that matches wins)."""
    lues = msgspec.yaml.decode(_FICHIER.read_bytes(), type=list[Porte])
    return {porte.id: porte for porte in lues}
