"""Which mentions of a lexicon tell something of the project, judged by the words around each one.

"Un prêt" may be sought, refused, already signed, or somebody else's; a logistic regression over the neighbouring words
tells them apart, learnt from the labels of whole texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.faits.choix import Choix
from bot.nlu.faits.portee import portee
from bot.nlu.lexique import Mention, mentions

CHAMPS_LEXICAUX = ("besoin_social", "besoin_appui", "type_financement", "publics", "stade", "type_porteur")
_PARTS = 4
_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE_START = re.compile(r"[.!?;\n]")
_SENTENCE_END = re.compile(r"\. |[!?;\n]")

#: (field, code) -> how likely a text tells it, by its best mention.
Dits = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class MentionLue:
    """A mention, and how likely it tells its code of the project; bounds are in the folded text."""

    champ: str
    code: str
    debut: int
    fin: int
    probabilite: float


def dits(lues: Iterable[MentionLue]) -> Dits:
    """The best probability of each code mentioned."""
    best: dict[tuple[str, str], float] = {}
    for mention in lues:
        key = (mention.champ, mention.code)
        best[key] = max(best.get(key, 0.0), mention.probabilite)
    return best


class ModeleMentions:
    """One learnt choice a field that has a lexicon."""

    def __init__(self, choix: Mapping[str, Choix]) -> None:
        self._choices = dict(choix)

    @classmethod
    def apprendre(
        cls, plies: Sequence[str], valeurs: Mapping[str, Sequence[set[str]]]
    ) -> tuple[ModeleMentions, list[Dits]]:
        """Learns from folded texts and the values each tells, field by field.

        Returns the model and, for each text, what a model that has not seen it says of it.
        """
        choices = {}
        unseen: list[dict[tuple[str, str], float]] = [{} for _ in plies]
        for champ in CHAMPS_LEXICAUX:
            found = [
                (index, mention, signs)
                for index, plie in enumerate(plies)
                for mention, signs in _candidates(champ, plie)
            ]
            right = [mention.code in valeurs[champ][index] for index, mention, _ in found]
            choices[champ] = Choix.apprendre([signs for _, _, signs in found], right, fermete=0.3)
            for part in range(_PARTS):
                kept = [rank for rank, (index, _, _) in enumerate(found) if index % _PARTS != part]
                other = Choix.apprendre([found[r][2] for r in kept], [right[r] for r in kept], fermete=0.3)
                for index, mention, signs in found:
                    if index % _PARTS == part:
                        key = (champ, mention.code)
                        unseen[index][key] = max(unseen[index].get(key, 0.0), other.probabilite(signs))
        return cls(choices), list(unseen)

    def lire(self, plie: str) -> list[MentionLue]:
        """Every mention of a folded text."""
        return [
            MentionLue(champ, mention.code, mention.debut, mention.fin, choice.probabilite(signs))
            for champ, choice in self._choices.items()
            for mention, signs in _candidates(champ, plie)
        ]

    def vers_tableaux(self) -> dict[str, Any]:
        """The model as plain arrays."""
        return {
            name: array
            for champ, choice in self._choices.items()
            for name, array in choice.vers_tableaux(f"mention_{champ}").items()
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any) -> ModeleMentions:
        """The inverse of :meth:`vers_tableaux`."""
        return cls({champ: Choix.depuis_tableaux(arrays, f"mention_{champ}") for champ in CHAMPS_LEXICAUX})


def _candidates(champ: str, plie: str) -> Iterator[tuple[Mention, tuple[str, ...]]]:
    by_code = defaultdict(list)
    for mention in mentions(champ, plie):
        by_code[mention.code].append(mention)
    others = min(len(by_code), 4)
    for own in by_code.values():
        for mention in own:
            yield mention, _signs(plie, mention, others)


def _signs(plie: str, mention: Mention, codes: int) -> tuple[str, ...]:
    """What is seen of a mention: its form, its standing, its sentence, and the ends of the sentences around."""
    start = max(
        (m.end() for m in _SENTENCE_START.finditer(plie, max(0, mention.debut - 240), mention.debut)),
        default=max(0, mention.debut - 240),
    )
    closing = _SENTENCE_END.search(plie, mention.fin)
    end = closing.start() if closing else len(plie)
    before = _WORD.findall(plie, start, mention.debut)[-8:]
    after = _WORD.findall(plie, mention.fin, end)[:7]
    standing = portee(plie, mention.debut, mention.fin).value
    return (
        f"code {mention.code}",
        f"portee {standing}",
        f"code {mention.code} {standing}",
        f"forme {plie[mention.debut : mention.fin]}",
        f"codes {codes}",
        f"court {len(plie) < 40}",
        f"question {plie[end : end + 2].strip() == '?'}",
        f"juste avant {' '.join(before[-2:])}",
        f"juste avant {before[-1] if before else ''}",
        f"juste apres {after[0] if after else ''}",
        *(f"avant {word}" for word in set(before)),
        *(f"apres {word}" for word in set(after)),
        *(f"precedente {word}" for word in set(_WORD.findall(plie, max(0, start - 80), start)[-8:])),
        *(f"suivante {word}" for word in set(_WORD.findall(plie, end, end + 70)[:8])),
    )
