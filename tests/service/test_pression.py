"""Past what can be served in time, calls are refused at once; the rest is served in order."""

import asyncio

import pytest

from service.application import creer_application
from service.cles import Assistant
from service.pression import TRAVAIL, File
from service.problemes import Probleme
from service.reglages import Reglages


async def occuper(file: File, duree: float, genre: str = "tour") -> str:
    async with file.place(genre):
        await asyncio.sleep(duree)
    return "servi"


async def test_an_empty_queue_always_serves():
    file = File(attente_max=0.0)
    assert await occuper(file, 0.0) == "servi" and file.attente == 0.0


async def test_those_that_arrive_together_are_served_up_to_the_bound_and_the_rest_is_told_when_to_come_back():
    file = File(attente_max=0.5)
    arrivees = [asyncio.create_task(occuper(file, 0.001)) for _ in range(40)]
    issues = await asyncio.gather(*arrivees, return_exceptions=True)
    refus = [issue for issue in issues if isinstance(issue, Probleme)]
    # Before anything was measured, a call is taken to last 0.05 s: ten are served within half a second.
    assert [i for i in issues if i == "servi"] == ["servi"] * 10 and len(refus) == 30
    assert {(p.statut, p.code, p.entetes["Retry-After"]) for p in refus} == {(503, "surcharge", "1")}
    assert file.attente == 0.0


async def test_it_learns_how_long_each_kind_of_work_lasts():
    file = File(attente_max=5.0)
    for _ in range(15):
        await occuper(file, 0.001, "court")
    await occuper(file, 0.3, "long")
    court, long = (asyncio.create_task(occuper(file, 0.01, genre)) for genre in ("court", "long"))
    await asyncio.sleep(0)
    assert 0.08 < file.attente < 0.3 and file.presents["court"] == 1
    await asyncio.gather(court, long)


async def test_one_is_served_at_a_time_in_order():
    file, ordre = File(attente_max=5.0), []

    async def servir(numero):
        async with file.place("tour"):
            ordre.append(numero)
            await asyncio.sleep(0.001)
            ordre.append(numero)

    await asyncio.gather(*(servir(n) for n in range(5)))
    assert ordre == [n for n in range(5) for _ in range(2)]


async def test_a_failure_or_a_departure_gives_the_place_back():
    file = File(attente_max=5.0)
    with pytest.raises(ZeroDivisionError):
        async with file.place("tour"):
            raise ZeroDivisionError
    devant = asyncio.create_task(occuper(file, 10))
    derriere = asyncio.create_task(occuper(file, 10))
    await asyncio.sleep(0.01)
    for tache in (derriere, devant):
        tache.cancel()
    await asyncio.gather(devant, derriere, return_exceptions=True)
    assert file.attente == 0.0 and await asyncio.wait_for(occuper(file, 0.0), 1) == "servi"


@pytest.fixture
async def client_occupe(aiohttp_client):
    app = creer_application(Reglages(attente_max=0.0, delai_corps=0.2), Assistant())
    client = await aiohttp_client(app)
    async with app[TRAVAIL].place("tour"):
        yield client


async def test_under_load_work_is_refused_but_pages_and_health_answer(client_occupe):
    refus = await client_occupe.post("/api/parcours", json={"profil": {}})
    assert refus.status == 503 and int(refus.headers["Retry-After"]) >= 1
    assert (await refus.json())["type"] == "/problemes/v1/surcharge"
    for chemin in ("/sante/vivant", "/", "/widget.js"):
        assert (await client_occupe.get(chemin)).status == 200
    # Erasing goes on: here there is no token, which is the only reason of the refusal.
    assert (await client_occupe.delete("/api/conversations/x")).status == 401


async def test_a_sender_that_never_ends_is_let_go_and_keeps_nobody_waiting(aiohttp_client):
    app = creer_application(Reglages(delai_corps=0.2), Assistant())
    client = await aiohttp_client(app)

    async def au_compte_gouttes():
        yield b'{"profil"'
        await asyncio.sleep(0.6)
        yield b": {}}"

    lent = asyncio.create_task(client.post("/api/parcours", data=au_compte_gouttes()))
    await asyncio.sleep(0.05)
    assert app[TRAVAIL].attente == 0.0
    assert (await client.post("/api/parcours", json={"profil": {}})).status == 200
    reponse = await lent
    assert reponse.status == 408 and (await reponse.json())["type"] == "/problemes/v1/envoi-trop-lent"
