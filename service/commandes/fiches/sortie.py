"""What the commands on records share: reading the base, and writing JSON or a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from service.commandes.sortie import dire, echouer

if TYPE_CHECKING:
    from knowledge.base import Base
    from knowledge.chargement import Contenu


def contenu_ou_echec() -> Contenu:
    """The records as they are read; says what is wrong and ends the command when they cannot be used."""
    from knowledge.chargement import FicheInvalide, charger
    from knowledge.territoires.referentiel import referentiel

    try:
        return charger(lieux=referentiel())
    except FicheInvalide as erreur:
        echouer(str(erreur))


def base_ou_echec() -> Base:
    """The same, with the indexes it takes to judge them."""
    from knowledge.base import Base
    from knowledge.territoires.referentiel import referentiel

    return Base(contenu_ou_echec(), referentiel())


def jour_ou_echec(texte: str | None) -> date:
    """An ISO date given on the command line; today by default."""
    try:
        return date.fromisoformat(texte) if texte else date.today()
    except ValueError:
        echouer(f"« {texte} » n'est pas une date. Écrivez par exemple 2026-06-15.")


def en_json(donnees: Any) -> str:
    """Readable JSON text, accents kept."""
    return msgspec.json.format(msgspec.json.encode(donnees), indent=1).decode()


def deposer(texte: str, sortie: Path | None, encodage: str = "utf-8") -> None:
    """Writes a text to a file, or says it when there is none."""
    if sortie is None:
        dire(texte.rstrip("\n"))
        return
    try:
        sortie.write_text(texte, encoding=encodage)
    except OSError as erreur:
        echouer(f"Le fichier « {sortie} » ne peut pas être écrit : {erreur.strerror}.")


def lire(fichier: Path) -> str:
    """The text of a file; says why and ends the command when it cannot be read."""
    try:
        return fichier.read_text(encoding="utf-8-sig")
    except OSError as erreur:
        echouer(f"Le fichier « {fichier} » ne peut pas être lu : {erreur.strerror}.")
    except UnicodeDecodeError:
        echouer(f"Le fichier « {fichier} » n'est pas en UTF-8. Enregistrez-le en « CSV UTF-8 » ou en JSON.")
