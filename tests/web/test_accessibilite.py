"""Read and used by everybody: axe in every state, what a screen reader hears, contrast, motion, spacing, headings."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.navigateur
DELAI = 20_000
SCHEMAS = ("light", "dark")
#: WCAG 1.4.12, as a person's own style sheet sets it; the sheet goes into the shadow tree as well.
ESPACEMENT = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    " p { margin-bottom: 2em !important; }"
)


def fautes(page: Page) -> list[str]:
    """What axe finds, as short lines."""
    resultat = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [f"{v['id']} : {n['target']}" for v in resultat.response["violations"] for n in v["nodes"]]


@pytest.fixture(params=SCHEMAS)
def ouvert(request, visiteur_de, service_en_marche, widget):
    """The widget in the demonstration page, open, in both colour schemes."""
    with visiteur_de(color_scheme=request.param, reduced_motion="reduce") as contexte:
        page = contexte.new_page()
        page.goto(f"{service_en_marche}/demo")
        ouvert = widget(page)
        expect(ouvert.lanceur).to_be_visible()
        assert fautes(page) == [], "fermé"
        ouvert.ouvrir()
        yield ouvert


def test_axe_finds_nothing_in_any_state(ouvert):
    page = ouvert.page
    assert fautes(page) == [], "salut"
    ouvert.dire("Un café associatif à Redon")
    assert fautes(page) == [], "choix proposés"
    page.get_by_role("button", name="Parler à une personne").click()
    assert fautes(page) == [], "contact"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Tout effacer", exact=True).click()
    assert fautes(page) == [], "effacement"
    page.keyboard.press("Escape")
    ouvert.jusqu_au_parcours()
    assert fautes(page) == [], "parcours dans la conversation"
    ouvert.onglet("Parcours").click()
    ouvert.racine.locator("details").evaluate_all("(tous) => tous.forEach((d) => { d.open = true; })")
    page.wait_for_timeout(1500)
    assert fautes(page) == [], "parcours"
    ouvert.onglet("Situation").click()
    assert fautes(page) == [], "situation"
    for champ in ("Lieu du projet", "Thème du projet", "Où en est le projet"):
        page.get_by_role("button", name=f": {champ}").click()
        assert fautes(page) == [], champ
        page.keyboard.press("Escape")
    ouvert.onglet("Conversation").click()
    page.context.set_offline(True)
    ouvert.champ.fill("Encore une question")
    ouvert.champ.press("Enter")
    expect(ouvert.racine.get_by_role("alert").filter(has_text="gardé")).to_be_visible()
    assert fautes(page) == [], "hors ligne"


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize(
    "chemin",
    [
        "/",
        "/conversation",
        "/simple",
        "/simple?voir=1&lieu=Saint-Denis",
        "/simple?voir=1&lieu=zzzzzz",
        "/simple?voir=1&lieu=Redon&stade=idee",
        "/confidentialite",
    ],
)
def test_axe_finds_nothing_in_the_pages(visiteur_de, service_en_marche, chemin, schema):
    with visiteur_de(color_scheme=schema, reduced_motion="reduce") as contexte:
        page = contexte.new_page()
        page.goto(service_en_marche + chemin)
        if page.locator("orient-ess").count():
            expect(page.locator("orient-ess .assistant").first).to_be_visible(timeout=DELAI)
        assert fautes(page) == []


@pytest.mark.parametrize("couleur", ["#ffff00", "#000000", "#ffffff", "#7a7a7a", "#00a3d9"])
def test_any_site_colour_can_be_read(page, service_en_marche, widget, couleur):
    page.goto(f"{service_en_marche}/demo")
    page.evaluate("(c) => { document.querySelector('orient-ess').remove(); const e = document.createElement('orient-ess');"
                  " for (const [n, v] of [['mode', 'bulle'], ['site', 'demo'], ['couleur', c]]) e.setAttribute(n, v); document.body.append(e); }", couleur)  # fmt: skip
    colore = widget(page)
    colore.ouvrir()
    colore.dire("Bonjour")
    assert fautes(page) == []


def test_each_message_is_announced_once(demo):
    demo.ouvrir()
    demo.annonce.evaluate(
        "(region) => { window.annonces = []; new MutationObserver((m) => m.forEach((x) => x.addedNodes.forEach("
        "(n) => window.annonces.push(n.textContent)))).observe(region, { childList: true }); }"
    )
    demo.dire("Un café associatif à Redon")
    annonces = demo.page.evaluate("window.annonces")
    assert len(annonces) == 1
    assert annonces[0].startswith("L'assistant : ")
    assert demo.reponses.last.locator("p").last.inner_text() in annonces[0].replace("\u00a0", " ") or demo.choix.count()
    expect(demo.annonce).to_be_empty(timeout=6_000)
    assert demo.racine.locator(".journal [aria-live], .journal[aria-live], .journal[role=log]").count() == 0


def test_reloading_does_not_announce_the_history(demo, widget):
    demo.ouvrir()
    demo.dire("Un café associatif à Redon")
    demo.page.reload()
    apres = widget(demo.page)
    expect(apres.reponses.nth(1)).to_be_visible(timeout=DELAI)
    expect(apres.annonce).to_be_empty()


def test_focus_stays_when_a_message_comes(demo):
    demo.ouvrir()
    demo.champ.fill("Un café associatif à Redon")
    demo.champ.press("Enter")
    fermer = demo.page.get_by_role("button", name="Fermer l'assistant")
    fermer.focus()
    expect(demo.reponses.nth(1)).to_be_visible(timeout=DELAI)
    expect(fermer).to_be_focused()


def test_escape_closes_what_is_open_inside_first(demo):
    demo.ouvrir()
    demo.onglet("Situation").click()
    demo.page.get_by_role("button", name=": Thème du projet").click()
    demo.page.keyboard.press("Escape")
    expect(demo.page.get_by_role("button", name=": Thème du projet")).to_be_focused()
    expect(demo.panneau).to_be_visible()
    demo.page.keyboard.press("Escape")
    expect(demo.panneau).to_be_hidden()
    assert "lanceur" in demo.focus()


def test_headings_follow_each_other(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Parcours").click()
    niveaux = demo.racine.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "(titres) => titres.filter((t) => t.getClientRects().length).map((t) => Number(t.tagName[1]))"
    )
    assert niveaux[0] == 2
    assert all(apres - avant <= 1 for avant, apres in pairwise(niveaux))


def test_no_motion_for_those_who_want_none(visiteur_de, service_en_marche, widget):
    with visiteur_de(reduced_motion="reduce") as contexte:
        page = contexte.new_page()
        page.goto(f"{service_en_marche}/demo")
        calme = widget(page)
        calme.ouvrir()
        animes = page.evaluate(
            "document.querySelector('orient-ess').shadowRoot.querySelectorAll('*').length && [...document.querySelector('orient-ess').shadowRoot.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none').length"
        )
        assert animes == 0


def test_targets_are_large_enough(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    for onglet in ("Conversation", "Parcours", "Situation"):
        demo.onglet(onglet).click()
        petites = demo.racine.locator("button, summary, input, textarea").evaluate_all(
            "(tous) => tous.filter((e) => e.getClientRects().length).map((e) => [e.textContent, e.getBoundingClientRect()])"
            ".filter(([, r]) => r.width < 24 || r.height < 24).map(([t]) => t)"
        )
        assert petites == []


def test_text_spacing_cuts_nothing(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.page.evaluate(
        "(css) => { const f = new CSSStyleSheet(); f.replaceSync(css); const r = document.querySelector('orient-ess').shadowRoot;"
        " r.adoptedStyleSheets = [...r.adoptedStyleSheets, f]; }", ESPACEMENT
    )  # fmt: skip
    for onglet in ("Conversation", "Parcours", "Situation"):
        demo.onglet(onglet).click()
        coupes = demo.racine.locator("button, h2, h3, h4, h5, p, li, a, summary").evaluate_all(
            "(tous) => tous.filter((e) => e.getClientRects().length && !e.closest('.cache') && e.scrollWidth > e.clientWidth + 1"
            " && getComputedStyle(e).overflowX !== 'visible').map((e) => e.textContent)"
        )
        assert coupes == []
        droite = demo.panneau.bounding_box()
        assert droite is not None
        assert demo.racine.locator("nav button").last.bounding_box()["x"] < droite["x"] + droite["width"]


def test_language_and_names_are_french(demo):
    demo.ouvrir()
    assert demo.racine.locator("[lang=fr]").count() == 1
    expect(demo.page.get_by_role("dialog", name="Un projet utile ici ?")).to_be_visible()
    for role, nom in (
        ("region", "Messages"),
        ("textbox", "Votre message"),
        ("button", "Envoyer"),
        ("button", "Fermer l'assistant"),
    ):
        expect(demo.page.get_by_role(role, name=nom)).to_be_visible()
