"""The facts whose wording varies without end: learnt from labelled examples, helped by the lexicons' marks.

First stage: one ridge score for every code (and for every intent: what is asked tells how to take a word such as
"subvention"). Second stage: one logistic regression a field, shared by its codes, that weighs a code's score, the
scores of the others, what the lexicon and its mentions say of it and what the numbers say. Sharing is what makes rare
codes reliable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.exemples import CHAMPS_MULTIPLES, CHAMPS_SIMPLES, Exemple
from bot.nlu.faits.mentions import Dits
from bot.nlu.lineaire import Calibration, Crete
from bot.nlu.traits import Document, Traits
from bot.nlu.vecteurs import Vecteurs

Array = NDArray[np.float64]

CHAMPS = (*CHAMPS_MULTIPLES, *CHAMPS_SIMPLES)
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
_INTENTIONS = "intentions"


def valeurs(exemple: Exemple, champ: str) -> set[str]:
    """The values an example tells for a field, as strings ("true" and "false" for truths)."""
    value = exemple.faits.get(champ)
    if value is None:
        return set()
    return {str(v).lower() for v in (value if isinstance(value, list) else [value])}


class ModeleFaits:
    """The trained readers of facts, all over one set of features."""

    def __init__(
        self, traits: Traits, crete: Crete, codes: dict[str, tuple[str, ...]], decisions: dict[str, Calibration]
    ) -> None:
        self._traits, self._crete, self._codes, self._decisions = traits, crete, codes, decisions
        self._names = {
            champ: [[f"{champ}_{c}{state}" for state in _ETATS] for c in found] for champ, found in codes.items()
        }
        # Columns of the first stage: the codes of each field, then the intents.
        bounds = np.cumsum([0, *(len(found) for found in codes.values())])
        self._first = dict(zip([*codes, _INTENTIONS], bounds.tolist(), strict=True))

    @classmethod
    def apprendre(
        cls,
        exemples: Sequence[Exemple],
        documents: Sequence[Document],
        dits: Sequence[Dits],
        vecteurs: Vecteurs | None = None,
    ) -> ModeleFaits:
        """Trains on fully labelled examples, their documents and what (unseen) mentions tell of them, in the same order."""
        traits = Traits(vecteurs=vecteurs)
        rows = traits.apprendre(documents)
        labels = {champ: [valeurs(e, champ) for e in exemples] for champ in CHAMPS}
        codes = {champ: tuple(sorted(set().union(*told))) for champ, told in labels.items()}
        codes = {champ: found for champ, found in codes.items() if found}
        intents = sorted({e.intention for e in exemples})
        columns = [[float(code in told) for told in labels[champ]] for champ, found in codes.items() for code in found]
        columns += [[float(e.intention == name) for e in exemples] for name in intents]
        crete, left_out = Crete.apprendre(rows, np.array(columns).T)
        model = cls(traits, crete, codes, {})
        for champ, found in codes.items():
            inputs = model._inputs(champ, left_out, [set(marks) for _, marks in documents], dits)
            targets = ["oui" if code in told else "non" for told in labels[champ] for code in found]
            model._decisions[champ] = Calibration.apprendre(inputs.reshape(-1, inputs.shape[2]), targets, fermete=1.0)
        return model

    def _inputs(self, champ: str, scores: Array, marks: Sequence[set[str]], dits: Sequence[Dits]) -> Array:
        """Inputs of the second stage: documents × codes × features."""
        codes = self._codes[champ]
        first = self._first[champ]
        own = scores[:, first : first + len(codes)] * _SCALE
        intents = scores[:, self._first[_INTENTIONS] :] * 2
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

    def probabilites(self, documents: Sequence[Document], dits: Sequence[Dits]) -> list[dict[str, dict[str, float]]]:
        """For each document (and what mentions tell of it): field -> code -> probability that the text tells it."""
        scores = self._crete.scores(map(self._traits.ligne, documents))
        marks = [set(m) for _, m in documents]
        results: list[dict[str, dict[str, float]]] = [{} for _ in documents]
        for champ, decision in self._decisions.items():
            inputs = self._inputs(champ, scores, marks, dits)
            told = decision.probabilites(inputs.reshape(-1, inputs.shape[2]))[:, decision.classes.index("oui")]
            for index, row in enumerate(told.reshape(len(documents), -1)):
                results[index][champ] = {code: float(p) for code, p in zip(self._codes[champ], row, strict=True)}
        return results

    def vers_tableaux(self) -> dict[str, Any]:
        """The model as plain arrays."""
        arrays: dict[str, Any] = {
            **self._traits.vers_tableaux(),
            "crete": self._crete.poids,
            "champs": np.array(list(self._codes)),
        }
        for champ, codes in self._codes.items():
            arrays.update(self._decisions[champ].vers_tableaux(champ), **{f"{champ}_codes": np.array(codes)})
        return arrays

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> ModeleFaits:
        """The inverse of :meth:`vers_tableaux`."""
        champs = [str(champ) for champ in arrays["champs"]]
        codes = {champ: tuple(str(c) for c in arrays[f"{champ}_codes"]) for champ in champs}
        decisions = {champ: Calibration.depuis_tableaux(arrays, champ) for champ in champs}
        return cls(Traits.depuis_tableaux(arrays), Crete(arrays["crete"]), codes, decisions)
