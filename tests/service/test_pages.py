"""The pages without a browser: what the form understands, what is inert in it, what the headers say."""

import pytest
from multidict import MultiDict

from service import simple
from service.application import creer_application
from service.cles import Assistant
from service.pages import espaces_insecables
from service.reglages import Reglages

PAGES = ("/", "/conversation", "/simple", "/demo", "/confidentialite")


@pytest.mark.parametrize("chemin", PAGES)
async def test_nothing_is_written_inline(client_sans_modele, chemin):
    reponse = await client_sans_modele.get(chemin)
    html = await reponse.text()
    assert reponse.status == 200
    assert '<html lang="fr">' in html
    assert "<style" not in html and " style=" not in html and " onclick" not in html
    assert all(" src=" in balise for balise in html.split("<script")[1:])
    assert "default-src 'none'" in reponse.headers["Content-Security-Policy"]
    assert "unsafe" not in reponse.headers["Content-Security-Policy"]


async def test_what_is_typed_in_the_form_stays_text(client_sans_modele):
    reponse = await client_sans_modele.get("/simple", params={"voir": "1", "lieu": "<script>alert(1)</script>\x00"})
    html = await reponse.text()
    assert reponse.status == 200
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


async def test_the_script_is_cached_and_loads_from_elsewhere(client_sans_modele):
    reponse = await client_sans_modele.get("/widget.js")
    assert reponse.content_type.endswith("javascript")
    assert reponse.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in reponse.headers["Cache-Control"]
    assert (
        await client_sans_modele.get("/widget.js", headers={"If-None-Match": reponse.headers["ETag"]})
    ).status == 304


def _page(**reponses: str) -> simple.Page:
    return simple.remplir(MultiDict({"voir": "parcours", **reponses}))


def test_without_answers_there_is_somebody_to_talk_to():
    assert _page().parcours is not None
    assert _page().parcours.ids


def test_the_untouched_form_gives_no_route():
    assert simple.remplir(MultiDict()).parcours is None


@pytest.mark.parametrize(
    ("lieu", "code"),
    [("Redon", "35236"), ("saint-etienne", "42218"), ("69003", "69123"), ("35", "35"), ("Normandie", "28")],
)
def test_a_name_without_namesakes_is_understood(lieu, code):
    page = _page(lieu=lieu)
    assert page.territoire is not None and page.territoire.code == code
    assert page.parcours is not None


def test_a_choice_counts_only_for_its_words():
    assert _page(lieu="Saint-Denis", territoire="commune:93066").territoire.code == "93066"
    assert _page(lieu="Redon", territoire="commune:93066").territoire.code == "35236"


def test_an_answer_out_of_the_vocabulary_is_left_out():
    page = simple.remplir(
        MultiDict([("voir", "1"), ("stade", "rien"), ("besoin_social", "mobilite"), ("besoin_social", "rien")])
    )
    assert page.reponses["stade"] == ()
    assert page.reponses["besoin_social"] == ("mobilite",)


async def test_privacy_says_how_long_a_conversation_is_kept(aiohttp_client):
    app = creer_application(Reglages(retention_jours=12), Assistant())
    page = await (await (await aiohttp_client(app)).get("/confidentialite")).text()
    assert "12 jours au plus" in page and "12 jours après" in page


def test_no_line_begins_with_a_french_sign():
    assert espaces_insecables('<a title="a : b">« Oui » : non ?</a>') == (
        '<a title="a : b">«\u00a0Oui\u00a0»\u00a0: non\u00a0?</a>'
    )
