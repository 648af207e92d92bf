"""Merges what one message says into what is known. Pure: profile in, profile out."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from actions.lecture import Lecture
from knowledge.profil import CHAMPS_MULTIPLES, Profil
from knowledge.vocabulaire import PUBLICS, TYPES_FINANCEMENT

_LONGUEUR_RESUME = 280
#: Legal forms: with them a structure exists, without a structure they fall.
_FORMES = ("association", "cooperative", "entreprise")


def fusionner(profil: Profil, lecture: Lecture, *, correction: bool = False, question: str | None = None) -> Profil:
    """The profile after a message.

    Args:
        correction: the person corrects: what is said of a field replaces what was known of it, instead of adding to it.
        question: the field that was just asked about, if any. Of another one, what is known is not replaced by a reading in
            doubt: « un coup de main pour monter le projet » tells the help that is wanted, hardly a stage.
    """
    changements: dict[str, Any] = {}
    for champ, valeur in lecture.valeurs.items():
        repond_a_autre_chose = question is not None and question != champ and not correction
        if repond_a_autre_chose and champ in lecture.incertains and profil.connait(champ):
            continue
        if champ in CHAMPS_MULTIPLES and not correction:
            valeur = _union(getattr(profil, champ), valeur)
        changements[champ] = valeur
    if lecture.territoire is not None:
        changements["territoire"] = lecture.territoire
    changements.update(_exclusions(profil, lecture, changements))
    changements.update(_coherence(profil, lecture, changements))
    repondus = {champ for champ, valeur in changements.items() if valeur not in (None, ())}
    if restants := {c: r for c, r in profil.sans_reponse.items() if c not in repondus}:
        changements["sans_reponse"] = restants
    elif profil.sans_reponse:
        changements["sans_reponse"] = {}
    return replace(profil, **changements)


def sans_reponse(profil: Profil, champ: str, raison: str) -> Profil:
    """Notes that this field was asked and that no answer is to be had (``ne_sait_pas`` or ``refuse``)."""
    return replace(profil, sans_reponse={**profil.sans_reponse, champ: raison})


def aucun_public(profil: Profil) -> Profil:
    """Notes that none of the situations that open particular help is the person's."""
    return replace(profil, publics_exclus=tuple(p for p in PUBLICS if p not in profil.publics))


def resumer(profil: Profil, texte: str) -> Profil:
    """Keeps the person's own words as the summary of the project, when there is none yet."""
    if profil.resume is not None:
        return profil
    mots = " ".join(texte.split())
    if len(mots) > _LONGUEUR_RESUME:
        mots = mots[:_LONGUEUR_RESUME].rsplit(" ", 1)[0] + "…"
    return replace(profil, resume=mots)


def _union(connus: tuple[str, ...], nouveaux: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*connus, *nouveaux)))


def _exclusions(profil: Profil, lecture: Lecture, changements: dict[str, Any]) -> dict[str, Any]:
    """What is denied leaves the profile; denied situations and kinds of money are remembered."""
    nies: dict[str, Any] = {}
    for champ, codes in lecture.exclus.items():
        valeur = changements.get(champ, getattr(profil, champ))
        if champ in CHAMPS_MULTIPLES:
            nies[champ] = tuple(code for code in valeur if code not in codes or code in lecture.valeurs.get(champ, ()))
        elif valeur in codes:
            nies[champ] = None
        memoire = f"{champ}_exclus"
        if memoire in CHAMPS_MULTIPLES:
            nies[memoire] = _union(getattr(profil, memoire), codes)
    for champ in ("publics", "type_financement"):
        memoire = f"{champ}_exclus"
        dits = lecture.valeurs.get(champ, ())
        if dits:
            nies[memoire] = tuple(code for code in nies.get(memoire, getattr(profil, memoire)) if code not in dits)
    lieu = changements.get("territoire", profil.territoire)
    if lieu is not None and lieu.cle in {exclu.cle for exclu in lecture.territoires_exclus}:
        nies["territoire"] = lecture.territoire
    return nies


def _coherence(profil: Profil, lecture: Lecture, changements: dict[str, Any]) -> dict[str, Any]:
    """The latest word wins when two facts cannot both be true."""
    porteur = changements.get("type_porteur", profil.type_porteur)
    structure = lecture.valeurs.get("structure_existante")
    if structure is False and porteur in _FORMES and "type_porteur" not in lecture.valeurs:
        return {"type_porteur": None}
    if (
        lecture.valeurs.get("type_porteur") in ("particulier", "collectif")
        and structure is None
        and profil.structure_existante
    ):
        return {"structure_existante": None}
    # "No money": the kinds of money and the amount go with it, and no kind is wanted any more.
    if "financement" in lecture.exclus.get("besoin_appui", ()):
        return {"type_financement": (), "montant_recherche": None, "type_financement_exclus": TYPES_FINANCEMENT}
    return {}
