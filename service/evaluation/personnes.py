"""The simulated people, as they are written in YAML.

``ouverture``: what a person says first. ``reponses``: what is said to each question, ``defaut`` to the others. ``relance``:
what is said when nothing is asked and no route has come. ``imprevus``: what is slipped in after a named question, after so
many turns, or after the route (``parcours``), and what must follow. ``attendu``: what must be true in the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

PARCOURS = "parcours"
"""``apres_question`` of what is said once the route is there."""


class Effet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must follow an ``imprevu``, in the very next answer.

    ``profil``: labels of fields; ``message``: a regular expression; ``conversation_effacee`` ("permis"): the conversation
    may be gone.
    """

    question_reposee: bool = False
    message: str | None = None
    profil: dict[str, Any] = {}
    pas_de_parcours: bool = False
    intention_ok: tuple[str, ...] = ()
    conversation_effacee: Literal["permis"] | None = None


class Imprevu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something said out of turn."""

    apres_question: int | str
    texte: str
    effet: Effet = Effet()

    @property
    def viendra(self) -> bool:
        """Will its moment come in any talk? A question may never be asked; turns and the end always come."""
        return isinstance(self.apres_question, int) or self.apres_question == PARCOURS


class Interdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that must not happen; ``sens`` says why. The rules are in ``verdict``."""

    regle: Literal[
        "question", "stade", "territoire", "categorie", "id", "type_porteur", "besoin_social", "intention", "message", "montant",
        "type_financement",
    ]  # fmt: skip
    sens: str | int = ""
    code: str | None = None
    codes: tuple[str, ...] = ()
    id: str | None = None
    regex: str | None = None


class Attendu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be true at the end of the talk.

    ``profil``: labels of fields; ``si_demande``: other labels for the fields that were asked about. ``parcours``: a route
    must come (True), must not (False), or either (None). In the lists of what the route must hold, an inner list means "one
    of these". ``intentions``: turn -> intents that are right. ``avant_effacement``: judge the state before the last
    ``imprevu`` after the route, which erases it.
    """

    profil: dict[str, Any] = {}
    si_demande: dict[str, Any] = {}
    parcours: bool | None = True
    categories_attendues: tuple[str | tuple[str, ...], ...] = ()
    types_financement_attendus: tuple[str | tuple[str, ...], ...] = ()
    doit_contenir: tuple[str, ...] = ()
    messages_doivent: tuple[str, ...] = ()
    intentions: dict[int, tuple[str, ...]] = {}
    doit_demander: tuple[str, ...] = ()
    ne_doit_pas: tuple[Interdit, ...] = ()
    max_questions: int | None = None
    avant_effacement: bool = False


class Personne(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A simulated person."""

    id: str
    qui: str
    ouverture: tuple[str, ...]
    reponses: dict[str, str]
    attendu: Attendu
    relance: str = "et du coup, qu'est-ce que vous me proposez ?"
    imprevus: tuple[Imprevu, ...] = ()

    def repond(self, question: str) -> str:
        """What this person answers to a question."""
        return self.reponses.get(question) or self.reponses.get("defaut") or "je ne sais pas"


def lire_personnes(dossier: Path) -> list[Personne]:
    """Reads every file of a folder, in the order of their names.

    Raises:
        ValueError: a person that cannot be read; the message names the file, the person and the key.
    """
    return [
        _personne(fichier, donnees)
        for fichier in sorted(dossier.glob("*.yml"))
        for donnees in yaml.safe_load(fichier.read_text(encoding="utf-8"))
    ]


def _personne(fichier: Path, donnees: Mapping[str, Any]) -> Personne:
    try:
        return msgspec.convert(donnees, Personne)
    except msgspec.ValidationError as erreur:
        raise ValueError(f"{fichier.name}, {donnees.get('id')} : {erreur}") from erreur
