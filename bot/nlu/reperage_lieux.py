"""Rasa component that reads the place of a project; the reading itself is in ``bot.nlu.lieux``."""

from typing import Any, Dict, List, Optional

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

from bot.nlu.empreinte import empreinte
from bot.nlu.lieux import LecteurLieux, LectureLieux
from bot.nlu.messages import question_posee
from knowledge.profil import Territoire
from knowledge.territoires.referentiel import empreinte_des_donnees, referentiel

#: The questions to which a bare name is an answer.
QUESTIONS = ("territoire", "territoire_choix")
CHOIX_MAX = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ReperageLieux(EntityExtractorMixin, GraphComponent):
    """Appends ``territoire`` (the place, settled), ``territoire_choix`` (namesakes) and ``territoire_exclus`` (denied).

    Values are plain JSON: a place is ``{niveau, code, nom, departement, region}``, a choice is a list of at most
    ``CHOIX_MAX`` of them. The place was just asked when the message's ``metadata["question"]`` is one of ``QUESTIONS``.
    """

    def __init__(self, lecteur: LecteurLieux) -> None:
        """Keeps the reader of places."""
        self._lecteur = lecteur

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ReperageLieux":
        """A component on the shared places."""
        return cls(LecteurLieux(referentiel()))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """A hash of the code and of the data behind the component: Rasa's cache sees neither."""
        return empreinte("lieux*.py") + empreinte_des_donnees()

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
        mention = next((m for m in lecture.mentions if lieu in m.candidats), None)
        return {
            ENTITY_ATTRIBUTE_TYPE: nom,
            ENTITY_ATTRIBUTE_VALUE: valeur,
            ENTITY_ATTRIBUTE_START: mention.debut if mention else 0,
            ENTITY_ATTRIBUTE_END: mention.fin if mention else 0,
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
