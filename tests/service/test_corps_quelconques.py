"""Whatever is sent, the answer is one of those announced, and every refusal is a problem in French."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.profil import CHAMPS
from service.openapi import document
from service.routes import OPERATIONS
from service.types_de_probleme import TYPES

AVEC_CORPS = [o for o in OPERATIONS if o.corps is not None]
SANS_CORPS = [o for o in OPERATIONS if o.corps is None]
CHAMPS_CONNUS = ("texte", "profil", "canal", *CHAMPS)
#: One client for all examples of a test; each call is a conversation of its own or none.
souvent = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

json_quelconque = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=40),
    lambda enfants: (
        st.lists(enfants, max_size=4)
        | st.dictionaries(st.sampled_from(CHAMPS_CONNUS) | st.text(max_size=10), enfants, max_size=5)
    ),
    max_leaves=15,
)
corps_quelconque = (
    json_quelconque.map(lambda valeur: json.dumps(valeur).encode())
    | st.dictionaries(st.sampled_from(("texte", "profil", "canal")), json_quelconque).map(
        lambda v: json.dumps(v).encode()
    )
    | st.binary(max_size=200)
)


async def verifier(reponse, operation) -> None:
    chemin, methode = document()["paths"][operation.chemin], operation.methode.lower()
    assert str(reponse.status) in chemin[methode]["responses"], await reponse.text()
    assert reponse.status != 500
    if reponse.status >= 400 and operation.chemin != "/sante/pret":
        probleme = await reponse.json(content_type="application/problem+json")
        assert probleme["status"] == reponse.status and probleme["type"].rsplit("/", 1)[1] in TYPES
        assert probleme["detail"] and probleme["title"] and "Traceback" not in probleme["detail"]


@souvent
@pytest.mark.parametrize("operation", AVEC_CORPS, ids=lambda o: f"{o.methode} {o.chemin}")
@given(corps=corps_quelconque)
async def test_any_body_gets_an_announced_answer(client_sans_modele, operation, corps):
    chemin = operation.chemin.replace("{id}", "inconnue")
    entetes = {"Content-Type": "application/json", "Authorization": "Bearer x"}
    await verifier(await client_sans_modele.request(operation.methode, chemin, data=corps, headers=entetes), operation)


@souvent
@pytest.mark.parametrize("operation", SANS_CORPS, ids=lambda o: f"{o.methode} {o.chemin}")
@given(
    valeurs=st.lists(st.text(max_size=60), min_size=9, max_size=9),
    identifiant=st.text("abc-_éà %", min_size=1, max_size=30),
)
async def test_any_query_gets_an_announced_answer(client_sans_modele, operation, valeurs, identifiant):
    parametres = {
        p.nom: valeur.encode("utf-8", "replace").decode()
        for p, valeur in zip(operation.parametres, valeurs, strict=False)
    }
    chemin = re.sub(r"{\w+}", identifiant.strip(" .") or "x", operation.chemin)
    await verifier(await client_sans_modele.request(operation.methode, chemin, params=parametres), operation)


@pytest.fixture
async def conversation(client):
    nouvelle = await (await client.post("/api/conversations", json={})).json()
    return f"/api/conversations/{nouvelle['id']}", {"Authorization": f"Bearer {nouvelle['jeton']}"}


@pytest.mark.lent
@souvent
@given(texte=st.text(max_size=400) | st.text("/{}\"' :àéabc0123456789\n", max_size=80))
async def test_any_message_is_answered_with_words(client, conversation, texte):
    chemin, entetes = conversation
    reponse = await client.post(f"{chemin}/messages", json={"texte": texte}, headers=entetes)
    await verifier(reponse, next(o for o in OPERATIONS if o.chemin.endswith("/messages")))
    if reponse.status == 200:
        assert all(message["texte"].strip() for message in (await reponse.json())["messages"])


@pytest.mark.lent
async def test_what_identifies_a_person_is_masked_wherever_it_is_written(client, moteur):
    numero = "06 12 34 56 78"
    profil = {"resume": f"Une épicerie, appelez le {numero}"}
    nouvelle = await (await client.post("/api/conversations", json={"canal": numero, "profil": profil})).json()
    chemin, entetes = f"/api/conversations/{nouvelle['id']}", {"Authorization": f"Bearer {nouvelle['jeton']}"}
    await client.post(f"{chemin}/messages", json={"texte": f"Mon numéro : {numero}"}, headers=entetes)
    await client.put(f"{chemin}/profil", json={"profil": profil}, headers=entetes)
    etat = await (await client.get(chemin, headers=entetes)).text()
    stockes = [str(e) for e in moteur.stockage.evenements(nouvelle["id"], genres=("user", "bot", "slot"))]
    assert "[numéro de téléphone]" in etat and stockes
    assert not [texte for texte in (etat, *stockes, moteur.stockage.trouver(nouvelle["id"]).canal) if numero in texte]
