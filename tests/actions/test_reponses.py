"""Every action ends with ``suite`` as the rules left it: otherwise no rule would know how to end the turn."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.etat import Etat
from knowledge.profil import Profil

EXECUTEUR = ActionExecutor()
EXECUTEUR.register_package("actions")
# `action_comprendre` chooses what comes next; the shared base class has no name and is never called.
SUITES = sorted(set(EXECUTEUR.actions) - {"action_comprendre", ""})


@pytest.mark.parametrize(
    "profil", [Profil(), Profil(stade="idee", besoin_social=("culture",))], ids=["rien", "un projet"]
)
@pytest.mark.parametrize("suite", SUITES)
async def test_an_action_speaks_and_leaves_the_rules_where_they_were(suite, profil):
    slots = Etat(profil=profil, suite=suite.removeprefix("action_")).vers()
    message = {"text": "et alors ?", "intent": {"name": "hors_sujet", "confidence": 0.9}, "entities": []}
    suivi = Tracker("x", slots, message, [], False, None, {}, "action_comprendre")
    parole = CollectingDispatcher()
    evenements = await EXECUTEUR.actions[suite](parole, suivi, {})
    assert parole.messages
    assert [e["value"] for e in evenements if e["name"] == "suite"] == [suite.removeprefix("action_")]


async def test_distress_read_in_doubt_gets_the_numbers_before_the_talk_goes_on():
    etat = Etat(profil=Profil(stade="idee"), suite="poursuivre", intention={"nom": "urgence_sociale", "confiance": 0.5})
    suivi = Tracker("x", etat.vers(), {"text": "…"}, [], False, None, {}, "action_comprendre")
    parole = CollectingDispatcher()
    await EXECUTEUR.actions["action_poursuivre"](parole, suivi, {})
    numeros, suite = parole.messages[0]["text"], parole.messages[1:]
    assert all(numero in numeros for numero in ("112", "115", "119", "3114", "3919")) and suite
