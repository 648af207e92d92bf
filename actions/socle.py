"""What every custom action shares: it never fails in silence."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.etat import FIL, Etat

logger = logging.getLogger("orientess.actions")


class ActionOrientess(Action):
    """An action that reads the state of the conversation, speaks, and returns the changed state.

    Rasa drops the events of an action that raises and goes on without a word; here the person gets a sentence and the
    turn is marked ``issue: erreur``. What had been understood before stays.
    """

    #: Name in the domain.
    nom: str = ""

    def name(self) -> str:
        """The action's name in the domain."""
        return self.nom

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Runs the action; see :meth:`agir` for what each one does."""
        try:
            etat = Etat.depuis(tracker.slots)
            nouvel_etat = await self.agir(dispatcher, tracker, etat)
        except Exception:
            # The message itself stays out of the log: it may hold personal data.
            logger.exception("action %s", self.nom)
            dispatcher.messages.clear()
            return [
                SlotSet(FIL, {**(tracker.slots.get(FIL) or {}), "issue": "erreur"}),
                *self.en_cas_d_erreur(dispatcher),
            ]
        return [SlotSet(nom, valeur) for nom, valeur in nouvel_etat.difference(etat).items()]

    def en_cas_d_erreur(self, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """What is said, and what else is noted, when the action raised."""
        dispatcher.utter_message(response="utter_erreur")
        return []

    @abstractmethod
    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Speaks through the dispatcher and returns the state after the action."""
