"""Every way in which a place is usually named: the official name, short forms, former names, initials, nicknames.

All forms are folded (``noms.replie``) and stand without their leading article, which is kept beside: « Le Mans » is the
form « mans » with the article « le », so that « au Mans » and « du Mans » find it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from knowledge.territoires.noms import replie, sans_article

Sorte = Literal["nom", "ancien", "surnom", "court", "corps"]


class Forme(NamedTuple):
    """One way of naming one place.

    ``sorte``: ``nom`` (the official name), ``ancien`` (a merged commune, an arrondissement, a former département or
    region), ``surnom`` (initials, nickname), ``court`` (the first words of the name of a commune: « Brive »),
    ``corps`` (the name of an EPCI without what says that it is one: « Trièves », too vague within a sentence).
    """

    niveau: str
    code: str
    article: str
    sorte: Sorte


#: Former and familiar names -> level and code. Natural or historical areas (Berry, Morvan…) have no code: none here.
_AUTRES_NOMS: dict[Sorte, dict[tuple[str, str], tuple[str, ...]]] = {
    "ancien": {
        ("region", "24"): ("région Centre",),
        ("region", "27"): ("Bourgogne", "Franche-Comté"),
        ("region", "28"): ("Haute-Normandie", "Basse-Normandie"),
        ("region", "32"): ("Nord-Pas-de-Calais", "Picardie"),
        ("region", "44"): (
            "Alsace",
            "Lorraine",
            "Champagne-Ardenne",
            "Champagne-Ardennes",
            "Alsace-Champagne-Ardenne-Lorraine",
        ),
        ("region", "75"): ("Aquitaine", "Limousin", "Poitou-Charentes", "Poitou-Charente"),
        ("region", "76"): ("Languedoc-Roussillon", "Midi-Pyrénées"),
        ("region", "84"): ("Auvergne", "Rhône-Alpes"),
        ("departement", "04"): ("Basses-Alpes",),
        ("departement", "17"): ("Charente-Inférieure", "Charentes-Maritimes", "Charentes-Maritime"),
        ("departement", "22"): ("Côtes-du-Nord",),
        ("departement", "44"): ("Loire-Inférieure",),
        ("departement", "64"): ("Basses-Pyrénées",),
        ("departement", "76"): ("Seine-Inférieure",),
    },
    "surnom": {
        ("region", "03"): ("Guyane française",),
        ("region", "04"): ("île de la Réunion", "île Réunion"),
        ("region", "11"): ("IDF", "région parisienne"),
        ("region", "27"): ("BFC",),
        ("region", "32"): ("HDF", "NPDC", "Haut-de-France"),
        ("region", "52"): ("Pays-de-Loire", "PDL"),
        ("region", "75"): ("Nouvelle-Aquitaines",),
        ("region", "84"): ("AURA", "Rhône-Alpes-Auvergne"),
        ("region", "93"): ("PACA", "région Sud"),
        ("region", "94"): ("île de Beauté",),
        ("departement", "91"): ("neuf un", "9-1"),
        ("departement", "92"): ("neuf deux", "9-2"),
        ("departement", "93"): ("neuf trois", "9-3"),
        ("departement", "94"): ("neuf quatre", "9-4"),
        ("departement", "95"): ("neuf cinq", "9-5"),
        ("commune", "42218"): ("Sainté", "St-É"),
        ("commune", "75056"): ("Paname",),
        ("epci", "245600465"): ("Belle-Île",),
        ("epci", "200046977"): ("Grand Lyon",),
        ("epci", "200054781"): ("Grand Paris",),
        ("epci", "200054807"): ("métropole Aix-Marseille", "Aix-Marseille-Provence", "Aix-Marseille"),
    },
}
#: Nicknames that only their accent tells from an ordinary word (« Sainté », « sainte »).
SURNOMS_ACCENTUES = frozenset(["sainté"])

_TYPES: dict[str, tuple[str, ...]] = {
    "CC": ("communauté de communes", "communauté des communes", "com com", "comcom", "cdc", "cc"),
    "CA": ("communauté d'agglomération", "communauté d'agglo", "agglomération", "agglo", "ca"),
    "CU": ("communauté urbaine", "agglomération", "agglo", "cu"),
    "METRO": ("métropole", "agglomération", "agglo"),
    "MET69": ("métropole", "agglomération", "agglo"),
    "EPT": ("établissement public territorial", "ept"),
}
_TYPES_DEVELOPPES = ("CC", "CA", "CU")
_MARQUES_SIMPLES = {"CC": ("communaute",), "CA": ("agglo", "agglomeration", "communaute"), "EPT": ()}
_LIENS = ("de l'", "de la ", "du ", "des ", "de ", "d'")
_SIGLE = re.compile(r"\s*\(([^)]*)\)")
_TYPE_OFFICIEL = re.compile(r"^(?:CC|CA|CU)\s+")
#: Words that say by themselves that a name is that of an EPCI.
_MARQUES = frozenset(
    {"communaute", "agglo", "agglomeration", "metropole", "eurometropole", "intercom", "agglopole", "agglopolys"}
)
_MARQUE_EN_TETE = re.compile(
    r"^(?:(?:communaute|agglomeration|agglo|metropole|eurometropole|intercom)(?: europeenne)?)(?: d | du | des | de la | de l | de | )"
)
#: First words of names that are those of a landscape or of a natural area as well as of an EPCI.
_PAYSAGES_ECRITS = """
pays val vals vallee vallees monts mont montagne montagnes plaine plaines plateau plateaux bassin baie cote cotes
coteaux haut haute hauts hautes bas basse sud nord est ouest centre causses causse cevennes presqu ile iles bocage
golfe region riviera foret forets lac lacs gorges massif marais marche marches terre terres terroir terroirs porte
portes rives rive sources source perche berry vexin gatinais sologne morvan quercy perigord entre deux trois quatre
cinq cap espace coeur canton district loire seine provence bresse champagne ardenne ardennes jura alpes vosges
bretagne normandie gascogne aubrac medoc
"""
_PAYSAGES = frozenset(_PAYSAGES_ECRITS.split())


def formes_commune(code: str, nom: str, sorte: Sorte = "nom", ville: bool = False) -> Iterator[tuple[str, Forme]]:
    """The official name of a commune, then the short one when it is made of a name and what follows it.

    ``ville``: it is a town large enough to be called by the first half of a double name (« Clermont », « Évry »).
    """
    plein = replie(nom)
    article, corps = sans_article(plein)
    yield corps, Forme("commune", code, article, sorte)
    court = _nom_court(plein, ville) if sorte == "nom" else None
    if court:
        article, corps = sans_article(court)
        yield corps, Forme("commune", code, article, "court")


_COUPES = re.compile(r" (?:en|sur|sous|les|la|le|de|du|des|d|l|lez|pres|au|aux|a|et) ")


def _nom_court(plein: str, ville: bool) -> str | None:
    """What comes before the first linking word: « brive la gaillarde » -> « brive », « le puy en velay » -> « le puy ».

    None when nothing is left out, or when what is left is too short to name a place.
    """
    article, corps = sans_article(plein)
    coupe = _COUPES.search(corps)
    court = corps[: coupe.start()] if coupe else corps
    premier = court.split()[0]
    if ville and len(premier) >= 4 and premier not in _DEBUTS_VAGUES:
        court = premier
    if court == corps or len(court) < 3 or court in _DEBUTS_VAGUES:
        return None
    return f"{article} {court}".strip()


#: Beginnings of names that are no name by themselves.
_DEBUTS_VAGUES_ECRITS = """
saint sainte saints saintes notre grand grande petit petite haut haute bas basse belle beau bonne vieux neuf trois deux
quatre mont pont fort bois bras terre entre
"""
_DEBUTS_VAGUES = frozenset([*_DEBUTS_VAGUES_ECRITS.split(), "notre dame"])


def nom_epci(nom: str, genre: str) -> str:
    """The name of an EPCI as people read it: « CC du Trièves » -> « Communauté de communes du Trièves ».

    A name that already says what it is keeps its own words: « CA Mauges Communauté » -> « Mauges Communauté ».
    """
    corps = re.sub(r"\s+", " ", _TYPE_OFFICIEL.sub("", nom).replace("''", "").replace('"', "")).strip()
    if genre not in _TYPES_DEVELOPPES or (_MARQUES & set(replie(corps).split()) and not _lien(corps)):
        return corps
    return f"{_TYPES[genre][0].capitalize()} {corps}"


def formes_epci(
    code: str, nom: str, genre: str, membres: Iterable[str], communes: Container[str]
) -> Iterator[tuple[str, Forme]]:
    """Every usual form of the name of an EPCI, from the official one and the names of its member communes.

    Args:
        code: its SIREN.
        nom: the official name, with its type and initials (« CA de Blois ''Agglopolys'' »).
        genre: CC, CA, CU, METRO, MET69 or EPT.
        membres: names of the members.
        communes: the folded names, without article, of every commune: none of them alone names an EPCI.
    """
    officiel = _TYPE_OFFICIEL.sub("", _SIGLE.sub("", nom)).strip()
    lien = _lien(officiel)
    coeur = replie(officiel[len(lien) :])
    seul: Sorte = "nom" if se_suffit(coeur, genre) and sans_article(coeur)[1] not in communes else "corps"
    noms: dict[str, Sorte] = {
        replie(nom): "nom",
        replie(nom_epci(nom, genre)): "nom",
        coeur: seul,
    }
    for sigle in map(replie, _SIGLE.findall(nom)):
        noms.setdefault(sigle, "surnom" if len(sigle) >= 4 else "corps")
    for noyau in _noyaux(coeur, membres):
        for mot in map(replie, _TYPES[genre]):
            for suite in (noyau, f"{replie(lien)} {noyau}".strip(), _avec_de(noyau)):
                noms.setdefault(f"{mot} {suite}", "surnom")
        for marque in (
            ("metropole", "agglo", "agglomeration") if genre in ("METRO", "MET69", "CU") else _MARQUES_SIMPLES[genre]
        ):
            noms.setdefault(f"{noyau} {marque}", "surnom")
    for texte, sorte in noms.items():
        article, corps = sans_article(texte)
        yield corps, Forme("epci", code, article, sorte)


def _lien(corps: str) -> str:
    """The linking word that a name begins with, as written: « du » of « du Trièves »; empty if there is none."""
    bas = corps.lower().replace("’", "'")
    return next((lien for lien in _LIENS if bas.startswith(lien)), "")


def _avec_de(nom: str) -> str:
    """« de » and a folded name: « d agen », « du mans » (le mans), « des lilas » (les lilas)."""
    for article, contracte in (("le ", "du "), ("les ", "des ")):
        if nom.startswith(article):
            return contracte + nom[len(article) :]
    return f"d {nom}" if nom[0] in "aeiouyh" else f"de {nom}"


def _noyaux(coeur: str, communes: Iterable[str]) -> list[str]:
    """What remains of the name without the words that say it is an EPCI, then the member commune that it begins with."""
    sans = _MARQUE_EN_TETE.sub("", coeur)
    sans = " ".join(mot for mot in sans.split() if mot not in _MARQUES) or coeur
    premieres = [c for c in (replie(nom) for nom in communes) if f"{sans} ".startswith(f"{c} ")]
    noyaux = [sans, *sorted(premieres, key=len, reverse=True)[:1]]
    return list(dict.fromkeys(noyaux))


def se_suffit(coeur: str, genre: str) -> bool:
    """Can this name of an EPCI, without its type, be read for it within a sentence?

    Yes when a word says what it is (« Mauges Communauté »), when it is « Grand » and a town (« Grand Chambéry »), or
    when it is made of several words that name no landscape; no for « Trièves », « Pays Basque », « Val de Gray ».
    """
    mots = sans_article(coeur)[1].split()
    dit_ce_qu_il_est = bool(_MARQUES & set(mots)) or mots[0] == "grand" or genre == "EPT"
    return len(mots) > 1 and (dit_ce_qu_il_est or mots[0] not in _PAYSAGES)


def autres_noms() -> Iterator[tuple[str, Forme]]:
    """Former and familiar names of regions, départements, communes and EPCI."""
    for sorte, lieux in _AUTRES_NOMS.items():
        for (niveau, code), noms in lieux.items():
            for nom in noms:
                plie = nom.lower() if nom.lower() in SURNOMS_ACCENTUES else replie(nom)
                article, corps = sans_article(plie)
                yield corps, Forme(niveau, code, article, sorte)


@lru_cache(maxsize=1)
def aires_sans_code() -> frozenset[str]:
    """Folded names, without article, of natural and historical areas that have no official code (``aires.txt``)."""
    lignes = Path(__file__).with_name("aires.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(sans_article(replie(ligne))[1] for ligne in lignes if ligne and not ligne.startswith("#"))
