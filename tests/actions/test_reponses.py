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


async def _poursuivi(confiance):
    etat = Etat(
        profil=Profil(stade="idee"), suite="poursuivre", intention={"nom": "urgence_sociale", "confiance": confiance}
    )
    suivi = Tracker("x", etat.vers(), {"text": "…"}, [], False, None, {}, "action_comprendre")
    parole = CollectingDispatcher()
    await EXECUTEUR.actions["action_poursuivre"](parole, suivi, {})
    return [m["text"] for m in parole.messages]


async def test_distress_read_in_doubt_gets_the_numbers_before_the_talk_goes_on():
    numeros, *suite = await _poursuivi(0.5)
    assert all(numero in numeros for numero in ("112", "115", "119", "3114", "3919")) and suite


async def test_what_is_not_understood_is_no_distress():
    assert not any("3114" in texte for texte in await _poursuivi(0.25))


async def test_what_is_nearest_asks_for_the_place_first():
    profil = Profil(stade="idee", besoin_social=("culture",))
    etat = Etat(profil=profil, suite="extraire", parcours_montre=("a",))
    message = {"text": "plus près ?", "intent": {}, "entities": [{"entity": "demande", "value": "plus_pres"}]}
    suivi = Tracker("x", etat.vers(), message, [], False, None, {}, "action_comprendre")
    evenements = await EXECUTEUR.actions["action_extraire"](CollectingDispatcher(), suivi, {})
    assert {e["name"]: e["value"] for e in evenements}["question"] == "territoire"


async def test_anger_at_a_long_route_gets_an_apology_and_what_to_begin_with():
    etat = Etat(profil=Profil(stade="idee", besoin_social=("culture",)), suite="extraire", parcours_montre=("a",))
    message = {
        "text": "c'est beaucoup trop long !",
        "intent": {"name": "mecontent", "confidence": 0.9},
        "entities": [{"entity": "demande", "value": "premiers_pas"}],
    }
    suivi, parole = Tracker("x", etat.vers(), message, [], False, None, {}, "action_comprendre"), CollectingDispatcher()
    await EXECUTEUR.actions["action_extraire"](parole, suivi, {})
    assert "désolé" in parole.messages[0]["text"] and parole.messages[-1]["text"].startswith("•")
