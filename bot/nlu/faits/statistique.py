"""The facts whose wording varies without end: learnt from labelled examples, helped by the lexicons' marks.

The second stage: one logistic regression a field, shared by its codes, that weighs a code's score (``premier_etage.py``),
the scores of the others, what is asked, what the lexicon and its mentions say and what the numbers say. Sharing is what
makes rare codes reliable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.nlu.exemples import Exemple
from bot.nlu.faits.mentions import Dits
from bot.nlu.lineaire import Array, Calibration
from bot.nlu.premier_etage import PremierEtage, valeurs
from bot.nlu.traits import Document

#: How a mention of a code may stand (suffixes of its marks).
_ETATS = ("", "_nie", "_refuse", "_manque", "_voulu")
#: Marks that bear on every code of a field, each in its own way.
_COMMUNES = (
    "age_jeune", "age_mur", "duree_courte", "duree_moyenne", "duree_longue", "duree_dite_courte", "duree_dite_longue",
    "montant_cherche", "montant_autre", "question", "structure_existe", "structure_absente", "structure_absente_nie",
    "structure_salaries", "structure_sans_salarie", "stade_idee", "stade_conception", "stade_creation", "stade_developpement",
    "stade_changement_echelle", "type_porteur_association", "type_porteur_cooperative", "type_porteur_entreprise",
    "type_porteur_collectivite", "type_porteur_collectif", "type_porteur_particulier",
)  # fmt: skip
#: Fields whose codes each weigh the common marks differently.
_PAR_CODE = ("stade", "type_porteur", "structure_existante", "employeur", "publics")
_COURTS = frozenset({"longueur_0", "longueur_1", "longueur_2"})
_SCALE = 4.0


class ModeleFaits:
    """The second stage of facts, one a field."""

    def __init__(self, etage: PremierEtage, decisions: dict[str, Calibration]) -> None:
        self._stage, self._decisions = etage, decisions
        self._names = {
            champ: [[f"{champ}_{c}{state}" for state in _ETATS] for c in found] for champ, found in etage.codes.items()
        }

    @classmethod
    def apprendre(
        cls,
        etage: PremierEtage,
        scores: Array,
        exemples: Sequence[Exemple],
        documents: Sequence[Document],
        dits: Sequence[Dits],
    ) -> ModeleFaits:
        """Trains on labelled examples: their left-out scores, documents and what (unseen) mentions tell, in order."""
        model = cls(etage, {})
        for champ, found in etage.codes.items():
            told = [valeurs(e, champ) for e in exemples]
            inputs = model._inputs(champ, scores, [set(d.marques) for d in documents], dits)
            targets = ["oui" if code in codes else "non" for codes in told for code in found]
            model._decisions[champ] = Calibration.apprendre(inputs.reshape(-1, inputs.shape[2]), targets, fermete=1.0)
        return model

    def _inputs(self, champ: str, scores: Array, marks: Sequence[set[str]], dits: Sequence[Dits]) -> Array:
        """Inputs of the second stage: documents × codes × features."""
        codes = self._stage.codes[champ]
        own = self._stage.du_champ(scores, champ) * _SCALE
        intents = self._stage.des_intentions(scores) * 2
        said = np.array([[[float(name in m) for name in names] for names in self._names[champ]] for m in marks])
        common = np.array([[float(name in m) for name in _COMMUNES] for m in marks])
        mentioned = _SCALE * np.array([[told.get((champ, code), 0.0) for code in codes] for told in dits])
        n, k = own.shape
        ranked = np.sort(own, axis=1)
        best, second = ranked[:, -1:], ranked[:, -2:-1] if k > 1 else np.zeros((n, 1))
        best_other = np.where(own == best, second, best)
        identity = np.eye(k)
        affirmed = said[:, :, [0, -1]].max(axis=2, keepdims=True)
        # In an answer of a few words, the word itself is the answer.
        short = np.array([[[float(not _COURTS.isdisjoint(m))]] for m in marks])
        blocks = [
            own[:, :, None],
            best_other[:, :, None],
            (own.sum(axis=1, keepdims=True) - own)[:, :, None] / 2,
            mentioned[:, :, None],
            (mentioned.sum(axis=1, keepdims=True) - mentioned)[:, :, None] / 2,
            (own * mentioned)[:, :, None] / 2,
            said,
            np.minimum(said.sum(axis=1, keepdims=True) - said, 2.0),
            own[:, :, None] * affirmed,
            short * affirmed,
            short * own[:, :, None],
            np.broadcast_to(common[:, None, :], (n, k, len(_COMMUNES))),
            np.broadcast_to(intents[:, None, :], (n, k, intents.shape[1])),
            np.broadcast_to(identity, (n, k, k)),
            (identity[None, :, :, None] * said[:, :, None, :]).reshape(n, k, -1),
        ]
        if champ in _PAR_CODE:
            blocks.append((identity[None, :, :, None] * common[:, None, None, :]).reshape(n, k, -1))
        return np.concatenate(blocks, axis=2)

    def probabilites(
        self, scores: Array, documents: Sequence[Document], dits: Sequence[Dits]
    ) -> list[dict[str, dict[str, float]]]:
        """For each document (its scores, and what mentions tell of it): field -> code -> probability that it tells it."""
        marks = [set(d.marques) for d in documents]
        results: list[dict[str, dict[str, float]]] = [{} for _ in documents]
        for champ, decision in self._decisions.items():
            inputs = self._inputs(champ, scores, marks, dits)
            told = decision.probabilites(inputs.reshape(-1, inputs.shape[2]))[:, decision.classes.index("oui")]
            for index, row in enumerate(told.reshape(len(documents), -1)):
                results[index][champ] = {code: float(p) for code, p in zip(self._stage.codes[champ], row, strict=True)}
        return results

    def vers_tableaux(self) -> dict[str, Any]:
        """The model as plain arrays, all but its first stage."""
        return {
            name: array
            for champ, decision in self._decisions.items()
            for name, array in decision.vers_tableaux(f"decision_{champ}").items()
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, etage: PremierEtage) -> ModeleFaits:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(etage, {champ: Calibration.depuis_tableaux(arrays, f"decision_{champ}") for champ in etage.codes})
