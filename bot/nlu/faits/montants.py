"""Amounts of money, and among them the one that is sought."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.faits.nombres import Nombre, nombres

_CURRENCY = re.compile(r" ?(?:d'|de )?(?:euros?|eur|e|ke|balles|boules|roros|e ttc|e ht)(?!\w)")
_BETWEEN = re.compile(r"(?: ?(?:euros?|e))?(?: ?(?:a|et|ou|/|,|jusqu'a|voire) ?(?:a )?| )")

_SOUGHT = re.compile(
    r"cherch|besoin|faut|faudr|manqu|demand|souhait|emprunt|lever|levee|trouver|obtenir|voudr|veux|veut|voulons|vise|visons"
    r"|solliciter|sollicit|pret |prets |subvention|bourse|garanti|fonds propres|recolter|collecter|reunir|boucler|completer"
    r"|necessaire|suffi|aide de|aide a hauteur|financement|financer|investi|pour (?:acheter|equiper|demarrer|lancer|ouvrir|payer)"
    r"|aurions|aurait besoin|objectif|estim|chiffr|plan de financement|tour de table|don|cagnotte|dotation|apport de la banque|credit"
)
_NOT_SOUGHT = re.compile(
    r"chiffre d'affaire|chiffre d'affaires|\bca\b|budget annuel|budget de fonctionnement|annuel|par an|par mois|/ ?mois|/ ?an|mensuel|loyer"
    r"|salaire|payes?|cotisation|adhesion|prix de|tarif|coute|coutait|a coute|vend|vendu|recette|benefice|excedent|deficit|dette"
    r"|deja (?:obtenu|recu|eu|trouve|verse|reuni|recolte|mis|depens|collecte)|avons (?:obtenu|recu|eu|reuni|recolte|mis|collecte)|a (?:obtenu|recu|reuni|recolte|collecte)"
    r"|ai (?:obtenu|recu|eu|mis|economis)|on a (?:eu|mis|deja)|dispos|en caisse|sur le compte|economies|apport personnel|d'apport|epargne|facture|amende"
    r"|au dela|plafond|maximum de l'aide|jusqu'a|l'heure|heures?|le repas|la place|le kilo|l'entree|le litre|par personne|par foyer|par famille"
    r"|indemnite|allocation|touche|gagne|rsa|smic|capital social|depense|perdu|pas besoin de"
)
_BREAK = re.compile(r"[.!?;:\n]|,(?= )|\b(?:mais|dont|sachant|alors que|et on|et nous|et il)\b")


@dataclass(frozen=True)
class Montant:
    """Euros, with their bounds in the folded text; ``cherche`` tells what the words around say, if anything."""

    euros: float
    debut: int
    fin: int
    monnaie: bool
    cherche: bool


def montants(plie: str) -> list[Montant]:
    """Every amount of the text; a range counts once, by its middle."""
    found: list[Montant] = []
    numbers = nombres(plie)
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        value, start, end, scaled = number.valeur, number.debut, number.fin, number.echelle
        currency = _CURRENCY.match(plie, end)
        if following is not None and (low := _range_start(plie, number, following)) is not None:
            after = _CURRENCY.match(plie, following.fin)
            if after or currency or following.echelle or low >= 1_000:
                value, end, scaled = (low + following.valeur) / 2, following.fin, scaled or following.echelle
                currency = after or currency
                index += 1
        index += 1
        end = max(end, currency.end()) if currency else end
        if currency and currency.group().strip() == "e" and value < 100:
            continue  # "19e", "2e": an ordinal
        if currency or scaled or _plain_amount(plie, number, start, end):
            found.append(Montant(value, start, end, currency is not None, _is_sought(plie, start, end)))
    return found


def _range_start(plie: str, low: Nombre, high: Nombre) -> float | None:
    """The lower bound of a range, in the unit of the upper one ("10 a 15k" -> 10,000), or ``None``."""
    if not _BETWEEN.fullmatch(plie, low.fin, high.debut):
        return None
    value = low.valeur
    while value < 1_000 <= high.valeur and value * 1_000 <= high.valeur:
        value *= 1_000
    return value if value < high.valeur else None


def _plain_amount(plie: str, number: Nombre, start: int, end: int) -> bool:
    """A bare round number may be an amount when nothing else explains it ("il faudrait 7500", "quinze mille")."""
    value = number.valeur
    if value < 1_000 or value % 50 or (number.valeur < 2_100 and 1_900 <= number.valeur):
        return False
    digits = plie[start:end]
    before = plie[max(0, start - 16) : start]
    if re.search(r"(?:postal|cp|dans le|depuis|en|vers|a|le) $", before) and digits.isdigit() and len(digits) == 5:
        return False
    if re.match(r" ?[a-z']{2,}", plie[end:]) and re.match(
        r" (?:habitant|personne|famille|benevole|salarie|adherent|eleve|enfant|repas|km|kilo|tonne|m2|metre|hectare|heure|jeune|visiteur"
        r"|exemplaire|ame|foyer|client|beneficiaire|livre|objet|spectateur|arbre|entree|logement|commune|membre|usager|kwh|watt|litre|gens)", plie[end:]
    ):  # fmt: skip
        return False
    whole = plie.strip(" .!?")
    if len(whole) <= 40 and digits.isdigit() and len(digits) == 5 and whole == digits:
        # A lone number of five digits is a postcode, unless no postcode looks like it.
        return not ("01000" <= digits <= "98999")
    return True


def _clause(plie: str, start: int, end: int) -> str:
    left = 0
    for match in _BREAK.finditer(plie, max(0, start - 160), start):
        left = match.end()
    right = _BREAK.search(plie, end)
    return plie[left : right.start() if right else len(plie)][:320]


def _is_sought(plie: str, start: int, end: int) -> bool:
    clause = _clause(plie, start, end)
    if _NOT_SOUGHT.search(clause):
        return False
    return bool(_SOUGHT.search(clause) or _SOUGHT.search(plie)) or len(plie) < 60
