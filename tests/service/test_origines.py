"""CORS: the hosts of a preset, and no others."""

import pytest

HOTE = "https://www.valmont.example"
INCONNUS = (
    "https://inconnu.example",
    "https://www.valmont.example.inconnu.example",
    "https://valmont.example",
    "null",
    "https://www.valmont.example:444",
)


async def test_a_known_host_may_call(client_sans_modele):
    reponse = await client_sans_modele.get("/api/champs", headers={"Origin": HOTE})
    assert reponse.status == 200
    assert reponse.headers["Access-Control-Allow-Origin"] == HOTE
    assert "Origin" in reponse.headers.getall("Vary")
    assert "Access-Control-Allow-Credentials" not in reponse.headers


async def test_the_preflight_is_granted(client_sans_modele):
    reponse = await client_sans_modele.options(
        "/api/conversations/x/messages", headers={"Origin": HOTE, "Access-Control-Request-Method": "POST"}
    )
    assert reponse.status == 204
    assert reponse.headers["Access-Control-Allow-Origin"] == HOTE
    assert {"Authorization", "Content-Type", "Idempotency-Key"} <= set(
        reponse.headers["Access-Control-Allow-Headers"].split(", ")
    )


@pytest.mark.parametrize("origine", INCONNUS)
@pytest.mark.parametrize(
    ("methode", "chemin"),
    [("GET", "/api/champs"), ("OPTIONS", "/api/conversations"), ("POST", "/api/parcours"), ("GET", "/api/rien")],
)
async def test_an_unknown_host_is_refused_first(client_sans_modele, origine, methode, chemin):
    entetes = {"Origin": origine, "Access-Control-Request-Method": "POST"}
    reponse = await client_sans_modele.request(methode, chemin, headers=entetes, json={} if methode == "POST" else None)
    assert reponse.status == 403
    assert reponse.content_type == "application/problem+json"
    assert "Access-Control-Allow-Origin" not in reponse.headers


async def test_our_own_pages_may_call(client_sans_modele):
    ici = str(client_sans_modele.make_url("/")).rstrip("/")
    reponse = await client_sans_modele.get("/api/champs", headers={"Origin": ici})
    assert reponse.status == 200
    assert "Access-Control-Allow-Origin" not in reponse.headers


async def test_a_problem_can_be_read_by_the_host_too(client_sans_modele):
    reponse = await client_sans_modele.get("/api/dispositifs/rien", headers={"Origin": HOTE})
    assert reponse.status == 404
    assert reponse.headers["Access-Control-Allow-Origin"] == HOTE


async def test_here_is_the_site_of_the_asking_page(client_sans_modele):
    chez_eux = await client_sans_modele.get("/api/sites/ici", headers={"Origin": HOTE})
    chez_nous = await client_sans_modele.get("/api/sites/ici")
    assert (await chez_eux.json())["id"] == "demo"
    assert (await chez_nous.json())["id"] == "defaut"
    assert "hotes" not in await chez_eux.json()


async def test_the_preset_of_another_cannot_be_read(client_sans_modele):
    assert (await client_sans_modele.get("/api/sites/defaut", headers={"Origin": HOTE})).status == 403
    assert (await client_sans_modele.get("/api/sites/rien")).status == 404


async def test_a_page_may_name_another_place(client_sans_modele):
    reponse = await client_sans_modele.get("/api/sites/demo", params={"territoire": "commune:35236"})
    assert (await reponse.json())["territoire"]["nom"] == "Redon"
    assert (await client_sans_modele.get("/api/sites/demo", params={"territoire": "commune:99999"})).status == 422


async def test_only_the_hosts_of_the_site_may_frame(client_sans_modele):
    demo = (await client_sans_modele.get("/conversation?site=demo")).headers["Content-Security-Policy"]
    assert demo.endswith("frame-ancestors 'self' http://www.valmont.example https://www.valmont.example")
    for chemin in ("/", "/conversation", "/simple", "/demo"):
        assert (
            (await client_sans_modele.get(chemin)).headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        )
    assert (await client_sans_modele.get("/conversation?site=rien")).status == 404
