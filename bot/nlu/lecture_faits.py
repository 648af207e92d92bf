"""Rasa component that reads the facts of a project; the reading itself is in ``bot.nlu.faits``."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.empreinte import empreinte
from bot.nlu.exemples import Exemple
from bot.nlu.faits.lecteur import LecteurFaits
from bot.nlu.messages import exemples_de_messages, lieux_lus, question_posee

_FILE = "faits.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LectureFaits(EntityExtractorMixin, GraphComponent):
    """Appends one entity a fact: ``entity`` is the field (or ``<field>_exclus``), ``value`` the code, number or truth.

    It learns from the examples whose metadata say ``etiquete: true``. At run time it takes account of the places read
    before it and of ``metadata["question"]``, the field that the conversation has just asked about.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, lecteur: Optional[LecteurFaits] = None) -> None:
        """Keeps where to write, and the trained reader when there is one."""
        self._model_storage = model_storage
        self._resource = resource
        self._lecteur = lecteur

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LectureFaits":
        """A component still to be trained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LectureFaits":
        """The trained component.

        Raises:
            ValueError: the model holds no trained reader.
        """
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LecteurFaits.lire_modele(folder / _FILE))

    @staticmethod
    def required_packages() -> List[Text]:
        """Packages whose version is part of the training fingerprint."""
        return ["sklearn", "numpy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The state of the modules behind this one, so that a change of them trains anew."""
        return empreinte("*.py", "faits/*.py", "*.yml", "lexiques/*.yml")

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on the labelled examples and writes the model."""
        exemples: List[Exemple] = exemples_de_messages(training_data.training_examples)
        self._lecteur = LecteurFaits.apprendre(exemples)
        with self._model_storage.write_to(self._resource) as folder:
            self._lecteur.ecrire(folder / _FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the facts to the entities of each message.

        Raises:
            RuntimeError: the component was never trained.
        """
        if self._lecteur is None:
            raise RuntimeError("LectureFaits has not been trained")
        for message in messages:
            text = message.get(TEXT) or ""
            facts = self._lecteur.faits(text, lieux_lus(message), question_posee(message))
            entities = [
                {"entity": f.champ, "value": f.valeur, "start": f.debut, "end": f.fin, "confidence_entity": f.confiance}
                for f in facts
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities), add_to_output=True)
        return messages
