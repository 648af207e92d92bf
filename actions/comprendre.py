"""The first action of every turn: reads the message, merges its facts, names what comes next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aiguillage import Message, aiguiller
from actions.etat import Etat
from actions.lecture import lire
from actions.socle import ActionOrientess


class ActionComprendre(ActionOrientess):
    """Merges every fact of the message into the profile and sets ``suite``. Says nothing itself."""

    nom = "action_comprendre"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """See :func:`actions.aiguillage.aiguiller`."""
        return aiguiller(etat, message_lu(tracker.latest_message))

    def en_cas_d_erreur(self, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """The sentence is said by the rule for ``suite: erreur``."""
        return [SlotSet("suite", "erreur")]


def message_lu(dernier: dict[str, Any]) -> Message:
    """The latest message of a tracker, as the dialogue needs it."""
    intention = dernier.get("intent") or {}
    texte = dernier.get("text") or ""
    return Message(
        texte=texte,
        intention=intention.get("name") or "",
        confiance=float(intention.get("confidence") or 0.0),
        lecture=lire(dernier.get("entities") or ()),
        bouton=texte.startswith("/"),
    )
