"""The log: one JSON object a line, without personal data.

Messages of our own modules are written as they are: they hold none. Of what other libraries log, and of every exception,
only the place and the type are kept, because their texts may quote what a person wrote.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TextIO

_NOTRE = "orientess"
_NIVEAUX = {"DEBUG": "detail", "INFO": "info", "WARNING": "attention", "ERROR": "erreur", "CRITICAL": "grave"}


class EnJson(logging.Formatter):
    """A record as one line of JSON: ``instant`` (UTC), ``niveau``, ``journal``, ``message`` or ``ou``, ``erreurs``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        ligne: dict[str, Any] = {
            "instant": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "niveau": _NIVEAUX.get(record.levelname, record.levelname),
            "journal": record.name,
        }
        if record.name.partition(".")[0] == _NOTRE:
            ligne["message"] = record.getMessage()
        else:
            ligne["ou"] = f"{record.module}.{record.funcName}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            ligne["erreurs"] = _erreurs(record.exc_info[1])
        return json.dumps(ligne, ensure_ascii=False)


def configurer(flux: TextIO | None = None, niveau: int = logging.INFO) -> None:
    """Sends every log to one stream (the error output by default), in JSON; replaces what was configured before."""
    sortie = logging.StreamHandler(flux or sys.stderr)
    sortie.setFormatter(EnJson())
    logging.basicConfig(level=niveau, handlers=[sortie], force=True)


def _erreurs(erreur: BaseException) -> list[dict[str, Any]]:
    """An exception and those that led to it: type, and the calls on the way, without any text or value."""
    suite: list[dict[str, Any]] = []
    en_cours: BaseException | None = erreur
    while en_cours is not None and len(suite) < 5:
        appels = traceback.extract_tb(en_cours.__traceback__)
        suite.append(
            {
                "type": f"{type(en_cours).__module__}.{type(en_cours).__qualname__}",
                "appels": [f"{Path(appel.filename).name}:{appel.lineno} {appel.name}" for appel in appels],
            }
        )
        en_cours = en_cours.__cause__ or (None if en_cours.__suppress_context__ else en_cours.__context__)
    return suite
