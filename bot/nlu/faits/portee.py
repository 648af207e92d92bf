"""What the words around a mention do to it: deny it, miss it, doubt it, or leave it as it stands."""

from __future__ import annotations

import re
from enum import Enum

_CLAUSE_END = re.compile(
    r"[.!?;:\n(),\"]|\b(?:mais|par contre|en revanche|plutot|sinon|alors que|tandis que|car|parce que|puisque|donc|c'est|nous c'est)\b"
)

#: Words between the denial and what it denies.
_FEW = r"(?:[ ']+[a-z0-9]+){0,5}[ ']*$"
_SHORT = r"(?:[ ']+[a-z0-9]+){0,2}[ ']*$"

_REFUSAL = re.compile(
    r"(?<!\w)(?:surtout pas|pas question|hors de question|pas besoin|plus besoin|aucun besoin|pas envie|evit\w*"
    r"|(?:ne |n'|on )?(?:veut|veux|voulons|voulait|cherche|cherchons|cherchent|demande|demandons|souhaite|souhaitons|pense|envisage|envisageons"
    r"|attend|attends|attendons|interesse|vise|parle|parlons|irons|ira|prendrons|prendra|prendre)(?: pas| plus| aucun| aucune| jamais| ni)"
    r"|tout sauf|autre chose que|plutot que|au lieu|sans passer par|marre|oubli\w*|enlev\w*|retir\w*|supprim\w*|laiss\w* tomber|non merci|pas interess\w*|allergi\w*)"
    + _FEW
)
_DENIAL = re.compile(
    r"(?<!\w)(?:(?:n'est|nest|n'etait|ne suis|ne sommes|ne sont|n'ai|n'a|n'avons|n'ont|n'aura|n'aurai|n'y a|est|suis|sommes|c'est|a|ai|avons)? ?(?:pas|plus|point|aucunement|nullement)"
    r"|aucune?|ni|sans|sauf|hormis|hors|non)(?! (?:seulement|que|juste|mal de|loin|forcement|encore sur|tant|trop|grand|doute|abri|cesse|papiers|domicile|emploi|voiture|permis))"
    + _SHORT
)
_MISSING = re.compile(
    r"(?<!\w)(?:pas encore|toujours pas|pas assez|manque\w*|il (?:nous|me|leur|lui|ns) (?:faut|faudra|faudrait|manque)|il faut|faudrait"
    r"|n'avons pas|n'ai pas|n'a pas|on a pas|n'ont pas|j'ai pas|sans|a defaut|faute)" + _SHORT
)
_AFTER_DENIAL = re.compile(
    r"^[ ,.:;!]*(?:(?:mais|or|et|la|ca|merci) )?(?:(?:on|nous|je|j'|ca|c'est|il|elle|ce)[ ,']*)?"
    r"(?:non merci|merci bien|c'est non|pas pour (?:nous|moi)|tres peu pour|(?:ne |n')?en (?:veut|veux|voulons|veulent|voudrai\w*|cherche\w*|demande\w*|souhaite\w*|avons) (?:pas|plus|aucun)"
    r"|n'est pas (?:pour|question|possible|notre|envisage)|ne (?:nous|m'|l')? ?interesse|(?:est|sont) exclue?s?|exclu|hors de question)"
)
_WANTED = re.compile(
    r"(?<!\w)(?:cherch\w*|recherch\w*|besoin|voudr\w*|aimer\w*|souhait\w*|trouv\w*|fau(?:t|dra|drait)|manqu\w*|veux|veut|voulons|veulent|vis(?:e|ons)|demand\w*"
    r"|sollicit\w*|esper\w*|comment|aider?|aidez|aurions|reste a|envie|attend\w*|obtenir|avoir|lever|qui (?:peut|pourrait)|quel\w*|ou)(?!\w)"
)
_POSSIBLE = re.compile(r"pourquoi pas" + _SHORT)
#: What comes second in "plutôt un prêt qu'une subvention".
_SECOND_BEST = re.compile(r"\bplutot (?:[a-z]+[ ']){1,4}qu(?:e |'| )(?:(?:une?|le|la|les|du|de|des|l)[ '])*$")


_PLAIN = re.compile(
    r"(?:(?:est|suis|sommes|sont|etes|fait|fais|faisons|font|touche|porte) (?:pas|plus)|(?:^|non,? )pas|\bni|enlev\w*|retir\w*|supprim\w*|oubli\w*|au lieu|plutot que|tout sauf|pas)"
    r"(?:[ ']+(?:un|une|le|la|les|l|du|de|d|des|dans|sur|en|au|pour|que|petite?|vraiment|encore|la|ca))*[ ']*$"
)


class Portee(Enum):
    """The standing of a mention."""

    AFFIRME = "affirme"
    NIE = "nie"
    REFUSE = "refuse"
    MANQUE = "manque"
    VOULU = "voulu"


def proposition(plie: str, debut: int, fin: int) -> tuple[int, int]:
    """Bounds of the clause that holds the stretch ``[debut, fin)``."""
    left = max(0, debut - 200)
    for match in _CLAUSE_END.finditer(plie, left, debut):
        left = match.end()
    right = _CLAUSE_END.search(plie, fin)
    return left, right.start() if right else len(plie)


def nie_nettement(plie: str, debut: int) -> bool:
    """Do the words just before deny this very thing ("ce n'est pas une", "enlevez le", "ni")?"""
    left, _ = proposition(plie, debut, debut)
    return bool(_PLAIN.search(plie[left:debut]))


def portee(plie: str, debut: int, fin: int) -> Portee:
    """The standing of the words ``[debut, fin)`` of a folded text."""
    left, _ = proposition(plie, debut, fin)
    before = plie[left:debut]
    if _POSSIBLE.search(before):
        return Portee.AFFIRME
    if _SECOND_BEST.search(plie[max(0, debut - 60) : debut]):
        return Portee.REFUSE
    if _REFUSAL.search(before) or _AFTER_DENIAL.match(plie[fin : fin + 80]):
        return Portee.REFUSE
    if _MISSING.search(before):
        return Portee.MANQUE
    if _DENIAL.search(before):
        return Portee.NIE
    if _WANTED.search(before):
        return Portee.VOULU
    return Portee.AFFIRME
