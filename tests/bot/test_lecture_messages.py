"""The component that reads messages: trained, stored, loaded, and honest about the question that was asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.nlu.traits
from bot.nlu.lecture_messages import LectureMessages
from bot.nlu.vecteurs import Vecteurs

INTENTIONS = {
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
FAITS: list[tuple[str, dict[str, Any]]] = [
    ("on cherche une subvention pour le jardin", {"type_financement": ["subvention"], "besoin_appui": ["financement"]}),
    ("il nous faut une subvention de 5000 euros", {"type_financement": ["subvention"], "besoin_appui": ["financement"], "montant_recherche": 5000}),
    ("nous voulons un prêt de 8000 euros", {"type_financement": ["pret"], "besoin_appui": ["financement"], "montant_recherche": 8000}),
    ("je cherche un prêt pour le garage", {"type_financement": ["pret"], "besoin_appui": ["financement"]}),
    ("notre budget est de 9000 euros", {}),
    ("le loyer est de 700 euros", {}),
    ("notre association existe", {"type_porteur": "association", "structure_existante": True}),
    ("on est une association", {"type_porteur": "association", "structure_existante": True}),
    ("nous sommes une coopérative", {"type_porteur": "cooperative", "structure_existante": True}),
    ("bonjour", {}),
    ("merci beaucoup", {}),
    ("un jardin partagé", {"besoin_social": ["alimentation"]}),
    ("un garage solidaire", {"besoin_social": ["mobilite"]}),
]  # fmt: skip


def _appris(dossier: Path, messages: Iterable[Message], table: Vecteurs) -> LectureMessages:
    """A component trained on the messages, then loaded from what it wrote."""
    config = LectureMessages.get_default_config()
    storage, resource = LocalModelStorage(dossier), Resource("lecture_messages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.nlu.traits, "compiler", lambda: table)
        LectureMessages(config, storage, resource).train(TrainingData(list(messages)))
    return LectureMessages.load(config, storage, resource, None)


def _messages() -> list[Message]:
    return [Message.build(texte, intention) for intention, textes in INTENTIONS.items() for texte in textes * 8]


@pytest.fixture(scope="module")
def composant(tmp_path_factory: pytest.TempPathFactory, un_vecteur: Vecteurs) -> LectureMessages:
    """Trained on examples of intents, and on labelled examples of facts."""
    labelled = [
        Message.build(
            texte, "saluer" if texte == "bonjour" else "decrire_projet", example_metadata={"etiquete": True, **faits}
        )
        for texte, faits in FAITS * 3
    ]
    return _appris(tmp_path_factory.mktemp("modele"), [*_messages(), *labelled], un_vecteur)


def _lu(composant: LectureMessages, texte: str, **data: Any) -> Message:
    (message,) = composant.process([Message({TEXT: texte, **data})])
    return message


def _intention(composant: LectureMessages, texte: str, **data: Any) -> str:
    return _lu(composant, texte, **data).get("intent")["name"]


def _entites(composant: LectureMessages, texte: str, metadata: Any = None) -> dict[tuple[str, Any], dict[str, Any]]:
    message = _lu(composant, texte, **{METADATA: metadata})
    return {(e["entity"], e["value"]): e for e in message.get(ENTITIES)}


# ---------------------------------------------------------------- what a message wants
def test_intent_and_ranking_are_set_with_probabilities(composant: LectureMessages) -> None:
    message = _lu(composant, "qui contacter svp ?")
    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0]
    assert ranking[0]["name"] == "demander_contact"
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1)


def test_a_request_wins_over_the_description_around_it(composant: LectureMessages) -> None:
    texte = "On monte un jardin partagé. Mon projet est une ferme. Notre garage existe. Qui contacter ? Une crèche."
    assert _intention(composant, texte) == "demander_contact"


def test_a_no_that_answers_the_question_describes_the_project(composant: LectureMessages) -> None:
    assert _intention(composant, "non") == "refuser"
    assert _intention(composant, "non", **{METADATA: {"question": "structure_existante"}}) == "decrire_projet"


def test_an_answer_read_by_an_earlier_component_describes_the_project(composant: LectureMessages) -> None:
    place = [{"entity": "territoire", "value": {}, "start": 9, "end": 13}]
    assert _intention(composant, "Bonsoir, Albi", **{ENTITIES: place}) == "saluer"
    answered = {ENTITIES: place, METADATA: {"question": "territoire"}}
    assert _intention(composant, "Bonsoir, Albi", **answered) == "decrire_projet"


def test_a_place_read_earlier_hides_its_name(composant: LectureMessages) -> None:
    def ranking(texte: str) -> Any:
        place = {"entity": "territoire", "value": {}, "start": texte.rindex(" ") + 1, "end": len(texte)}
        return _lu(composant, texte, **{ENTITIES: [place]}).get("intent_ranking")

    assert ranking("une ferme Coucouli")[0]["name"] == "decrire_projet"
    assert ranking("une ferme Coucouli") == ranking("une ferme Albi")


# ---------------------------------------------------------------- what it tells
def test_each_fact_is_an_entity_with_the_words_it_was_read_from(composant: LectureMessages) -> None:
    texte = "Bonjour, on cherche un PRÊT de 8 000 € svp"
    entites = _entites(composant, texte)
    pret, montant = entites["type_financement", "pret"], entites["montant_recherche", 8000.0]
    assert "PRÊT" in texte[pret["start"] : pret["end"]]
    assert texte[montant["start"] : montant["end"]] == "8 000 €"
    assert {e["extractor"] for e in entites.values()} == {"LectureMessages"}
    assert all(0 <= e["confidence_entity"] <= 1 for e in entites.values())


def test_what_is_refused_is_excluded_not_wanted(composant: LectureMessages) -> None:
    entites = _entites(composant, "on cherche une subvention, surtout pas de prêt")
    assert ("type_financement_exclus", "pret") in entites
    assert ("type_financement", "pret") not in entites


def test_a_legal_holder_implies_a_structure(composant: LectureMessages) -> None:
    assert ("structure_existante", True) in _entites(composant, "on est une association")


def test_the_question_asked_makes_a_bare_number_an_answer(composant: LectureMessages) -> None:
    assert ("anciennete_mois", 24) in _entites(composant, "2 ans", {"question": "anciennete_mois"})
    assert ("anciennete_mois", 24) not in _entites(composant, "2 ans")


@pytest.mark.parametrize(("texte", "valeur"), [("non", False), ("Non, pas encore", False), ("oui oui", True)])
def test_yes_and_no_answer_the_question_asked(composant: LectureMessages, texte: str, valeur: bool) -> None:
    assert ("structure_existante", valeur) in _entites(composant, texte, {"question": "structure_existante"})
    assert not [c for c, _ in _entites(composant, texte) if c == "structure_existante"]


def test_no_idea_is_no_answer(composant: LectureMessages) -> None:
    assert not _entites(composant, "aucune idée", {"question": "employeur"})


def test_earlier_entities_are_kept_and_an_empty_text_tells_nothing(composant: LectureMessages) -> None:
    message = _lu(composant, "", **{ENTITIES: [{"entity": "territoire", "value": "x"}]})
    assert [e["entity"] for e in message.get(ENTITIES)] == ["territoire"]


# ---------------------------------------------------------------- how it is trained
def test_without_labelled_examples_intents_are_read_all_the_same(tmp_path: Path, un_vecteur: Vecteurs) -> None:
    component = _appris(tmp_path, _messages(), un_vecteur)
    assert _intention(component, "qui contacter svp ?") == "demander_contact"
    assert not _entites(component, "on cherche une subvention")


def test_an_untrained_component_refuses_to_read(tmp_path: Path) -> None:
    component = LectureMessages(LectureMessages.get_default_config(), LocalModelStorage(tmp_path), Resource("x"))
    with pytest.raises(RuntimeError):
        component.process([Message({TEXT: "bonjour"})])


def test_rasa_can_tell_whether_to_train_it_anew() -> None:
    assert calculate_fingerprint_key(LectureMessages, LectureMessages.get_default_config(), {})


@pytest.mark.parametrize(
    ("texte", "montant"),
    [
        ("rectif, pas 5 000 euros, 8 000 euros", 8000.0),
        ("ce n'est pas 5000 mais 9000 euros", 9000.0),
        ("100 000 euros c'est trop, mettez plutôt 30 000 euros", 30000.0),
    ],
)
def test_the_sum_given_in_place_of_another_is_the_one(composant: LectureMessages, texte: str, montant: float) -> None:
    assert ("montant_recherche", montant) in _entites(composant, texte)


@pytest.mark.parametrize(
    ("texte", "aide"),
    [
        ("plus besoin de local", "local"),
        ("pour le local c'est réglé, ma tante nous prête sa grange", "local"),
        ("finalement laissez tomber l'argent", "financement"),
    ],
)
def test_help_that_is_wanted_no_more_is_excluded(composant: LectureMessages, texte: str, aide: str) -> None:
    assert ("besoin_appui_exclus", aide) in _entites(composant, texte)


@pytest.mark.parametrize(("texte", "stade"), [("deux ans", "creation"), ("8 ans", "developpement")])
def test_a_length_of_time_answers_the_question_about_the_stage(
    composant: LectureMessages, texte: str, stade: str
) -> None:
    assert ("stade", stade) in _entites(composant, texte, {"question": "stade"})
    assert not [c for c, _ in _entites(composant, texte) if c == "stade"]
