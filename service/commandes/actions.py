"""``orientess actions``: the custom actions alone, for Rasa's own tools (``rasa shell``, ``rasa run``)."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commandes.ports import exiger_libre
from service.commandes.sortie import dire


def actions(
    port: Annotated[int, typer.Option(help="Port sur 127.0.0.1.")] = 5055,
) -> None:
    """Sert les actions sur 127.0.0.1, pour « rasa shell » ou « rasa run »."""
    from aiohttp import web

    from bot.moteur import Actions, preparer_rasa
    from bot.sans_tensorflow import installer
    from service.rasa_local import application_actions

    exiger_libre("127.0.0.1", port, "--port")
    installer()
    preparer_rasa()
    dire(f"Actions prêtes : http://127.0.0.1:{port}/webhook (Ctrl-C pour arrêter)")
    web.run_app(application_actions(Actions()), host="127.0.0.1", port=port, print=None, access_log=None)
