"""The OpenAPI document says what the routes do."""

import re

import pytest

from service.openapi import document
from service.routes import OPERATIONS


def test_every_route_is_described_and_every_description_is_a_route():
    decrites = {(methode.upper(), chemin) for chemin, methodes in document()["paths"].items() for methode in methodes}
    assert decrites == {(o.methode, o.chemin) for o in OPERATIONS}


def test_every_reference_leads_to_a_schema():
    references = set(re.findall(r"#/components/schemas/([\w.\[\]]+)", repr(document())))
    assert references and references <= set(document()["components"]["schemas"])


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.corps], ids=lambda o: o.chemin)
def test_bodies_come_with_an_example(operation):
    contenu = document()["paths"][operation.chemin][operation.methode.lower()]["requestBody"]["content"]
    assert contenu["application/json"]["example"] == operation.exemple


async def test_the_document_is_served(client_sans_modele):
    servi = await (await client_sans_modele.get("/api/openapi.json")).json()
    assert servi["openapi"] == "3.1.0" and "/api/parcours" in servi["paths"]
