"""Records from outside: the good ones are kept, each bad one is told with its line, and the others go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import yaml

from knowledge.chargement import FicheInvalide, Lieux, vers_fiche
from knowledge.modeles import Dispositif

EN_TETE = "# yaml-language-server: $schema=../schema/dispositifs.json\n"
"""First line of a file of dispositifs: editors then complete and check as one types."""


class Rejet(msgspec.Struct, frozen=True):
    """A row that was not taken: where it stands, what it calls itself, and everything wrong with it."""

    ligne: str
    fiche: str
    defauts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.ligne}, « {self.fiche} » : {' '.join(self.defauts)}"


class Importation(msgspec.Struct, frozen=True):
    """What was taken and what was not, in the order of the file."""

    fiches: tuple[Dispositif, ...]
    rejets: tuple[Rejet, ...]


class LigneRefusee(ValueError):
    """A row that cannot become a record; the message is a French sentence."""


def importer(
    lignes: Iterable[tuple[str, dict[str, Any] | LigneRefusee]], lieux: Lieux, connus: Iterable[str] = ()
) -> Importation:
    """Checks rows one by one.

    Args:
        lignes: where each row stands (« ligne 12 »), and the record as plain data, or why there is none.
        lieux: knows which places exist.
        connus: identifiers already taken.
    """
    fiches: dict[str, Dispositif] = {}
    rejets = []
    pris = set(connus)
    for ou, donnees in lignes:
        if isinstance(donnees, LigneRefusee):
            nom, _, message = str(donnees).partition(" : ")
            rejets.append(Rejet(ou, nom, (message,)))
            continue
        nom = str(donnees.get("id", "?"))
        try:
            fiche = vers_fiche(donnees, Dispositif)
        except FicheInvalide as erreur:
            rejets.append(Rejet(ou, nom, tuple(f"{f.champ or 'fiche'} : {f.message}" for f in erreur.fautes)))
            continue
        assert isinstance(fiche, Dispositif)
        defauts = [
            f"territoires : le lieu {lieu.niveau} « {lieu.code} » n'existe pas."
            for lieu in (*fiche.territoires, *fiche.territoires_exclus)
            if not lieux.existe(lieu.niveau, lieu.code)
        ]
        if nom in pris:
            defauts.append("id : cet identifiant existe déjà.")
        if defauts:
            rejets.append(Rejet(ou, nom, tuple(defauts)))
            continue
        pris.add(nom)
        fiches[nom] = fiche
    return Importation(tuple(fiches.values()), tuple(rejets))


# ---------------------------------------------------------------- YAML
class _Ecrivain(yaml.SafeDumper):
    """Writes lists shifted under their key, as the files of records are written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never without an indent."""
        super().increase_indent(flow, False)


def en_yaml(fiches: Iterable[Dispositif]) -> str:
    """A file of records; what is left at its default is not written."""
    donnees = [_sans_defauts(fiche) for fiche in fiches]
    return EN_TETE + yaml.dump(donnees, Dumper=_Ecrivain, allow_unicode=True, sort_keys=False, width=120)


def _sans_defauts(valeur: Any) -> Any:
    if isinstance(valeur, tuple):
        return [_sans_defauts(v) for v in valeur]
    if isinstance(valeur, float) and valeur.is_integer():
        return int(valeur)
    if not isinstance(valeur, msgspec.Struct):
        return valeur
    champs = ((f.name, getattr(valeur, f.name), f) for f in msgspec.structs.fields(valeur))
    return {nom: _sans_defauts(v) for nom, v, f in champs if f.required or v != f.default}
