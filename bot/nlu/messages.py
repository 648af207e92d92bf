"""What our components read in Rasa's messages, at training and at run time.

The ``metadata`` of a message are two different things: the labels of an example when training
(``{"example": {...}}``), and what the channel sent when running.
"""

from typing import Iterable, List, Optional, Tuple

from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.exemples import Exemple, exemple

#: Entities that name a place begin with this word.
_PLACE = ("territoire", "lieu")


def exemples_de_messages(messages: Iterable[Message]) -> List[Exemple]:
    """The examples of training messages that have a text and an intent."""
    found = []
    for message in messages:
        if message.get(TEXT) and message.get(INTENT):
            metadata = message.get(METADATA) or {}
            found.append(exemple(message.get(TEXT), message.get(INTENT), metadata.get(METADATA_EXAMPLE)))
    return found


def lieux_lus(message: Message) -> List[Tuple[int, int]]:
    """Bounds of the places that an earlier component has read in a message."""
    return [
        (int(entity["start"]), int(entity["end"]))
        for entity in message.get(ENTITIES) or []
        if str(entity.get("entity", "")).startswith(_PLACE)
        and entity.get("start") is not None
        and entity.get("end") is not None
    ]


def question_posee(message: Message) -> Optional[str]:
    """The field that the conversation has just asked about, when the channel tells."""
    metadata = message.get(METADATA)
    question = metadata.get("question") if isinstance(metadata, dict) else None
    return question if isinstance(question, str) else None
