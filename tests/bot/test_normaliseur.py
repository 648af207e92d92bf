"""Rasa tokens over folded French."""

from __future__ import annotations

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normaliseur import Normaliseur


def test_tokens_are_folded_and_keep_their_place_in_the_original() -> None:
    text = "Slt, L’Épicerie pr ts"
    tokens = Normaliseur(Normaliseur.get_default_config()).tokenize(Message({TEXT: text}), TEXT)
    assert [t.text for t in tokens] == ["salut", "l", "epicerie", "pour", "tous"]
    assert [text[t.start : t.end] for t in tokens] == ["Slt", "L", "Épicerie", "pr", "ts"]
