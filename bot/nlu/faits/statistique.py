"""The facts whose wording varies without end: learnt from labelled examples, helped by the lexicons' marks.

Each code of a field with several values has its own yes-or-no decision; a field with one value chooses between its
codes and "not said".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.exemples import CHAMPS_MULTIPLES, CHAMPS_SIMPLES, Exemple
from bot.nlu.lineaire import Calibration, Crete
from bot.nlu.traits import Document, Traits

#: The class of a field that the text says nothing of.
TU = "tu"


def cibles(exemples: Sequence[Exemple]) -> dict[str, list[str]]:
    """Labels to learn, one list an output group.

    A group ``champ:code`` (fields with several values) has classes ``oui`` and :data:`TU`; a group ``champ`` has the
    codes of the field and :data:`TU`. Codes seen fewer than three times are left out.
    """
    groups: dict[str, list[str]] = {}
    for champ in CHAMPS_MULTIPLES:
        codes = sorted({code for e in exemples for code in e.faits.get(champ, ())})
        for code in codes:
            groups[f"{champ}:{code}"] = ["oui" if code in e.faits.get(champ, ()) else TU for e in exemples]
    for champ in CHAMPS_SIMPLES:
        groups[champ] = [str(e.faits[champ]).lower() if e.faits.get(champ) is not None else TU for e in exemples]
    return {name: labels for name, labels in groups.items() if min(np.unique(labels, return_counts=True)[1]) >= 3 and len(set(labels)) > 1}


class ModeleFaits:
    """The trained readers of facts, all over one set of features."""

    def __init__(self, traits: Traits, crete: Crete, calibrations: Mapping[str, tuple[NDArray[np.int64], Calibration]]) -> None:
        self._traits, self._crete, self._calibrations = traits, crete, dict(calibrations)

    @classmethod
    def apprendre(cls, exemples: Sequence[Exemple], documents: Sequence[Document], penalite: float = 1.0) -> ModeleFaits:
        """Trains on fully labelled examples and their documents (same order)."""
        traits = Traits()
        rows = traits.apprendre(documents)
        groups = cibles(exemples)
        columns: list[NDArray[np.float64]] = []
        where: dict[str, NDArray[np.int64]] = {}
        for name, labels in groups.items():
            classes = sorted(set(labels) - {TU})
            where[name] = np.arange(len(columns), len(columns) + len(classes))
            columns += [np.array([float(label == value) for label in labels]) for value in classes]
        crete, left_out = Crete.apprendre(rows, np.stack(columns, axis=1), penalite)
        fields = {champ: np.concatenate([w for n, w in where.items() if n.split(":")[0] == champ]) for champ in {n.split(":")[0] for n in groups}}
        calibrations = {}
        for name, labels in groups.items():
            # The scores of the field's other codes tell whether this one stands out.
            inputs = np.concatenate([where[name], np.setdiff1d(fields[name.split(":")[0]], where[name])])
            calibrations[name] = (inputs, Calibration.apprendre(left_out[:, inputs], labels, fermete=3.0))
        return cls(traits, crete, calibrations)

    def probabilites(self, documents: Sequence[Document]) -> list[dict[str, dict[str, float]]]:
        """For each document: output group -> class -> probability."""
        scores = self._crete.scores(self._traits.lignes(documents))
        results: list[dict[str, dict[str, float]]] = [{} for _ in documents]
        for name, (inputs, calibration) in self._calibrations.items():
            table = calibration.probabilites(scores[:, inputs])
            for index, row in enumerate(table):
                results[index][name] = {c: float(p) for c, p in zip(calibration.classes, row)}
        return results

    def ecrire(self, fichier: Path) -> None:
        """Writes the model as one archive of plain arrays."""
        arrays: dict[str, Any] = {**self._traits.vers_tableaux(), "crete": self._crete.poids, "groupes": np.array(list(self._calibrations))}
        for name, (inputs, calibration) in self._calibrations.items():
            arrays.update(calibration.vers_tableaux(name), **{f"{name}_entrees": inputs})
        np.savez(fichier, **arrays)

    @classmethod
    def lire(cls, fichier: Path) -> ModeleFaits:
        """Reads what :meth:`ecrire` wrote."""
        with np.load(fichier, allow_pickle=False) as arrays:
            calibrations = {
                str(name): (arrays[f"{name}_entrees"], Calibration.depuis_tableaux(arrays, str(name))) for name in arrays["groupes"]
            }
            return cls(Traits.depuis_tableaux(arrays), Crete(arrays["crete"]), calibrations)
