"""The whole reading of a text in pure Python: intent, places and facts, without Rasa.

The Rasa components do the same with the same parts; this front serves evaluation loops and tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.exemples import Exemple
from bot.nlu.faits.fait import Fait
from bot.nlu.faits.lecteur import LecteurFaits
from bot.nlu.intentions import Etendue, ModeleIntentions, reponse_a_la_question
from bot.nlu.lieux import LecteurLieux, LectureLieux
from knowledge.territoires.referentiel import referentiel

#: The questions to which a bare name of place is an answer.
_QUESTIONS_DE_LIEU = ("territoire", "territoire_choix")


@dataclass(frozen=True)
class Lecture:
    """What a text wants and tells."""

    intention: str
    confiance: float
    classement: tuple[tuple[str, float], ...]
    faits: list[Fait]
    lieux: LectureLieux


class Lecteur:
    """Intent classifier, reader of facts and reader of places."""

    def __init__(self, intentions: ModeleIntentions, faits: LecteurFaits) -> None:
        self._intentions, self._faits, self._lieux = intentions, faits, LecteurLieux(referentiel())

    @classmethod
    def apprendre(cls, exemples: Sequence[Exemple]) -> Lecteur:
        """Trains what learns."""
        return cls(ModeleIntentions.apprendre(exemples), LecteurFaits.apprendre(exemples))

    def lire(self, texte: str, question: str | None = None) -> Lecture:
        """Reads a text; ``question`` is the field just asked about, if any."""
        places = self._lieux.lire(texte, attendu=question in _QUESTIONS_DE_LIEU)
        stretches = etendues(places)
        facts = self._faits.faits(texte, stretches, question)
        told = [f.champ for f in facts] + (["territoire"] if places.territoire or places.choix else [])
        ranking = reponse_a_la_question(self._intentions.classer(texte, stretches), texte, question, told)
        return Lecture(ranking.intention, ranking.confiance, ranking.rangs, facts, places)

    def ecrire(self, dossier: Path) -> None:
        """Writes both models into a folder."""
        dossier.mkdir(parents=True, exist_ok=True)
        self._intentions.ecrire(dossier / "intentions.npz")
        self._faits.ecrire(dossier / "faits.npz")

    @classmethod
    def charger(cls, dossier: Path) -> Lecteur:
        """Reads what :meth:`ecrire` wrote."""
        return cls(ModeleIntentions.lire(dossier / "intentions.npz"), LecteurFaits.lire_modele(dossier / "faits.npz"))


def etendues(lecture: LectureLieux) -> list[Etendue]:
    """Bounds in the original of the places that were kept (the project's, its namesakes, the denied ones)."""
    kept = [lecture.territoire] if lecture.territoire else list(lecture.choix[:1])
    kept += lecture.exclus
    found = (next((m for m in lecture.mentions if place in m.candidats), None) for place in kept)
    return [(mention.debut, mention.fin) for mention in found if mention]
