"""Levers of local authorities, chosen by theme for what a municipality, an EPCI or another authority has said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from knowledge.base import Base
from knowledge.modeles import Levier
from knowledge.profil import Profil
from knowledge.recherche import recherche

THEMES_PAR_BESOIN: Mapping[str, tuple[str, ...]] = {
    "orientation": ("diagnostic", "visibilite"),
    "accompagnement": ("creation_dispositif", "soutien_existant", "coordination"),
    "financement": ("amorcage", "soutien_existant"),
    "statut_juridique": ("soutien_existant",),
    "modele_economique": ("commande_publique", "tiers_lieux"),
    "local": ("foncier", "tiers_lieux"),
    "partenaires": ("coordination", "visibilite"),
    "impact": ("diagnostic",),
    "gouvernance": ("coordination", "tiers_lieux"),
    "emploi": ("commande_publique", "soutien_existant"),
    "formation": ("visibilite", "coordination"),
}
"""Kind of help wanted -> themes of levers, the closest first."""
THEMES_PAR_SUJET: Mapping[str, tuple[str, ...]] = {
    "lien_social": ("tiers_lieux",),
    "culture": ("tiers_lieux",),
    "numerique": ("tiers_lieux",),
    "services_proximite": ("foncier",),
    "logement": ("foncier",),
    "alimentation": ("foncier",),
    "reemploi": ("foncier",),
    "emploi_insertion": ("commande_publique",),
}
THEMES_DE_DEPART = ("diagnostic", "foncier", "coordination", "amorcage", "visibilite")
"""Shown in this order when nothing tells what to choose."""
REPETITION = 0.5
"""What a lever is still worth for each one of the same theme already chosen."""
_POINTS_BESOIN, _POINTS_SUJET, _POINTS_TEXTE = 3.0, 1.0, 5.0


def leviers_pour(profil: Profil, base: Base, texte: str | None = None, limite: int = 5) -> list[Levier]:
    """The levers that suit an authority, best first.

    Args:
        profil: the kinds of help and the themes it names choose the themes of levers.
        base: the records.
        texte: what it said, in its own words; by default the summary of the profile.
        limite: how many at most.
    """
    points: dict[str, float] = defaultdict(float)
    for besoin in profil.besoin_appui:
        for rang, theme in enumerate(THEMES_PAR_BESOIN.get(besoin, ())):
            points[theme] += _POINTS_BESOIN / (1 + rang)
    for sujet in profil.besoin_social:
        for theme in THEMES_PAR_SUJET.get(sujet, ()):
            points[theme] += _POINTS_SUJET
    trouves = recherche(base).chercher_levier(texte or profil.resume or "", limite=2 * limite)
    if not points and not trouves:
        points.update({theme: len(THEMES_DE_DEPART) - rang for rang, theme in enumerate(THEMES_DE_DEPART)})
    par_texte = {levier.id: _POINTS_TEXTE / (1 + rang) for rang, levier in enumerate(trouves)}
    valeur = {levier.id: points[levier.theme] + par_texte.get(levier.id, 0.0) for levier in base.leviers.values()}
    choisis: list[Levier] = []
    restants = sorted((levier for levier in base.leviers.values() if valeur[levier.id] > 0), key=lambda v: v.id)
    while restants and len(choisis) < limite:
        deja = Counter(levier.theme for levier in choisis)
        meilleur = max(restants, key=lambda levier, deja=deja: valeur[levier.id] * REPETITION ** deja[levier.theme])  # type: ignore[misc]
        choisis.append(meilleur)
        restants.remove(meilleur)
    return choisis
