"""The sentences of the actions that tell no record: questions with their choices (``questions.yml``) and answers (``reponses.yml``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
from rasa_sdk.executor import CollectingDispatcher


class Bouton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A choice: what is shown, and the Rasa payload that it sends back (``/intention{"champ": "code"}``)."""

    title: str
    payload: str


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence, with ``{names}`` to fill in, and its choices."""

    texte: str
    boutons: tuple[Bouton, ...] = ()


@cache
def phrases() -> dict[str, Phrase]:
    """All sentences by name.

    Raises:
        msgspec.ValidationError: a sentence is not of the expected shape.
    """
    lues: dict[str, Phrase] = {}
    for chemin in sorted(Path(__file__).parent.glob("*.yml")):
        lues |= msgspec.yaml.decode(chemin.read_bytes(), type=dict[str, Phrase])
    return lues


def dire(dispatcher: CollectingDispatcher, nom: str, boutons: Sequence[dict[str, str]] = (), **valeurs: str) -> None:
    """Says a sentence, with its choices and those given.

    Raises:
        KeyError: no sentence has this name, or a value to fill in is missing.
    """
    phrase = phrases()[nom]
    choix = [*map(msgspec.structs.asdict, phrase.boutons), *boutons]
    dispatcher.utter_message(text=phrase.texte.format(**valeurs), buttons=choix)
