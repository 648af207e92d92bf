"""The PDF to keep: tagged, in French, complete, in order, whatever people wrote."""

import io
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from knowledge.base import base
from knowledge.parcours import construire_parcours
from knowledge.profil import Profil, profil_depuis
from service.pdf import TRACABLES, composer, contenu

JOUR = date(2026, 3, 1)
PROFIL = profil_depuis(
    {
        "resume": "Une épicerie solidaire, avec des habitants",
        "besoin_social": ["alimentation"],
        "stade": "idee",
        "besoin_appui": ["financement"],
        "territoire": {"niveau": "commune", "code": "42218", "nom": "Saint-Étienne", "departement": "42"},
        "montant_recherche": 15000,
        "employeur": False,
        "sans_reponse": {"type_porteur": "refuse"},
    }
)


@pytest.fixture(scope="module")
def parcours():
    return construire_parcours(PROFIL, base(), JOUR)


@pytest.fixture(scope="module")
def pdf(parcours):
    return PdfReader(io.BytesIO(composer(PROFIL, parcours, JOUR)))


@pytest.fixture(scope="module")
def texte(pdf):
    return aplati("\n".join(page.extract_text() for page in pdf.pages))


def aplati(texte: str) -> str:
    """As it is read: hyphens at the end of lines and all spaces apart."""
    return re.sub(r"[\s\u00a0\u202f\u00ad-]+", "", texte.replace("’", "'"))


def balises(noeud, genre: str) -> list:
    """The tags of a kind, in reading order."""
    noeud = noeud.get_object()
    if isinstance(noeud, list):
        return [b for enfant in noeud for b in balises(enfant, genre)]
    if not isinstance(noeud, dict):
        return []
    ici = [noeud] if noeud.get("/S") == genre else []
    return ici + (balises(noeud["/K"], genre) if "/K" in noeud else [])


def test_it_is_tagged_for_screen_readers_and_says_its_language_and_title(pdf):
    racine = pdf.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in racine
    assert racine["/Lang"] == "fr-FR" and racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Votre parcours – Saint-Étienne (42)"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in racine["/Metadata"].get_object().get_data()


def test_it_has_one_title_a_heading_a_step_and_one_a_dispositif(pdf, parcours):
    arbre = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]
    niveaux = {n: balises(arbre, f"/H{n}") for n in (1, 2, 3)}
    assert len(niveaux[1]) == 1
    assert len(niveaux[3]) == sum(len(etape.dispositifs) for etape in parcours.etapes)
    # The situation, the steps, and what follows them.
    assert len(niveaux[2]) == 1 + len(parcours.etapes) + bool(parcours.a_preciser) + bool(parcours.ecartes)
    assert balises(arbre, "/L") and balises(arbre, "/Link")


def test_everything_is_there_in_the_order_of_the_route(texte, parcours):
    place = texte.index(aplati("Votre situation"))
    for etape in parcours.etapes:
        place = texte.index(aplati(f"Étape {etape.ordre} : {etape.titre}"), place)
        for p in etape.dispositifs:
            place = texte.index(aplati(p.nom), place)
            morceaux = [*p.pourquoi, *(v.removeprefix("À vérifier : ")[1:] for v in p.a_verifier)]
            morceaux += [p.contact.get("interlocuteur") or p.contact["operateur"], p.montant or ""]
            for morceau in morceaux:
                assert aplati(morceau) in texte[place:], (p.nom, morceau)


def test_it_tells_the_situation_and_the_day(texte):
    for morceau in (
        "Fait le 1er mars 2026",
        "Le projet en quelques mots : Une épicerie solidaire, avec des habitants",
        "Où en est le projet : C'est une idée",
        "Somme cherchée, en euros : 15 000 €",
        "Emploie au moins une personne : non",
        "Qui porte le projet : vous préférez ne pas le dire",
    ):
        assert aplati(morceau) in texte


def test_sources_and_contacts_are_links_and_dates_are_said(pdf, texte, parcours):
    annotations = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    liens = {a["/A"]["/URI"] for a in annotations if "/A" in a}
    for etape in parcours.etapes:
        for p in etape.dispositifs:
            assert {s["url"] for s in p.sources} <= liens
            assert "site" not in p.contact or p.contact["site"] in liens
    assert "(sansdate)" in texte


def test_one_writes_and_calls_from_the_pdf(parcours):
    contact = {"operateur": "Une maison", "email": "contact@exemple.fr", "telephone": "04 00 00 00 00"}
    etape = parcours.etapes[0]
    proposition = msgspec.structs.replace(etape.dispositifs[0], contact=contact)
    seul = msgspec.structs.replace(parcours, etapes=[msgspec.structs.replace(etape, dispositifs=[proposition])])
    liens = [lien["url"] for lien in contenu(PROFIL, seul, JOUR)["etapes"][0]["dispositifs"][0]["contact"]["liens"]]
    assert liens == ["mailto:contact@exemple.fr", "tel:0400000000"]


def test_the_body_is_set_at_twelve_points(pdf):
    tailles: dict[float, int] = {}

    def compter(mot, _, matrice, __, taille):
        tailles[round(taille * abs(matrice[3]), 1)] = tailles.get(round(taille * abs(matrice[3]), 1), 0) + len(mot)

    pdf.pages[1].extract_text(visitor_text=compter)
    assert max(tailles, key=lambda t: tailles[t]) >= 12


def test_fonts_are_in_the_file(pdf):
    for page in pdf.pages:
        for police in page["/Resources"]["/Font"].values():
            assert "/FontFile3" in police.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] or (
                "/FontFile2" in police.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            )


def test_markup_in_what_people_write_stays_text(parcours):
    piege = '#panic("x") *gras* _it_ $x^2$ @ref <b> \\ #sys.inputs [a](b) // fin " ` '
    pdf = PdfReader(io.BytesIO(composer(profil_avec(piege), parcours, JOUR)))
    assert aplati(piege) in aplati(pdf.pages[0].extract_text())


def test_every_character_said_to_be_drawable_is(parcours):
    bornes = re.findall(r"(.)-(.)|(.)", TRACABLES)
    lettres = [chr(c) for a, b, seul in bornes for c in range(ord(a or seul), ord(b or seul) + 1)]
    assert len(lettres) > 1000
    for debut in range(0, len(lettres), 400):
        assert composer(profil_avec(" ".join(lettres[debut : debut + 400])), parcours, JOUR)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_no_text_prevents_the_pdf(texte):
    vide = construire_parcours(Profil(), base(), JOUR)
    assert composer(profil_avec(texte), vide, JOUR).startswith(b"%PDF-")


def test_other_scripts_leave_a_mark_and_pictures_leave_none():
    vide = construire_parcours(Profil(), base(), JOUR)
    situation = contenu(profil_avec("Café 漢字 😀 e\u0301te\u0301"), vide, JOUR)["situation"]
    assert situation[0]["valeur"].split() == ["Café", "…", "été"]


def profil_avec(resume: str) -> Profil:
    return Profil(resume=resume or None)


async def test_it_needs_the_token_of_the_conversation(client_sans_modele):
    reponse = await client_sans_modele.get("/api/conversations/inconnue/parcours.pdf")
    assert reponse.status == 401


@pytest.mark.lent
async def test_it_is_downloaded_once_a_route_was_shown(client):
    nouvelle = await (await client.post("/api/conversations", json={})).json()
    chemin = f"/api/conversations/{nouvelle['id']}"
    entetes = {"Authorization": f"Bearer {nouvelle['jeton']}"}
    trop_tot = await client.get(f"{chemin}/parcours.pdf", headers=entetes)
    assert trop_tot.status == 404 and (await trop_tot.json())["type"] == "/problemes/v1/pas-de-parcours"
    profil = {"besoin_social": ["alimentation"], "stade": "idee", "territoire": {"niveau": "commune", "code": "42218"}}
    corrige = await client.put(f"{chemin}/profil", json={"profil": profil}, headers=entetes)
    if (await corrige.json())["parcours"] is None:
        await client.post(f"{chemin}/messages", json={"texte": "Montrez-moi mon parcours"}, headers=entetes)
    reponse = await client.get(f"{chemin}/parcours.pdf", headers=entetes)
    assert reponse.status == 200 and reponse.content_type == "application/pdf"
    assert reponse.headers["Cache-Control"] == "no-store" and "parcours.pdf" in reponse.headers["Content-Disposition"]
    assert "Saint-Étienne" in PdfReader(io.BytesIO(await reponse.read())).metadata.title
