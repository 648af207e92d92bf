"""The intent classifier: trained, stored, loaded, honest about the question that was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.nlu.traits
from bot.nlu.classeur_intentions import ClasseurIntentions
from bot.nlu.vecteurs import Vecteurs, cle

EXEMPLES = {
    "saluer": ["bonjour", "bonsoir à tous", "salut", "coucou"],
    "refuser": ["non", "non merci", "pas besoin", "ça ne m'intéresse pas"],
    "decrire_projet": [
        "on monte un jardin partagé",
        "mon projet est une crèche",
        "notre garage existe",
        "une ferme à Albi",
    ],
    "demander_contact": ["qui appeler ?", "à qui s'adresser ?", "avez-vous un contact ?", "qui contacter ?"],
}


@pytest.fixture(autouse=True)
def sans_vecteurs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One word vector is enough here: compiling the table takes ten seconds."""
    table = Vecteurs(np.array([cle("velo")], np.uint32), np.zeros(1, np.uint16), np.ones((1, 2), np.int8), 1.0)
    monkeypatch.setattr(bot.nlu.traits, "compiler", lambda: table)


@pytest.fixture
def composant(tmp_path: Path) -> ClasseurIntentions:
    """A component trained on the examples, then loaded from what it wrote."""
    config = ClasseurIntentions.get_default_config()
    storage, resource = LocalModelStorage(tmp_path), Resource("intentions")
    messages = [Message.build(texte, intention) for intention, textes in EXEMPLES.items() for texte in textes * 8]
    ClasseurIntentions(config, storage, resource).train(TrainingData(messages))
    return ClasseurIntentions.load(config, storage, resource, None)


def _lu(composant: ClasseurIntentions, texte: str, **data: Any) -> Message:
    (message,) = composant.process([Message({TEXT: texte, **data})])
    return message


def test_intent_and_ranking_are_set_with_probabilities(composant: ClasseurIntentions) -> None:
    message = _lu(composant, "qui contacter svp ?")
    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0]
    assert ranking[0]["name"] == "demander_contact"
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1)


def test_a_request_wins_over_the_description_around_it(composant: ClasseurIntentions) -> None:
    texte = "On monte un jardin partagé. Mon projet est une ferme. Notre garage existe. Qui contacter ? Une crèche."
    assert _lu(composant, texte).get("intent")["name"] == "demander_contact"


def test_a_no_that_answers_the_question_describes_the_project(composant: ClasseurIntentions) -> None:
    facts = [{"entity": "structure_existante", "value": False, "start": 0, "end": 3}]
    assert _lu(composant, "non").get("intent")["name"] == "refuser"
    answered = _lu(composant, "non", **{ENTITIES: facts, METADATA: {"question": "structure_existante"}})
    assert answered.get("intent")["name"] == "decrire_projet"


def test_a_place_read_earlier_hides_its_name(composant: ClasseurIntentions) -> None:
    place = [{"entity": "territoire", "value": {}, "start": 10, "end": 18}]
    named = _lu(composant, "une ferme Coucouli", **{ENTITIES: place}).get("intent")
    assert named["name"] == "decrire_projet"


def test_an_untrained_component_refuses_to_classify(tmp_path: Path) -> None:
    component = ClasseurIntentions(ClasseurIntentions.get_default_config(), LocalModelStorage(tmp_path), Resource("x"))
    with pytest.raises(RuntimeError):
        component.process([Message({TEXT: "bonjour"})])
