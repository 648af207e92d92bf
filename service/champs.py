"""The fields of a profile as people see them: label, kind of answer, options. One list for the widget and for the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import msgspec
from aiohttp import web

from knowledge import vocabulaire as voc
from service.corps import reponse_json

Genre = Literal["choix", "choix_multiple", "oui_non", "nombre", "texte", "lieu"]


class Option(msgspec.Struct, frozen=True):
    """An answer that may be chosen: its code, and what is read."""

    code: str
    libelle: str


class Champ(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the profile: its name in the contract, what it is called, how it is answered."""

    nom: str
    libelle: str
    genre: Genre
    options: tuple[Option, ...] = ()
    aide: str = ""


class Champs(msgspec.Struct, frozen=True):
    """``GET /api/champs``: the fields in the order in which they are shown, and the kinds of dispositifs."""

    champs: tuple[Champ, ...]
    categories: tuple[Option, ...]


CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "accueil": "Premier accueil",
        "emergence": "Faire naître l'idée",
        "accompagnement": "Accompagnement",
        "financement": "Financement",
        "foncier": "Locaux",
        "reseau": "Réseau",
        "ressource": "Ressources",
    }
)
_STADES = {
    "idee": "C'est une idée",
    "conception": "Je prépare, j'étudie",
    "creation": "Je lance, depuis moins de trois ans",
    "developpement": "L'activité tourne depuis trois ans ou plus",
    "changement_echelle": "Je veux l'étendre ailleurs",
}
_APPUIS = {
    "orientation": "Savoir par où commencer",
    "accompagnement": "Être accompagné",
    "financement": "Trouver de l'argent",
    "statut_juridique": "Choisir un statut",
    "modele_economique": "Construire le budget",
    "local": "Trouver un local",
    "partenaires": "Rencontrer d'autres acteurs",
    "impact": "Mesurer notre utilité",
    "gouvernance": "Organiser le groupe",
    "emploi": "Créer un emploi",
    "formation": "Me former",
}
_PORTEURS = {
    "particulier": "Une personne seule",
    "collectif": "Plusieurs personnes, sans structure",
    "association": "Une association",
    "cooperative": "Une coopérative",
    "entreprise": "Une entreprise",
    "collectivite": "Une collectivité",
}
_FINANCEMENTS = {
    "subvention": "Une subvention",
    "bourse": "Une bourse",
    "pret": "Un prêt",
    "garantie": "Une garantie de prêt",
    "fonds_propres": "Des fonds propres",
    "don": "Des dons",
    "concours": "Un concours",
}
_PUBLICS = {
    "jeune": "Moins de 30 ans",
    "demandeur_emploi": "En recherche d'emploi",
    "minima_sociaux": "RSA, AAH ou autre minimum social",
    "femme": "Femme",
    "handicap": "En situation de handicap",
    "exile": "Personne réfugiée ou exilée",
    "qpv": "Projet en quartier prioritaire",
    "rural": "Projet à la campagne",
}


def _options(codes: Iterable[str], libelles: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(code, libelles[code][:1].upper() + libelles[code][1:]) for code in codes)


CHAMPS: tuple[Champ, ...] = (
    Champ(nom="resume", libelle="Le projet en quelques mots", genre="texte"),
    Champ(
        nom="besoin_social",
        libelle="Thème du projet",
        genre="choix_multiple",
        options=_options(voc.BESOINS_SOCIAUX, voc.LIBELLES["besoin_social"]),
    ),
    Champ(nom="stade", libelle="Où en est le projet", genre="choix", options=_options(voc.STADES, _STADES)),
    Champ(
        nom="territoire",
        libelle="Lieu du projet",
        genre="lieu",
        aide="Une commune, un code postal, une intercommunalité, un département ou une région.",
    ),
    Champ(
        nom="besoin_appui",
        libelle="Aide cherchée",
        genre="choix_multiple",
        options=_options(voc.BESOINS_APPUI, _APPUIS),
    ),
    Champ(
        nom="type_porteur", libelle="Qui porte le projet", genre="choix", options=_options(voc.TYPES_PORTEUR, _PORTEURS)
    ),
    Champ(
        nom="structure_existante",
        libelle="Structure déjà créée",
        genre="oui_non",
        aide="Une association, une coopérative ou une entreprise déclarée.",
    ),
    Champ(nom="anciennete_mois", libelle="Âge de la structure, en mois", genre="nombre"),
    Champ(nom="employeur", libelle="Emploie au moins une personne", genre="oui_non"),
    Champ(
        nom="publics",
        libelle="Situations qui ouvrent des aides",
        genre="choix_multiple",
        options=_options(voc.PUBLICS, _PUBLICS),
        aide="La vôtre, ou celle du lieu du projet. Rien ne vous oblige à répondre.",
    ),
    Champ(
        nom="type_financement",
        libelle="Sorte d'argent cherchée",
        genre="choix_multiple",
        options=_options(voc.TYPES_FINANCEMENT, _FINANCEMENTS),
    ),
    Champ(nom="montant_recherche", libelle="Somme cherchée, en euros", genre="nombre"),
)
PAR_NOM: Mapping[str, Champ] = MappingProxyType({champ.nom: champ for champ in CHAMPS})


async def servir(request: web.Request) -> web.Response:
    """``GET /api/champs``."""
    return reponse_json(_tous(), entetes={"Cache-Control": "public, max-age=3600"})


@lru_cache(maxsize=1)
def _tous() -> Champs:
    return Champs(CHAMPS, _options(voc.CATEGORIES, CATEGORIES))
