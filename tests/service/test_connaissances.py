"""The calls that need neither a conversation nor a model."""

import pytest

SAINT_ETIENNE = {"niveau": "commune", "code": "42218"}


async def test_a_route_for_a_profile_written_by_hand(client_sans_modele):
    profil = {"besoin_social": ["alimentation"], "stade": "idee", "territoire": SAINT_ETIENNE}
    reponse = await client_sans_modele.post("/api/parcours", json={"profil": profil})
    parcours = await reponse.json()
    assert reponse.status == 200
    ids = {p["id"] for etape in parcours["etapes"] for p in etape["dispositifs"]}
    assert "cress-auvergne-rhone-alpes" in ids
    for etape in parcours["etapes"]:
        for proposition in etape["dispositifs"]:
            assert proposition["pourquoi"] and proposition["sources"] and proposition["contact"]


async def test_an_empty_profile_still_gets_a_route_with_somebody_to_talk_to(client_sans_modele):
    reponse = await client_sans_modele.post("/api/parcours", json={"profil": {}})
    assert reponse.status == 200 and (await reponse.json())["etapes"][-1]["dispositifs"]


@pytest.mark.parametrize(
    ("profil", "mot"),
    [
        ({"stade": "n_importe_quoi"}, "stade"),
        ({"besoin_social": ["x"]}, "besoin_social"),
        ({"montant_recherche": -1}, "négatif"),
        ({"couleur": "bleu"}, "couleur"),
        ({"territoire": {"niveau": "commune", "code": "00000"}}, "00000"),
        ({"publics": "jeune"}, "publics"),
    ],
)
async def test_a_profile_that_cannot_be_is_refused_with_a_sentence(client_sans_modele, profil, mot):
    reponse = await client_sans_modele.post("/api/parcours", json={"profil": profil})
    probleme = await reponse.json()
    assert reponse.status == 422 and reponse.content_type == "application/problem+json"
    assert mot in probleme["detail"] and probleme["status"] == 422


@pytest.mark.parametrize("corps", [b"", b"{", b"\xff\xfe", b"[1,2]", b'"texte"', b'{"profil": 3}'])
async def test_bodies_that_are_no_json_of_the_right_shape_are_refused(client_sans_modele, corps):
    reponse = await client_sans_modele.post("/api/parcours", data=corps, headers={"Content-Type": "application/json"})
    assert reponse.status in (400, 422) and reponse.content_type == "application/problem+json"


async def test_records_are_found_by_words_and_filters(client_sans_modele):
    parametres = {"q": "chambre régionale", "territoire": "commune:42218", "categorie": "accueil", "limite": "5"}
    reponse = await client_sans_modele.get("/api/dispositifs", params=parametres)
    page = await reponse.json()
    assert page["total"] >= 1 and page["resultats"][0]["id"] == "cress-auvergne-rhone-alpes"


async def test_pages_of_results_do_not_overlap(client_sans_modele):
    pages = [
        await (await client_sans_modele.get("/api/dispositifs", params={"limite": "10", "page": n})).json()
        for n in (1, 2)
    ]
    premiers, suivants = ({d["id"] for d in page["resultats"]} for page in pages)
    assert len(premiers) == 10 and not premiers & suivants and pages[0]["total"] == pages[1]["total"]


@pytest.mark.parametrize(
    "parametres",
    [
        {"stade": "x"},
        {"territoire": "42218"},
        {"territoire": "commune:00000"},
        {"limite": "0"},
        {"page": "-1"},
        {"limite": "mille"},
    ],
)
async def test_a_filter_that_means_nothing_is_refused(client_sans_modele, parametres):
    reponse = await client_sans_modele.get("/api/dispositifs", params=parametres)
    assert reponse.status == 422 and (await reponse.json())["title"] in ("Contenu refusé", "Lieu inconnu")


async def test_one_record_and_an_unknown_one(client_sans_modele):
    fiche = await (await client_sans_modele.get("/api/dispositifs/cress-bretagne")).json()
    assert fiche["territoires"] == [{"niveau": "region", "code": "53"}] and fiche["sources"]
    assert (await client_sans_modele.get("/api/dispositifs/inconnu")).status == 404


@pytest.mark.parametrize(
    ("q", "code"),
    [("saint etienne", "42218"), ("42", "42"), ("St-Brieuc", "22278"), ("59100", "59512"), ("bretagne", "53")],
)
async def test_places_are_found_best_first(client_sans_modele, q, code):
    lieux = await (await client_sans_modele.get("/api/territoires", params={"q": q})).json()
    assert code in [lieu["code"] for lieu in lieux[:3]]


async def test_looking_for_no_place_is_refused(client_sans_modele):
    assert (await client_sans_modele.get("/api/territoires", params={"q": "  "})).status == 422


async def test_the_assistant_is_not_ready_without_a_model_and_says_so(client_sans_modele):
    assert (await client_sans_modele.get("/sante/vivant")).status == 200
    assert (await client_sans_modele.get("/sante/pret")).status == 503
    reponse = await client_sans_modele.post("/api/conversations", json={})
    assert reponse.status == 503 and reponse.headers["Retry-After"] == "5"


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(client_sans_modele):
    inconnue = await client_sans_modele.get("/api/rien")
    mauvaise = await client_sans_modele.put("/api/parcours")
    assert (inconnue.status, mauvaise.status) == (404, 405)
    assert inconnue.content_type == mauvaise.content_type == "application/problem+json"


async def test_every_answer_carries_the_security_headers(client_sans_modele):
    for chemin in ("/sante/vivant", "/api/rien", "/"):
        entetes = (await client_sans_modele.get(chemin)).headers
        assert (
            "default-src 'none'" in entetes["Content-Security-Policy"]
            and entetes["X-Content-Type-Options"] == "nosniff"
        )
