"""The state of a conversation as the actions see it: the profile, and where the talk stands.

It lives in Rasa's slots (``bot/domain/slots.yml``): one for each field of the profile, ``question``, ``suite``, and one
for all other notes, since every slot that changes is one more event to store and replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from knowledge.profil import CHAMPS, Profil, Territoire, profil_depuis

#: The slot that holds where the talk stands, all but the pending question and what comes next.
FIL = "fil"


class Etat(msgspec.Struct, frozen=True, kw_only=True):
    """The profile and the conversation's own notes.

    ``question`` is the code of the pending question; ``essais`` counts how often each was asked; ``parcours_montre`` holds
    the identifiers shown, in order, and ``profil_montre`` the profile they were chosen for. ``reprise``: the pending question
    was answered beside another request, so that the talk goes on after that one is served.
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
    reprise: bool = False
    confirmation: str | None = None

    @classmethod
    def depuis(cls, slots: Mapping[str, Any]) -> Etat:
        """Reads the state from the slots of a tracker."""
        fil = {nom: valeur for nom, valeur in (slots.get(FIL) or {}).items() if valeur is not None}
        return msgspec.convert(
            {**fil, "profil": _profil(slots), "question": slots.get("question"), "suite": slots.get("suite")}, cls
        )

    def vers(self) -> dict[str, Any]:
        """The slots that hold this state, as plain JSON data."""
        notes = _donnees(self)
        profil = notes.pop("profil")
        return {
            # An empty list and "nothing" are the same slot: Rasa keeps nothing for both.
            **{champ: valeur if valeur not in ([], {}) else None for champ, valeur in profil.items()},
            "question": notes.pop("question"),
            "suite": notes.pop("suite"),
            FIL: notes,
        }

    def difference(self, avant: Etat) -> dict[str, Any]:
        """The slots whose value differs from another state. ``suite`` is always among them: it steers the dialogue."""
        ancien, nouveau = avant.vers(), self.vers()
        return {nom: valeur for nom, valeur in nouveau.items() if valeur != ancien[nom] or nom == "suite"}

    def avec(self, **champs: Any) -> Etat:
        """A copy with some fields changed."""
        return msgspec.structs.replace(self, **champs)


def _donnees(valeur: Any) -> Any:
    # Through JSON, so that tuples become lists: Rasa wraps a tuple into a list of its own.
    return msgspec.json.decode(msgspec.json.encode(valeur))


def _profil(slots: Mapping[str, Any]) -> Profil:
    return profil_depuis({champ: slots.get(champ) for champ in CHAMPS})
