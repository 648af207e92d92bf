"""What is known of a project and of those who carry it.

The fields and their meaning are those of the HTTP contract; two are added to it, for what people say they are *not*:
``publics_exclus`` and ``type_financement_exclus``.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from knowledge import vocabulaire as voc

Niveau = Literal["commune", "epci", "departement", "region", "france"]
SansReponse = Literal["ne_sait_pas", "refuse"]


class Territoire(msgspec.Struct, frozen=True, kw_only=True):
    """An official place: level and code identify it; the rest is there for people to read.

    ``code`` is an INSEE code (commune, département, région), a SIREN (EPCI) or ``FR``.
    """

    niveau: Niveau
    code: str
    nom: str = ""
    departement: str | None = None
    region: str | None = None
    codes_postaux: tuple[str, ...] = ()

    @property
    def cle(self) -> tuple[str, str]:
        """Level and code: what makes two places the same."""
        return (self.niveau, self.code)


class Profil(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a person has said of their project. ``None`` or empty: not known (yet).

    ``sans_reponse`` tells "asked, and no answer to be had" apart from "not asked yet": field -> reason.
    ``anciennete_mois`` is in months, ``montant_recherche`` in euros.
    """

    besoin_social: tuple[str, ...] = ()
    stade: str | None = None
    territoire: Territoire | None = None
    besoin_appui: tuple[str, ...] = ()
    type_financement: tuple[str, ...] = ()
    type_financement_exclus: tuple[str, ...] = ()
    type_porteur: str | None = None
    structure_existante: bool | None = None
    employeur: bool | None = None
    anciennete_mois: int | None = None
    publics: tuple[str, ...] = ()
    publics_exclus: tuple[str, ...] = ()
    montant_recherche: float | None = None
    resume: str | None = None
    sans_reponse: dict[str, SansReponse] = {}

    def connait(self, champ: str) -> bool:
        """Is anything known for this field (a value, not the absence of an answer)?"""
        valeur = getattr(self, champ)
        return valeur is not None and valeur != ()


CHAMPS: tuple[str, ...] = Profil.__struct_fields__
#: Fields whose values are codes, with the codes they may hold.
CODES_PAR_CHAMP: dict[str, tuple[str, ...]] = {
    "besoin_social": voc.BESOINS_SOCIAUX,
    "stade": voc.STADES,
    "besoin_appui": voc.BESOINS_APPUI,
    "type_financement": voc.TYPES_FINANCEMENT,
    "type_financement_exclus": voc.TYPES_FINANCEMENT,
    "type_porteur": voc.TYPES_PORTEUR,
    "publics": voc.PUBLICS,
    "publics_exclus": voc.PUBLICS,
}
#: Fields that hold several values.
CHAMPS_MULTIPLES = (
    "besoin_social",
    "besoin_appui",
    "type_financement",
    "type_financement_exclus",
    "publics",
    "publics_exclus",
)


class ProfilInvalide(ValueError):
    """A profile that cannot be read; the message is a French sentence for the person or the caller."""


def profil_depuis(donnees: Any) -> Profil:
    """Reads a profile given as plain JSON data.

    Raises:
        ProfilInvalide: not an object, an unknown field, a value of the wrong type, an unknown code, a negative amount
            or age.
    """
    if not isinstance(donnees, dict):
        raise ProfilInvalide("Le profil doit être un objet JSON.")
    inconnus = sorted(set(donnees) - set(CHAMPS))
    if inconnus:
        raise ProfilInvalide(f"Champ inconnu dans le profil : {', '.join(inconnus)}.")
    # Null stands for "empty" wherever a list or an object is expected.
    presents = {champ: valeur for champ, valeur in donnees.items() if valeur is not None}
    try:
        profil = msgspec.convert(presents, Profil)
    except msgspec.ValidationError as erreur:
        raise ProfilInvalide(f"Le profil ne peut pas être lu : {erreur}.") from erreur
    _verifie(profil)
    return profil


def profil_vers(profil: Profil) -> dict[str, Any]:
    """The profile as plain JSON data (lists, not tuples), every field present."""
    donnees: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(profil))
    return donnees


def _verifie(profil: Profil) -> None:
    for champ, codes in CODES_PAR_CHAMP.items():
        valeur = getattr(profil, champ)
        for code in (valeur,) if isinstance(valeur, str) else valeur or ():
            if code not in codes:
                raise ProfilInvalide(
                    f"Code inconnu pour « {champ} » : « {code} ». Codes possibles : {', '.join(codes)}."
                )
    for champ in ("montant_recherche", "anciennete_mois"):
        nombre = getattr(profil, champ)
        if nombre is not None and nombre < 0:
            raise ProfilInvalide(f"« {champ} » ne peut pas être négatif.")
    for champ in profil.sans_reponse:
        if champ not in CHAMPS or champ == "sans_reponse":
            raise ProfilInvalide(f"Champ inconnu dans « sans_reponse » : « {champ} ».")


def sans_paroles(profil: Profil) -> bytes:
    """The profile written as JSON without the person's own words (``resume``): what may be kept beyond a conversation."""
    return msgspec.json.encode(msgspec.structs.replace(profil, resume=None))
