"""What a label expects of a field of the profile, and how a value that was read is judged.

A label is ``{field: value, field_ok: [other acceptable values]}``; a field that holds several values may be written
``{attendu, ok, un_de}``. Values are compared as sets: codes, numbers, booleans, or ``(niveau, code)`` for a place. ``None``
among the acceptable values means that silence is acceptable. A field without a label is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

LISTES = ("besoin_social", "besoin_appui", "type_financement", "publics")
CHAMPS = (
    *LISTES,
    "stade",
    "territoire",
    "type_porteur",
    "structure_existante",
    "employeur",
    "anciennete_mois",
    "montant_recherche",
)
"""The fields that labels speak of."""
_TOLERANCE_MONTANT = 0.01

Valeurs = frozenset[Any]
"""The values of one field: none, one, or several."""


class Jugement(NamedTuple):
    """Right values, values too many, values missing."""

    vp: int
    fp: int
    fn: int

    @property
    def exact(self) -> bool:
        """Is the field right as a whole?"""
        return not self.fp and not self.fn


class Attente(msgspec.Struct, frozen=True, kw_only=True):
    """The expectation on one field: all of ``attendu``, one of ``un_de``, and nothing else but ``ok``."""

    champ: str
    attendu: Valeurs = frozenset()
    un_de: Valeurs = frozenset()
    ok: Valeurs = frozenset()

    def juger(self, lu: Valeurs) -> Jugement:
        """Judges what was read. Values of ``ok`` count neither for nor against, except as a whole value of a single field."""
        if self.champ in LISTES:
            return Jugement(
                vp=len(lu & self.attendu) + bool(lu & self.un_de - self.attendu),
                fp=len(self._en_trop(lu)),
                fn=len(self.attendu - lu) + self._manque_un_de(lu),
            )
        lu = self._a_peu_pres(lu)
        if lu == self.attendu or (lu or {None}) <= self.ok:
            return Jugement(vp=len(lu), fp=0, fn=0)
        return Jugement(vp=0, fp=len(lu), fn=len(self.attendu))

    def confusions(self, lu: Valeurs) -> list[str]:
        """What is wrong, in words that can be counted; empty when the field is right."""
        if self.juger(lu).exact:
            return []
        if self.champ not in LISTES:
            return [f"{en_mots(self.attendu)} → {en_mots(lu)}"]
        return [
            *(f"manque {code}" for code in sorted(self.attendu - lu)),
            *([f"manque l'un de {en_mots(self.un_de)}"] if self._manque_un_de(lu) else []),
            *(f"en trop {code}" for code in sorted(self._en_trop(lu))),
        ]

    def _en_trop(self, lu: Valeurs) -> Valeurs:
        return lu - self.attendu - self.un_de - self.ok

    def _manque_un_de(self, lu: Valeurs) -> bool:
        return bool(self.un_de) and not lu & self.un_de

    def _a_peu_pres(self, lu: Valeurs) -> Valeurs:
        """An amount that is close to an acceptable one stands for it."""
        if self.champ != "montant_recherche":
            return lu
        acceptables = [m for m in (*self.attendu, *self.ok) if m is not None]
        return frozenset(
            next((m for m in acceptables if abs(m - montant) <= _TOLERANCE_MONTANT * max(abs(m), 1)), montant)
            for montant in lu
        )


def attente(etiquettes: Mapping[str, Any], champ: str) -> Attente | None:
    """The expectation of labels on a field; None when they do not judge it."""
    if champ not in etiquettes and f"{champ}_ok" not in etiquettes:
        return None
    valeur, ok, un_de = etiquettes.get(champ), list(etiquettes.get(f"{champ}_ok") or ()), ()
    if isinstance(valeur, Mapping) and valeur.keys() & {"attendu", "ok", "un_de"}:
        ok += valeur.get("ok") or ()
        un_de, valeur = valeur.get("un_de") or (), valeur.get("attendu")
    if champ == "territoire" and etiquettes.get("ambigu"):
        ok.append(None)
    return Attente(
        champ=champ,
        attendu=valeurs(champ, valeur),
        un_de=frozenset(un_de),
        ok=frozenset(_comparable(champ, v) for v in ok),
    )


def attentes(etiquettes: Mapping[str, Any]) -> list[Attente]:
    """The expectations of labels, field by field."""
    return [trouvee for champ in CHAMPS if (trouvee := attente(etiquettes, champ))]


def valeurs(champ: str, brut: Any) -> Valeurs:
    """A value of a profile or of a label, made comparable."""
    if brut is None:
        return frozenset()
    return frozenset(_comparable(champ, v) for v in (brut if champ in LISTES else (brut,)))


def valeurs_lues(profil: Mapping[str, Any] | None, champ: str) -> Valeurs:
    """What a profile of the API holds for a field."""
    return valeurs(champ, (profil or {}).get(champ))


def _comparable(champ: str, valeur: Any) -> Any:
    return lieu(valeur) if champ == "territoire" else valeur


def lieu(brut: Any) -> tuple[str, str] | None:
    """Level and code of a place, written as an object or as ``niveau:code``."""
    if brut is None:
        return None
    if isinstance(brut, str):
        niveau, _, code = brut.partition(":")
        return niveau, code
    return str(brut["niveau"]), str(brut["code"])


def en_mots(lues: Iterable[Any]) -> str:
    """Values as one reads them: ``a/b``, ``commune:42218``, ``vide``."""
    return "/".join(sorted(map(_en_mot, lues))) or "vide"


def _en_mot(valeur: Any) -> str:
    if valeur is None:
        return "vide"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        return f"{valeur:g}"
    return ":".join(valeur) if isinstance(valeur, tuple) else str(valeur)
