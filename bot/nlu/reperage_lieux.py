"""Rasa component that reads the place of a project; the reading itself is in ``bot.nlu.lieux``."""

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.empreinte import empreinte
from bot.nlu.faits.choix import Choix
from bot.nlu.lieux import LecteurLieux, LectureLieux, apprendre_choix
from bot.nlu.messages import exemples_de_messages, question_posee
from knowledge.profil import Territoire
from knowledge.territoires.referentiel import empreinte_des_donnees, referentiel

#: The questions to which a bare name is an answer.
QUESTIONS = ("territoire", "territoire_choix")
CHOIX_MAX = 6
_FILE = "lieux.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ReperageLieux(EntityExtractorMixin, GraphComponent):
    """Appends ``territoire`` (the place, settled), ``territoire_choix`` (namesakes) and ``territoire_exclus`` (denied).

    Values are plain JSON: a place is ``{niveau, code, nom, departement, region}``, a choice is a list of at most
    ``CHOIX_MAX`` of them. The place was just asked when the message's ``metadata["question"]`` is one of ``QUESTIONS``.
    Which of several places is the project's is learnt from the examples whose metadata name it (``lieu``).
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, choix: Optional[Choix] = None) -> None:
        """Keeps where to write, and the reader of places with the learnt choice when there is one."""
        self._model_storage = model_storage
        self._resource = resource
        self._lecteur = LecteurLieux(referentiel(), choix)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ReperageLieux":
        """A component still to be trained, on the shared places."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ReperageLieux":
        """The trained component.

        Raises:
            ValueError: the model holds nothing trained.
        """
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE, allow_pickle=False) as arrays:
            return cls(model_storage, resource, Choix.depuis_tableaux(arrays, "lieu"))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """A hash of the code and of the data behind the component: Rasa's cache sees neither."""
        return empreinte("lieux*.py", "faits/choix.py") + empreinte_des_donnees()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the choice among places and writes it."""
        choix = apprendre_choix(exemples_de_messages(training_data.intent_examples), self._lecteur)
        self._lecteur = LecteurLieux(referentiel(), choix)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / _FILE, **choix.vers_tableaux("lieu"))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds what each message says of places to its entities."""
        for message in messages:
            texte = message.get(TEXT)
            if texte:
                lecture = self._lecteur.lire(texte, attendu=question_posee(message) in QUESTIONS)
                message.set(ENTITIES, message.get(ENTITIES, []) + self._entites(lecture), add_to_output=True)
        return messages

    def _entites(self, lecture: LectureLieux) -> List[Dict[str, Any]]:
        lues = []
        if lecture.territoire:
            lues.append(self._entite("territoire", _en_json(lecture.territoire), lecture, lecture.territoire))
        elif lecture.choix:
            valeurs = [_en_json(lieu) for lieu in lecture.choix[:CHOIX_MAX]]
            lues.append(self._entite("territoire_choix", valeurs, lecture, lecture.choix[0]))
        lues += [self._entite("territoire_exclus", _en_json(lieu), lecture, lieu) for lieu in lecture.exclus]
        return lues

    def _entite(self, nom: str, valeur: Any, lecture: LectureLieux, lieu: Territoire) -> Dict[str, Any]:
        """One entity, at the words it was read from (the whole country has none of its own: nowhere)."""
        debut, fin = lecture.etendue(lieu) or (0, 0)
        return {
            ENTITY_ATTRIBUTE_TYPE: nom,
            ENTITY_ATTRIBUTE_VALUE: valeur,
            ENTITY_ATTRIBUTE_START: debut,
            ENTITY_ATTRIBUTE_END: fin,
            "extractor": type(self).__name__,
        }


def _en_json(lieu: Territoire) -> Dict[str, Optional[str]]:
    return {
        "niveau": lieu.niveau,
        "code": lieu.code,
        "nom": lieu.nom,
        "departement": lieu.departement,
        "region": lieu.region,
    }
