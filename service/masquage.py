"""Masks what identifies a person before anything is stored or logged.

Telephone numbers, e-mail addresses, social-security numbers and IBANs are replaced by a word in brackets. The patterns
follow how these are written in France; amounts, postcodes and years stay.
"""

from __future__ import annotations

import re

_SEPARATEUR = r"[\s.\-\u00a0\u202f]?"
_MOTIFS = (
    ("[adresse électronique]", re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    ("[IBAN]", re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{_SEPARATEUR}[A-Z0-9]{{4}}){{3,7}}(?:{_SEPARATEUR}[A-Z0-9]{{1,4}})?\b", re.I)),
    # Sex, year, month, département (2A and 2B too), commune, order, and the key that may be left out.
    (
        "[numéro de sécurité sociale]",
        re.compile(
            rf"\b[12]{_SEPARATEUR}\d{{2}}{_SEPARATEUR}(?:0[1-9]|1[0-2]|[2-9]\d){_SEPARATEUR}(?:\d{{2}}|2[AB]){_SEPARATEUR}\d{{3}}{_SEPARATEUR}\d{{3}}"
            rf"(?:{_SEPARATEUR}\d{{2}})?\b",
            re.I,
        ),
    ),
    ("[numéro de téléphone]", re.compile(rf"(?<![\w+])(?:(?:\+|00){_SEPARATEUR}(?:33|262|508|590|594|596|687|689){_SEPARATEUR}(?:\(0\)){{0,1}}{_SEPARATEUR}[1-9]|0[1-9])(?:{_SEPARATEUR}\d{{2}}){{4}}(?!\d)")),
)  # fmt: skip


def masquer(texte: str) -> str:
    """The text with what identifies a person replaced."""
    for remplacement, motif in _MOTIFS:
        texte = motif.sub(remplacement, texte)
    return texte
