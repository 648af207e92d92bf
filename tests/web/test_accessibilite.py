"""Read and used by everybody: axe in every state, what a screen reader hears, contrast, motion, spacing, headings."""

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
    resultat = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
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


def test_axe_ne_trouve_rien_dans_aucun_etat(ouvert):
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
@pytest.mark.parametrize("chemin", ["/", "/conversation", "/simple", "/simple?voir=1&lieu=Saint-Denis", "/simple?voir=1&lieu=zzzzzz", "/simple?voir=1&lieu=Redon&stade=idee", "/confidentialite"])
def test_axe_ne_trouve_rien_dans_les_pages(visiteur_de, service_en_marche, chemin, schema):
    with visiteur_de(color_scheme=schema, reduced_motion="reduce") as contexte:
        page = contexte.new_page()
        page.goto(service_en_marche + chemin)
        if page.locator("orient-ess").count():
            expect(page.locator("orient-ess .assistant").first).to_be_visible(timeout=DELAI)
        assert fautes(page) == []


@pytest.mark.parametrize("couleur", ["#ffff00", "#000000", "#ffffff", "#7a7a7a", "#00a3d9"])
def test_toute_couleur_de_site_reste_lisible(page, service_en_marche, widget, couleur):
    page.goto(f"{service_en_marche}/demo")
    page.evaluate("(c) => { document.querySelector('orient-ess').remove(); const e = document.createElement('orient-ess');"
                  " for (const [n, v] of [['mode', 'bulle'], ['site', 'demo'], ['couleur', c]]) e.setAttribute(n, v); document.body.append(e); }", couleur)  # fmt: skip
    colore = widget(page)
    colore.ouvrir()
    colore.dire("Bonjour")
    assert fautes(page) == []


def test_chaque_message_est_annonce_une_fois(demo):
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


def test_recharger_n_annonce_pas_tout_l_historique(demo, widget):
    demo.ouvrir()
    demo.dire("Un café associatif à Redon")
    demo.page.reload()
    apres = widget(demo.page)
    expect(apres.reponses.nth(1)).to_be_visible(timeout=DELAI)
    expect(apres.annonce).to_be_empty()


def test_le_focus_ne_bouge_pas_quand_un_message_arrive(demo):
    demo.ouvrir()
    demo.champ.fill("Un café associatif à Redon")
    demo.champ.press("Enter")
    fermer = demo.page.get_by_role("button", name="Fermer l'assistant")
    fermer.focus()
    expect(demo.reponses.nth(1)).to_be_visible(timeout=DELAI)
    expect(fermer).to_be_focused()


def test_echap_ferme_d_abord_ce_qui_est_ouvert_dedans(demo):
    demo.ouvrir()
    demo.onglet("Situation").click()
    demo.page.get_by_role("button", name=": Thème du projet").click()
    demo.page.keyboard.press("Escape")
    expect(demo.page.get_by_role("button", name=": Thème du projet")).to_be_focused()
    expect(demo.panneau).to_be_visible()
    demo.page.keyboard.press("Escape")
    expect(demo.panneau).to_be_hidden()
    assert "lanceur" in demo.focus()


def test_les_titres_se_suivent(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Parcours").click()
    niveaux = demo.racine.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "(titres) => titres.filter((t) => t.getClientRects().length).map((t) => Number(t.tagName[1]))"
    )
    assert niveaux[0] == 2
    assert all(apres - avant <= 1 for avant, apres in zip(niveaux, niveaux[1:]))


def test_sans_animation_pour_qui_n_en_veut_pas(visiteur_de, service_en_marche, widget):
    with visiteur_de(reduced_motion="reduce") as contexte:
        page = contexte.new_page()
        page.goto(f"{service_en_marche}/demo")
        calme = widget(page)
        calme.ouvrir()
        animes = page.evaluate("document.querySelector('orient-ess').shadowRoot.querySelectorAll('*').length && [...document.querySelector('orient-ess').shadowRoot.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none').length")
        assert animes == 0


def test_les_cibles_ont_la_taille_d_un_doigt(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    for onglet in ("Conversation", "Parcours", "Situation"):
        demo.onglet(onglet).click()
        petites = demo.racine.locator("button, summary, input, textarea").evaluate_all(
            "(tous) => tous.filter((e) => e.getClientRects().length).map((e) => [e.textContent, e.getBoundingClientRect()])"
            ".filter(([, r]) => r.width < 24 || r.height < 24).map(([t]) => t)"
        )
        assert petites == []


def test_l_espacement_du_texte_ne_coupe_rien(demo):
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


def test_la_langue_et_les_noms_sont_francais(demo):
    demo.ouvrir()
    assert demo.racine.locator("[lang=fr]").count() == 1
    expect(demo.page.get_by_role("dialog", name="Un projet utile ici ?")).to_be_visible()
    for role, nom in (("region", "Messages"), ("textbox", "Votre message"), ("button", "Envoyer"), ("button", "Fermer l'assistant")):
        expect(demo.page.get_by_role(role, name=nom)).to_be_visible()
