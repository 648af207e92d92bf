"""Evaluation loop of the understanding, without Rasa: intent and every field on texts nobody trained on.

    python -m bench.comprehension [--modele DIR] [--details] [--jeu tests/evaluation/messages.jsonl …]

Trains on ``data/`` (or loads a folder written by ``--ecrire``), reads the labelled files and prints, for the intents,
accuracy, macro-F1 and how often the classifier is sure and wrong; for each field, precision, recall and F1; and times.
A file is one JSON object a line: ``texte``, ``intention``, ``intention_ok``, and the fields, as values or as
``{attendu, ok}``; long texts keep their fields under ``profil``. A field that a line does not name is not judged.
"""

from __future__ import annotations

import argparse
import collections
import json
import statistics
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.nlu.exemples import exemples_de, fichiers_nlu
from bot.nlu.faits.fait import Fait
from bot.nlu.lecture import Lecteur
from bot.nlu.profil_lu import CHAMPS_LUS, profil_lu

RACINE = Path(__file__).resolve().parents[1]
JEUX = ("tests/evaluation/messages.jsonl", "tests/evaluation/triage.jsonl")
_LISTES = ("besoin_social", "besoin_appui", "type_financement", "publics")


def attendu(ligne: Mapping[str, Any], champ: str) -> tuple[set[Any], set[Any], set[Any]] | None:
    """What a line expects of a field: values required, one-of values, and values allowed; ``None``: not judged.

    For a single value, ``None`` among the allowed ones means that silence is allowed.
    """
    if champ not in ligne and f"{champ}_ok" not in ligne:
        return None
    value, allowed = _hashable(ligne.get(champ)), set(_hashable(ligne.get(f"{champ}_ok") or []))
    one_of: set[Any] = set()
    if isinstance(value, dict):
        allowed |= set(value.get("ok") or ())
        one_of = set(value.get("un_de") or ())
        value = value.get("attendu")
    if isinstance(value, list):
        return set(value), one_of, allowed
    return (set() if value is None else {value}), one_of, allowed


def _hashable(value: Any) -> Any:
    """Places (objects) as pairs, wherever they stand."""
    if isinstance(value, list):
        return [_hashable(v) for v in value]
    return (value["niveau"], value["code"]) if isinstance(value, dict) and "niveau" in value else value


def juger(lu: set[Any], attente: tuple[set[Any], set[Any], set[Any]]) -> tuple[int, int, int]:
    """True positives, false positives, misses."""
    required, one_of, allowed = attente
    hits = len(lu & required) + (1 if (lu & one_of) - required else 0)
    extra = len(lu - required - one_of - allowed)
    missed = len(required - lu) + (1 if one_of and not lu & one_of else 0)
    if missed and lu & allowed and len(required) == 1 and not isinstance(next(iter(required)), str):
        missed = 0
    return hits, extra, missed


def valeurs(faits: Iterable[Fait]) -> dict[str, set[Any]]:
    """The profile read, each field as a set."""
    profile = profil_lu(faits)
    return {c: set(v) if isinstance(v, list) else (set() if v is None else {v}) for c, v in profile.items()}


class Bilan:
    """Counts of one file."""

    def __init__(self) -> None:
        self.intentions: list[tuple[str, str, float]] = []
        self.champs: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.confusions: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.durees: list[float] = []
        self.erreurs: list[tuple[str, str, Any, Any]] = []
        self.justes = 0

    def ajouter(self, ligne: Mapping[str, Any], lecteur: Lecteur) -> None:
        """Reads one line and counts."""
        start = time.perf_counter()
        reading = lecteur.lire(ligne["texte"])
        self.durees.append(time.perf_counter() - start)
        right = True
        if ligne.get("intention"):
            good = reading.intention == ligne["intention"] or reading.intention in (ligne.get("intention_ok") or ())
            self.intentions.append(
                (ligne["intention"], ligne["intention"] if good else reading.intention, reading.confiance)
            )
            if not good:
                right = False
                self.erreurs.append(
                    (ligne["texte"], "intention", ligne["intention"], f"{reading.intention} {reading.confiance:.2f}")
                )
        labels = ligne["profil"] if isinstance(ligne.get("profil"), dict) else ligne
        read = valeurs(reading.faits)
        place = reading.lieux.territoire
        read["territoire"] = {(place.niveau, place.code)} if place else set()
        for champ in (*CHAMPS_LUS, "territoire"):
            expectation = attendu(labels, champ)
            if expectation is None:
                continue
            values = read[champ]
            if champ == "montant_recherche" and values and expectation[0]:
                values = (
                    {next(iter(expectation[0]))} if _close(next(iter(values)), next(iter(expectation[0]))) else values
                )
            if champ == "territoire":
                expectation = _lieux(expectation, labels)
            simple = champ not in _LISTES
            if simple and values and values <= expectation[2]:
                hits, extra, missed = 1, 0, 0
            elif simple and not values and None in expectation[2]:
                hits, extra, missed = 0, 0, 0
            else:
                hits, extra, missed = juger(values, expectation)
            self.champs[champ].update(vp=hits, fp=extra, fn=missed, n=1, exact=int(not extra and not missed))
            if extra or missed:
                right = False
                self.erreurs.append((ligne["texte"], champ, sorted(map(str, expectation[0])), sorted(map(str, values))))
                for code in expectation[0] - values:
                    self.confusions[champ][f"manque {code}"] += 1
                for code in values - expectation[0] - expectation[1] - expectation[2]:
                    self.confusions[champ][f"en trop {code}"] += 1
        self.justes += right

    def imprimer(self, nom: str) -> None:
        """Prints the figures."""
        n = len(self.intentions)
        accuracy = sum(a == b for a, b, _ in self.intentions) / n
        sure = sum(a != b and c >= 0.8 for a, b, c in self.intentions) / n
        print(f"\n== {nom} : {n} textes")
        print(
            f"intention : exactitude {accuracy:.3f}  macro-F1 {macro_f1(self.intentions):.3f}  sûr et faux {sure:.3f}  tout juste {self.justes / n:.3f}"
        )
        for champ in (*CHAMPS_LUS, "territoire"):
            counts = self.champs[champ]
            if not counts["n"]:
                continue
            p, r = _ratio(counts["vp"], counts["fp"]), _ratio(counts["vp"], counts["fn"])
            f1 = 2 * p * r / (p + r) if p + r else 0.0
            print(
                f"{champ:20} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}  exact {counts['exact'] / counts['n']:.3f} (vp {counts['vp']}, fp {counts['fp']}, fn {counts['fn']})  "
                + ", ".join(f"{k} ×{v}" for k, v in self.confusions[champ].most_common(6))
            )
        times = sorted(self.durees)
        print(
            f"temps : p50 {statistics.median(times) * 1000:.1f} ms, p95 {times[int(0.95 * (len(times) - 1))] * 1000:.1f} ms"
        )
        wrong = collections.Counter(f"{a} -> {b}" for a, b, _ in self.intentions if a != b)
        print("confusions : " + ", ".join(f"{k} ×{v}" for k, v in wrong.most_common(20)))


def _lieux(
    attente: tuple[set[Any], set[Any], set[Any]], labels: Mapping[str, Any]
) -> tuple[set[Any], set[Any], set[Any]]:
    """Expected places as (level, code); an ambiguous one may also be left empty."""
    required, one_of, allowed = attente
    return required, one_of, allowed | ({None} if labels.get("ambigu") else set())


def macro_f1(intentions: Iterable[tuple[str, str, float]]) -> float:
    """Mean over the intents present of each one's F1 (an accepted alternative counts as the expected intent)."""
    pairs = [(a, b) for a, b, _ in intentions]
    scores = []
    for label in sorted({a for a, _ in pairs}):
        hits = sum(a == b == label for a, b in pairs)
        scores.append(2 * hits / (sum(a == label for a, _ in pairs) + sum(b == label for _, b in pairs)))
    return statistics.mean(scores)


def _ratio(hits: int, others: int) -> float:
    return hits / (hits + others) if hits + others else 0.0


def _close(read: Any, expected: Any) -> bool:
    return abs(float(read) - float(expected)) <= 0.01 * max(abs(float(expected)), 1)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modele", type=Path, help="dossier d'un modèle déjà entraîné")
    parser.add_argument("--ecrire", type=Path, help="dossier où écrire le modèle entraîné")
    parser.add_argument("--details", action="store_true", help="chaque erreur")
    parser.add_argument("--jeu", nargs="*", type=Path, default=[RACINE / j for j in JEUX])
    options = parser.parse_args()
    start = time.perf_counter()
    lecteur = (
        Lecteur.charger(options.modele)
        if options.modele
        else Lecteur.apprendre(exemples_de(fichiers_nlu(RACINE / "data")))
    )
    print(f"prêt en {time.perf_counter() - start:.1f} s")
    if options.ecrire:
        lecteur.ecrire(options.ecrire)
    for path in options.jeu:
        bilan = Bilan()
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                bilan.ajouter(json.loads(line), lecteur)
        bilan.imprimer(path.name)
        if options.details:
            for text, champ, expected, got in sorted(bilan.erreurs, key=lambda e: e[1]):
                print(f"  {champ}: {expected} / {got}  « {text[:300]} »")


if __name__ == "__main__":
    main()
