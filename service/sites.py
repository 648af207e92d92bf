"""The sites that carry the widget: one YAML file each, strict, read once at start.

A site's identifier is the name of its file. ``hotes`` are the origins of its pages (``https://www.exemple.fr``): only they
may call the API from a browser and show the conversation in a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from knowledge.profil import Territoire
from knowledge.territoires.referentiel import LieuInconnu, referentiel

DOSSIER = Path(__file__).with_name("sites")
PAR_DEFAUT = "defaut"
"""The preset of the service's own pages."""

_Texte = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
_Origine = Annotated[str, msgspec.Meta(pattern=r"^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$")]
_Couleur = Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")]


class SiteInvalide(ValueError):
    """A preset that cannot be used; the message is a French sentence that names the file and the fault."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers in person on this site."""

    nom: _Texte
    telephone: _Texte | None = None
    courriel: Annotated[str, msgspec.Meta(pattern="^[^@ ]+@[^@ ]+$")] | None = None
    site: Annotated[str, msgspec.Meta(pattern="^https?://")] | None = None
    horaires: _Texte | None = None


class _Fichier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a preset's file may say."""

    nom: _Texte
    titre: _Texte
    couleur: _Couleur = "#00527a"
    position: Literal["droite", "gauche"] = "droite"
    territoire: Annotated[str, msgspec.Meta(pattern="^[a-z]+:[0-9A-Z]+$")] | None = None
    accueil: _Texte | None = None
    contact: Contact | None = None
    hotes: tuple[_Origine, ...] = ()


class SitePublic(msgspec.Struct, frozen=True, kw_only=True):
    """``GET /api/sites/{id}``: what the widget needs to know of its site."""

    id: str
    nom: str
    titre: str
    couleur: str
    position: str
    territoire: Territoire | None
    accueil: str | None
    contact: Contact | None


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A site: what may be told, and the origins of its pages."""

    public: SitePublic
    hotes: frozenset[str]


class Sites:
    """All presets, by identifier and by origin."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self._sites = dict(sites)
        self._par_origine = {hote: site for site in self._sites.values() for hote in site.hotes}

    def __iter__(self) -> Iterator[Site]:
        return iter(self._sites.values())

    def trouver(self, identifiant: str) -> Site | None:
        """The site of this identifier."""
        return self._sites.get(identifiant)

    def de_l_origine(self, origine: str) -> Site | None:
        """The site whose pages have this origin."""
        return self._par_origine.get(origine)

    @property
    def par_defaut(self) -> Site:
        """The preset of the service's own pages."""
        return self._sites[PAR_DEFAUT]


def charger_sites(dossier: Path = DOSSIER) -> Sites:
    """Reads every preset of a folder.

    Raises:
        SiteInvalide: no default preset; an unreadable file, an unknown key, a value out of form, a place that does not
            exist; two sites that claim one origin.
    """
    sites = {chemin.stem: _lire(chemin) for chemin in sorted(dossier.glob("*.yml"))}
    if PAR_DEFAUT not in sites:
        raise SiteInvalide(f"Il manque le préréglage « {PAR_DEFAUT}.yml » dans {dossier}.")
    proprietaires: dict[str, str] = {}
    for identifiant, site in sites.items():
        for hote in site.hotes:
            autre = proprietaires.setdefault(hote, identifiant)
            if autre != identifiant:
                raise SiteInvalide(f"L'hôte {hote} est dans deux préréglages : {autre}.yml et {identifiant}.yml.")
    return Sites(sites)


def _lire(chemin: Path) -> Site:
    try:
        brut: Any = yaml.safe_load(chemin.read_text(encoding="utf-8"))
        fichier = msgspec.convert(brut, _Fichier)
        territoire = lieu_de(fichier.territoire) if fichier.territoire else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError, LieuInconnu) as erreur:
        raise SiteInvalide(f"Préréglage {chemin.name} : {erreur}") from erreur
    public = SitePublic(
        id=chemin.stem,
        nom=fichier.nom,
        titre=fichier.titre,
        couleur=fichier.couleur.lower(),
        position=fichier.position,
        territoire=territoire,
        accueil=fichier.accueil,
        contact=fichier.contact,
    )
    return Site(public=public, hotes=frozenset(fichier.hotes))


def lieu_de(cle: str) -> Territoire:
    """The place written ``niveau:code``.

    Raises:
        LieuInconnu: there is no such place.
    """
    niveau, _, code = cle.partition(":")
    return referentiel().par_code(niveau, code)
