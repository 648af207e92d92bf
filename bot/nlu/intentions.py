"""What a message wants: one of the intents of the vocabulary, with a calibrated probability.

A text of several sentences is read whole and sentence by sentence: an explicit request found in one sentence wins
over the description that surrounds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.lexique import lexique
from bot.nlu.lineaire import Array, Calibration
from bot.nlu.traits import Document
from bot.nlu.vues import Vues

DECRIRE = "decrire_projet"
#: Intents that ask for something about the project; in a long text one sentence of theirs wins over description.
DEMANDES = (
    "demander_parcours", "demander_financement", "demander_accompagnement", "demander_definition", "demander_eligibilite",
    "demander_demarche", "demander_contact", "demander_conseil", "levier_collectivite",
)  # fmt: skip
_MARQUES = (
    *(f"{debut}intention_{code}" for debut in ("", "debut_") for code in lexique("intention").codes),
    *(f"longueur_{n}" for n in range(9)), "question",
)  # fmt: skip
_SCALE = 4.0
#: Below one, this flattens the probabilities: to be sure and wrong (0.8 and over) costs more than to ask once too often.
_PRUDENCE = 0.9
#: From how many sentences on a text is also read sentence by sentence.
_LONG = 4


@dataclass(frozen=True)
class Classement:
    """Intents and their probabilities, most likely first."""

    rangs: tuple[tuple[str, float], ...]

    @property
    def intention(self) -> str:
        """The most likely intent."""
        return self.rangs[0][0]

    @property
    def confiance(self) -> float:
        """Its probability."""
        return self.rangs[0][1]


def _inputs(scores: Array, documents: Sequence[Document]) -> Array:
    """Inputs of the calibration: the scores of the intents, and the marks of what asks, hesitates, greets…"""
    marks = np.array([[float(name in d.marques) for name in _MARQUES] for d in documents])
    return np.hstack([_SCALE * scores, marks])


class ModeleIntentions:
    """The second stage of intents: from scores and marks to calibrated probabilities."""

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration

    @classmethod
    def apprendre(cls, scores: Array, documents: Sequence[Document], intentions: Sequence[str]) -> ModeleIntentions:
        """Trains on the left-out scores of the intents, the documents and the intent of each, in the same order."""
        return cls(Calibration.apprendre(_inputs(scores, documents), list(intentions), fermete=0.3))

    @property
    def classes(self) -> tuple[str, ...]:
        """The intents it knows."""
        return self._calibration.classes

    def classer(self, vues: Vues, scores: Array) -> Classement:
        """Ranks every intent for a text, from the scores of its views (one row a view, one column an intent)."""
        sentences = 1 + len(vues.phrases) if len(vues.phrases) >= _LONG else 1
        probabilities = self._probabilities(scores[:sentences], vues.documents[:sentences])
        if sentences == 1:
            return self._rank(probabilities[0])
        return self._rank(self._pool(probabilities[0], probabilities[1:]))

    def _probabilities(self, scores: Array, documents: Sequence[Document]) -> Array:
        softened = self._calibration.probabilites(_inputs(scores, documents)) ** _PRUDENCE
        return np.asarray(softened / softened.sum(axis=1, keepdims=True))

    def _pool(self, whole: NDArray[np.float64], sentences: NDArray[np.float64]) -> NDArray[np.float64]:
        """An explicit request in a sentence wins over description; anything else is what the whole text says.

        The two halves and the discount of description were set on texts of several paragraphs.
        """
        pooled = whole / 2
        requests = [index for index, name in enumerate(self.classes) if name in DEMANDES]
        asked = sentences[:, requests].max(axis=0) if requests else np.zeros(0)
        pooled[requests] += asked / 2
        if DECRIRE in self.classes:
            index = self.classes.index(DECRIRE)
            described = 0.8 * float(np.sort(sentences[:, index])[-3:].mean())
            pooled[index] = (pooled[index] + described / 2) * float(np.sqrt(1 - asked.max(initial=0.0)))
        return np.asarray(pooled / pooled.sum())

    def _rank(self, probabilities: NDArray[np.float64]) -> Classement:
        order = np.argsort(-probabilities)
        return Classement(tuple((self.classes[i], float(probabilities[i])) for i in order))

    def vers_tableaux(self) -> dict[str, Any]:
        """The model as plain arrays."""
        return self._calibration.vers_tableaux("intentions")

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> ModeleIntentions:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(Calibration.depuis_tableaux(arrays, "intentions"))


#: A short answer that carries a fact about the question asked is an answer, whatever else it looks like.
_SHORT = 6
_KEPT = frozenset(DEMANDES) | {
    "parler_humain", "exporter_parcours", "effacer_donnees", "vie_privee", "urgence_sociale",
    "corriger", "ne_sait_pas", "recommencer", "mecontent",
}  # fmt: skip


def reponse_a_la_question(
    classement: Classement, texte: str, question: str | None, champs: Sequence[str]
) -> Classement:
    """Takes account of the question that was asked.

    ``champs`` are the fields read in the text (``territoire`` for a place). A few words that tell the field asked about
    describe the project ("à Brest", "non" to "is the structure created?"), unless they clearly want something else.
    """
    about = {"territoire_choix": "territoire"}.get(question or "", question)
    if (
        about is None
        or len(texte.split()) > _SHORT
        or not any(c.removesuffix("_exclus").startswith(about) for c in champs)
    ):
        return classement
    if classement.intention == DECRIRE or (classement.intention in _KEPT and classement.confiance >= 0.6):
        return classement
    others = [(name, p * 0.2) for name, p in classement.rangs if name != DECRIRE]
    return Classement(((DECRIRE, 1 - sum(p for _, p in others)), *others))
