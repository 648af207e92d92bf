"""The whole reading of a text in pure Python: intent, places and facts, without Rasa.

The Rasa components do the same with the same parts; this front serves evaluation loops and tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.comprehension import Comprehension
from bot.nlu.exemples import Exemple
from bot.nlu.faits.choix import Choix
from bot.nlu.faits.fait import Fait
from bot.nlu.intentions import reponse_a_la_question
from bot.nlu.lieux import LecteurLieux, LectureLieux, apprendre_choix
from bot.nlu.vues import Etendue
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
    """Understanding and reader of places."""

    def __init__(self, comprehension: Comprehension, choix_lieu: Choix) -> None:
        self._comprehension, self._choix = comprehension, choix_lieu
        self._lieux = LecteurLieux(referentiel(), choix_lieu)

    @classmethod
    def apprendre(cls, exemples: Sequence[Exemple]) -> Lecteur:
        """Trains what learns."""
        return cls(Comprehension.apprendre(exemples), apprendre_choix(exemples, LecteurLieux(referentiel())))

    def lire(self, texte: str, question: str | None = None) -> Lecture:
        """Reads a text; ``question`` is the field just asked about, if any."""
        places = self._lieux.lire(texte, attendu=question in _QUESTIONS_DE_LIEU)
        ranking, facts = self._comprehension.lire(texte, etendues(places), question)
        told = [f.champ for f in facts] + (["territoire"] if places.territoire or places.choix else [])
        ranking = reponse_a_la_question(ranking, texte, question, told)
        return Lecture(ranking.intention, ranking.confiance, ranking.rangs, facts, places)

    def ecrire(self, dossier: Path) -> None:
        """Writes what was learnt into a folder."""
        dossier.mkdir(parents=True, exist_ok=True)
        self._comprehension.ecrire(dossier / "comprehension.npz")
        np.savez(dossier / "lieux.npz", **self._choix.vers_tableaux("lieu"))

    @classmethod
    def charger(cls, dossier: Path) -> Lecteur:
        """Reads what :meth:`ecrire` wrote."""
        with np.load(dossier / "lieux.npz", allow_pickle=False) as arrays:
            return cls(Comprehension.charger(dossier / "comprehension.npz"), Choix.depuis_tableaux(arrays, "lieu"))


def etendues(lecture: LectureLieux) -> list[Etendue]:
    """Bounds in the original of the places that were kept (the project's, its namesakes, the denied ones)."""
    kept = [lecture.territoire] if lecture.territoire else list(lecture.choix[:1])
    kept += lecture.exclus
    return [stretch for place in kept if (stretch := lecture.etendue(place))]
