"""Rate limits: so many calls a minute from one address, so many messages a minute in one conversation.

Limits live in this process: with several of them, each counts for itself.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

from service.adresses import Adresse, abonne, adresse_du_client
from service.problemes import Handler, Probleme, nom_de_route
from service.reglages import Reglages

_PERIODE = 60.0
#: Callers remembered at a time; the one that called least recently is forgotten first.
_CLES_MAX = 50_000


class Compteur:
    """Counts calls by key (generic cell rate algorithm: one number a key, no window that opens all at once).

    Args:
        horloge: seconds from any origin, never going back.
    """

    def __init__(self, horloge: Callable[[], float] = time.monotonic) -> None:
        self._horloge = horloge
        #: For each key, when all its calls would be over if they came at the even pace of its limit.
        self._echeances: OrderedDict[str, float] = OrderedDict()

    def compter(self, cle: str, par_minute: int) -> float:
        """Counts one call; returns 0 when it is within the limit, else the seconds to wait (the call is not counted)."""
        maintenant, pas = self._horloge(), _PERIODE / par_minute
        echeance = max(self._echeances.get(cle, 0.0), maintenant) + pas
        attente = echeance - maintenant - _PERIODE
        if attente > pas * 1e-6:
            return attente
        self._echeances[cle] = echeance
        self._echeances.move_to_end(cle)
        while len(self._echeances) > _CLES_MAX:
            self._echeances.popitem(last=False)
        return 0.0


class Debit:
    """The limits of the settings, and what was counted."""

    def __init__(self, reglages: Reglages, compteur: Compteur | None = None) -> None:
        self._reglages = reglages
        self._compteur = compteur or Compteur()

    def compter_appel(self, request: web.Request) -> None:
        """Counts a call for its address.

        Raises:
            Probleme: 429, with the time after which to come back.
        """
        adresse = adresse_du_client(request, self._reglages.mandataires)
        conversations = nom_de_route(request).startswith("/api/conversations")
        par_minute = self._reglages.limite_conversations if conversations else self._reglages.limite_lectures
        qui = abonne(adresse) if adresse is not None else "?"
        self._compter(adresse, f"{'conversations' if conversations else 'lectures'} {qui}", par_minute)

    def compter_message(self, request: web.Request, conversation: str) -> None:
        """Counts a message for its conversation, whatever the address it comes from.

        Raises:
            Probleme: 429, with the time after which to come back.
        """
        adresse = adresse_du_client(request, self._reglages.mandataires)
        self._compter(adresse, conversation, self._reglages.limite_messages)

    def _compter(self, adresse: Adresse | None, cle: str, par_minute: int) -> None:
        if adresse is not None and adresse.is_loopback:
            # Tools on the machine itself: never limited, unless a setting says so.
            if self._reglages.limite_locale is None:
                return
            par_minute = self._reglages.limite_locale
        if attente := self._compteur.compter(cle, par_minute):
            raise Probleme(
                429,
                "Vous avez envoyé beaucoup de demandes en peu de temps. Attendez un peu, puis recommencez.",
                {"Retry-After": str(math.ceil(attente))},
            )


DEBIT: web.AppKey[Debit] = web.AppKey("debit", Debit)


@web.middleware
async def limiter(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Counts the calls of the API and of the form, by address."""
    if request.path.startswith("/api/") or request.path == "/simple":
        request.app[DEBIT].compter_appel(request)
    return await handler(request)
