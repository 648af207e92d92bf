"""Sums of judgements: fields, intents, durations."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from service.evaluation.attentes import CHAMPS, Attente, Valeurs

#: From this confidence on, the assistant is sure; to be wrong then is the worst of errors.
SUR = 0.8
AUCUNE = "(aucune)"
"""What stands for the intent of a text that could not be read."""
_CONFUSIONS_GARDEES = 15


class BilanChamp(msgspec.Struct, frozen=True, kw_only=True):
    """One field over many texts. Ratios are None where nothing was there to be found, or nothing was read."""

    juges: int
    precision: float | None
    rappel: float | None
    f1: float | None
    exact: float
    vp: int
    fp: int
    fn: int
    confusions: dict[str, int]


class BilanClasse(msgspec.Struct, frozen=True, kw_only=True):
    """One intent."""

    n: int
    precision: float
    rappel: float
    f1: float


class Confusion(msgspec.Struct, frozen=True):
    """How often an intent was taken for another."""

    attendu: str
    obtenu: str
    n: int


class BilanIntentions(msgspec.Struct, frozen=True, kw_only=True):
    """All intents; ``sures_et_fausses`` is the share of texts read wrongly with a confidence of 0.8 or more."""

    n: int
    exactitude: float
    macro_f1: float
    sures_et_fausses: float
    classes: dict[str, BilanClasse]
    matrice: list[Confusion]

    @property
    def confusions(self) -> list[Confusion]:
        """The errors alone, the most frequent first."""
        return sorted((c for c in self.matrice if c.attendu != c.obtenu), key=lambda c: -c.n)


class Latence(msgspec.Struct, frozen=True):
    """Durations in milliseconds."""

    p50_ms: float
    p95_ms: float
    max_ms: float


class IntentionJugee(NamedTuple):
    """One text: an accepted alternative counts as the expected intent."""

    attendu: str
    obtenu: str
    confiance: float

    @property
    def juste(self) -> bool:
        """Is it the expected one?"""
        return self.attendu == self.obtenu


class Comptes:
    """Adds judgements up, field by field."""

    def __init__(self) -> None:
        self._sommes: dict[str, Counter[str]] = {champ: Counter() for champ in CHAMPS}
        self._confusions: dict[str, Counter[str]] = {champ: Counter() for champ in CHAMPS}

    def ajouter(self, attente: Attente, lu: Valeurs) -> bool:
        """Judges one more field; returns whether it is right."""
        jugement = attente.juger(lu)
        self._sommes[attente.champ].update({**jugement._asdict(), "juges": 1, "exact": jugement.exact})
        self._confusions[attente.champ].update(attente.confusions(lu))
        return jugement.exact

    def bilan(self) -> dict[str, BilanChamp]:
        """The fields that were judged at least once."""
        return {champ: self._champ(champ) for champ, sommes in self._sommes.items() if sommes["juges"]}

    def _champ(self, champ: str) -> BilanChamp:
        s = self._sommes[champ]
        return BilanChamp(
            juges=s["juges"],
            precision=rapport(s["vp"], s["vp"] + s["fp"]),
            rappel=rapport(s["vp"], s["vp"] + s["fn"]),
            f1=rapport(2 * s["vp"], 2 * s["vp"] + s["fp"] + s["fn"]),
            exact=s["exact"] / s["juges"],
            vp=s["vp"],
            fp=s["fp"],
            fn=s["fn"],
            confusions=dict(self._confusions[champ].most_common(_CONFUSIONS_GARDEES)),
        )


def bilan_intentions(jugees: Sequence[IntentionJugee]) -> BilanIntentions | None:
    """Accuracy, macro-F1 over the intents that are expected somewhere, and the confusion matrix; None without texts."""
    if not jugees:
        return None
    paires = Counter((j.attendu, j.obtenu) for j in jugees)
    attendus, obtenus = Counter(j.attendu for j in jugees), Counter(j.obtenu for j in jugees)
    classes = {
        nom: BilanClasse(
            n=n,
            precision=rapport(paires[nom, nom], obtenus[nom]) or 0.0,
            rappel=paires[nom, nom] / n,
            f1=2 * paires[nom, nom] / (n + obtenus[nom]),
        )
        for nom, n in sorted(attendus.items())
    }
    return BilanIntentions(
        n=len(jugees),
        exactitude=statistics.mean(j.juste for j in jugees),
        macro_f1=statistics.mean(c.f1 for c in classes.values()),
        sures_et_fausses=statistics.mean(not j.juste and j.confiance >= SUR for j in jugees),
        classes=classes,
        matrice=[Confusion(*paire, n) for paire, n in sorted(paires.items())],
    )


def latence(durees: Iterable[float]) -> Latence | None:
    """Quantiles of durations given in seconds; None without any."""
    triees = sorted(1000 * duree for duree in durees)
    return Latence(_quantile(triees, 0.5), _quantile(triees, 0.95), triees[-1]) if triees else None


def _quantile(triees: Sequence[float], q: float) -> float:
    rang = (len(triees) - 1) * q
    bas = int(rang)
    haut = min(bas + 1, len(triees) - 1)
    return triees[bas] + (triees[haut] - triees[bas]) * (rang - bas)


def rapport(partie: float, tout: float) -> float | None:
    """A ratio; None when there is nothing to divide by."""
    return partie / tout if tout else None


def part(vrais: Iterable[bool]) -> float | None:
    """The share of true values; None when there are none at all."""
    liste = list(vrais)
    return rapport(sum(liste), len(liste))
