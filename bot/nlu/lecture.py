"""The whole reading of a text in pure Python: intent and facts, without Rasa.

The Rasa components do the same with the same parts; this front serves evaluation loops and tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.exemples import Exemple
from bot.nlu.faits.fait import Fait
from bot.nlu.faits.lecteur import LecteurFaits
from bot.nlu.intentions import Etendue, ModeleIntentions


@dataclass(frozen=True)
class Lecture:
    """What a text wants and tells."""

    intention: str
    confiance: float
    classement: tuple[tuple[str, float], ...]
    faits: list[Fait]


class Lecteur:
    """Intent classifier and reader of facts, trained together."""

    def __init__(self, intentions: ModeleIntentions, faits: LecteurFaits) -> None:
        self._intentions, self._faits = intentions, faits

    @classmethod
    def apprendre(cls, exemples: Sequence[Exemple]) -> Lecteur:
        """Trains both parts."""
        return cls(ModeleIntentions.apprendre(exemples), LecteurFaits.apprendre(exemples))

    def lire(self, texte: str, lieux: Sequence[Etendue] = (), question: str | None = None) -> Lecture:
        """Reads a text; ``lieux`` bound the places in it, ``question`` is the field just asked about, if any."""
        facts = self._faits.faits(texte, lieux, question)
        ranking = self._intentions.classer(texte, lieux)
        return Lecture(ranking.intention, ranking.confiance, ranking.rangs, facts)

    def ecrire(self, dossier: Path) -> None:
        """Writes both models into a folder."""
        dossier.mkdir(parents=True, exist_ok=True)
        self._intentions.ecrire(dossier / "intentions.npz")
        self._faits.ecrire(dossier / "faits.npz")

    @classmethod
    def charger(cls, dossier: Path) -> Lecteur:
        """Reads what :meth:`ecrire` wrote."""
        return cls(ModeleIntentions.lire(dossier / "intentions.npz"), LecteurFaits.lire_modele(dossier / "faits.npz"))
