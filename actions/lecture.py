"""From the entities of one message to what it says of the project.

Entities come from the components of ``bot/nlu`` or from the payload of a button; both carry the profile's field names.
``<field>_exclus`` holds what is said *not* to be the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from knowledge.profil import CHAMPS_MULTIPLES, CODES_PAR_CHAMP, Profil, Territoire
from knowledge.territoires.referentiel import LieuInconnu, referentiel

_BOOLEENS = ("structure_existante", "employeur")
_NOMBRES = ("anciennete_mois", "montant_recherche")
#: Fields that a message may fill, besides the place.
CHAMPS_LUS = (
    "besoin_social",
    "stade",
    "besoin_appui",
    "type_financement",
    "type_porteur",
    "structure_existante",
    "employeur",
    "anciennete_mois",
    "publics",
    "montant_recherche",
)
#: Below this confidence, a fact is read in doubt.
_SUR = 0.75
#: A legal form that exists makes a structure that exists (contract, ``structure_existante``).
_FORMES_EXISTANTES = ("association", "cooperative", "entreprise", "collectivite")


class Preuve(msgspec.Struct, frozen=True):
    """The words a field was read from: offsets in the message."""

    debut: int
    fin: int


class Sujet(msgspec.Struct, frozen=True):
    """A record that the message names: its kind (dispositif, definition…) and identifier."""

    genre: str
    id: str


class Lecture(msgspec.Struct, frozen=True, kw_only=True):
    """What one message says.

    ``valeurs``: field -> code, number, boolean, or tuple of codes for the fields that hold several. ``exclus``: field ->
    codes that are denied. ``choix``: the places meant by an ambiguous name, most likely first. ``demande``: what is asked
    about the conversation itself (``pourquoi_question``, ``pourquoi_pas``, ``detail``, ``effacer``…). ``sans_reponse``:
    words that answer nothing (``aucun``, "none of these"; ``refuse``; ``ne_sait_pas``). ``incertains``: fields of ``valeurs``
    that were read in doubt.
    """

    valeurs: dict[str, Any] = {}
    exclus: dict[str, tuple[str, ...]] = {}
    territoire: Territoire | None = None
    choix: tuple[Territoire, ...] = ()
    territoires_exclus: tuple[Territoire, ...] = ()
    sujets: tuple[Sujet, ...] = ()
    rang: int | None = None
    demande: str | None = None
    porte: str | None = None
    sans_reponse: str | None = None
    preuves: dict[str, tuple[Preuve, ...]] = {}
    incertains: frozenset[str] = frozenset()

    def dit(self, champ: str) -> bool:
        """Does the message give a value for this field of the profile?"""
        return self.territoire is not None if champ == "territoire" else champ in self.valeurs

    @property
    def porte_un_fait(self) -> bool:
        """Does the message say anything at all about the project?"""
        return bool(self.valeurs or self.exclus or self.territoire or self.choix or self.territoires_exclus)


def lire(entites: Iterable[Mapping[str, Any]]) -> Lecture:
    """Gathers the entities of one message. Values that are no code of the vocabulary are dropped."""
    valeurs: dict[str, Any] = {}
    exclus: dict[str, tuple[str, ...]] = {}
    reste: dict[str, Any] = {}
    territoires_exclus: list[Territoire] = []
    sujets: list[Sujet] = []
    preuves: dict[str, tuple[Preuve, ...]] = {}
    incertains: set[str] = set()
    for entite in entites:
        nom, brut = entite["entity"], entite["value"]
        champ = nom.removesuffix("_exclus")
        if champ in CHAMPS_LUS:
            valeur = _valeur(champ, brut)
            if valeur is None:
                continue
            if nom != champ:
                exclus[champ] = _ajoute(exclus.get(champ, ()), valeur)
            elif champ in CHAMPS_MULTIPLES:
                valeurs[champ] = _ajoute(valeurs.get(champ, ()), valeur)
            else:
                valeurs.setdefault(champ, valeur)
                if entite.get("confidence_entity", 1.0) < _SUR:
                    incertains.add(champ)
        elif nom == "territoire":
            reste.setdefault("territoire", _lieu(brut))
        elif nom == "territoire_choix":
            reste.setdefault("choix", tuple(lieu for brut_lieu in brut if (lieu := _lieu(brut_lieu))))
        elif nom == "territoire_exclus":
            territoires_exclus.extend(lieu for lieu in [_lieu(brut)] if lieu)
        elif nom == "sujet":
            sujets.append(Sujet(genre=brut["genre"], id=brut["id"]))
        elif nom == "sans_reponse":
            reste.setdefault("sans_reponse", str(brut))
        elif nom == "rang":
            reste.setdefault("rang", int(brut))
        elif nom in ("demande", "porte"):
            reste.setdefault(nom, str(brut))
        if "start" in entite and "end" in entite:
            preuves[nom] = (*preuves.get(nom, ()), Preuve(debut=entite["start"], fin=entite["end"]))
    _deduire(valeurs)
    return Lecture(
        valeurs=valeurs,
        exclus=exclus,
        territoires_exclus=tuple(territoires_exclus),
        sujets=tuple(sujets),
        preuves=preuves,
        incertains=frozenset(incertains),
        **reste,
    )


def profil_lu(lecture: Lecture) -> Profil:
    """The profile that one text alone gives."""
    return Profil(
        territoire=lecture.territoire,
        type_financement_exclus=lecture.exclus.get("type_financement", ()),
        publics_exclus=lecture.exclus.get("publics", ()),
        **lecture.valeurs,
    )


def _deduire(valeurs: dict[str, Any]) -> None:
    """What the contract says is meant by what was said."""
    if valeurs.get("type_financement") or valeurs.get("montant_recherche") is not None:
        valeurs["besoin_appui"] = _ajoute(valeurs.get("besoin_appui", ()), "financement")
    if valeurs.get("type_porteur") in _FORMES_EXISTANTES:
        valeurs.setdefault("structure_existante", True)


def _ajoute(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return codes if code in codes else (*codes, code)


def _valeur(champ: str, brut: Any) -> Any:
    if champ in _BOOLEENS:
        return {"true": True, "false": False}.get(str(brut).lower())
    if champ in _NOMBRES:
        try:
            nombre = float(brut)
        except (TypeError, ValueError):
            return None
        return None if nombre < 0 else int(nombre) if champ == "anciennete_mois" else nombre
    return brut if brut in CODES_PAR_CHAMP[champ] else None


def _lieu(brut: Any) -> Territoire | None:
    """A place from ``{niveau, code}`` or, in a button's payload, ``niveau:code``."""
    if isinstance(brut, str):
        niveau, _, code = brut.partition(":")
    else:
        niveau, code = brut["niveau"], brut["code"]
    try:
        return referentiel().par_code(niveau, code)
    except LieuInconnu:
        return None
