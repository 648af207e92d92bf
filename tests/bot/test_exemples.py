"""Labels travel in the metadata of Rasa's examples."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.exemples import exemples_de, fichiers_nlu
from bot.nlu.messages import exemples_de_messages
from knowledge import vocabulaire as voc

DATA = Path(__file__).parents[2] / "data"
EVALUATION = Path(__file__).parents[1] / "evaluation"

NLU = """version: "3.1"
nlu:
- intent: decrire_projet
  examples:
  - text: "une ferme à Albi"
    metadata: {etiquete: true, besoin_social: [alimentation], lieu: "Albi"}
- intent: saluer
  examples: |
    - bonjour
"""


def test_our_reader_and_rasa_s_give_the_same_examples(tmp_path: Path) -> None:
    path = tmp_path / "nlu.yml"
    path.write_text(NLU, encoding="utf-8")
    ours = exemples_de([path])
    theirs = exemples_de_messages(load_data(str(path)).training_examples)
    assert ours == theirs
    assert ours[0].etiquete and ours[0].lieux == ("Albi",)
    assert not ours[1].etiquete


@pytest.fixture(scope="module")
def donnees() -> list:
    return exemples_de(fichiers_nlu(DATA))


def test_every_intent_has_examples_and_no_text_stands_twice(donnees: list) -> None:
    assert {e.intention for e in donnees} == set(voc.INTENTIONS)
    textes = [" ".join(e.texte.split()) for e in donnees]
    assert len(textes) == len(set(textes)) >= 3_000


def test_labels_use_the_vocabulary_and_places_stand_in_the_text(donnees: list) -> None:
    codes = {
        "besoin_social": voc.BESOINS_SOCIAUX, "besoin_appui": voc.BESOINS_APPUI, "publics": voc.PUBLICS, "stade": voc.STADES,
        "type_financement": voc.TYPES_FINANCEMENT, "type_porteur": voc.TYPES_PORTEUR,
    }  # fmt: skip
    for example in donnees:
        for champ, value in example.faits.items():
            known = codes.get(champ.removesuffix("_exclus"))
            if known:
                assert set([value] if isinstance(value, str) else value) <= set(known), example
        assert all(lieu in example.texte for lieu in example.lieux), example


def test_no_training_text_is_an_evaluation_text(donnees: list) -> None:
    evaluation = (Path(__file__).parents[1] / "evaluation").glob("*.jsonl")
    import json

    textes = {
        json.loads(line)["texte"].strip()
        for path in evaluation
        for line in path.read_text("utf-8").splitlines()
        if line
    }
    shared = {e.texte for e in donnees if len(e.texte) > 25} & textes
    assert not shared


def test_no_text_that_judges_is_taught(donnees: list) -> None:
    def seul(texte: str) -> str:
        return " ".join(re.findall(r"\w+", texte.lower()))

    enseignes = {seul(e.texte) for e in donnees}
    jeux = (EVALUATION / "messages.jsonl", EVALUATION / "triage.jsonl")
    juges = [seul(json.loads(ligne)["texte"]) for jeu in jeux for ligne in jeu.read_text("utf-8").splitlines()]
    assert len(juges) > 1_000
    assert not enseignes & set(juges)
