"""``orientess fiches couverture``: the matrix département x stage x {welcome, help, money}."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from service.commandes.fiches.sortie import base_ou_echec, en_json, jour_ou_echec
from service.commandes.sortie import dire

if TYPE_CHECKING:
    from knowledge.couverture import Case

_LARGEUR_NOM = 28


def couverture(
    json: Annotated[bool, typer.Option("--json", help="En JSON, avec les fiches de chaque case.")] = False,
    jour: Annotated[Optional[str], typer.Option(help="Jour considéré, AAAA-MM-JJ (aujourd'hui par défaut).")] = None,
) -> None:
    """Dit, pour chaque département et chaque stade, combien de fiches donnent un accueil, un appui, de l'argent."""
    from knowledge.couverture import couverture as couvrir

    cases = couvrir(base_ou_echec(), jour_ou_echec(jour))
    etats: Counter[str] = Counter(case.etat for case in cases)
    if json:
        resume = {"cases": len(cases), **{etat: etats[etat] for etat in ("local", "national", "vide")}}
        dire(en_json({"resume": resume, "cases": [_case(case) for case in cases]}))
    else:
        _dire_tableau(cases)
        _dire_resume(cases, etats)
    if etats["vide"]:
        raise typer.Exit(1)


def _case(case: Case) -> dict[str, object]:
    return {champ: getattr(case, champ) for champ in (*case.__struct_fields__, "etat")}


def _dire_tableau(cases: Sequence[Case]) -> None:
    from knowledge.vocabulaire import LIBELLES, STADES

    dire("Fiches ouvertes à tous, par département et par stade : accueil, appui, argent.")
    dire("« 4+12 » : 4 fiches du lieu et 12 nationales. « n12 » : nationales seulement. « ---- » : rien.\n")
    dire(" " * _LARGEUR_NOM + "".join(f"{LIBELLES['stade'][s]:<18}" for s in STADES))
    for (code, nom), du_lieu in groupby(cases, key=lambda c: (c.departement, c.nom)):
        colonnes = "".join(f"{_cellule(c):<6}" for c in du_lieu)
        dire(f"{f'{code} {nom}':<{_LARGEUR_NOM}.{_LARGEUR_NOM - 1}}{colonnes}")


def _cellule(case: Case) -> str:
    if case.etat == "vide":
        return "----"
    if case.etat == "national":
        return f"n{len(case.nationaux)}"
    return f"{len(case.locaux)}+{len(case.nationaux)}"


def _dire_resume(cases: Sequence[Case], etats: Counter[str]) -> None:
    dire(
        f"\n{len(cases)} cases : {etats['local']} avec une fiche du lieu, {etats['national']} remplies par des fiches "
        f"nationales seulement, {etats['vide']} vides."
    )
    seules = Counter((c.fonction, c.stade) for c in cases if c.etat == "national")
    for (fonction, stade), nombre in sorted(seules.items(), key=lambda item: (-item[1], item[0])):
        dire(f"  fiches nationales seulement, {fonction} au stade {stade} : {nombre} départements")
    for case in cases:
        if case.etat == "vide":
            dire(f"  vide : {case.departement} {case.nom}, {case.fonction} au stade {case.stade}")
