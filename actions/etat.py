"""The state of a conversation as the actions see it: the profile, and where the talk stands.

It lives in Rasa's slots. Field names here are slot names in ``bot/domain/slots.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from knowledge.profil import CHAMPS, Profil, Territoire, profil_depuis, profil_vers


class Etat(msgspec.Struct, frozen=True, kw_only=True):
    """The profile and the conversation's own notes.

    ``question`` is the code of the pending question; ``essais`` counts how often each was asked; ``parcours_montre`` holds
    the identifiers shown, in order, and ``profil_montre`` the profile they were chosen for.
    """

    profil: Profil = Profil()
    question: str | None = None
    choix_territoire: tuple[Territoire, ...] = ()
    essais: dict[str, int] = {}
    parcours_montre: tuple[str, ...] | None = None
    profil_montre: Profil | None = None
    changements: dict[str, Any] | None = None
    intention: dict[str, Any] | None = None
    issue: str | None = None
    suite: str | None = None
    incomprehensions: int = 0
    dernier_sujet: str | None = None
    urgence: bool = False
    confirmation: str | None = None

    @classmethod
    def depuis(cls, slots: Mapping[str, Any]) -> Etat:
        """Reads the state from the slots of a tracker."""
        notes = {nom: slots[nom] for nom in _NOTES if slots.get(nom) is not None}
        montre = notes.pop("profil_montre", None)
        return cls(
            profil=_profil(slots),
            choix_territoire=tuple(
                msgspec.convert(lieu, Territoire) for lieu in notes.pop("choix_territoire", None) or ()
            ),
            parcours_montre=None if (ids := notes.pop("parcours_montre", None)) is None else tuple(ids),
            profil_montre=profil_depuis(montre) if montre is not None else None,
            **notes,
        )

    def vers(self) -> dict[str, Any]:
        """The slots that hold this state, as plain JSON data."""
        slots = _en_slots(self.profil)
        slots.update({nom: _donnees(getattr(self, nom)) for nom in _NOTES})
        return slots

    def difference(self, avant: Etat) -> dict[str, Any]:
        """The slots whose value differs from another state. ``suite`` is always among them: it steers the dialogue."""
        ancien, nouveau = avant.vers(), self.vers()
        return {nom: valeur for nom, valeur in nouveau.items() if valeur != ancien[nom] or nom == "suite"}

    def avec(self, **champs: Any) -> Etat:
        """A copy with some fields changed."""
        return msgspec.structs.replace(self, **champs)


_NOTES = tuple(nom for nom in Etat.__struct_fields__ if nom != "profil")


def _donnees(valeur: Any) -> Any:
    # Through JSON, so that tuples become lists: Rasa wraps a tuple into a list of its own.
    return msgspec.json.decode(msgspec.json.encode(valeur))


def _profil(slots: Mapping[str, Any]) -> Profil:
    return profil_depuis({champ: slots.get(champ) for champ in CHAMPS})


def _en_slots(profil: Profil) -> dict[str, Any]:
    # An empty list and "nothing" are the same slot: Rasa keeps nothing for both.
    return {champ: valeur if valeur not in ([], {}) else None for champ, valeur in profil_vers(profil).items()}
