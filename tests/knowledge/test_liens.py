"""Sites are asked for on this machine only: every host name leads to a local server."""

import asyncio
import socket
import time
from itertools import pairwise

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from knowledge.liens import Lien, Reglages, Reponse, juger, liens_de, verifier_liens

VITE = Reglages(pause=0.0, delai=0.3, essais=3, attente=0.01)
INCONNU = "inconnu.test"


class Chez(AbstractResolver):
    """Every name is this machine, but one that does not exist."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        if host == INCONNU:
            raise OSError("nom inconnu")
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self):
        pass


@pytest.fixture
async def site(aiohttp_server):
    """A server whose pages behave as real ones do; ``journal`` keeps what it was asked: host, method, path, time."""
    app = web.Application()
    journal: list[tuple[str, str, str, float]] = []
    en_cours: dict[str, int] = {}
    pics: dict[str, int] = {}

    async def page(request):
        hote = request.host.split(":")[0]
        journal.append((hote, request.method, request.path, time.monotonic()))
        en_cours[hote] = en_cours.get(hote, 0) + 1
        pics[hote] = max(pics.get(hote, 0), en_cours[hote])
        try:
            await asyncio.sleep(0.005)
            return await repondre(request)
        finally:
            en_cours[hote] -= 1

    async def repondre(request):
        deja = sum(chemin == request.path for _, _, chemin, _ in journal)
        match request.path:
            case "/sans-head" if request.method == "HEAD":
                return web.Response(status=405)
            case "/lente":
                await asyncio.sleep(5)
            case "/capricieuse" if deja <= 2:
                return web.Response(status=503)
            case "/patience" if deja == 1:
                return web.Response(status=429, headers={"Retry-After": "1"})
            case "/partie":
                raise web.HTTPFound("/")
            case "/deplacee":
                raise web.HTTPMovedPermanently("/ici")
            case "/boucle":
                raise web.HTTPFound("/boucle")
            case chemin if chemin.strip("/").isdigit():
                return web.Response(status=int(chemin.strip("/")))
        return web.Response(text="une page")

    app.router.add_route("*", "/{chemin:.*}", page)
    serveur = await aiohttp_server(app)
    serveur.journal, serveur.pics = journal, pics
    return serveur


@pytest.fixture
async def constater(site):
    async def fabrique(*adresses: str, reglages: Reglages = VITE):
        pleines = [a if "://" in a else f"http://exemple.test:{site.port}{a}" for a in adresses]
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Chez())) as session:
            return await verifier_liens([Lien(a, ("dispositifs/x sources",)) for a in pleines], session, reglages)

    return fabrique


@pytest.mark.parametrize(
    ("chemin", "etat"),
    [
        ("/", "vivant"),
        ("/page", "vivant"),
        ("/sans-head", "vivant"),
        ("/deplacee", "vivant"),
        ("/404", "mort"),
        ("/410", "mort"),
        ("/403", "incertain"),
        ("/500", "incertain"),
        ("/partie", "incertain"),
        ("/boucle", "incertain"),
        ("/lente", "incertain"),
    ],
)
async def test_three_states(constater, chemin, etat):
    (constat,) = await constater(chemin)
    assert constat.etat == etat and constat.motif and constat.ou == ("dispositifs/x sources",)


async def test_a_name_that_leads_nowhere_is_dead_and_told_as_without_answer(constater):
    (constat,) = await constater(f"http://{INCONNU}/")
    assert constat.etat == "mort" and constat.sans_reponse and constat.essais == 3


async def test_a_closed_door_is_uncertain(constater):
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    (constat,) = await constater(f"http://exemple.test:{port}/")
    assert constat.etat == "incertain" and constat.sans_reponse


async def test_a_passing_failure_is_tried_again(constater):
    (constat,) = await constater("/capricieuse")
    assert constat.etat == "vivant" and constat.essais == 2


async def test_a_page_that_is_gone_is_not_asked_again(constater, site):
    (constat,) = await constater("/404")
    assert constat.essais == 1 and [m for _, m, _, _ in site.journal] == ["HEAD", "GET"]


async def test_the_wait_that_a_site_asks_for_is_kept(constater, site):
    (constat,) = await constater("/patience", reglages=Reglages(pause=0, delai=1, attente=0.01, attente_max=0.2))
    (_, _, _, premiere), (_, _, _, seconde) = site.journal
    assert constat.etat == "vivant" and seconde - premiere >= 0.2


async def test_head_is_enough_for_a_page_that_answers(constater, site):
    await constater("/page")
    assert [m for _, m, _, _ in site.journal] == ["HEAD"]


async def test_one_request_at_a_time_for_each_host_with_a_pause_between(constater, site):
    adresses = [f"http://{hote}.test:{site.port}/{i}x" for i in range(4) for hote in ("un", "deux")]
    constats = await constater(*adresses, reglages=Reglages(pause=0.03, delai=1))
    assert [c.adresse for c in constats] == adresses
    assert site.pics == {"un.test": 1, "deux.test": 1}
    for hote in ("un.test", "deux.test"):
        heures = [quand for h, _, _, quand in site.journal if h == hote]
        assert all(b - a >= 0.03 for a, b in pairwise(heures))


async def test_different_hosts_are_asked_side_by_side(constater, site):
    adresses = [f"http://{hote}.test:{site.port}/lente" for hote in ("un", "deux", "trois", "quatre")]
    debut = time.monotonic()
    await constater(*adresses, reglages=Reglages(pause=0, delai=0.3, essais=1))
    assert time.monotonic() - debut < 1.0


def test_a_broken_certificate_is_for_a_person_to_look_at():
    assert juger("https://exemple.fr/", Reponse(erreur="certificat"))[0] == "incertain"


def test_a_home_page_that_answers_with_itself_is_alive():
    assert juger("https://exemple.fr", Reponse(200, "https://www.exemple.fr/"))[0] == "vivant"


def test_every_address_of_the_records_comes_once_with_where_it_stands(fiche, base_de):
    memes = {"contact": {"site": "https://a.fr"}, "sources": [{"url": "https://a.fr"}, {"url": "https://b.fr"}]}
    liens = liens_de(base_de(fiche("x", **memes), fiche("y", sources=[{"url": "https://b.fr"}])))
    assert [(lien.adresse, lien.ou) for lien in liens] == [
        ("https://a.fr", ("dispositifs/x contact.site", "dispositifs/x sources")),
        ("https://b.fr", ("dispositifs/x sources", "dispositifs/y sources")),
    ]


def test_the_addresses_of_examples_are_found_too(base_reelle):
    ou = [endroit for lien in liens_de(base_reelle) for endroit in lien.ou]
    assert {endroit.split("/")[0] for endroit in ou} == {"dispositifs", "definitions", "conseils", "leviers"}
