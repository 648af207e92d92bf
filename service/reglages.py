"""Settings of the service, read once at start from the command line and the environment (``ORIENTESS_…``)."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

RACINE = Path(__file__).resolve().parent.parent


class Reglages(msgspec.Struct, frozen=True, kw_only=True):
    """Where the service listens, what it loads, and its limits.

    ``port_local`` is the loopback port of Rasa's own protocols (action webhook, REST channel); 0: any free port.
    Lengths are in characters, durations in seconds.
    """

    hote: str = "127.0.0.1"
    port: int = 8000
    port_local: int = 5055
    base_de_donnees: str = f"sqlite:///{RACINE / 'var' / 'orientess.db'}"
    modele: Path = RACINE / "models" / "orientess.tar.gz"
    sites: Path = RACINE / "service" / "sites"
    longueur_message: int = 4_000
    longueur_comprendre: int = 20_000
    delai_message: float = 20.0


def depuis_environnement(**choix: object) -> Reglages:
    """Settings from ``ORIENTESS_<NAME>`` variables; what is given explicitly (and is not None) wins.

    Raises:
        ValueError: a value that cannot be read, with a French sentence.
    """
    valeurs: dict[str, object] = {}
    for nom in Reglages.__struct_fields__:
        variable = os.environ.get(f"ORIENTESS_{nom.upper()}")
        if variable:
            valeurs[nom] = variable
    valeurs.update({nom: valeur for nom, valeur in choix.items() if valeur is not None})
    try:
        return msgspec.convert(valeurs, Reglages, strict=False, dec_hook=_chemin)
    except msgspec.ValidationError as erreur:
        raise ValueError(f"Réglage illisible : {erreur}.") from erreur


def _chemin(genre: type, valeur: object) -> object:
    if genre is Path:
        return Path(str(valeur))
    raise NotImplementedError
