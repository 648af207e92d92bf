"""One simulated person talks through the public API, until a route has come and nothing more is to be said."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from service.evaluation.attentes import CHAMPS, attentes, en_mots, valeurs_lues
from service.evaluation.client import Client, Retour
from service.evaluation.personnes import PARCOURS, Imprevu, Personne

TOURS_MAX = 25
_RELANCES_MAX = 2
_ECHECS_MAX = 3
_PROPOSITIONS_D_UN_PARCOURS = 3
#: The same question after so many answers to it: a loop.
_REDITES_D_UNE_BOUCLE = 3
#: The conversation is not there any more.
_EFFACEE = (401, 404, 410)
_SANS_SUITE = (0, 403, *_EFFACEE)
_TEXTE_TECHNIQUE = re.compile(r"utter_|action_|\{[a-z_]+\}|\bNone\b|\bnull\b|\bundefined\b|Traceback")

Genre = Literal["ouverture", "reponse", "relance", "imprevu"]


class Tour(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the person and what came back; ``proposes`` are the ids of all records shown."""

    n: int
    genre: Genre
    texte: str
    statut: int
    duree: float
    reponse: list[str] = []
    intention: str | None = None
    question: str | None = None
    profil: dict[str, Any] | None = None
    parcours: dict[str, Any] | None = None
    proposes: list[str] = []


class ImprevuJuge(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an ``imprevu``; ``tour`` is None when its moment never came. The intent is reported, not required."""

    texte: str
    tour: int | None
    manques: list[str]
    intention_juste: bool | None = None


class Boucle(msgspec.Struct, frozen=True):
    """A question asked over and over."""

    question: str
    tour: int


class Deroule(msgspec.Struct, frozen=True, kw_only=True):
    """A finished talk. ``posees``: every question with how often; ``apres_ouverture``: those asked once the person had said
    all of the opening; ``questions``: how many of those count (a question taken up again after an ``imprevu`` does not);
    ``avant_parcours``: how many had been asked when a route with three proposals came.
    """

    personne: Personne
    tours: list[Tour]
    profil: dict[str, Any] | None
    parcours: dict[str, Any] | None
    posees: dict[str, int]
    apres_ouverture: list[str]
    questions: int
    avant_parcours: int | None
    boucles: list[Boucle]
    imprevus: list[ImprevuJuge]
    plafond: bool
    erreurs: list[str]
    avis: list[str]


class _Etat(NamedTuple):
    profil: dict[str, Any] | None
    parcours: dict[str, Any] | None


class _Replique(NamedTuple):
    genre: Genre
    texte: str
    imprevu: Imprevu | None = None


async def mener(personne: Personne, client: Client, *, garder: bool = False) -> Deroule:
    """Holds a whole talk; the conversation is erased afterwards, unless it is to be kept."""
    return await _Entretien(personne, client).mener(garder)


class _Entretien:
    def __init__(self, personne: Personne, client: Client) -> None:
        self._personne, self._client = personne, client
        self._chemin, self._jeton = "", ""
        self._ouverture, self._imprevus = list(personne.ouverture), list(personne.imprevus)
        self._tours: list[Tour] = []
        self._relances, self._serie, self._questions = 0, 0, 0
        self._avant_parcours: int | None = None
        self._posees: Counter[str] = Counter()
        self._apres_ouverture: list[str] = []
        self._boucles: list[Boucle] = []
        self._juges: list[ImprevuJuge] = []
        self._erreurs: list[str] = []
        self._avis: list[str] = []

    async def mener(self, garder: bool) -> Deroule:
        etat, fige = _Etat(None, None), None
        if await self._ouvrir():
            while len(self._tours) < TOURS_MAX and (replique := self._choisir()):
                if replique.imprevu and replique.imprevu.apres_question == PARCOURS:
                    fige = await self._lire_etat()
                if not await self._dire(replique):
                    break
            etat = await self._lire_etat()
            if not garder:
                await self._effacer()
        if self._personne.attendu.avant_effacement and fige:
            etat = fige
        jamais = [
            ImprevuJuge(texte=i.texte, tour=None, manques=["jamais déclenché"] if i.viendra else [])
            for i in self._imprevus
        ]
        return Deroule(
            personne=self._personne,
            tours=self._tours,
            profil=etat.profil,
            parcours=etat.parcours,
            posees=dict(self._posees),
            apres_ouverture=self._apres_ouverture,
            questions=self._questions,
            avant_parcours=self._avant_parcours,
            boucles=self._boucles,
            imprevus=self._juges + jamais,
            plafond=len(self._tours) >= TOURS_MAX,
            erreurs=self._erreurs,
            avis=self._avis,
        )

    # ------------------------------------------------------------------ what to say next
    @property
    def _question(self) -> str | None:
        return self._tours[-1].question if self._tours else None

    @property
    def _satisfait(self) -> bool:
        """A route was shown, or asking for one again would be of no use."""
        return self._relances >= _RELANCES_MAX or any(propositions(tour.parcours) for tour in self._tours)

    def _choisir(self) -> _Replique | None:
        if (imprevu := self._imprevu_du_moment()) is not None:
            self._imprevus.remove(imprevu)
            return _Replique("imprevu", imprevu.texte, imprevu)
        if self._ouverture:
            return _Replique("ouverture", self._ouverture.pop(0))
        if self._question is not None:
            return _Replique("reponse", self._personne.repond(self._question))
        if self._tours and self._satisfait:
            return None
        self._relances += 1
        return _Replique("relance", self._personne.relance)

    def _imprevu_du_moment(self) -> Imprevu | None:
        """What is said out of turn now: when its turn has come, after its question, or, with nothing asked, at the end."""
        if not self._tours:
            return None
        for imprevu in self._imprevus:
            if isinstance(imprevu.apres_question, int) and len(self._tours) >= imprevu.apres_question:
                return imprevu
        if self._ouverture:
            return None
        if self._question is not None:
            return next((i for i in self._imprevus if i.apres_question == self._question), None)
        if self._satisfait or self._personne.attendu.parcours is False:
            return next((i for i in self._imprevus if i.viendra), None)
        return None

    # ------------------------------------------------------------------ calls
    async def _ouvrir(self) -> bool:
        retour = await self._client.appel("POST", "/api/conversations", {})
        if retour.statut != 201:
            self._erreurs.append(f"création : {retour}")
            return False
        self._chemin, self._jeton = f"/api/conversations/{retour.corps['id']}", retour.corps["jeton"]
        self._verifier_messages(retour.corps.get("messages"), "accueil")
        return True

    async def _dire(self, replique: _Replique) -> bool:
        """Says it, and takes note of what comes back; can the talk go on?"""
        avant, numero = self._question, len(self._tours) + 1
        retour = await self._client.appel("POST", f"{self._chemin}/messages", {"texte": replique.texte}, self._jeton)
        tour = _tour(numero, replique, retour)
        self._tours.append(tour)
        if replique.imprevu:
            self._juges.append(juger_imprevu(replique.imprevu, avant, tour))
        if tour.statut == 200:
            self._verifier_messages(retour.corps.get("messages"), f"tour {numero}")
            self._compter(tour, avant)
            return True
        permis = replique.imprevu is not None and replique.imprevu.effet.conversation_effacee == "permis"
        if not (permis and tour.statut in _EFFACEE):
            self._erreurs.append(f"tour {numero} : {retour}")
        return tour.statut not in _SANS_SUITE and sum(t.statut != 200 for t in self._tours) < _ECHECS_MAX

    async def _lire_etat(self) -> _Etat:
        """The profile and the route as the API keeps them; as the last turn gave them, when the conversation is gone."""
        dernier = next((tour for tour in reversed(self._tours) if tour.statut == 200), None)
        retour = await self._client.appel("GET", self._chemin, jeton=self._jeton)
        if retour.statut == 200:
            profil, parcours = retour.corps["profil"], retour.corps.get("parcours")
            if dernier and any(valeurs_lues(dernier.profil, c) != valeurs_lues(profil, c) for c in CHAMPS):
                self._avis.append("le profil relu n'est pas celui du dernier tour")
            if dernier and dernier.parcours and not propositions(parcours):
                parcours = next((t.parcours for t in reversed(self._tours) if propositions(t.parcours)), parcours)
            return _Etat(profil, parcours)
        if not (self._personne.attendu.avant_effacement and retour.statut in _EFFACEE):
            self._erreurs.append(f"relecture : {retour}")
        return _Etat(dernier.profil, dernier.parcours) if dernier else _Etat(None, None)

    async def _effacer(self) -> None:
        retour = await self._client.appel("DELETE", self._chemin, jeton=self._jeton)
        if retour.statut != 204 and not (self._personne.attendu.avant_effacement and retour.statut in _EFFACEE):
            self._avis.append(f"effacement : {retour}")

    # ------------------------------------------------------------------ what is counted on the way
    def _verifier_messages(self, messages: Any, ou: str) -> None:
        if not messages:
            self._erreurs.append(f"{ou} : aucun message")
        for texte in _textes(messages):
            if not texte.strip():
                self._erreurs.append(f"{ou} : message vide")
            if _TEXTE_TECHNIQUE.search(texte):
                self._avis.append(f"{ou} : texte technique : {texte[:80]}")

    def _compter(self, tour: Tour, avant: str | None) -> None:
        if self._avant_parcours is None and len(propositions(tour.parcours)) >= _PROPOSITIONS_D_UN_PARCOURS:
            self._avant_parcours = self._questions
        if tour.question is None:
            return
        redite = tour.question == avant
        self._posees[tour.question] += 1
        if not self._ouverture:
            self._apres_ouverture.append(tour.question)
            self._questions += not (redite and tour.genre == "imprevu")
        if not redite:
            self._serie = 1
        elif tour.genre in ("reponse", "relance"):
            self._serie += 1
            if self._serie == _REDITES_D_UNE_BOUCLE:
                self._boucles.append(Boucle(tour.question, tour.n))


def _tour(numero: int, replique: _Replique, retour: Retour) -> Tour:
    corps = retour.corps if retour.statut == 200 else {}
    montres = [i for message in corps.get("messages") or () for i in message.get("dispositifs") or ()]
    return Tour(
        n=numero,
        genre=replique.genre,
        texte=replique.texte,
        statut=retour.statut,
        duree=retour.duree,
        reponse=_textes(corps.get("messages")),
        intention=(corps.get("intention") or {}).get("nom"),
        question=corps.get("question"),
        profil=corps.get("profil"),
        parcours=corps.get("parcours"),
        proposes=[proposition["id"] for _, proposition in propositions(corps.get("parcours"))] + montres,
    )


def juger_imprevu(imprevu: Imprevu, avant: str | None, tour: Tour) -> ImprevuJuge:
    """Judges the answer to an ``imprevu``; ``avant`` is the question that was pending when it was said."""
    effet, manques = imprevu.effet, []
    if effet.question_reposee and tour.question != avant:
        manques.append(f"question {avant} non reposée (obtenu : {tour.question})")
    if effet.message and not correspond(effet.message, "\n".join(tour.reponse)):
        manques.append(f"message sans /{effet.message}/")
    for attente in attentes(effet.profil):
        lu = valeurs_lues(tour.profil, attente.champ)
        if not attente.juger(lu).exact:
            manques.append(f"{attente.champ} juste après : attendu {en_mots(attente.attendu)}, obtenu {en_mots(lu)}")
    if effet.pas_de_parcours and tour.proposes:
        manques.append("des dispositifs sont proposés")
    if tour.statut == 200 and not any(texte.strip() for texte in tour.reponse):
        manques.append("pas de réponse")
    juste = tour.intention in effet.intention_ok if effet.intention_ok else None
    return ImprevuJuge(texte=imprevu.texte, tour=tour.n, manques=manques, intention_juste=juste)


def propositions(parcours: Mapping[str, Any] | None) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every proposal of a route, with its step."""
    return [(etape, p) for etape in (parcours or {}).get("etapes") or () for p in etape.get("dispositifs") or ()]


def correspond(motif: str, texte: str) -> bool:
    """Is a pattern found, whatever the case, with its accents or without any?"""
    drapeaux = re.IGNORECASE | re.DOTALL
    return bool(re.search(motif, texte, drapeaux) or re.search(_sans_accents(motif), _sans_accents(texte), drapeaux))


def _sans_accents(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))


def _textes(messages: Any) -> list[str]:
    return [message.get("texte") or "" for message in messages or ()]
