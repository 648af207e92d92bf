"""What a message wants: one of the intents of the vocabulary, with a calibrated probability.

A text of several sentences is read whole and sentence by sentence: an explicit request found in one sentence wins
over the description that surrounds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.exemples import Exemple
from bot.nlu.lexique import lexique
from bot.nlu.lineaire import Calibration, Crete
from bot.nlu.marques import marques
from bot.nlu.normalisation import Texte, normaliser, phrases
from bot.nlu.traits import Document, Traits, masquer
from bot.nlu.vecteurs import Vecteurs

Etendue = tuple[int, int]

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


def document(texte: Texte, lieux: Sequence[Etendue] = ()) -> Document:
    """Features' view of a text; ``lieux`` are the bounds, in the original, of the places that were read in it."""
    return masquer(texte.plie, [_folded(texte, place) for place in lieux]), marques(texte.plie)


def _inputs(scores: NDArray[np.float64], documents: Sequence[Document]) -> NDArray[np.float64]:
    """Inputs of the calibration: the scores of the intents, and the marks of what asks, hesitates, greets…"""
    marks = np.array([[float(name in marks) for name in _MARQUES] for _, marks in documents])
    return np.hstack([_SCALE * scores, marks])


def _folded(texte: Texte, etendue: Etendue) -> Etendue:
    inside = [
        i
        for i, (start, end) in enumerate(zip(texte.debuts, texte.fins, strict=True))
        if start >= etendue[0] and end <= etendue[1]
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def lieux_etiquetes(exemple: Exemple) -> list[Etendue]:
    """Bounds of the places that the labels of an example name."""
    found = []
    for words in exemple.lieux:
        start = exemple.texte.find(words)
        if start >= 0:
            found.append((start, start + len(words)))
    return found


class ModeleIntentions:
    """The trained classifier."""

    def __init__(self, traits: Traits, crete: Crete, calibration: Calibration) -> None:
        self._traits, self._crete, self._calibration = traits, crete, calibration

    @classmethod
    def apprendre(cls, exemples: Sequence[Exemple], vecteurs: Vecteurs | None = None) -> ModeleIntentions:
        """Trains on examples; at least two intents are needed. ``vecteurs`` stands for the compiled word vectors.

        Raises:
            ValueError: fewer than two intents.
        """
        labels = [e.intention for e in exemples]
        classes = sorted(set(labels))
        if len(classes) < 2:
            raise ValueError("at least two intents are needed to train the classifier")
        traits = Traits(vecteurs=vecteurs)
        documents = [document(normaliser(e.texte), lieux_etiquetes(e)) for e in exemples]
        rows = traits.apprendre(documents)
        targets = np.array([[float(label == name) for name in classes] for label in labels])
        crete, left_out = Crete.apprendre(rows, targets)
        return cls(traits, crete, Calibration.apprendre(_inputs(left_out, documents), labels, fermete=0.3))

    @property
    def classes(self) -> tuple[str, ...]:
        """The intents it knows."""
        return self._calibration.classes

    def classer(self, original: str, lieux: Sequence[Etendue] = ()) -> Classement:
        """Ranks every intent for a text; ``lieux`` are the bounds of the places read in it."""
        texte = normaliser(original)
        parts = phrases(texte.plie)
        if len(parts) < _LONG:
            return self._rank(self._probabilities([document(texte, lieux)])[0])
        documents = [document(texte, lieux)]
        for part in parts:
            start, end = texte.etendue(part.debut, part.fin)
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in lieux if a < end and b > start]
            documents.append(document(normaliser(original[start:end]), inside))
        probabilities = self._probabilities(documents)
        return self._rank(self._pool(probabilities[0], probabilities[1:]))

    def _probabilities(self, documents: Sequence[Document]) -> NDArray[np.float64]:
        scores = self._crete.scores(map(self._traits.ligne, documents))
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

    def ecrire(self, fichier: Path) -> None:
        """Writes the model as one archive of plain arrays."""
        arrays: dict[str, Any] = {
            **self._traits.vers_tableaux(),
            **self._calibration.vers_tableaux("cal"),
            "crete": self._crete.poids,
        }
        np.savez(fichier, **arrays)

    @classmethod
    def lire(cls, fichier: Path) -> ModeleIntentions:
        """Reads what :meth:`ecrire` wrote."""
        with np.load(fichier, allow_pickle=False) as arrays:
            return cls(
                Traits.depuis_tableaux(arrays), Crete(arrays["crete"]), Calibration.depuis_tableaux(arrays, "cal")
            )


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
