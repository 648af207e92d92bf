"""Dispositifs as rows of a spreadsheet: one column a field, several values in one cell separated by « | ».

The columns follow from the type of the record. A part of a record has columns of its own (``conditions.ess``,
``montant.max``); a list of parts has parallel ones (``sources.url``, ``sources.consulte``), where the first values go
together, then the second ones. Places are written ``niveau:code``; ``periode`` is ``permanent`` or left empty, with
``periode.ouverture`` and ``periode.cloture`` beside it.
"""

from __future__ import annotations

import csv
import io
import types
import typing
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from knowledge.modeles import Dispositif, Lieu, Periode

SEPARATEUR = "|"
_VRAI, _FAUX = "oui", "non"
_DELIMITEURS = ";,\t"


class Colonne(NamedTuple):
    """A column: its name, the path of the field, and what its cells hold.

    ``genre``: ``texte``, ``nombre``, ``oui_non``, ``liste`` (of texts), ``lieux``, ``parallele`` (one key of a list of
    parts).
    """

    nom: str
    genre: str

    @property
    def chemin(self) -> list[str]:
        """The keys that lead to the value."""
        return self.nom.split(".")


class TableauIllisible(ValueError):
    """The file is no table of dispositifs; the message is a French sentence."""


def _colonnes(type_: type[msgspec.Struct], prefixe: str = "") -> Iterator[Colonne]:
    for champ in msgspec.structs.fields(type_):
        nom = prefixe + champ.name
        membres = _membres(champ.type)
        structures = [m for m in membres if isinstance(m, type) and issubclass(m, msgspec.Struct)]
        elements = [typing.get_args(m)[0] for m in membres if typing.get_origin(m) is tuple]
        if Periode in structures:
            yield Colonne(nom, "texte")
        if structures:
            yield from _colonnes(structures[0], f"{nom}.")
        elif elements and elements[0] is Lieu:
            yield Colonne(nom, "lieux")
        elif elements and isinstance(elements[0], type) and issubclass(elements[0], msgspec.Struct):
            yield from (Colonne(f"{nom}.{cle.name}", "parallele") for cle in msgspec.structs.fields(elements[0]))
        elif elements:
            yield Colonne(nom, "liste")
        elif bool in membres or any(True in typing.get_args(m) for m in membres):
            yield Colonne(nom, "oui_non")
        else:
            yield Colonne(nom, "nombre" if {int, float} & set(membres) else "texte")


def _membres(type_: Any) -> tuple[Any, ...]:
    """The members of a union, without what is written around them."""
    if typing.get_origin(type_) is typing.Annotated:
        return _membres(type_.__origin__)
    if typing.get_origin(type_) in (typing.Union, types.UnionType):
        return tuple(m for membre in typing.get_args(type_) for m in _membres(membre))
    return (type_,)


COLONNES: tuple[Colonne, ...] = tuple(_colonnes(Dispositif))
NOMS = tuple(c.nom for c in COLONNES)


# ---------------------------------------------------------------- out
def vers_csv(fiches: Iterable[Dispositif]) -> str:
    """The records as a table, columns separated by « ; », as spreadsheets in French expect."""
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, NOMS, delimiter=";", lineterminator="\n")
    ecrivain.writeheader()
    for fiche in fiches:
        ecrivain.writerow({c.nom: _cellule(msgspec.to_builtins(fiche), c) for c in COLONNES})
    return sortie.getvalue()


def _cellule(donnees: dict[str, Any], colonne: Colonne) -> str:
    *debut, cle = colonne.chemin
    noeud: Any = donnees
    for pas in debut:
        noeud = noeud[pas]
    if colonne.genre == "parallele":
        valeurs = [element[cle] for element in noeud]
        return _joindre(valeurs) if any(v is not None for v in valeurs) else ""
    valeur: Any = noeud.get(cle) if isinstance(noeud, dict) else None
    if colonne.genre == "lieux":
        return _joindre(f"{lieu['niveau']}:{lieu['code']}" for lieu in valeur)
    if colonne.genre == "liste":
        return _joindre(valeur)
    if valeur is None or isinstance(valeur, dict):
        return ""
    if colonne.genre == "oui_non":
        return _VRAI if valeur else _FAUX
    return str(int(valeur) if isinstance(valeur, float) and valeur.is_integer() else valeur)


def _joindre(valeurs: Iterable[Any]) -> str:
    return f" {SEPARATEUR} ".join(str(v or "").replace(SEPARATEUR, "\\" + SEPARATEUR) for v in valeurs)


# ---------------------------------------------------------------- in
def lignes_de(texte: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a table as plain records: number of the line where the row begins (the header is 1), record.

    Values are not checked here. Columns may stand in any order; those left out are empty.

    Raises:
        TableauIllisible: no header, unknown or missing columns.
    """
    lecteur = csv.reader(io.StringIO(texte.removeprefix("\ufeff")), delimiter=_delimiteur(texte))
    entete = [nom.strip() for nom in next(lecteur, [])]
    inconnues = [nom for nom in entete if nom not in NOMS]
    if inconnues or "id" not in entete:
        quoi = f"colonnes inconnues : {', '.join(inconnues)}" if inconnues else "la colonne « id » manque"
        raise TableauIllisible(f"Ce fichier n'est pas un tableau de dispositifs ({quoi}).")
    debut = lecteur.line_num + 1
    for ligne in lecteur:
        if any(cellule.strip() for cellule in ligne):
            yield debut, _fiche(dict(zip(entete, ligne, strict=False)), ligne, entete)
        debut = lecteur.line_num + 1


def _delimiteur(texte: str) -> str:
    entete = texte.split("\n", 1)[0]
    return max(_DELIMITEURS, key=entete.count)


def _fiche(cellules: dict[str, str], ligne: list[str], entete: list[str]) -> dict[str, Any]:
    donnees: dict[str, Any] = {}
    if len(ligne) > len(entete):
        donnees["(cellules en trop)"] = ligne[len(entete) :]
    for colonne in COLONNES:
        if texte := cellules.get(colonne.nom, "").strip():
            _poser(donnees, colonne, texte)
    return donnees


def _poser(donnees: dict[str, Any], colonne: Colonne, texte: str) -> None:
    """Puts the value of a cell where its column says; what cannot be read stays a text, for the check to tell."""
    *debut, cle = colonne.chemin
    if colonne.genre == "parallele":
        elements = donnees.setdefault(debut[0], [])
        valeurs = _separer(texte, vides=True)
        elements += [{} for _ in valeurs[len(elements) :]]
        for element, valeur in zip(elements, valeurs, strict=False):
            if valeur:
                element[cle] = valeur
        return
    noeud = donnees
    for pas in debut:
        noeud = noeud.setdefault(pas, {})
        if not isinstance(noeud, dict):  # « permanent » and dates at once: the dates are told to be wrong
            donnees[colonne.nom] = texte
            return
    noeud[cle] = _valeur(colonne.genre, texte)


def _valeur(genre: str, texte: str) -> Any:
    if genre == "lieux":
        return [_lieu(lieu) for lieu in _separer(texte)]
    if genre == "liste":
        return _separer(texte)
    if genre == "oui_non":
        return {_VRAI: True, _FAUX: False}.get(texte.lower(), texte)
    if genre == "nombre":
        return _nombre(texte)
    return texte


def _lieu(texte: str) -> Any:
    niveau, _, code = texte.partition(":")
    return {"niveau": niveau.strip(), "code": code.strip()}


def _nombre(texte: str) -> float | int | str:
    """« 15 000 », « 2 500,5 »: numbers as people type them."""
    nu = texte.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".").removesuffix("€")
    try:
        nombre = float(nu)
    except ValueError:
        return texte
    return int(nombre) if nombre.is_integer() else nombre


def _separer(texte: str, vides: bool = False) -> list[str]:
    protege = texte.replace("\\" + SEPARATEUR, "\0")
    valeurs = [v.strip().replace("\0", SEPARATEUR) for v in protege.split(SEPARATEUR)]
    return valeurs if vides else [v for v in valeurs if v]
