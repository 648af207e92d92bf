"""What may go wrong with the assistant's parts; each message is a French sentence for the operator."""

from __future__ import annotations


class ModeleIllisible(RuntimeError):
    """The model is missing, unreadable, or does not read the known sentence as expected."""


class StockageIndisponible(RuntimeError):
    """The database cannot be read or written."""
