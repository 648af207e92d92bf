"""Marks: what the lexical readers see in a text, as names that a statistical model can weigh."""

from __future__ import annotations

from functools import lru_cache

from bot.nlu.faits.durees import ages, durees
from bot.nlu.faits.montants import montants
from bot.nlu.faits.portee import Portee, portee
from bot.nlu.lexique import mentions

LEXIQUES = (
    "besoin_social",
    "besoin_appui",
    "type_financement",
    "stade",
    "type_porteur",
    "structure",
    "publics",
    "intention",
)
_YEAR = 12


@lru_cache(maxsize=512)
def marques(plie: str) -> tuple[str, ...]:
    """The marks of a folded text, each once, sorted (kept a moment: a text and its parts are often read again)."""
    found = {"question" if "?" in plie else "sans_question", f"longueur_{min(len(plie) // 12, 8)}"}
    for name in LEXIQUES:
        for mention in mentions(name, plie):
            state = portee(plie, mention.debut, mention.fin)
            suffix = "" if state is Portee.AFFIRME else f"_{state.value}"
            found.add(f"{name}_{mention.code}{suffix}")
            if mention.debut == 0:
                found.add(f"debut_{name}_{mention.code}")
    for amount in montants(plie):
        sought = "cherche_True" in amount.indices and "autre_True" not in amount.indices
        found.add("montant_cherche" if sought else "montant_autre")
    persons = ages(plie)
    for age in persons:
        found.add("age_jeune" if age.ans < 30 else "age_mur")
    for duration in durees(plie):
        if all(duration.debut != age.debut for age in persons):
            length = "courte" if duration.mois < 2.4 * _YEAR else "moyenne" if duration.mois < 3 * _YEAR else "longue"
            found.add(f"duree_{length}" if duration.passee else f"duree_dite_{length}")
    return tuple(sorted(found))
