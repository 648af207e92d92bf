"""What a text wants and tells, learnt from examples: the first stage once, then intents and facts from its scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from bot.nlu.encodeur import Encodeur
from bot.nlu.exemples import Exemple
from bot.nlu.faits.fait import Fait
from bot.nlu.faits.lecteur import LecteurFaits
from bot.nlu.intentions import Classement, ModeleIntentions
from bot.nlu.normalisation import normaliser
from bot.nlu.premier_etage import PremierEtage
from bot.nlu.vecteurs import Vecteurs
from bot.nlu.vues import Etendue, document, lieux_etiquetes, vues


class Comprehension:
    """The trained models of a text's intent and facts."""

    def __init__(self, etage: PremierEtage, intentions: ModeleIntentions, faits: LecteurFaits) -> None:
        self._stage, self._intents, self._facts = etage, intentions, faits

    @classmethod
    def apprendre(
        cls, exemples: Iterable[Exemple], vecteurs: Vecteurs | None = None, encodeur: Encodeur | None = None
    ) -> Comprehension:
        """Trains intents on every example, facts on the fully labelled ones.

        ``vecteurs`` and ``encodeur`` stand for the compiled word vectors and the sentence encoder.

        Raises:
            ValueError: fewer than two intents.
        """
        known = list(exemples)
        documents = [document(normaliser(e.texte), lieux_etiquetes(e)) for e in known]
        stage, left_out = PremierEtage.apprendre(known, documents, vecteurs, encodeur)
        intents = ModeleIntentions.apprendre(stage.des_intentions(left_out), documents, [e.intention for e in known])
        labelled = [rank for rank, e in enumerate(known) if e.etiquete]
        facts = LecteurFaits.apprendre(
            stage, left_out[labelled], [known[rank] for rank in labelled], [documents[rank] for rank in labelled]
        )
        return cls(stage, intents, facts)

    def lire(
        self, original: str, lieux: Sequence[Etendue] = (), question: str | None = None
    ) -> tuple[Classement, list[Fait]]:
        """The ranking of the intents, and the facts.

        Args:
            lieux: bounds of the places read in the text.
            question: the field just asked about.
        """
        seen = vues(normaliser(original), lieux)
        scores = self._stage.scores(seen.documents)
        ranking = self._intents.classer(seen, self._stage.des_intentions(scores))
        return ranking, self._facts.faits(seen, scores, question) if seen.texte.plie.strip() else []

    def ecrire(self, fichier: Path) -> None:
        """Writes the models as one archive of plain arrays."""
        np.savez(fichier, **self._stage.vers_tableaux(), **self._intents.vers_tableaux(), **self._facts.vers_tableaux())

    @classmethod
    def charger(cls, fichier: Path, encodeur: Encodeur | None = None) -> Comprehension:
        """Reads what :meth:`ecrire` wrote."""
        with np.load(fichier, allow_pickle=False) as arrays:
            stage = PremierEtage.depuis_tableaux(arrays, encodeur)
            return cls(stage, ModeleIntentions.depuis_tableaux(arrays), LecteurFaits.depuis_tableaux(arrays, stage))
