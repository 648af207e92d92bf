"""The Rasa component that hands over places as entities."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.reperage_lieux import CHOIX_MAX, ReperageLieux

#: Several texts that name where the writer lives, then where the project is; and the other way round.
EXEMPLES = [
    (f"{debut} {ailleurs}, {suite} {lieu}", lieu)
    for debut, suite in (("je signe depuis", "le jardin est à"), ("courrier de", "notre local ouvre à"))
    for ailleurs, lieu in (("Mens", "Rodez"), ("Tulle", "Vannes"), ("Guéret", "Lens"), ("Rodez", "Mens"))
]


@pytest.fixture(scope="module")
def composant(tmp_path_factory: pytest.TempPathFactory) -> ReperageLieux:
    """A component trained on a few texts, then loaded from what it wrote."""
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("lieux")), Resource("lieux")
    messages = [
        Message.build(texte, "decrire_projet", example_metadata={"etiquete": True, "lieu": lieu})
        for texte, lieu in EXEMPLES * 2
    ]
    ReperageLieux(storage, resource).train(TrainingData(messages))
    return ReperageLieux.load({}, storage, resource, None)


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


@pytest.mark.parametrize("texte", ["Corte 20250", "c'est à Corte (20250)", "20250 Corte"])
def test_un_nom_et_son_code_postal_sont_un_seul_lieu(composant: ReperageLieux, texte: str) -> None:
    (entite,) = entites(composant, texte)
    dits = texte[entite["start"] : entite["end"]]
    assert entite["value"]["code"] == "2B096" and "Corte" in dits and "20250" in dits


def test_deux_fois_le_meme_nom_ne_font_pas_un_long_lieu(composant: ReperageLieux) -> None:
    (entite,) = entites(composant, "un café à Corte, car à Corte il n'y en a plus")
    assert (entite["start"], entite["end"]) == (10, 15)


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


def test_among_several_places_the_choice_is_learnt(composant: ReperageLieux) -> None:
    (lieu,) = entites(composant, "courrier de Lens, notre local ouvre à Tulle")
    assert lieu["value"]["nom"] == "Tulle"
