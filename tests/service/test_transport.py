"""Nothing is sent twice that may be kept; what is large enough travels compressed; conversations are never kept."""

import gzip

import pytest


@pytest.mark.parametrize(
    "chemin",
    ["/widget.js", "/statiques/page.css", "/", "/api/champs", "/api/openapi.json", "/api/dispositifs/cress-bretagne"],
)
async def test_what_the_client_has_is_not_sent_again(client_sans_modele, chemin):
    premiere = await client_sans_modele.get(chemin)
    assert premiere.status == 200 and premiere.headers["Cache-Control"]
    seconde = await client_sans_modele.get(chemin, headers={"If-None-Match": premiere.headers["ETag"]})
    assert seconde.status == 304 and await seconde.read() == b""
    assert seconde.headers["ETag"] == premiere.headers["ETag"] and "Content-Security-Policy" in seconde.headers
    autre = await client_sans_modele.get(chemin, headers={"If-None-Match": '"autre"'})
    assert autre.status == 200


async def test_scripts_and_styles_may_be_kept_an_hour(client_sans_modele):
    for chemin in ("/widget.js", "/statiques/page.css"):
        assert "max-age=3600" in (await client_sans_modele.get(chemin)).headers["Cache-Control"]


@pytest.mark.parametrize("chemin", ["/widget.js", "/statiques/page.css", "/", "/api/champs"])
async def test_what_is_large_is_compressed_for_those_who_can_read_it(client_sans_modele, chemin):
    for accepte, codage in (("gzip, br", "gzip"), ("deflate", None), ("gzip;q=0", None), ("", None)):
        reponse = await client_sans_modele.get(chemin, headers={"Accept-Encoding": accepte}, auto_decompress=False)
        assert reponse.headers.get("Content-Encoding") == codage and "Accept-Encoding" in reponse.headers["Vary"]
        corps = await reponse.read()
        if codage is None:
            entier = corps
        else:
            comprime = corps
    assert gzip.decompress(comprime) == entier and len(comprime) < len(entier)


async def test_what_is_small_is_not(client_sans_modele):
    reponse = await client_sans_modele.get("/sante/vivant", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in reponse.headers


async def test_a_part_of_a_file_is_sent_as_it_is(client_sans_modele):
    entetes = {"Range": "bytes=0-99", "Accept-Encoding": "gzip"}
    reponse = await client_sans_modele.get("/statiques/page.css", headers=entetes, auto_decompress=False)
    assert reponse.status == 206 and "Content-Encoding" not in reponse.headers and len(await reponse.read()) == 100


async def test_conversations_and_problems_are_never_kept(client_sans_modele):
    reponse = await client_sans_modele.get("/api/conversations/inconnue")
    assert reponse.headers["Cache-Control"] == "no-store" and "ETag" not in reponse.headers
