"""The held-out texts, read as ``POST /api/comprendre`` reads them, and judged field by field."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from actions.lecture import lire, profil_lu
from bot.moteur import Moteur
from knowledge.profil import profil_vers
from service.corps import texte_recu
from service.evaluation.attentes import Attente, Valeurs, attentes, en_mots, valeurs_lues
from service.evaluation.bilan import (
    AUCUNE,
    BilanChamp,
    BilanIntentions,
    Comptes,
    IntentionJugee,
    Latence,
    bilan_intentions,
    latence,
    part,
)
from service.reglages import Reglages

_LONGUEUR_MAX = Reglages().longueur_comprendre
_PREMIER_TEXTE = "Bonjour"
_T = TypeVar("_T")


class Texte(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled text; ``etiquettes`` are the labels of the fields (``attentes``)."""

    id: str
    texte: str
    intention: str | None
    intention_ok: tuple[str, ...]
    etiquettes: Mapping[str, Any]

    def juger(self, obtenu: str, confiance: float) -> IntentionJugee | None:
        """Judges the intent that was read; None when the label names none."""
        if self.intention is None:
            return None
        return IntentionJugee(self.intention, self.intention if obtenu in self.intention_ok else obtenu, confiance)


class Lecture(msgspec.Struct, frozen=True, kw_only=True):
    """What was read in a text: intent, confidence, profile as JSON data; ``duree`` in seconds, ``erreur`` if it failed."""

    intention: str = AUCUNE
    confiance: float = 0.0
    profil: Mapping[str, Any] = {}
    duree: float = 0.0
    erreur: str | None = None


class Ecart(msgspec.Struct, frozen=True):
    """A field that is not as expected, in words."""

    champ: str
    attendu: str
    obtenu: str


class CasFautif(msgspec.Struct, frozen=True):
    """A text with something wrong."""

    id: str
    texte: str
    ecarts: list[Ecart]
    erreur: str | None


class BilanLieux(msgspec.Struct, frozen=True, kw_only=True):
    """Places: how many texts name one, and what became of it; ``inventes`` were read where none was to be."""

    attendus: int
    justes: int
    autres: int
    manques: int
    inventes: int


class BilanTextes(msgspec.Struct, frozen=True, kw_only=True):
    """One set of texts. ``champs_justes``: all fields right; ``joint``: and the intent too."""

    n: int
    erreurs: int
    intentions: BilanIntentions | None
    champs: dict[str, BilanChamp]
    champs_justes: float | None
    joint: float | None
    lieux: BilanLieux
    latence: Latence | None
    fautes: list[CasFautif]


def lire_jeu(fichier: Path) -> list[Texte]:
    """Reads a set: one JSON object a line; the labels stand beside the text or under ``profil``.

    Raises:
        ValueError: a line that is not JSON.
        KeyError: a line without ``texte``.
    """
    lignes = [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").splitlines() if ligne.strip()]
    return [
        Texte(
            id=str(ligne.get("id", rang)),
            texte=ligne["texte"],
            intention=ligne.get("intention"),
            intention_ok=tuple(ligne.get("intention_ok") or ()),
            etiquettes=ligne["profil"] if isinstance(ligne.get("profil"), dict) else ligne,
        )
        for rang, ligne in enumerate(lignes, start=1)
    ]


def echantillon(tous: Sequence[_T], limite: int | None) -> list[_T]:
    """At most ``limite`` items, spread evenly over the whole."""
    if limite is None or limite >= len(tous):
        return list(tous)
    return [tous[rang * len(tous) // limite] for rang in range(limite)]


async def lire_textes(moteur: Moteur, textes: Sequence[Texte]) -> list[Lecture]:
    """Reads texts one after the other. A failure is an error of that text, not of the run."""
    await _lire(moteur, _PREMIER_TEXTE)
    return [await _lire(moteur, texte.texte) for texte in textes]


async def _lire(moteur: Moteur, texte: str) -> Lecture:
    debut = time.perf_counter()
    try:
        lu = await moteur.lire(texte_recu(texte, _LONGUEUR_MAX))
        profil = profil_lu(lire(lu.entites))
    except Exception as erreur:
        return Lecture(duree=time.perf_counter() - debut, erreur=f"{type(erreur).__name__} : {erreur}")
    duree = time.perf_counter() - debut
    return Lecture(intention=lu.intention, confiance=lu.confiance, profil=profil_vers(profil), duree=duree)


def juger_textes(textes: Sequence[Texte], lectures: Sequence[Lecture]) -> BilanTextes:
    """Judges what was read in each text."""
    comptes, intentions, fautes = Comptes(), [], []
    lieux: list[tuple[Attente, Valeurs]] = []
    champs_justes, justes = [], []
    for texte, lecture in zip(textes, lectures, strict=True):
        ecarts = []
        if jugee := texte.juger(lecture.intention, lecture.confiance):
            intentions.append(jugee)
            if not jugee.juste:
                ecarts.append(Ecart("intention", jugee.attendu, f"{jugee.obtenu} ({jugee.confiance:.2f})"))
        attendus = [(attente, valeurs_lues(lecture.profil, attente.champ)) for attente in attentes(texte.etiquettes)]
        faux = [Ecart(a.champ, en_mots(a.attendu), en_mots(lu)) for a, lu in attendus if not comptes.ajouter(a, lu)]
        lieux += [(a, lu) for a, lu in attendus if a.champ == "territoire"]
        champs_justes.append(not faux and lecture.erreur is None)
        justes.append(not faux and not ecarts and lecture.erreur is None)
        if not justes[-1]:
            fautes.append(CasFautif(texte.id, texte.texte, ecarts + faux, lecture.erreur))
    return BilanTextes(
        n=len(textes),
        erreurs=sum(lecture.erreur is not None for lecture in lectures),
        intentions=bilan_intentions(intentions),
        champs=comptes.bilan(),
        champs_justes=part(champs_justes),
        joint=part(justes),
        lieux=_bilan_lieux(lieux),
        latence=latence(lecture.duree for lecture in lectures),
        fautes=fautes,
    )


def _bilan_lieux(lieux: Sequence[tuple[Attente, Valeurs]]) -> BilanLieux:
    nommes = [(attente.juger(lu).exact, lu) for attente, lu in lieux if attente.attendu]
    return BilanLieux(
        attendus=len(nommes),
        justes=sum(juste for juste, _ in nommes),
        autres=sum(not juste and bool(lu) for juste, lu in nommes),
        manques=sum(not juste and not lu for juste, lu in nommes),
        inventes=sum(not attente.attendu and not attente.juger(lu).exact for attente, lu in lieux),
    )
