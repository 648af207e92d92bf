"""Rasa's own protocols on loopback: the webhook of the actions, the REST channel."""

import json
import zlib

import pytest

from actions.phrases import phrases


@pytest.fixture
async def local(aiohttp_client):
    from bot.moteur import Actions
    from service.rasa_local import application_actions

    return await aiohttp_client(application_actions(Actions()))


def appel(action, **slots):
    suivi = {
        "sender_id": "x",
        "slots": slots,
        "latest_message": {},
        "events": [],
        "latest_input_channel": "rest",
        "paused": False,
    }
    return {"next_action": action, "sender_id": "x", "tracker": suivi, "version": "3.6.21"}


async def test_an_action_answers_events_and_responses(local):
    reponse = await local.post("/webhook", json=appel("action_presenter"))
    corps = await reponse.json()
    assert reponse.status == 200 and corps["responses"][0]["text"] == phrases()["presenter"].texte
    assert all(evenement["event"] == "slot" for evenement in corps["events"])


async def test_bodies_deflated_by_rasa_are_read(local):
    brut = zlib.compress(json.dumps(appel("action_presenter")).encode())
    entetes = {"Content-Encoding": "deflate", "Content-Type": "application/json"}
    assert (await local.post("/webhook", data=brut, headers=entetes)).status == 200


async def test_an_unknown_action_and_a_body_without_meaning(local):
    assert (await local.post("/webhook", json=appel("action_inconnue"))).status == 404
    assert (await local.post("/webhook", data=b"rien")).status == 400


async def test_the_actions_are_listed(local):
    noms = {ligne["name"] for ligne in await (await local.get("/actions")).json()}
    assert {"action_comprendre", "action_poursuivre"} <= noms
    assert (await local.get("/health")).status == 200


@pytest.mark.lent
async def test_the_rest_channel_talks_as_rasas_own_does(aiohttp_client, moteur):
    from service.mesures import Mesures
    from service.pression import File
    from service.rasa_local import application_locale

    local = await aiohttp_client(application_locale(moteur, Mesures(File(5.0))))
    dit = {"sender": "rest-1", "message": "c'est quoi une SCIC ?"}
    messages = await (await local.post("/webhooks/rest/webhook", json=dit)).json()
    assert messages[0]["recipient_id"] == "rest-1" and "coopérative" in messages[0]["text"]
    assert (await local.post("/webhooks/rest/webhook", json={"message": 3})).status == 400
