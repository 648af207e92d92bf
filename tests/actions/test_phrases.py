"""The sentences of the actions: complete, and with buttons that the assistant can read."""

import re
from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions.phrases import dire, phrases
from knowledge import vocabulaire
from knowledge.profil import CHAMPS

CODE = "\n".join(p.read_text() for p in Path("actions").glob("*.py"))
CODES = {
    "stade": vocabulaire.STADES,
    "besoin_social": vocabulaire.BESOINS_SOCIAUX,
    "besoin_appui": vocabulaire.BESOINS_APPUI,
    "type_financement": vocabulaire.TYPES_FINANCEMENT,
    "type_porteur": vocabulaire.TYPES_PORTEUR,
    "publics": vocabulaire.PUBLICS,
}
BOUTONS = sorted({b.payload for phrase in phrases().values() for b in phrase.boutons})


@pytest.mark.parametrize("question", [c for c in CHAMPS if f"demander_{c}" in phrases()] + ["territoire_choix"])
def test_every_question_can_be_asked_twice_in_other_words(question):
    assert phrases()[f"demander_{question}"].texte != phrases()[f"demander_{question}_autrement"].texte


def test_every_sentence_is_said_and_every_sentence_said_exists():
    dites = set(re.findall(r'"([a-z_]+)"', CODE))
    ecrites = {nom for nom in phrases() if not nom.startswith("demander_")}
    assert ecrites <= dites
    assert set(re.findall(r'dire\(dispatcher, "(\w+)"', CODE)) <= ecrites


@pytest.mark.parametrize("payload", BOUTONS)
def test_every_button_names_an_intent_and_known_codes(payload):
    intention, _, faits = payload.removeprefix("/").partition("{")
    assert intention in vocabulaire.INTENTIONS
    for champ, valeur in yaml.safe_load("{" + faits if faits else "{}").items():
        assert champ in (*CHAMPS, "demande", "sans_reponse")
        assert valeur in CODES.get(champ, {valeur})


def test_values_are_filled_in_and_choices_added():
    repartiteur = CollectingDispatcher()
    dire(repartiteur, "hors_sujet_porte", [{"title": "Suite", "payload": "/capacites"}], porte="Voyez la mairie.")
    message = repartiteur.messages[0]
    assert message["text"].endswith("Voyez la mairie.") and message["buttons"][-1]["title"] == "Suite"
