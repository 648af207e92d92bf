"""The calls of a conversation: open it, talk, read it again, erase it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from actions.etat import Etat
from bot.moteur import Reponse
from knowledge.differences import Changements
from knowledge.parcours import Parcours, parcours_du_jour
from knowledge.profil import Profil
from service.cles import ASSISTANT, REGLAGES, VERROUS
from service.contrat import (
    Bouton,
    Conversation,
    Echange,
    EtatConversation,
    Intention,
    Message,
    NouveauMessage,
    NouvelleConversation,
    ProfilCorrige,
    Tour,
)
from service.corps import cle_d_idempotence, lire_corps, profil_recu, reponse_json, texte_recu
from service.debit import DEBIT
from service.masquage import masquer
from service.mesures import MESURES
from service.problemes import Probleme

if TYPE_CHECKING:
    from bot.stockage import Conversation as ConversationStockee

_MESSAGE_DE_SECOURS = Message(
    texte="Je n'ai pas su répondre à ce message. Pouvez-vous le dire autrement, ou demander à parler à une personne ?"
)
_CANAL_PAR_DEFAUT = "web"
_LONGUEUR_CANAL = 40


async def creer(request: web.Request) -> web.Response:
    """``POST /api/conversations``."""
    demande = await lire_corps(request, NouvelleConversation)
    canal = masquer((demande.canal or _CANAL_PAR_DEFAUT).replace("\x00", ""))[:_LONGUEUR_CANAL]
    connu = profil_recu(demande.profil or {})
    moteur = request.app[ASSISTANT].moteur
    identifiant, jeton = moteur.stockage.creer(canal)
    messages = await moteur.accueillir(identifiant, Etat(profil=connu).difference(Etat()))
    return reponse_json(Conversation(id=identifiant, jeton=jeton, messages=_messages(messages)), statut=201)


async def dire(request: web.Request) -> web.Response:
    """``POST /api/conversations/{id}/messages``."""
    conversation = autorisee(request)
    moteur = request.app[ASSISTANT].moteur
    corps = await lire_corps(request, NouveauMessage)
    texte = texte_recu(corps.texte, request.app[REGLAGES].longueur_message)

    async def repondre() -> Reponse:
        emise = texte.startswith("/") and texte in moteur.charges_emises(conversation.id)
        return await moteur.repondre(
            conversation.id, texte if emise else masquer(texte), conversation.canal, charge_emise=emise
        )

    return await _une_seule_fois(request, conversation, repondre)


async def corriger(request: web.Request) -> web.Response:
    """``PUT /api/conversations/{id}/profil``: « Ma situation », corrected by hand."""
    conversation = autorisee(request)
    moteur = request.app[ASSISTANT].moteur
    corps = await lire_corps(request, ProfilCorrige)
    nouveau = profil_recu(corps.profil)

    async def poser() -> Reponse:
        etat = Etat.depuis(await moteur.slots(conversation.id))
        return await moteur.poser(conversation.id, _corrige(etat, nouveau).difference(etat))

    return await _une_seule_fois(request, conversation, poser)


async def _une_seule_fois(
    request: web.Request, conversation: ConversationStockee, agir: Callable[[], Awaitable[Reponse]]
) -> web.Response:
    """Runs one turn, alone in its conversation; a call sent again under the same ``Idempotency-Key`` gets the same answer."""
    moteur, cle = request.app[ASSISTANT].moteur, cle_d_idempotence(request)
    request.app[DEBIT].compter_message(request, conversation.id)
    with request.app[VERROUS].de(conversation.id) as verrou:
        async with verrou:
            autorisee(request)  # it may have been erased while we waited
            rendue = moteur.stockage.reponse_rendue(conversation.id, cle) if cle else None
            if rendue is None:
                reponse = await asyncio.wait_for(agir(), request.app[REGLAGES].delai_message)
                moteur.stockage.marquer_activite(conversation.id)
                tour = _tour(reponse)
                request.app[MESURES].tour(tour.issue, tour.intention.nom)
                rendue = msgspec.json.encode(tour)
                if Etat.depuis(reponse.slots).confirmation == "efface":
                    await asyncio.to_thread(moteur.stockage.oublier, conversation.id)
                elif cle:
                    moteur.stockage.retenir_reponse(conversation.id, cle, rendue)
    return web.Response(body=rendue, content_type="application/json")


def _corrige(etat: Etat, profil: Profil) -> Etat:
    """The state once the person has corrected the profile by hand: what was pending and is answered is settled."""
    repondue = etat.question is not None and etat.question != "territoire_choix" and profil.connait(etat.question)
    lieu_donne = profil.territoire is not None
    return etat.avec(
        profil=profil,
        question=None if repondue or lieu_donne else etat.question,
        choix_territoire=() if lieu_donne else etat.choix_territoire,
        changements=None,
        issue=None,
        intention={"nom": "corriger", "confiance": 1.0},
    )


async def lire(request: web.Request) -> web.Response:
    """``GET /api/conversations/{id}``."""
    conversation = autorisee(request)
    moteur = request.app[ASSISTANT].moteur
    etat = Etat.depuis(await moteur.slots(conversation.id))
    historique = tuple(_echange(ligne) for ligne in moteur.historique(conversation.id))
    return reponse_json(
        EtatConversation(
            profil=etat.profil, parcours=parcours_montre(etat), historique=historique, question=etat.question
        )
    )


async def supprimer(request: web.Request) -> web.Response:
    """``DELETE /api/conversations/{id}``."""
    conversation = autorisee(request)
    with request.app[VERROUS].de(conversation.id) as verrou:
        async with verrou:  # a turn that is under way would write after us
            await asyncio.to_thread(request.app[ASSISTANT].moteur.stockage.supprimer, conversation.id)
    request.app[MESURES].effacees("demande")
    return web.Response(status=204)


def autorisee(request: web.Request) -> ConversationStockee:
    """The conversation of the path, when the token is its own.

    Raises:
        Probleme: 401 without a token, 404 for an unknown conversation or another's token (they look the same).
    """
    genre, _, jeton = request.headers.get("Authorization", "").partition(" ")
    if genre.lower() != "bearer" or not jeton:
        raise Probleme(401, "Il manque le jeton de la conversation.", {"WWW-Authenticate": "Bearer"})
    conversation = request.app[ASSISTANT].moteur.stockage.trouver(request.match_info["id"])
    if conversation is None or not conversation.accepte(jeton):
        raise Probleme(404, "Cette conversation n'existe pas, ou plus.", code="conversation-introuvable")
    return conversation


def parcours_montre(etat: Etat) -> Parcours | None:
    """The route of the conversation, once one was shown: made again from the profile, so always up to date."""
    if etat.parcours_montre is None:
        return None
    return parcours_du_jour(etat.profil)


def _tour(reponse: Reponse) -> Tour:
    etat = Etat.depuis(reponse.slots)
    messages = _messages(reponse.messages) or (_MESSAGE_DE_SECOURS,)
    intention = etat.intention or {"nom": "hors_sujet", "confiance": 0.0}
    return Tour(
        messages=messages,
        intention=msgspec.convert(intention, Intention),
        issue=etat.issue or ("compris" if reponse.messages else "repli"),  # type: ignore[arg-type]
        question=etat.question,
        profil=etat.profil,
        parcours=parcours_montre(etat),
        changements=msgspec.convert(etat.changements, Changements) if etat.changements else None,
    )


def _messages(bruts: Any) -> tuple[Message, ...]:
    return tuple(_message(brut) for brut in bruts if brut.get("text"))


def _echange(ligne: Mapping[str, Any]) -> Echange:
    return Echange(
        auteur=ligne["auteur"],
        texte=ligne["texte"],
        instant=ligne["instant"],
        boutons=_boutons(ligne["boutons"]),
        dispositifs=tuple(ligne["dispositifs"]),
    )


def _boutons(bruts: Iterable[Mapping[str, str]]) -> tuple[Bouton, ...]:
    return tuple(Bouton(titre=brut["title"], charge=brut["payload"]) for brut in bruts)


def _message(brut: Mapping[str, Any]) -> Message:
    return Message(
        texte=brut["text"],
        boutons=_boutons(brut.get("buttons") or ()),
        dispositifs=tuple((brut.get("custom") or {}).get("dispositifs") or ()),
    )
