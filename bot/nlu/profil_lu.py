"""From the facts of one text to the fields of a profile (places apart)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.nlu.exemples import CHAMPS_MULTIPLES, CHAMPS_SIMPLES
from bot.nlu.faits.fait import Fait

CHAMPS_LUS = (*CHAMPS_MULTIPLES, *CHAMPS_SIMPLES, "anciennete_mois", "montant_recherche")


def profil_lu(faits: Iterable[Fait]) -> dict[str, Any]:
    """Every field of :data:`CHAMPS_LUS`: a list of codes, or the most likely value, or ``None``."""
    facts = list(faits)
    profile: dict[str, Any] = {}
    for champ in CHAMPS_LUS:
        said = [f for f in facts if f.champ == champ]
        if champ in CHAMPS_MULTIPLES:
            profile[champ] = list(dict.fromkeys(f.valeur for f in said))
        else:
            profile[champ] = max(said, key=lambda f: f.confiance).valeur if said else None
    return profile
