"""Every problem has a type with an address, and a page there."""

import pytest

from service.problemes import reponse_probleme
from service.routes import OPERATIONS
from service.types_de_probleme import PAR_STATUT, TYPES, type_de


@pytest.mark.parametrize("genre", TYPES.values(), ids=lambda t: t.code)
async def test_each_type_is_explained_at_its_address(client_sans_modele, genre):
    reponse = await client_sans_modele.get(genre.adresse)
    page = await reponse.text()
    assert reponse.status == 200 and f"<h1>{genre.titre}</h1>" in page and str(genre.statut) in page


async def test_all_are_listed(client_sans_modele):
    page = await (await client_sans_modele.get("/problemes/v1")).text()
    assert all(genre.adresse in page for genre in TYPES.values())


async def test_an_unknown_type_is_itself_a_problem(client_sans_modele):
    reponse = await client_sans_modele.get("/problemes/v1/inconnu")
    assert reponse.status == 404 and (await reponse.json())["type"] == "/problemes/v1/introuvable"


def test_every_status_of_the_api_has_its_type():
    assert {statut for o in OPERATIONS for statut in o.problemes} <= set(PAR_STATUT)


def test_a_status_without_a_type_of_its_own_takes_the_nearest():
    assert type_de(418).code == "requete-illisible" and type_de(502).code == "erreur-interne"


def test_a_code_comes_with_its_own_title():
    reponse = reponse_probleme(503, "Trop de monde.", {"Retry-After": "3"}, code="surcharge")
    assert b"/problemes/v1/surcharge" in reponse.body and "Trop de monde en même temps".encode() in reponse.body
