"""The JSON schema of a profile as it is sent, for OpenAPI: every field optional, ``null`` for what is not known."""

from __future__ import annotations

from typing import Any

from knowledge import vocabulaire as voc
from knowledge.profil import CHAMPS, CHAMPS_MULTIPLES, CODES_PAR_CHAMP

LONGUEUR_RESUME = 4_000
"""Longest ``resume`` that is accepted, in characters."""
BORNES = {"anciennete_mois": 12_000, "montant_recherche": 1_000_000_000_000}
"""Largest numbers that are accepted: months, euros."""

_AUTRES: dict[str, dict[str, Any]] = {
    "territoire": {
        "type": ["object", "null"],
        "description": "Un lieu officiel : niveau et code. Le reste est facultatif et n'est pas lu.",
        "required": ["niveau", "code"],
        "properties": {
            "niveau": {"enum": list(voc.NIVEAUX)},
            "code": {"type": "string", "description": "Code INSEE, SIREN d'un EPCI, ou FR."},
            "nom": {"type": "string"},
            "departement": {"type": ["string", "null"]},
            "region": {"type": ["string", "null"]},
            "codes_postaux": {"type": "array", "items": {"type": "string"}},
        },
    },
    "structure_existante": {"type": ["boolean", "null"]},
    "employeur": {"type": ["boolean", "null"]},
    "anciennete_mois": {
        "type": ["integer", "null"],
        "minimum": 0,
        "maximum": BORNES["anciennete_mois"],
        "description": "En mois.",
    },
    "montant_recherche": {
        "type": ["number", "null"],
        "minimum": 0,
        "maximum": BORNES["montant_recherche"],
        "description": "En euros.",
    },
    "resume": {"type": ["string", "null"], "maxLength": LONGUEUR_RESUME},
    "sans_reponse": {
        "type": ["object", "null"],
        "description": "Champ demandé et resté sans réponse, et pourquoi.",
        "propertyNames": {"enum": [champ for champ in CHAMPS if champ != "sans_reponse"]},
        "additionalProperties": {"enum": ["ne_sait_pas", "refuse"]},
    },
}


def _champ(nom: str) -> dict[str, Any]:
    if nom in CHAMPS_MULTIPLES:
        return {"type": ["array", "null"], "items": {"enum": list(CODES_PAR_CHAMP[nom])}}
    if nom in CODES_PAR_CHAMP:
        return {"enum": [*CODES_PAR_CHAMP[nom], None]}
    return _AUTRES[nom]


SCHEMA_PROFIL: dict[str, Any] = {
    "properties": {nom: _champ(nom) for nom in CHAMPS},
    "additionalProperties": False,
}
