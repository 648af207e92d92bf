"""Rasa component: what a message talks about (records by name, a rank, a request about the conversation, a door)."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.sujets import lecteur_sujets


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ReperageSujets(GraphComponent, EntityExtractorMixin):
    """Adds the entities ``sujet``, ``rang``, ``demande``, ``sans_reponse`` and ``porte``; reads the product's records."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ReperageSujets":
        """Rasa's constructor; nothing is configured."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Appends to the entities of each message."""
        for message in messages:
            texte = message.get(TEXT) or ""
            nouvelles = [
                {
                    "entity": mention.entite,
                    "value": mention.valeur,
                    "start": mention.debut,
                    "end": mention.fin,
                    "extractor": type(self).__name__,
                }
                for mention in lecteur_sujets().lire(texte)
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *nouvelles], add_to_output=True)
        return messages
