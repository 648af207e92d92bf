"""The bodies of the public HTTP contract, as types: what is decoded, what is answered, what OpenAPI describes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from knowledge.differences import Changements
from knowledge.parcours import Parcours
from knowledge.profil import Profil
from service.schema_profil import SCHEMA_PROFIL

#: Read by ``knowledge.profil``, which says in French what does not suit; here it is described.
ProfilRecu = Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=SCHEMA_PROFIL)]
Issue = Literal["compris", "clarification", "reponse", "repli", "hors_sujet", "transmis", "erreur"]


class NouvelleConversation(msgspec.Struct, frozen=True):
    """``POST /api/conversations``; ``profil`` is what is known before the first word (the place of a site, say)."""

    canal: str | None = None
    profil: ProfilRecu | None = None


class NouveauMessage(msgspec.Struct, frozen=True):
    """``POST /api/conversations/{id}/messages``: the person's words, or the ``charge`` of a button, word for word."""

    texte: str


class ProfilCorrige(msgspec.Struct, frozen=True):
    """``PUT /api/conversations/{id}/profil``: the whole profile; a field that is absent or empty is emptied."""

    profil: ProfilRecu


class TexteALire(msgspec.Struct, frozen=True):
    """``POST /api/comprendre``."""

    texte: str


class DemandeParcours(msgspec.Struct, frozen=True):
    """``POST /api/parcours``: a profile, every field optional."""

    profil: ProfilRecu


class Bouton(msgspec.Struct, frozen=True):
    """A suggested answer: what is shown, and what is sent back."""

    titre: str
    charge: str


class Message(msgspec.Struct, frozen=True, omit_defaults=False):
    """One message of the assistant; ``dispositifs`` are the records it tells of."""

    texte: str
    boutons: tuple[Bouton, ...] = ()
    dispositifs: tuple[str, ...] = ()


class Intention(msgspec.Struct, frozen=True):
    """What the message was taken for, and how sure that is (0 to 1)."""

    nom: str
    confiance: float


class Conversation(msgspec.Struct, frozen=True):
    """A new conversation: the token is given this once."""

    id: str
    jeton: str
    messages: tuple[Message, ...]


class Tour(msgspec.Struct, frozen=True):
    """What one message of a person led to."""

    messages: tuple[Message, ...]
    intention: Intention
    issue: Issue
    question: str | None
    profil: Profil
    parcours: Parcours | None
    changements: Changements | None


class Echange(msgspec.Struct, frozen=True):
    """One line of the history; ``instant`` in seconds since the epoch."""

    auteur: Literal["personne", "assistant"]
    texte: str
    instant: float | None
    boutons: tuple[Bouton, ...] = ()
    dispositifs: tuple[str, ...] = ()


class EtatConversation(msgspec.Struct, frozen=True):
    """``GET /api/conversations/{id}``."""

    profil: Profil
    parcours: Parcours | None
    historique: tuple[Echange, ...]
    question: str | None = None


class Passage(msgspec.Struct, frozen=True):
    """The words a field was read from, with their offsets in the text."""

    debut: int
    fin: int
    texte: str


class Comprehension(msgspec.Struct, frozen=True):
    """``POST /api/comprendre``: what one text says."""

    intention: Intention
    profil: Profil
    preuves: dict[str, tuple[Passage, ...]]


class Sante(msgspec.Struct, frozen=True):
    """Whether the service lives, or is ready."""

    statut: Literal["ok", "demarrage"]
