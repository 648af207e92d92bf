"""Who calls: the address of the client, behind proxies that are trusted or without any."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Adresse = IPv4Address | IPv6Address
#: An IPv6 subscriber holds a whole network of this size.
_PREFIXE_V6 = 64


class Reseaux:
    """A set of networks, written ``10.0.0.0/8, 192.0.2.7``.

    Raises:
        ValueError: one of them is neither an address nor a network.
    """

    def __init__(self, ecrits: str = "") -> None:
        self._reseaux = tuple(ip_network(ecrit.strip()) for ecrit in ecrits.split(",") if ecrit.strip())

    def __contains__(self, adresse: Adresse) -> bool:
        return any(adresse in reseau for reseau in self._reseaux)


def adresse_du_client(request: web.Request, mandataires: Reseaux) -> Adresse | None:
    """The address of the client; None when it has none (a Unix socket) or hides it.

    ``X-Forwarded-For`` counts only as far as the addresses that wrote it are trusted, from the last to the first: what a
    client writes there itself changes nothing.
    """
    adresse = _lue(request.remote or "")
    annoncees = [ecrite for ligne in request.headers.getall("X-Forwarded-For", []) for ecrite in ligne.split(",")]
    while adresse is not None and annoncees and adresse in mandataires:
        adresse = _lue(annoncees.pop())
    return adresse


def abonne(adresse: Adresse) -> str:
    """What is counted as one: an IPv4 address, the /64 network of an IPv6 one."""
    if isinstance(adresse, IPv4Address):
        return str(adresse)
    return str(IPv6Network((adresse, _PREFIXE_V6), strict=False))


def _lue(ecrite: str) -> Adresse | None:
    try:
        adresse = ip_address(ecrite.strip())
    except ValueError:
        return None
    return (adresse.ipv4_mapped or adresse) if isinstance(adresse, IPv6Address) else adresse
