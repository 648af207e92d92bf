"""Amounts of money in a text, and what tells the one that is sought from budgets, prices and sums already found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log10

from bot.nlu.faits.nombres import Nombre, nombres
from bot.nlu.faits.voisinage_de_mots import mots_autour, phrase_autour

_CURRENCY = re.compile(r" ?(?:k |m )?(?:d'|de )?(?:euros?|eur|e|ke|balles|boules)(?: ttc| ht)?(?!\w)")
_BETWEEN = re.compile(r"(?: ?(?:euros?|e|k))?(?: ?(?:a|et|ou|/|jusqu'a|voire) ?(?:a )?| )")
_KILO = re.compile(r" k(?= ?euros|(?!\w))")

_SOUGHT = re.compile(
    r"cherch|besoin|faut|faudr|manqu|demand|souhait|lever|trouver|obtenir|voudr|veux|veut|voulons|vise|sollicit|pret |prets "
    r"|subvention|bourse|garanti|fonds propres|recolter|collecter|reunir|boucler|completer|necessaire|suffi|emprunt|reste"
)
_OTHERWISE = re.compile(
    r"chiffre d'affaire|budget|annuel|par an|l'an(?!\w)|par mois|mensuel|loyer|salaire|cotisation|adhesion|prix d|tarif|vend|recette"
    r"|benefice|excedent|deficit|dette|deja|avons (?:obtenu|recu|eu|reuni|recolte|mis|collecte)|dispos|en caisse|sur le compte"
    r"|economies|apport personnel|epargne|facture|l'heure|le repas|par personne|par foyer|par famille|allocation|touche|gagne|produits"
    r"|acquis|signe|donne|verse|provisionn|reserve|dont "
)
_UNIT = re.compile(
    r" (?:ans?|annees?|mois|semaines?|jours?|heures?|minutes?|habitant|personne|famille|benevole|salarie|adherent|eleve|enfant|repas|km|kilo|tonne|m2|m3"
    r"|metre|hectare|jeune|visiteur|exemplaire|foyer|client|beneficiaire|livre|objet|spectateur|arbre|entree|logement|commune"
    r"|membre|usager|kwh|kw|watt|litre|gens|lits?|places?|postes?|emplois?|etp|pour ?cent|%|e arr|eme|er |machines|volumes|patients|licencies|reparations|pieces|velos)"
)
#: A text is long from this many characters on.
_LONG = 400


@dataclass(frozen=True)
class Montant:
    """A number that may be euros, with its bounds in the folded text, and the signs that it is sought (or not)."""

    euros: float
    debut: int
    fin: int
    indices: tuple[str, ...]


def montants(plie: str) -> list[Montant]:
    """Every number of the text that could be an amount; a range counts once, by its middle."""
    found: list[tuple[float, int, int, bool]] = []
    numbers = nombres(plie)
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        value, start, end, scaled = number.valeur, number.debut, number.fin, number.echelle
        kilo = _KILO.match(plie, end)
        if kilo and not scaled:
            value, end, scaled = value * 1_000, kilo.end(), True
        high = following
        if following is not None and following.echelle is False and _KILO.match(plie, following.fin):
            high = Nombre(following.valeur * 1_000, following.debut, following.fin + 2, True)
        if high is not None and (low := _range_start(plie, number, high)) is not None:
            value, end, scaled = (low + high.valeur) / 2, high.fin, scaled or high.echelle
            number, index = high, index + 1
        index += 1
        currency = _CURRENCY.match(plie, end)
        if currency and currency.group().strip() == "e" and value < 100:
            continue  # "19e", "2e": an ordinal
        end = currency.end() if currency else end
        if (
            currency
            or scaled
            or (_may_be_money(plie, number, value, end) and not _looks_like_a_postcode(plie, start, end))
        ):
            found.append((value, start, end, currency is not None or scaled))
    return [Montant(value, start, end, _signs(plie, found, rank)) for rank, (value, start, end, _) in enumerate(found)]


def _range_start(plie: str, low: Nombre, high: Nombre) -> float | None:
    """The lower bound of a range, in the unit of the upper one ("10 a 15k" -> 10,000), or ``None``."""
    if not _BETWEEN.fullmatch(plie, low.fin, high.debut):
        return None
    value = low.valeur
    while value < 1_000 <= high.valeur and value * 1_000 < high.valeur:
        value *= 1_000
    return value if value < high.valeur <= 20 * value else None


def _may_be_money(plie: str, number: Nombre, value: float, end: int) -> bool:
    """A bare round number may be an amount, unless a unit follows it or it is a year."""
    return (
        value >= 500
        and value % 50 == 0
        and (value == 2_000 or not 1_900 <= value <= 2_100)
        and not _UNIT.match(plie, end)
    )


def _looks_like_a_postcode(plie: str, start: int, end: int) -> bool:
    """Five digits run together, not a round thousand, with no word of seeking before."""
    digits = plie[start:end]
    if not (digits.isdigit() and len(digits) == 5) or digits.endswith("000"):
        return False
    return not _SOUGHT.search(re.split(r"[,.:(\n]", plie[:start])[-1])


def _signs(plie: str, found: list[tuple[float, int, int, bool]], rank: int) -> tuple[str, ...]:
    """What is seen of a candidate: its size and shape, its company, and the words before and after it."""
    value, start, end, money = found[rank]
    before, after = phrase_autour(plie, start, end)
    clause = re.split(r"[,:(]", before)[-1] + " # " + re.split(r"[,:)]", after)[0]
    digits = plie[start:end].strip()
    signs = {
        f"taille_{int(2 * log10(max(value, 1)))}",
        "monnaie" if money else "sans_monnaie",
        f"rang_{min(rank, 3)}_{min(len(found), 4)}",
        "le_plus_grand" if value == max(v for v, _, _, _ in found) else "pas_le_plus_grand",
        f"cherche_{bool(_SOUGHT.search(clause))}",
        f"autre_{bool(_OTHERWISE.search(clause))}",
        f"cherche_phrase_{bool(_SOUGHT.search(before + after))}",
        f"autre_phrase_{bool(_OTHERWISE.search(before + after))}",
        f"court_{len(plie) < 60}",
        f"seul_{plie.strip(' .!?') == digits}",
    }
    if digits.isdigit() and len(digits) == 5:
        signs.add("comme_un_code_postal")
    signs |= mots_autour(before, after)
    if len(plie) > _LONG:
        # A short text that holds a sum mostly seeks it; a long one mostly tells of others: their signs weigh otherwise.
        signs.update([f"long {sign}" for sign in signs if not sign.startswith("juste ")])
    return tuple(sorted(signs))
