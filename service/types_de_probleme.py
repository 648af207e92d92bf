"""The problems that the service may answer, in a closed list: each has an address, and a page that explains it there.

The addresses are versioned: what a type means never changes under the same address.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

RACINE_DES_TYPES = "/problemes/v1"


class TypeDeProbleme(msgspec.Struct, frozen=True):
    """A type of problem: its code, the HTTP status it comes with, what happened, and what to do."""

    code: str
    statut: int
    titre: str
    explication: str
    que_faire: str

    @property
    def adresse(self) -> str:
        """Where it is explained; the ``type`` of RFC 9457."""
        return f"{RACINE_DES_TYPES}/{self.code}"


_TYPES = (
    TypeDeProbleme(
        "requete-illisible", 400, "Requête illisible",
        "Ce qui a été envoyé n'a pas pu être lu : ce n'est pas du JSON valide, ou la requête est mal formée.",
        "Envoyez du JSON en UTF-8. La forme attendue est décrite dans /api/openapi.json.",
    ),
    TypeDeProbleme(
        "jeton-absent", 401, "Jeton absent",
        "Une conversation ne se lit et ne se poursuit qu'avec le jeton donné à son ouverture.",
        "Envoyez l'en-tête « Authorization: Bearer » suivi du jeton, ou ouvrez une nouvelle conversation.",
    ),
    TypeDeProbleme(
        "acces-refuse", 403, "Accès refusé",
        "La demande vient d'un site qui n'a pas de préréglage ici, ou qui demande celui d'un autre site.",
        "Demandez à l'organisme qui propose l'assistant d'ajouter l'adresse de votre site.",
    ),
    TypeDeProbleme(
        "introuvable", 404, "Introuvable",
        "Rien ne se trouve à cette adresse, ou sous cet identifiant.",
        "Vérifiez l'adresse et l'identifiant.",
    ),
    TypeDeProbleme(
        "conversation-introuvable", 404, "Conversation introuvable",
        "Cette conversation n'existe pas, ou plus. Une conversation est effacée à la demande, ou après un temps sans message. "
        "Un jeton qui n'est pas le sien donne la même réponse.",
        "Ouvrez une nouvelle conversation.",
    ),
    TypeDeProbleme(
        "pas-de-parcours", 404, "Pas encore de parcours",
        "Cette conversation n'a pas encore donné de parcours.",
        "Dites ce que vous voulez faire, où, et où vous en êtes. Le parcours vient ensuite.",
    ),
    TypeDeProbleme(
        "methode-non-permise", 405, "Méthode non permise",
        "Cette adresse existe, mais pas pour cette sorte de demande.",
        "L'en-tête « Allow » de la réponse dit ce qu'elle accepte.",
    ),
    TypeDeProbleme(
        "envoi-trop-lent", 408, "Envoi trop lent",
        "Le contenu a mis trop de temps à arriver.",
        "Envoyez-le de nouveau, quand la connexion est meilleure.",
    ),
    TypeDeProbleme(
        "texte-trop-long", 413, "Texte trop long",
        "Le texte envoyé dépasse la longueur que l'assistant lit en une fois.",
        "Raccourcissez-le, ou envoyez-le en plusieurs fois.",
    ),
    TypeDeProbleme(
        "contenu-refuse", 422, "Contenu refusé",
        "Le contenu a été lu, mais il ne convient pas : un champ manque, un code n'existe pas, une valeur est hors des bornes.",
        "Le champ « detail » de la réponse dit ce qui ne convient pas.",
    ),
    TypeDeProbleme(
        "profil-invalide", 422, "Profil invalide",
        "Un champ du profil est inconnu, ou sa valeur ne convient pas.",
        "Le champ « detail » dit lequel. Les champs et leurs codes sont donnés par /api/champs.",
    ),
    TypeDeProbleme(
        "lieu-inconnu", 422, "Lieu inconnu",
        "Aucun lieu officiel n'a ce niveau et ce code.",
        "Cherchez le lieu avec /api/territoires, et reprenez son niveau et son code.",
    ),
    TypeDeProbleme(
        "trop-de-demandes", 429, "Trop de demandes",
        "Trop de demandes sont venues de la même adresse, ou dans la même conversation, en peu de temps.",
        "Attendez le nombre de secondes donné par l'en-tête « Retry-After », puis recommencez.",
    ),
    TypeDeProbleme(
        "erreur-interne", 500, "Erreur interne",
        "Une erreur est survenue de notre côté. Elle est notée, sans le contenu de votre demande.",
        "Recommencez. Si l'erreur revient, prévenez l'organisme qui propose l'assistant.",
    ),
    TypeDeProbleme(
        "indisponible", 503, "Service momentanément indisponible",
        "L'assistant ne peut pas répondre pour l'instant : il démarre, ou il ne peut pas enregistrer.",
        "Attendez le nombre de secondes donné par l'en-tête « Retry-After », puis recommencez.",
    ),
    TypeDeProbleme(
        "surcharge", 503, "Trop de monde en même temps",
        "Plus de demandes sont arrivées que l'assistant ne peut en servir en quelques secondes.",
        "Attendez le nombre de secondes donné par l'en-tête « Retry-After », puis recommencez. Rien n'est perdu.",
    ),
    TypeDeProbleme(
        "delai-depasse", 503, "Réponse trop lente",
        "La réponse a pris plus de temps que permis.",
        "Recommencez dans quelques instants, avec un texte plus court si possible.",
    ),
)  # fmt: skip

TYPES: Mapping[str, TypeDeProbleme] = MappingProxyType({t.code: t for t in _TYPES})
#: The type of a status when nothing more precise is known: the first one of the list.
PAR_STATUT: Mapping[int, TypeDeProbleme] = MappingProxyType({t.statut: t for t in reversed(_TYPES)})


def type_de(statut: int, code: str | None = None) -> TypeDeProbleme:
    """The type of this code, else the most general one of this status.

    Raises:
        KeyError: no such code.
    """
    if code is not None:
        return TYPES[code]
    return PAR_STATUT.get(statut) or PAR_STATUT[500 if statut >= 500 else 400]
