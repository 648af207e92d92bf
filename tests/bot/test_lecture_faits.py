"""The component that reads facts: trained, stored, loaded, and run inside Rasa's storage."""

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
from bot.nlu.lecture_faits import LectureFaits
from bot.nlu.vecteurs import Vecteurs, cle

EXEMPLES: list[tuple[str, dict[str, Any]]] = [
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


@pytest.fixture(autouse=True)
def sans_vecteurs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One word vector is enough here: compiling the table takes ten seconds."""
    table = Vecteurs(np.array([cle("velo")], np.uint32), np.zeros(1, np.uint16), np.ones((1, 2), np.int8), 1.0)
    monkeypatch.setattr(bot.nlu.traits, "compiler", lambda: table)


@pytest.fixture
def composant(tmp_path: Path) -> LectureFaits:
    """A component trained on the examples, then loaded from what it wrote."""
    storage, resource = LocalModelStorage(tmp_path), Resource("lecture_faits")
    messages = [
        Message.build(texte, "decrire_projet", example_metadata={"etiquete": True, **faits})
        for texte, faits in EXEMPLES * 3
    ]
    LectureFaits(storage, resource).train(TrainingData(messages))
    return LectureFaits.load({}, storage, resource, None)


def _entites(composant: LectureFaits, texte: str, metadata: Any = None) -> dict[tuple[str, Any], dict[str, Any]]:
    (message,) = composant.process([Message({TEXT: texte, METADATA: metadata})])
    return {(e["entity"], e["value"]): e for e in message.get(ENTITIES)}


def test_each_fact_is_an_entity_with_the_words_it_was_read_from(composant: LectureFaits) -> None:
    texte = "Bonjour, on cherche un PRÊT de 8 000 € svp"
    entites = _entites(composant, texte)
    pret, montant = entites["type_financement", "pret"], entites["montant_recherche", 8000.0]
    assert "PRÊT" in texte[pret["start"] : pret["end"]]
    assert texte[montant["start"] : montant["end"]] == "8 000 €"
    assert {e["extractor"] for e in entites.values()} == {"LectureFaits"}
    assert all(0 <= e["confidence_entity"] <= 1 for e in entites.values())


def test_what_is_refused_is_excluded_not_wanted(composant: LectureFaits) -> None:
    entites = _entites(composant, "on cherche une subvention, surtout pas de prêt")
    assert ("type_financement_exclus", "pret") in entites
    assert ("type_financement", "pret") not in entites


def test_a_legal_holder_implies_a_structure(composant: LectureFaits) -> None:
    assert ("structure_existante", True) in _entites(composant, "on est une association")


def test_the_question_asked_makes_a_bare_number_an_answer(composant: LectureFaits) -> None:
    assert ("anciennete_mois", 24) in _entites(composant, "2 ans", {"question": "anciennete_mois"})
    assert ("anciennete_mois", 24) not in _entites(composant, "2 ans")


@pytest.mark.parametrize(("texte", "valeur"), [("non", False), ("Non, pas encore", False), ("oui oui", True)])
def test_yes_and_no_answer_the_question_asked(composant: LectureFaits, texte: str, valeur: bool) -> None:
    assert ("structure_existante", valeur) in _entites(composant, texte, {"question": "structure_existante"})
    assert not [c for c, _ in _entites(composant, texte) if c == "structure_existante"]


def test_no_idea_is_no_answer(composant: LectureFaits) -> None:
    assert not _entites(composant, "aucune idée", {"question": "employeur"})


def test_earlier_entities_are_kept_and_an_empty_text_tells_nothing(composant: LectureFaits) -> None:
    (message,) = composant.process([Message({TEXT: "", ENTITIES: [{"entity": "territoire", "value": "x"}]})])
    assert [e["entity"] for e in message.get(ENTITIES)] == ["territoire"]


def test_an_untrained_component_refuses_to_read(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        LectureFaits(LocalModelStorage(tmp_path), Resource("x")).process([Message({TEXT: "bonjour"})])
