"""From a normalised text to sparse features: words, pieces of words, and marks set by the lexical readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.vecteurs import Vecteurs, compiler

#: A masked text and the marks that the lexical readers set on it.
Document = tuple[str, Sequence[str]]

_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[a-z0-9]+|[?!]")
#: Stands for the words of a place: which place it is tells nothing of what is wanted.
LIEU = "lieuxlieux"


def masquer(plie: str, etendues: Iterable[tuple[int, int]]) -> str:
    """The folded text with the given stretches (places) replaced by one neutral word, and digits by zeros."""
    parts, position = [], 0
    for start, end in sorted(etendues):
        if start >= position:
            parts += [plie[position:start], LIEU]
            position = end
    parts.append(plie[position:])
    return _DIGIT.sub("0", "".join(parts))


def mots(masque: str) -> list[str]:
    """Words (and question and exclamation marks) of a masked text."""
    return _TOKEN.findall(masque)


def _word_ngrams(tokens: Sequence[str]) -> list[str]:
    return [*tokens, *(f"{a} {b}" for a, b in zip(tokens, tokens[1:]))]


def _pieces(tokens: Sequence[str]) -> list[str]:
    """Pieces of three to five letters of each word, its bounds marked, and of two at its ends."""
    found = []
    for token in tokens:
        if token == LIEU:
            continue
        padded = f" {token} "
        for size in (3, 4, 5):
            found.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
        if len(token) <= 3:
            found.append(padded)
    return found


class Traits:
    """Learns which features exist and how rare each one is; then turns documents into rows.

    A document is ``(masked text, marks)``. The blocks (words, pieces of words, marks, mean of word vectors) have unit
    length each, times its weight, so that a long text weighs no more than a short one.
    """

    def __init__(self, poids: Sequence[float] = (1.0, 1.0, 1.0, 1.0), vecteurs: Vecteurs | None = None) -> None:
        self.poids = tuple(poids)
        self._vecteurs = vecteurs or compiler()
        self._centre: NDArray[np.float32] = np.zeros(self._vecteurs.dimensions, dtype=np.float32)
        self._vectorizers = [
            TfidfVectorizer(analyzer=_word_ngrams, sublinear_tf=True, min_df=1),
            TfidfVectorizer(analyzer=_pieces, sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer=list, binary=True, min_df=1),
        ]

    def apprendre(self, documents: Sequence[Document]) -> csr_matrix:
        """Learns from the documents and returns their rows."""
        words = [mots(text) for text, _ in documents]
        # A mark nobody sets keeps the third block from being empty when no reader has anything to say.
        marks = [[*m, "-"] for _, m in documents]
        blocks = [v.fit_transform(d) for v, d in zip(self._vectorizers, (words, words, marks))]
        dense = self._means(words)
        self._centre = dense.mean(axis=0)
        return self._join(blocks, dense)

    def lignes(self, documents: Sequence[Document]) -> csr_matrix:
        """Rows of other documents."""
        words = [mots(text) for text, _ in documents]
        marks = [[*m, "-"] for _, m in documents]
        return self._join([v.transform(d) for v, d in zip(self._vectorizers, (words, words, marks))], self._means(words))

    def _means(self, documents: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        vocabulary, idf = self._vectorizers[0].vocabulary_, self._vectorizers[0].idf_
        unseen = float(idf.max())
        means = []
        for words in documents:
            known = [w for w in words if w[0].isalnum() and w != LIEU]
            means.append(self._vecteurs.moyenne(known, [idf[vocabulary[w]] if w in vocabulary else unseen for w in known]))
        return np.array(means)

    def _join(self, blocks: list[csr_matrix], means: NDArray[np.float32]) -> csr_matrix:
        dense = means - self._centre
        dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-6)
        parts = [*blocks, csr_matrix(dense)]
        weighted = [part * weight for part, weight in zip(parts, self.poids)]
        ones = csr_matrix(np.ones((dense.shape[0], 1)))
        return hstack([*weighted, ones], format="csr").astype(np.float32)

    def vers_tableaux(self) -> dict[str, Any]:
        """What was learnt, as plain arrays."""
        arrays: dict[str, Any] = {"poids": np.array(self.poids), "centre": self._centre, **self._vecteurs.vers_tableaux()}
        for index, vectorizer in enumerate(self._vectorizers):
            arrays[f"termes_{index}"] = np.array(vectorizer.get_feature_names_out(), dtype=str)
            arrays[f"idf_{index}"] = vectorizer.idf_
        return arrays

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> Traits:
        """The inverse of :meth:`vers_tableaux`."""
        traits = cls([float(w) for w in arrays["poids"]], Vecteurs.depuis_tableaux(arrays))
        traits._centre = arrays["centre"]
        for index, vectorizer in enumerate(traits._vectorizers):
            terms = arrays[f"termes_{index}"].tolist()
            vectorizer.vocabulary_ = dict(zip(terms, range(len(terms))))
            vectorizer.idf_ = arrays[f"idf_{index}"]
        return traits
