"""Says in one sentence that a port is taken, before anything else is started."""

from __future__ import annotations

import socket

from service.commandes.sortie import echouer


def exiger_libre(hote: str, port: int, option: str) -> None:
    """Ends the command with a sentence that names the option to change, when the port is taken (0: any free port)."""
    if port and not _libre(hote, port):
        echouer(f"Le port {port} est déjà pris sur {hote}. Choisissez-en un autre : {option}.")


def _libre(hote: str, port: int) -> bool:
    famille = socket.AF_INET6 if ":" in hote else socket.AF_INET
    with socket.socket(famille) as essai:
        essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            essai.bind((hote, port))
        except OSError:
            return False
    return True
