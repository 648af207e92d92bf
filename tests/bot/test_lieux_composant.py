"""The Rasa component that hands over places as entities."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.shared.nlu.training_data.message import Message

from bot.nlu.lieux import LecteurLieux
from bot.nlu.reperage_lieux import CHOIX_MAX, ReperageLieux
from knowledge.territoires.referentiel import referentiel


@pytest.fixture(scope="module")
def composant() -> ReperageLieux:
    return ReperageLieux(LecteurLieux(referentiel()))


def entites(composant: ReperageLieux, texte: str, **metadata: Any) -> list[dict[str, Any]]:
    message = Message(data={"text": texte, "metadata": metadata or None})
    (lu,) = composant.process([message])
    trouvees: list[dict[str, Any]] = lu.get("entities")
    json.dumps(trouvees)
    return trouvees


def test_un_lieu_regle(composant: ReperageLieux) -> None:
    assert entites(composant, "un café à Mens") == [
        {
            "entity": "territoire",
            "value": {"niveau": "commune", "code": "38226", "nom": "Mens", "departement": "38", "region": "84"},
            "start": 10,
            "end": 14,
            "extractor": "ReperageLieux",
        }
    ]


def test_des_homonymes(composant: ReperageLieux) -> None:
    (entite,) = entites(composant, "un café à Sainte-Marie")
    assert entite["entity"] == "territoire_choix"
    assert 1 < len(entite["value"]) <= CHOIX_MAX


def test_un_lieu_nie(composant: ReperageLieux) -> None:
    lues = {e["entity"]: e["value"]["code"] for e in entites(composant, "pas à Lens, à Arras")}
    assert lues == {"territoire": "62041", "territoire_exclus": "62498"}


def test_la_question_posee_rend_indulgent(composant: ReperageLieux) -> None:
    assert entites(composant, "die") == []
    for question in ("territoire", "territoire_choix"):
        assert entites(composant, "die", question=question)[0]["value"]["code"] == "26113"
    assert entites(composant, "die", question="stade") == []


def test_les_entites_deja_la_restent(composant: ReperageLieux) -> None:
    deja = {"entity": "stade", "value": "idee", "start": 0, "end": 2}
    message = Message(data={"text": "un café à Mens", "entities": [deja]})
    composant.process([message])
    assert [e["entity"] for e in message.get("entities")] == ["stade", "territoire"]


def test_un_message_sans_texte_passe(composant: ReperageLieux) -> None:
    message = Message(data={"intent": "saluer"})
    assert composant.process([message]) == [message]


def test_l_empreinte_est_stable() -> None:
    assert ReperageLieux.fingerprint_addon({}) == ReperageLieux.fingerprint_addon({})
