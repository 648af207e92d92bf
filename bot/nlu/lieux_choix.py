"""Which of the places named in a text is the project's: a learnt choice, by the words around each and how it stands.

A rule tells what "j'habite à" or a signature does (``lieux_roles.py``); texts that name several places tell more than rules
can list ("l'ergothérapeute de Sens m'a dit…"), so the choice among them is learnt from the labelled examples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.nlu.exemples import Exemple
from bot.nlu.faits.choix import Choix
from bot.nlu.lieux_roles import Role

_WORD = re.compile(r"\w+")
#: A text is long from this many folded characters on.
_LONG = 350
#: Some hundreds of texts teach hundreds of words: the choice is kept cautious.
_FERMETE = 0.3


class Place(NamedTuple):
    """A place named: its bounds in the folded text, its role by the rules, what it is, and how it lies to the others."""

    debut: int
    fin: int
    role: Role
    cle: tuple[str, str]
    #: Does it lie within another place of the text, or hold one?
    dedans: bool
    contient: bool


def indices(plat: str, places: Sequence[Place], rang: int) -> tuple[str, ...]:
    """What is seen of the place at this rank among those of a text."""
    place = places[rang]
    before, after = plat[max(0, place.debut - 90) : place.debut], plat[place.fin : place.fin + 60]
    clause = before.rsplit("|", 1)[-1].rsplit("¶", 1)[-1]
    preceding, succeeding = _WORD.findall(before)[-8:], _WORD.findall(after)[:5]
    times = Counter(p.cle for p in places)
    same = [k for k, p in enumerate(places) if p.cle == place.cle]
    return (
        f"role {place.role}",
        f"niveau {place.cle[0]}",
        f"fois {min(times[place.cle], 3)} sur {min(len(times), 4)}",
        f"le plus cite {times[place.cle] == max(times.values()) and len(set(times.values())) > 1}",
        f"premier {same[0] == 0}",
        f"dernier {same[-1] == len(places) - 1}",
        f"rang {min(rang, 4)} sur {min(len(places), 5)}",
        f"quart {4 * place.debut // max(len(plat), 1)} long {len(plat) > _LONG}",
        f"dedans {place.dedans} contient {place.contient}",
        f"ligne {before.rstrip().endswith('¶')} {after.lstrip().startswith('¶')}",
        f"juste avant {' '.join(preceding[-2:])}",
        f"juste avant {preceding[-1] if preceding else ''}",
        f"juste apres {succeeding[0] if succeeding else ''}",
        *(f"avant {word}" for word in dict.fromkeys(preceding)),
        *(f"clause {word}" for word in dict.fromkeys(_WORD.findall(clause)[-8:])),
        *(f"apres {word}" for word in dict.fromkeys(succeeding)),
    )


def apprendre(lus: Iterable[tuple[Exemple, Sequence[tuple[int, int, Place, tuple[str, ...]]]]]) -> Choix:
    """Learns from examples and the places read in each: bounds in the example's text, the place, and its signs.

    Only texts that name several places teach how to choose.
    """
    signs: list[tuple[str, ...]] = []
    right: list[bool] = []
    for example, read in lus:
        if len({place.cle for _, _, place, _ in read}) < 2:
            continue
        told = str(example.faits.get("lieu") or "")
        start = example.texte.find(told) if told else -1
        chosen = {place.cle for debut, fin, place, _ in read if 0 <= start < fin and debut < start + len(told)}
        signs += [seen for _, _, _, seen in read]
        right += [place.cle in chosen for _, _, place, _ in read]
    return Choix.apprendre(signs, right, fermete=_FERMETE)
