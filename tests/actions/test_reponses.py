"""Every action ends with ``suite`` as the rules left it: otherwise no rule would know how to end the turn."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.etat import Etat
from knowledge.profil import Profil

EXECUTEUR = ActionExecutor()
EXECUTEUR.register_package("actions")
SUITES = sorted(nom.removeprefix("action_") for nom in EXECUTEUR.actions if nom not in ("action_comprendre",))


@pytest.mark.parametrize(
    "profil", [Profil(), Profil(stade="idee", besoin_social=("culture",))], ids=["rien", "un projet"]
)
@pytest.mark.parametrize("suite", SUITES)
async def test_an_action_speaks_and_leaves_the_rules_where_they_were(suite, profil):
    slots = Etat(profil=profil, suite=suite).vers()
    message = {"text": "et alors ?", "intent": {"name": "hors_sujet", "confidence": 0.9}, "entities": []}
    suivi = Tracker("x", slots, message, [], False, None, {}, "action_comprendre")
    parole = CollectingDispatcher()
    evenements = await EXECUTEUR.actions[f"action_{suite}"](parole, suivi, {})
    assert parole.messages
    assert [e["value"] for e in evenements if e["name"] == "suite"] == [suite]
