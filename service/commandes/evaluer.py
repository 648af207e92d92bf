"""``orientess evaluer``: measures understanding and conversations on what nobody trained on."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import Annotated, Optional

import msgspec
import typer

from service.commandes.entrainer import a_jour, entrainer_modele
from service.commandes.sortie import dire, echouer
from service.reglages import RACINE, depuis_environnement


def evaluer(
    textes: Annotated[
        bool, typer.Option("--textes/--sans-textes", help="Mesure la lecture des textes tenus à part.")
    ] = True,
    personnes: Annotated[
        bool, typer.Option("--personnes/--sans-personnes", help="Fait parler les personnes simulées.")
    ] = True,
    sans_origine: Annotated[
        bool, typer.Option("--sans-origine", help="N'entraîne pas la configuration d'origine de Rasa pour comparer.")
    ] = False,
    epoques: Annotated[
        int,
        typer.Option(
            min=1, help="Époques de la configuration d'origine (Rasa en fait 100 ; un quart d'heure chacune)."
        ),
    ] = 1,
    adresse: Annotated[
        Optional[str], typer.Option(help="Service à qui parler ; sinon, un service est lancé pour la mesure.")
    ] = None,
    limite: Annotated[
        Optional[int], typer.Option(min=1, help="Nombre de textes de chaque jeu, et de personnes, au plus.")
    ] = None,
    details: Annotated[bool, typer.Option("--details", help="Montre chaque erreur.")] = False,
    dossier: Annotated[
        Path, typer.Option(help="Où écrire evaluation.json et evaluation.html.", show_default="results")
    ] = RACINE / "results",
) -> None:
    """Mesure la compréhension et les conversations ; écrit les chiffres et une page."""
    from service.evaluation.mesures import Choix
    from service.evaluation.mesures import evaluer as mesurer
    from service.evaluation.rapport import en_lignes, en_page

    try:
        modele = depuis_environnement().modele
    except ValueError as erreur:
        echouer(str(erreur))
    if (textes or (personnes and adresse is None)) and not a_jour(modele):
        entrainer_modele(modele)
    choix = Choix(
        modele=modele,
        textes=textes,
        personnes=personnes,
        origine=not sans_origine,
        adresse=adresse,
        epoques=epoques,
        limite=limite,
    )
    try:
        evaluation = asyncio.run(mesurer(choix, dire))
    except subprocess.CalledProcessError as erreur:
        echouer(f"La configuration d'origine de Rasa a échoué (code {erreur.returncode}) :\n{erreur.stderr[-2000:]}")
    except (OSError, RuntimeError, ValueError) as erreur:
        echouer(f"La mesure n'a pas pu se faire : {erreur}")
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "evaluation.json").write_bytes(msgspec.json.format(msgspec.json.encode(evaluation), indent=1))
    (dossier / "evaluation.html").write_text(en_page(evaluation), encoding="utf-8")
    for ligne in en_lignes(evaluation, details=details):
        dire(ligne)
    dire(f"\nÉcrit : {dossier / 'evaluation.json'} et {dossier / 'evaluation.html'}")
