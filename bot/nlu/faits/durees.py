"""Ages and durations: how old a person is, and for how long an activity or a structure has been there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log2

from bot.nlu.faits.nombres import Nombre, nombres
from bot.nlu.faits.portee import nie_nettement
from bot.nlu.faits.voisinage_de_mots import mots_autour, phrase_autour

#: After a number, "moi" is how people text "mois".
_UNIT = re.compile(
    r" ?(?:ans?|annees?|mois?|semaines?|jours?|bougies|decennies?|siecles?|semestres?|trimestres?)(?!\w)"
)
_MONTHS = {
    "an": 12.0,
    "ans": 12.0,
    "annee": 12.0,
    "annees": 12.0,
    "mois": 1.0,
    "moi": 1.0,
    "semaine": 0.25,
    "semaines": 0.25,
    "jour": 1 / 30,
    "jours": 1 / 30,
    "bougies": 12.0,
    "decennie": 120.0,
    "decennies": 120.0,
    "siecle": 1200.0,
    "siecles": 1200.0,
    "semestre": 6.0,
    "semestres": 6.0,
    "trimestre": 3.0,
    "trimestres": 3.0,
}
_AND_HALF = re.compile(r" et demie?(?!\w)")
_SINCE_YEAR = re.compile(
    r"(?:(?<!\w)(?:depuis|en|des|date de|datant de|de|annee) (?:l'annee )?|\()((?:19[4-9]|20[0-4])\d|[89]\d(?=\W|$))(?!\w| ?(?:euros|km|habit|pers|000))"
)
_ORDINALS = [
    "premier",
    "deuxieme",
    "troisieme",
    "quatrieme",
    "cinquieme",
    "sixieme",
    "septieme",
    "huitieme",
    "neuvieme",
    "dixieme",
    "onzieme",
    "douzieme",
    "treizieme",
    "quatorzieme",
    "quinzieme",
]
_NTH = re.compile(
    r"(?<!\w)(?:(?P<nombre>\d{1,2})(?:e|er|ere|eme|nd|nde)|(?P<mot>premiere|seconde?|" + "|".join(_ORDINALS) + r")) ?"
    r"(?P<unite>annee|exercice|saison|anniversaire|bougie|bilan|mois|printemps|ete|hiver|rentree|edition|automne)(?!\w)"
)
_FEW = re.compile(r"(?<!\w)(?:un|une) (ans?|annee|mois|semaine|decennie|siecle|semestre|trimestre)(?!\w)")
_MONTH_NAMES = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "decembre": 12, "hiver": 1, "printemps": 4, "ete": 7, "rentree": 9, "automne": 10,
}  # fmt: skip
#: "mars 2021", "le printemps 2025"; "depuis septembre" is the latest one.
_MONTH = re.compile(
    r"(?<!\w)(?P<depuis>(?:depuis|des) (?:le (?:mois de |\d{1,2}(?:er)? )?|la |l'|fin |debut |mi )?)?"
    r"(?P<mois>"
    + "|".join(_MONTH_NAMES)
    + r")(?: (?:de l'annee |dernier |derniere )?(?P<annee>(?:19[4-9]|20[0-4])\d)(?!\w))?(?!\w)"
)

_PERSON_BEFORE = re.compile(
    r"(?:j'ai|j'avais|ai|agee?s? de|age de|moi|etudiante?|jeunes? de|jeune femme de|jeune homme de|femme de|homme de|dame de|monsieur de"
    r"|garcon de|fille de|nous avons|on a|avons|seulement|juste|de mes|mes|du haut de mes|personne de|retraitee?|ans et|et|(?:potes?|copains?|copines?|amie?s?|gars|mecs?|meufs?|ados?|gamine?s?|filles|garcons|etudiante?s|lyceennes?|voisine?s) (?:de|d'|entre)) ?(?:a peine |bientot |tout juste |deja |seulement |juste |environ )?$"
)
_OWNED = re.compile(
    r"(?:experience|metier|carriere|dans le soin|ancien|pratique|chomage|recherche d'emploi|j'habite|j'y pense|j'y reflechi|rsa)"
)


#: How far from the true age what is told may be, in months, by the way it is told: a year alone says no month.
PRECISION = {"nombre": 1.0, "rang": 12.0, "annee": 7.0, "date": 1.5}


@dataclass(frozen=True)
class Duree:
    """Months, with their bounds in the folded text, and whether the words say a length of time up to now.

    ``sorte``: how it is told, a key of :data:`PRECISION`. ``indices``: signs that it is the age of a structure, or not.
    """

    mois: float
    debut: int
    fin: int
    passee: bool
    sorte: str = "nombre"
    indices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Age:
    """The age of a person, in years."""

    ans: float
    debut: int
    fin: int


_UP_TO_NOW = re.compile(
    r"(?:depuis|ca fait|cela fait|ca fera|il y a|ya|y a|voila|fait|existe|age de|fetons?|fete|fetent|nos|ses|a|avons|ont|apres|bientot|deja|tourne|d'existence|plus de)"
    r"(?: (?:bientot|deja|presque|environ|pres de|plus de|moins de|a peine|a peu pres|maintenant|nos|ses|les|tout juste|au moins|bien|quasi|quasiment|ses|notre))* ?$"
)
#: "association, 12 ans", "une SARL de quatorze mois", "association d'aide alimentaire, 9 ans".
_STRUCTURE_BEFORE = re.compile(
    r"(?<!\w)(?:asso|association|scop|scic|sas|sarl|eurl|cuma|cae|cooperative|entreprise|societe|structure|esus)"
    r"(?:,? de |,? d'|, ?| \(|(?: [^.;,!?()]{1,40}), ?)$"
)
_STRUCTURE = re.compile(
    r"(?<!\w)l?(?:asso|associations?|scop|scic|sas|sarl|eurl|cuma|cae|cooperatives?|entreprise|societe|structure|esus|fondation|collectif|club|amicale"
    r"|regie|mutuelle|federation|mjc|foyer|statuts|recepisse|immatricul\w+|declar\w+)(?!\w)"
)
_BORN = re.compile(
    r"(?<!\w)(?:re)?(?:cree|ne|nee|nait|fonde|monte|lance|existe|constitue|immatricule|declare|depos|date|souffle|fete|age de)\w{0,3}(?!\w)"
)
_OLD_AFTER = re.compile(r" ?(?:d'age|d'existence|d'activite|d'anciennete|deja|qu'on|que|maintenant|d'experience)")


def _durations(plie: str) -> list[tuple[float, str, int, int]]:
    """(months, unit, start, end) of each number followed by a unit of time."""
    numbers = list(nombres(plie))
    for match in _FEW.finditer(plie):
        numbers.append(Nombre(1.0, match.start(), match.start(1) - 1))
    found = []
    for number in sorted(numbers, key=lambda n: n.debut):
        unit = _UNIT.match(plie, number.fin)
        if unit is None:
            continue
        end = unit.end()
        name = unit.group().strip()
        months = number.valeur * _MONTHS[name]
        half = _AND_HALF.match(plie, end)
        if half:
            months, end = months + _MONTHS[name] / 2, half.end()
        found.append((months, name, number.debut, end))
    return found


def _ordinals(plie: str) -> list[tuple[float, int, int]]:
    """(months, start, end) of "cinquième exercice", "2e saison", "quatorzième mois"."""
    found = []
    for match in _NTH.finditer(plie):
        word = match["mot"]
        rank = (
            int(match["nombre"])
            if match["nombre"]
            else {"premiere": 1, "second": 2, "seconde": 2}.get(word) or _ORDINALS.index(word) + 1
        )
        found.append((float(rank if match["unite"] == "mois" else 12 * rank), match.start(), match.end()))
    return found


def durees(plie: str, aujourd_hui: datetime.date | None = None) -> list[Duree]:
    """Lengths of time told in the text: "depuis six ans", "créée en 2011", "née en mars 2024", "14 mois d'activité"."""
    today = aujourd_hui or datetime.date.today()
    found = []
    for months, _, start, end in _durations(plie):
        if nie_nettement(plie, start):
            continue  # "ce n'est pas dix mois, c'est quatre ans"
        before, after = plie[max(0, start - 60) : start], plie[end : end + 20]
        past = bool(_UP_TO_NOW.search(before) or _STRUCTURE_BEFORE.search(before) or _OLD_AFTER.match(after))
        found.append(Duree(months, start, end, past))
    found += [Duree(months, start, end, True, "rang") for months, start, end in _ordinals(plie)]
    found += _since_a_year(plie, today)
    found += _since_a_month(plie, today)
    found.sort(key=lambda d: d.debut)
    persons = {age.debut for age in ages(plie)}
    return [
        replace(duree, indices=(*_signs(plie, found, rank), f"personne_{duree.debut in persons}"))
        for rank, duree in enumerate(found)
    ]


def _since_a_year(plie: str, today: datetime.date) -> Iterator[Duree]:
    for match in _SINCE_YEAR.finditer(plie):
        year = int(match[1])
        if year < 100:
            if not match.group().startswith("depuis"):
                continue
            year += 1900
        if year <= today.year and not nie_nettement(plie, match.start(1)):
            months = max(1.0, (today.year - year) * 12 + (today.month - 6))
            yield Duree(months, match.start(), match.end(), True, "annee")


def _since_a_month(plie: str, today: datetime.date) -> Iterator[Duree]:
    """The month of a birth: « née en mars 2021 », « depuis septembre ». A month to come tells no age."""
    for match in _MONTH.finditer(plie):
        month, year = _MONTH_NAMES[match["mois"]], match["annee"]
        if not year and not match["depuis"]:
            continue
        months = (today.year - int(year)) * 12 + today.month - month if year else (today.month - month) % 12
        if months >= 0 and not nie_nettement(plie, match.start("mois")):
            yield Duree(max(1.0, months), match.start(), match.end(), True, "date")


def _signs(plie: str, found: list[Duree], rank: int) -> tuple[str, ...]:
    """What is seen of a length of time: how it is told, its size, its company, and the words around."""
    duree = found[rank]
    before, after = phrase_autour(plie, duree.debut, duree.fin)
    structure = list(_STRUCTURE.finditer(before))
    ours = bool(structure) or bool(_STRUCTURE.search(after))
    born = bool(_BORN.search(before + " " + after))
    signs = mots_autour(before, after) | {
        f"sorte_{duree.sorte}",
        f"passee_{duree.passee}",
        f"taille_{int(2 * log2(max(duree.mois, 1)))}",
        f"rang_{min(rank, 3)}_{min(len(found), 4)}",
        f"structure_avant_{bool(structure)}",
        f"structure_{ours}",
        f"nait_{born}",
        f"structure_{ours} nait_{born}",
        f"structure_{ours} passee_{duree.passee} {duree.sorte}",
        f"structure_ailleurs_{ours or bool(_STRUCTURE.search(plie))}",
        f"court_{len(plie) < 60}",
    }
    if structure:
        signs.add(f"depuis la structure {min(len(before) - structure[-1].end(), 79) // 20}")
    if any(other.debut <= duree.debut < other.fin for k, other in enumerate(found) if k != rank):
        signs.add("dans un autre")
    return tuple(sorted(signs))


def ages(plie: str) -> list[Age]:
    """Ages of the person or people who write ("j'ai 27 ans", "22 et 25 ans", "étudiante, 21 ans")."""
    found = []
    for months, unit, start, end in _durations(plie):
        years = months / 12
        if unit not in ("an", "ans") or not 12 <= years <= 99:
            continue
        before, after = plie[max(0, start - 60) : start], plie[end : end + 30]
        if _STRUCTURE_BEFORE.search(before) or _OLD_AFTER.match(after):
            continue
        if _UP_TO_NOW.search(before) and not re.search(r"(?:j'ai|agee?s? de|avons tous|on a) (?:\w+ )?$", before):
            continue
        if _PERSON_BEFORE.search(before) or re.search(r"(?:^|[,.(;] ?)$", before):
            found.append(Age(years, start, end))
    return found
