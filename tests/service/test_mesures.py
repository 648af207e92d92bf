"""What is counted is there, on loopback only, and tells of nobody."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.application import creer_application
from service.cles import Assistant
from service.mesures import MESURES
from service.rasa_local import application_locale
from service.reglages import Reglages


class MoteurSansModele:
    """What the loopback application asks of an engine to be built."""

    actions = None


@pytest.fixture
async def clients(aiohttp_client):
    app = creer_application(Reglages(), Assistant())
    return await aiohttp_client(app), await aiohttp_client(application_locale(MoteurSansModele(), app[MESURES]))


async def lues(client) -> dict[tuple, float]:
    reponse = await client.get("/metrics")
    assert reponse.status == 200 and reponse.content_type == "text/plain"
    familles = text_string_to_metric_families(await reponse.text())
    return {(e.name, tuple(sorted(e.labels.items()))): e.value for f in familles for e in f.samples}


async def test_calls_are_counted_by_route_and_status(clients):
    public, local = clients
    for _ in range(2):
        await public.get("/api/dispositifs/cress-bretagne?secret=06")
    await public.get("/api/dispositifs/inconnu")
    mesures = await lues(local)
    route = ("route", "/api/dispositifs/{id}")
    compte = [mesures["orientess_requetes_total", (("methode", "GET"), route, ("statut", s))] for s in ("200", "404")]
    assert compte == [2.0, 1.0]
    assert mesures["orientess_duree_seconds_count", (route,)] == 3.0
    assert mesures["orientess_attente_seconds", ()] == 0.0 and ("process_resident_memory_bytes", ()) in mesures


async def test_no_label_can_be_chosen_by_a_caller(clients):
    public, local = clients
    await public.get("/une-adresse-inventee/0612345678")
    await public.request("BIZARRE", "/api/parcours")
    etiquettes = str(list(await lues(local)))
    assert "0612345678" not in etiquettes and "BIZARRE" not in etiquettes and "inconnue" in etiquettes


async def test_they_are_not_on_the_public_port(clients):
    assert (await clients[0].get("/metrics")).status == 404


@pytest.mark.lent
async def test_turns_are_counted_by_what_came_of_them(client, aiohttp_client):
    nouvelle = await (await client.post("/api/conversations", json={})).json()
    entetes = {"Authorization": f"Bearer {nouvelle['jeton']}"}
    chemin = f"/api/conversations/{nouvelle['id']}"
    tour = await (await client.post(f"{chemin}/messages", json={"texte": "Bonjour !"}, headers=entetes)).json()
    await client.delete(chemin, headers=entetes)
    local = await aiohttp_client(application_locale(MoteurSansModele(), client.app[MESURES]))
    mesures = await lues(local)
    etiquettes = (("intention", tour["intention"]["nom"]), ("issue", tour["issue"]))
    assert mesures["orientess_tours_total", etiquettes] == 1.0
    assert mesures["orientess_conversations_effacees_total", (("cause", "demande"),)] == 1.0
