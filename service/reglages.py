"""Settings of the service, read once at start from the command line and the environment (``ORIENTESS_…``)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Optional

import msgspec

from service.adresses import Reseaux

RACINE = Path(__file__).resolve().parent.parent
_Limite = Annotated[int, msgspec.Meta(ge=1)]


class Reglages(msgspec.Struct, frozen=True, kw_only=True):
    """Where the service listens, what it loads, and its limits.

    ``port_local`` is the loopback port of Rasa's own protocols (action webhook, REST channel); 0: any free port.
    Lengths are in characters, durations in seconds, limits in calls a minute: from one address (``limite_conversations``,
    ``limite_lectures`` for the rest of the API), in one conversation (``limite_messages``). ``limite_locale`` stands for
    all three when the call comes from this machine; without it, such calls are not limited. ``mandataires``: the proxies
    whose ``X-Forwarded-For`` is believed. ``attente_max``: the longest wait before a call is refused (back-pressure).
    ``retention_jours``: a conversation without activity for so long is erased.
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
    delai_corps: float = 10.0
    # Five seconds are what may be waited; under a sudden load the estimate lags by a third (measured).
    attente_max: float = 3.5
    limite_conversations: _Limite = 240
    limite_lectures: _Limite = 600
    limite_messages: _Limite = 60
    limite_locale: Optional[_Limite] = None
    mandataires: Reseaux = Reseaux()
    retention_jours: Annotated[int, msgspec.Meta(ge=1)] = 30


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
        return msgspec.convert(valeurs, Reglages, strict=False, dec_hook=_lire)
    except msgspec.ValidationError as erreur:
        raise ValueError(f"Réglage illisible : {erreur}.") from erreur


def _lire(genre: type, valeur: object) -> object:
    if genre in (Path, Reseaux):
        return valeur if isinstance(valeur, genre) else genre(str(valeur))
    raise NotImplementedError
