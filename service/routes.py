"""The API in one table: which handler answers where, what it takes and gives. Routes and OpenAPI both come from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from knowledge import vocabulaire as voc
from knowledge.modeles import Dispositif
from knowledge.parcours import Parcours
from knowledge.profil import Territoire
from knowledge.recherche import Page
from service import champs, connaissances, contrat, conversations, exemples, origines, pdf, sante
from service.sites import SitePublic

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Parametre(msgspec.Struct, frozen=True):
    """A parameter of the query: name, what it is, its JSON schema, and an example."""

    nom: str
    sens: str
    schema: dict[str, Any] = msgspec.field(default_factory=lambda: {"type": "string"})
    obligatoire: bool = False
    exemple: Any = None


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the API. ``genre`` is the media type of the answer; ``exemples`` are of the body and of the answer."""

    methode: str
    chemin: str
    handler: Handler
    resume: str
    corps: type | None = None
    exemple: Any = None
    reponse: Any = None
    exemple_reponse: Any = None
    genre: str = "application/json"
    statut: int = 200
    parametres: tuple[Parametre, ...] = ()
    jeton: bool = False
    idempotente: bool = False
    problemes: tuple[int, ...] = ()


def _choix(nom: str, codes: tuple[str, ...]) -> Parametre:
    return Parametre(
        nom,
        f"Code de « {nom} » du vocabulaire ; vide : tous.",
        {"type": "string", "enum": ["", *codes]},
        exemple=codes[0],
    )


def _entier(nom: str, sens: str, defaut: int, maximum: int) -> Parametre:
    return Parametre(
        nom, sens, {"type": "integer", "minimum": 1, "maximum": maximum, "default": defaut}, exemple=defaut
    )


_CLE_DE_LIEU = {"type": "string", "pattern": f"^(({'|'.join(voc.NIVEAUX)}):[0-9A-Z]+)?$"}
_PROFIL = {"besoin_social": ["alimentation"], "stade": "idee", "territoire": {"niveau": "commune", "code": "42218"}}

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        methode="POST", chemin="/api/conversations", handler=conversations.creer,
        resume="Ouvre une conversation et salue.", corps=contrat.NouvelleConversation, exemple={"canal": "web"},
        reponse=contrat.Conversation, exemple_reponse=exemples.CONVERSATION, statut=201, problemes=(400, 413, 422, 503),
    ),
    Operation(
        methode="POST", chemin="/api/conversations/{id}/messages", handler=conversations.dire,
        resume="Envoie un message, ou la charge d'un bouton, et reçoit la réponse.", corps=contrat.NouveauMessage,
        exemple={"texte": "On veut ouvrir une épicerie solidaire à Saint-Étienne, c'est une idée."},
        reponse=contrat.Tour, exemple_reponse=exemples.TOUR, jeton=True, idempotente=True, problemes=(400, 401, 404, 413, 422, 503),
    ),
    Operation(
        methode="GET", chemin="/api/conversations/{id}", handler=conversations.lire,
        resume="Relit une conversation : profil, parcours, échanges.", reponse=contrat.EtatConversation, exemple_reponse=exemples.ETAT, jeton=True,
        problemes=(401, 404, 503),
    ),
    Operation(
        methode="GET", chemin="/api/conversations/{id}/parcours.pdf", handler=pdf.telecharger,
        resume="Donne le parcours à garder, en PDF.", genre="application/pdf", jeton=True, problemes=(401, 404, 503),
    ),
    Operation(
        methode="PUT", chemin="/api/conversations/{id}/profil", handler=conversations.corriger,
        resume="Corrige ou vide le profil à la main, et reprend la conversation de là.", corps=contrat.ProfilCorrige,
        exemple={"profil": _PROFIL}, reponse=contrat.Tour, exemple_reponse=exemples.TOUR, jeton=True, idempotente=True, problemes=(400, 401, 404, 413, 422, 503),
    ),
    Operation(
        methode="DELETE", chemin="/api/conversations/{id}", handler=conversations.supprimer,
        resume="Efface une conversation et tout ce qui s'y rapporte.", statut=204, jeton=True, problemes=(401, 404, 503),
    ),
    Operation(
        methode="POST", chemin="/api/comprendre", handler=connaissances.comprendre,
        resume="Lit un texte sans conversation : intention, profil, et les mots d'où vient chaque champ.",
        corps=contrat.TexteALire, exemple={"texte": "Notre association cherche un local à Redon."},
        reponse=contrat.Comprehension, exemple_reponse=exemples.COMPREHENSION, problemes=(400, 413, 422, 503),
    ),
    Operation(
        methode="POST", chemin="/api/parcours", handler=connaissances.parcours,
        resume="Donne le parcours d'un profil, sans conversation.", corps=contrat.DemandeParcours,
        exemple={"profil": _PROFIL}, reponse=Parcours, exemple_reponse=exemples.PARCOURS, problemes=(400, 413, 422),
    ),
    Operation(
        methode="GET", chemin="/api/dispositifs", handler=connaissances.dispositifs,
        resume="Cherche dans les dispositifs.", reponse=Page, exemple_reponse=exemples.PAGE, problemes=(422,),
        parametres=(
            Parametre("q", "Mots cherchés.", exemple="chambre régionale"),
            _choix("stade", voc.STADES), _choix("besoin_social", voc.BESOINS_SOCIAUX),
            _choix("besoin_appui", voc.BESOINS_APPUI), _choix("categorie", voc.CATEGORIES),
            Parametre("territoire", "Lieu, écrit niveau:code.", _CLE_DE_LIEU, exemple="commune:42218"),
            _choix("type_financement", voc.TYPES_FINANCEMENT),
            _entier("limite", "Nombre de résultats par page.", 20, 100), _entier("page", "Numéro de la page.", 1, 10_000),
        ),
    ),
    Operation(
        methode="GET", chemin="/api/dispositifs/{id}", handler=connaissances.dispositif,
        resume="Donne la fiche d'un dispositif.", reponse=Dispositif, exemple_reponse=exemples.DISPOSITIF, problemes=(404,),
    ),
    Operation(
        methode="GET", chemin="/api/territoires", handler=connaissances.territoires,
        resume="Cherche un lieu par son nom, un code postal ou un numéro de département.",
        reponse=list[Territoire], exemple_reponse=exemples.TERRITOIRES, problemes=(422,),
        parametres=(
            Parametre("q", "Nom, code postal ou numéro.", {"type": "string", "minLength": 1}, obligatoire=True, exemple="Saint-Étienne"),
            _entier("limite", "Nombre de lieux.", 10, 100),
        ),
    ),
    Operation(
        methode="GET", chemin="/api/champs", handler=champs.servir,
        resume="Donne les champs d'un profil tels qu'on les montre : nom, sorte de réponse, choix.", reponse=champs.Champs, exemple_reponse=exemples.CHAMPS,
    ),
    Operation(
        methode="GET", chemin="/api/sites/{id}", handler=origines.site,
        resume="Donne le préréglage d'un site ; « ici » : celui de la page qui demande.", reponse=SitePublic,
        exemple_reponse=exemples.SITE,
        problemes=(403, 404, 422), parametres=(Parametre("territoire", "Lieu de la page, s'il diffère de celui du site, écrit niveau:code.", _CLE_DE_LIEU, exemple="commune:42218"),),
    ),
    Operation(
        methode="GET", chemin="/sante/vivant", handler=sante.vivant, resume="Le service répond.", reponse=contrat.Sante, exemple_reponse=exemples.SANTE
    ),
    Operation(
        methode="GET", chemin="/sante/pret", handler=sante.pret, resume="Le service peut répondre à un message.",
        reponse=contrat.Sante, exemple_reponse=exemples.SANTE, problemes=(503,),
    ),
)  # fmt: skip


def ajouter(app: web.Application) -> None:
    """Adds every route of the table."""
    for operation in OPERATIONS:
        app.router.add_route(operation.methode, operation.chemin, operation.handler)
