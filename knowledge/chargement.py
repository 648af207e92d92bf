"""Reads the YAML records, strictly: one wrong key, code, place, date or reference stops the loading.

All faults are gathered before anything is raised, so that whoever edits records sees them in one go.
"""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec
import yaml

from knowledge.modeles import GENRES, Conseil, Definition, Dispositif, Fiche, Levier

DOSSIER = Path(__file__).with_name("fiches")
"""Where the records of the product stand, one folder per kind."""


class Lieux(Protocol):
    """What the loader needs to know about official places."""

    def existe(self, niveau: str, code: str) -> bool:
        """Is there such a place today?"""


class Faute(msgspec.Struct, frozen=True, order=True):
    """One thing wrong: in which file, which record, which field, and what (a French sentence)."""

    fichier: str
    fiche: str
    champ: str
    message: str

    def __str__(self) -> str:
        ou = f"{self.fichier}, fiche « {self.fiche} »" + (f", champ « {self.champ} »" if self.champ else "")
        return f"{ou} : {self.message}"


class FicheInvalide(ValueError):
    """Records that cannot be used. ``fautes`` holds every fault found, in the order of files."""

    def __init__(self, fautes: typing.Sequence[Faute]) -> None:
        self.fautes = tuple(fautes)
        super().__init__("\n".join(map(str, self.fautes)))


class Contenu(msgspec.Struct, frozen=True):
    """All records that were read, by kind and identifier, in the order of files."""

    dispositifs: dict[str, Dispositif]
    definitions: dict[str, Definition]
    conseils: dict[str, Conseil]
    leviers: dict[str, Levier]


class _Lecteur(yaml.CSafeLoader):
    """YAML whose dates stay texts: a partial date and a whole one are of one type."""


_Lecteur.yaml_implicit_resolvers = {
    premier: [(balise, motif) for balise, motif in regles if balise != "tag:yaml.org,2002:timestamp"]
    for premier, regles in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def charger(dossier: Path = DOSSIER, lieux: Lieux | None = None) -> Contenu:
    """Reads every ``*.yml`` under ``dossier/<kind>/`` (dispositifs, definitions, conseils, leviers).

    Args:
        dossier: the root that holds the four folders; a folder may be missing or empty.
        lieux: knows which places exist; ``None`` leaves places unchecked.

    Raises:
        FicheInvalide: with every fault of every file.
    """
    fautes: list[Faute] = []
    lus: dict[str, dict[str, Any]] = {genre: {} for genre in GENRES}
    origine: dict[tuple[str, str], str] = {}
    for genre, type_ in GENRES.items():
        for chemin in sorted((dossier / genre).rglob("*.yml")):
            fichier = chemin.relative_to(dossier).as_posix()
            for nom, brut in _fiches_brutes(chemin, fichier, fautes):
                fiche = _lire(brut, type_)
                if (genre, nom) in origine:
                    fautes.append(Faute(fichier, nom, "id", f"cet identifiant existe déjà dans {origine[genre, nom]}."))
                elif fiche is not None:
                    lus[genre][nom] = fiche
                if fiche is None:
                    fautes += [Faute(fichier, nom, champ, message) for champ, message in defauts_de(brut, type_)]
                origine.setdefault((genre, nom), fichier)
    contenu = Contenu(**lus)
    fautes.extend(_fautes_de_liens(contenu, origine))
    if lieux is not None:
        fautes.extend(_fautes_de_lieux(contenu, origine, lieux))
    if fautes:
        raise FicheInvalide(fautes)
    return contenu


def _fiches_brutes(chemin: Path, fichier: str, fautes: list[Faute]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with chemin.open(encoding="utf-8") as flux:
            donnees = yaml.load(flux, _Lecteur)
    except yaml.YAMLError as erreur:
        ligne = getattr(getattr(erreur, "problem_mark", None), "line", None)
        ou = f" près de la ligne {ligne + 1}" if ligne is not None else ""
        fautes.append(Faute(fichier, "?", "", f"le fichier n'est pas du YAML lisible{ou}."))
        return
    if donnees is None:
        return
    if not isinstance(donnees, list):
        fautes.append(Faute(fichier, "?", "", "le fichier doit contenir une liste de fiches."))
        return
    for rang, brut in enumerate(donnees, start=1):
        if isinstance(brut, dict):
            yield str(brut.get("id", f"n° {rang}")), brut
        else:
            fautes.append(Faute(fichier, f"n° {rang}", "", "la fiche doit être un ensemble de champs."))


def _lire(brut: dict[str, Any], type_: type[Fiche]) -> Fiche | None:
    try:
        return msgspec.convert(brut, type_)
    except msgspec.ValidationError:
        return None


def defauts_de(valeur: Any, type_: Any, champ: str = "") -> list[tuple[str, str]]:
    """Everything wrong in a plain value meant to become ``type_``: (dotted field, French sentence) pairs."""
    cible = _sans_null(type_)
    if valeur is None and cible is not type_:
        return []
    structure = next((t for t in _membres(cible) if isinstance(t, type) and issubclass(t, msgspec.Struct)), None)
    if structure is not None and isinstance(valeur, dict):
        return _defauts_structure(valeur, structure, champ)
    element = _type_element(cible)
    if element is not None and isinstance(valeur, list):
        details = [d for i, v in enumerate(valeur, start=1) for d in defauts_de(v, element, f"{champ}[{i}]")]
        if details:
            return details
    try:
        msgspec.convert(valeur, type_)
    except msgspec.ValidationError:
        return [(champ, _phrase(valeur, cible))]
    return []


def _defauts_structure(valeur: dict[Any, Any], structure: type[msgspec.Struct], champ: str) -> list[tuple[str, str]]:
    prefixe = f"{champ}." if champ else ""
    champs = {f.name: f for f in msgspec.structs.fields(structure)}
    defauts = [(f"{prefixe}{cle}", "ce champ n'existe pas.") for cle in valeur if cle not in champs]
    defauts += [
        (f"{prefixe}{nom}", "ce champ est obligatoire.")
        for nom, f in champs.items()
        if f.required and nom not in valeur
    ]
    for nom, f in champs.items():
        if nom in valeur:
            defauts += defauts_de(valeur[nom], f.type, prefixe + nom)
    if not defauts:
        try:
            msgspec.convert(valeur, structure)
        except msgspec.ValidationError as erreur:
            # Only a structure's own check is left: it speaks French, before the path that msgspec adds.
            defauts.append((champ, str(erreur).split(" - at ")[0] + "."))
    return defauts


def _sans_args(type_: Any) -> Any:
    return type_.__origin__ if typing.get_origin(type_) is typing.Annotated else type_


def _membres(type_: Any) -> tuple[Any, ...]:
    nu = _sans_args(type_)
    return typing.get_args(nu) if typing.get_origin(nu) in (typing.Union, types.UnionType) else (nu,)


def _sans_null(type_: Any) -> Any:
    """The type without its ``None``, if it has one."""
    membres = _membres(type_)
    if type(None) not in membres:
        return type_
    restants = tuple(m for m in membres if m is not type(None))
    return functools.reduce(operator.or_, restants)


def _type_element(type_: Any) -> Any:
    nu = _sans_args(type_)
    return typing.get_args(nu)[0] if typing.get_origin(nu) is tuple else None


def _phrase(valeur: Any, type_: Any) -> str:
    """Says in French why ``valeur`` is not of ``type_``."""
    montre = "rien" if valeur is None else f"« {valeur} »"
    codes = [c for m in _membres(type_) if typing.get_origin(m) is typing.Literal for c in typing.get_args(m)]
    if codes:
        return f"{montre} n'est pas permis ; valeurs possibles : {', '.join(_code(c) for c in codes)}."
    for meta in getattr(type_, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.description:
            return f"{montre} n'est pas permis ; attendu : {meta.description}."
    nu = _sans_args(type_)
    nom = "liste" if typing.get_origin(nu) is tuple else _NOMS.get(nu, "ensemble de champs")
    return f"{montre} n'est pas permis ; attendu : {nom}."


_NOMS: Mapping[Any, str] = {
    str: "texte non vide (entre guillemets s'il ressemble à un nombre)",
    bool: "true ou false",
    int: "nombre entier positif",
    float: "nombre positif",
}


def _code(code: Any) -> str:
    return "true" if code is True else str(code)


def _fautes_de_liens(contenu: Contenu, origine: Mapping[tuple[str, str], str]) -> list[Faute]:
    """Identifiers that lead nowhere. Those of records that were themselves faulty still count as existing."""
    connus = {genre: {i for g, i in origine if g == genre} for genre in GENRES}
    liens: list[tuple[str, str, str, str, str]] = []  # kind, record, field, target kind, target
    for d in contenu.dispositifs.values():
        liens += [("dispositifs", d.id, "compatibles", "dispositifs", i) for i in d.compatibles]
        liens += [("dispositifs", d.id, "exclusifs", "dispositifs", i) for i in d.exclusifs]
        liens += [
            ("dispositifs", d.id, "prealables", "dispositifs", p.dispositif) for p in d.prealables if p.dispositif
        ]
    for definition in contenu.definitions.values():
        liens += [("definitions", definition.id, "voir", "definitions", i) for i in definition.voir]
    for conseil in contenu.conseils.values():
        liens += [("conseils", conseil.id, "voir_definitions", "definitions", i) for i in conseil.voir_definitions]
    return [
        Faute(origine[genre, fiche], fiche, champ, f"renvoie à « {cible} », qui n'existe pas.")
        for genre, fiche, champ, vers, cible in liens
        if cible not in connus[vers] or (vers == genre and cible == fiche)
    ]


def _fautes_de_lieux(contenu: Contenu, origine: Mapping[tuple[str, str], str], lieux: Lieux) -> list[Faute]:
    fautes = []
    for d in contenu.dispositifs.values():
        for champ in ("territoires", "territoires_exclus"):
            for lieu in getattr(d, champ):
                if not lieux.existe(lieu.niveau, lieu.code):
                    message = f"le lieu {lieu.niveau} « {lieu.code} » n'existe pas."
                    fautes.append(Faute(origine["dispositifs", d.id], d.id, champ, message))
    return fautes


def vers_fiche(brut: dict[str, Any], type_: type[Fiche]) -> Fiche:
    """One record from plain data, outside any file (an import, a form).

    Raises:
        FicheInvalide: with every fault of the record.
    """
    defauts = defauts_de(brut, type_)
    if defauts:
        raise FicheInvalide(
            [Faute("(données)", str(brut.get("id", "?")), champ, message) for champ, message in defauts]
        )
    return msgspec.convert(brut, type_)
