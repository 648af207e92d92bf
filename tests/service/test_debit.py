"""Too many calls are refused with the time to wait; proxies are believed only when they are known."""

from ipaddress import ip_address

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from service.adresses import Reseaux, abonne, adresse_du_client
from service.application import creer_application
from service.cles import Assistant
from service.debit import Compteur
from service.reglages import Reglages, depuis_environnement


class Horloge:
    def __init__(self):
        self.instant = 1000.0

    def __call__(self):
        return self.instant


def test_so_many_at_once_then_one_each_time_one_is_over():
    horloge = Horloge()
    compteur = Compteur(horloge)
    assert [compteur.compter("a", 60) for _ in range(60)] == [0.0] * 60
    assert compteur.compter("a", 60) == pytest.approx(1.0)
    assert compteur.compter("b", 60) == 0.0
    horloge.instant += 1.0
    assert compteur.compter("a", 60) == 0.0 and compteur.compter("a", 60) > 0.0


@given(st.integers(1, 500), st.lists(st.floats(0, 30), min_size=1, max_size=300))
def test_waiting_as_long_as_told_is_always_enough(par_minute, ecarts):
    horloge = Horloge()
    compteur = Compteur(horloge)
    for ecart in ecarts:
        horloge.instant += ecart
        attente = compteur.compter("a", par_minute)
        if attente:
            horloge.instant += attente
            assert compteur.compter("a", par_minute) == 0.0


def test_a_refused_call_does_not_lengthen_the_wait():
    horloge = Horloge()
    compteur = Compteur(horloge)
    for _ in range(10):
        compteur.compter("a", 10)
    assert compteur.compter("a", 10) == pytest.approx(compteur.compter("a", 10)) == pytest.approx(6.0)


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("service.debit._CLES_MAX", 3)
    compteur = Compteur(Horloge())
    for cle in "abcd":
        compteur.compter(cle, 1)
    assert compteur.compter("a", 1) == 0.0 and compteur.compter("d", 1) > 0.0


@pytest.mark.parametrize(
    ("distante", "annonce", "trouvee"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.1", "n'importe quoi", None),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
    ],
)
def test_who_calls(distante, annonce, trouvee):
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": annonce} if annonce else {}).clone(
        remote=distante
    )
    attendue = ip_address(trouvee) if trouvee else None
    assert adresse_du_client(request, Reseaux("10.0.0.0/8, 192.0.2.1")) == attendue


def test_an_ipv6_subscriber_is_one():
    assert abonne(ip_address("2001:db8::1")) == abonne(ip_address("2001:db8::ffff")) == "2001:db8::/64"


def test_settings_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("ORIENTESS_MANDATAIRES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("ORIENTESS_LIMITE_LOCALE", "5")
    reglages = depuis_environnement()
    assert ip_address("10.1.1.1") in reglages.mandataires and reglages.limite_locale == 5


@pytest.mark.parametrize(
    ("nom", "valeur"), [("MANDATAIRES", "10.0.0.0/99"), ("LIMITE_MESSAGES", "0"), ("LIMITE_LOCALE", "beaucoup")]
)
def test_a_setting_that_cannot_be_is_said(monkeypatch, nom, valeur):
    monkeypatch.setenv(f"ORIENTESS_{nom}", valeur)
    with pytest.raises(ValueError, match="Réglage illisible"):
        depuis_environnement()


@pytest.fixture
async def client_limite(aiohttp_client):
    async def faire(**reglages):
        return await aiohttp_client(creer_application(Reglages(**reglages), Assistant()))

    return faire


async def test_the_machine_itself_is_not_limited_by_default(client_limite):
    client = await client_limite(limite_lectures=1)
    statuts = {(await client.get("/api/dispositifs/cress-bretagne")).status for _ in range(5)}
    assert statuts == {200}


async def test_beyond_the_limit_the_answer_says_when_to_come_back(client_limite):
    client = await client_limite(limite_locale=2)
    statuts = [(await client.get("/api/dispositifs/cress-bretagne")).status for _ in range(2)]
    refus = await client.get("/api/dispositifs/cress-bretagne")
    probleme = await refus.json()
    assert statuts == [200, 200] and refus.status == 429
    assert 1 <= int(refus.headers["Retry-After"]) <= 60 and probleme["type"] == "/problemes/v1/trop-de-demandes"


async def test_each_address_behind_a_known_proxy_has_its_own_count(client_limite):
    client = await client_limite(limite_lectures=1, mandataires=Reseaux("127.0.0.1"))

    async def statut(adresse):
        reponse = await client.get("/api/dispositifs/cress-bretagne", headers={"X-Forwarded-For": adresse})
        return reponse.status

    assert [await statut(a) for a in ("198.51.100.1", "198.51.100.1", "198.51.100.2")] == [200, 429, 200]


async def test_pages_and_health_are_never_limited(client_limite):
    client = await client_limite(limite_locale=1)
    assert [(await client.get("/sante/vivant")).status for _ in range(4)] == [200] * 4


@pytest.mark.lent
async def test_messages_are_limited_in_each_conversation(aiohttp_client, moteur):
    assistant = Assistant()
    assistant.installer(moteur)
    reglages = Reglages(limite_messages=2, limite_conversations=1000, mandataires=Reseaux("127.0.0.1"))
    client = await aiohttp_client(creer_application(reglages, assistant))

    async def messages(nombre, entetes):
        nouvelle = await (await client.post("/api/conversations", json={}, headers=entetes)).json()
        entetes = {**entetes, "Authorization": f"Bearer {nouvelle['jeton']}"}
        chemin = f"/api/conversations/{nouvelle['id']}/messages"
        return [(await client.post(chemin, json={"texte": "bonjour"}, headers=entetes)).status for _ in range(nombre)]

    de_loin = {"X-Forwarded-For": "198.51.100.7"}
    assert await messages(3, de_loin) == [200, 200, 429]
    assert await messages(1, de_loin) == [200]
    assert await messages(3, {}) == [200, 200, 200]
