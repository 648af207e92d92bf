"""Rasa component that says what a message wants; the classifier itself is in ``bot.nlu.intentions``."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.empreinte import empreinte
from bot.nlu.intentions import ModeleIntentions, reponse_a_la_question
from bot.nlu.messages import exemples_de_messages, lieux_lus, question_posee

_FILE = "intentions.npz"
_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ClasseurIntentions(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` (the five best), with calibrated probabilities.

    At run time it takes account of the places and facts read before it and of ``metadata["question"]``, the field that
    the conversation has just asked about.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        modele: Optional[ModeleIntentions] = None,
    ) -> None:
        """Keeps the settings, where to write, and the trained classifier when there is one."""
        self._length = int(config["ranking_length"])
        self._model_storage = model_storage
        self._resource = resource
        self._modele = modele

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """``ranking_length``: how many intents to report."""
        return {"ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ClasseurIntentions":
        """A component still to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ClasseurIntentions":
        """The trained component.

        Raises:
            ValueError: the model holds no trained classifier.
        """
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, ModeleIntentions.lire(folder / _FILE))

    @staticmethod
    def required_packages() -> List[Text]:
        """Packages whose version is part of the training fingerprint."""
        return ["sklearn", "numpy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The state of the modules behind this one, so that a change of them trains anew."""
        return empreinte("*.py", "faits/*.py", "*.yml", "lexiques/*.yml")

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on every example that has an intent and writes the model."""
        self._modele = ModeleIntentions.apprendre(exemples_de_messages(training_data.intent_examples))
        with self._model_storage.write_to(self._resource) as folder:
            self._modele.ecrire(folder / _FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent of each message.

        Raises:
            RuntimeError: the component was never trained.
        """
        if self._modele is None:
            raise RuntimeError("ClasseurIntentions has not been trained")
        for message in messages:
            text = message.get(TEXT) or ""
            ranking = self._modele.classer(text, lieux_lus(message))
            fields = [str(entity["entity"]) for entity in message.get(ENTITIES) or [] if entity.get("entity")]
            ranking = reponse_a_la_question(ranking, text, question_posee(message), fields)
            listed = [{"name": name, "confidence": probability} for name, probability in ranking.rangs[: self._length]]
            message.set(INTENT, dict(listed[0]), add_to_output=True)
            message.set(_RANKING, listed, add_to_output=True)
        return messages
