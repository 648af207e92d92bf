"""Whole talks in a real browser: by mouse, by keyboard, on a small screen, when the network or the page goes away."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.navigateur
DELAI = 20_000


def test_a_route_by_mouse(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Parcours").click()
    cartes = demo.racine.locator(".carte")
    expect(cartes.first).to_be_visible()
    assert cartes.count() >= 3
    premiere = cartes.first
    expect(premiere.get_by_role("heading", name="Pourquoi")).to_be_visible()
    expect(premiere.get_by_role("heading", name="Contact")).to_be_visible()
    premiere.get_by_text("Sources (").click()
    expect(premiere.locator("details[open] a").first).to_have_attribute("href", re.compile("^https?://"))


def test_see_also_gives_names(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Parcours").click()
    autres = demo.racine.locator("details", has_text="Voir aussi").first
    autres.locator("summary").click()
    expect(autres.locator("li").first).to_contain_text(" : ", timeout=DELAI)


def test_correcting_the_situation_changes_the_route(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Situation").click()
    demo.page.get_by_role("button", name="Modifier : Lieu du projet").click()
    assert demo.focus() == "saisie"
    demo.page.get_by_label("Lieu du projet").fill("Saint-Denis")
    demo.page.keyboard.press("Enter")
    demo.page.get_by_label("Saint-Denis (974)").check()
    demo.page.get_by_role("button", name="Enregistrer").click()
    expect(demo.page.get_by_role("button", name="Modifier : Lieu du projet")).to_be_focused(timeout=DELAI)
    expect(demo.racine.locator(".champs > li", has_text="Lieu du projet")).to_contain_text("Saint-Denis (974)")
    demo.onglet("Parcours").click()
    expect(demo.racine.get_by_role("heading", name="Ce qui a changé")).to_be_visible()
    expect(demo.racine.locator(".nouveau").first).to_be_visible()


def test_a_field_can_be_emptied(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Situation").click()
    demo.page.get_by_role("button", name="Modifier : Thème du projet").click()
    demo.page.get_by_role("button", name="Vider").click()
    expect(demo.racine.locator(".champs > li", has_text="Thème du projet")).to_contain_text(
        "Pas encore dit", timeout=DELAI
    )


def test_erasing_leaves_nothing(demo):
    demo.ouvrir()
    demo.dire("Un projet de recyclerie")
    avant = demo.page.evaluate("sessionStorage.getItem('orientess:demo')")
    demo.page.get_by_role("button", name="Tout effacer", exact=True).click()
    demo.page.get_by_role("button", name="Oui, tout effacer").click()
    expect(demo.messages).to_have_count(1, timeout=DELAI)
    expect(demo.racine.get_by_text("Tout est effacé.")).to_be_visible()
    assert demo.focus() == "texte"
    assert demo.page.evaluate("sessionStorage.getItem('orientess:demo')") != avant
    assert demo.dits() == []


def test_talking_to_a_person_gives_the_site_contact_then_asks(demo):
    demo.ouvrir()
    demo.page.get_by_role("button", name="Parler à une personne").click()
    expect(demo.page.get_by_role("link", name="02 00 00 00 00")).to_have_attribute("href", "tel:0200000000")
    demo.attendre_reponse(
        lambda: demo.page.get_by_role("button", name="Demander un autre contact à l'assistant").click()
    )
    assert demo.dits() == ["Je voudrais parler à une personne"]


def test_the_link_to_come_back_reopens_the_conversation(demo, visiteur_de, widget):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    dits = demo.dits()
    demo.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    demo.onglet("Parcours").click()
    demo.page.get_by_role("button", name="Copier le lien pour revenir").click()
    lien = demo.page.get_by_label("Lien pour revenir").input_value()
    with visiteur_de() as ailleurs:
        page = ailleurs.new_page()
        page.goto(lien)
        autre = widget(page)
        expect(autre.racine.locator("li.personne").first).to_contain_text(dits[0], timeout=DELAI)
        expect(autre.racine.locator(".carte").first).to_be_visible()
        assert "#" not in page.url


def test_a_talk_by_keyboard_alone(demo):
    clavier = demo.page.keyboard
    expect(demo.lanceur).to_be_visible()
    for _ in range(20):
        clavier.press("Tab")
        if "lanceur" in demo.focus():
            break
    clavier.press("Enter")
    expect(demo.reponses.first).to_be_visible(timeout=DELAI)
    assert demo.focus() == "texte"
    demo.attendre_reponse(lambda: (clavier.type("Un café associatif à Redon"), clavier.press("Enter")))
    assert demo.focus() == "texte"
    # The answers proposed stand just before the field.
    for _ in range(30):
        clavier.press("Shift+Tab")
        if demo.page.evaluate("document.activeElement.shadowRoot.activeElement.closest('.choix') !== null"):
            break
    choisi = demo.page.evaluate("document.activeElement.shadowRoot.activeElement.textContent")
    demo.attendre_reponse(lambda: clavier.press("Enter"))
    assert demo.focus() == "texte"
    assert choisi in demo.dits()
    clavier.press("Escape")
    expect(demo.panneau).to_be_hidden()
    assert "lanceur" in demo.focus()


def test_the_panel_is_no_keyboard_trap(demo):
    demo.ouvrir()
    vus = set()
    for _ in range(40):
        demo.page.keyboard.press("Tab")
        vus.add(demo.page.evaluate("document.activeElement.tagName"))
    assert vus - {"ORIENT-ESS"}, "le clavier ne sort jamais du panneau"


def test_a_talk_at_320_pixels(visiteur_de, service_en_marche, widget):
    with visiteur_de(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True) as mobile:
        page = mobile.new_page()
        page.goto(f"{service_en_marche}/demo")
        petit = widget(page)
        petit.lanceur.tap()
        expect(petit.reponses.first).to_be_visible(timeout=DELAI)
        petit.jusqu_au_parcours()
        petit.onglet("Parcours").tap()
        expect(petit.racine.locator(".carte").first).to_be_visible()
        assert _debordements(page) == []
        page.get_by_role("button", name="Fermer l'assistant").tap()
        expect(petit.panneau).to_be_hidden()


def test_everything_stays_in_reach_at_400_percent(visiteur_de, service_en_marche, widget):
    with visiteur_de(viewport={"width": 320, "height": 256}) as zoome:
        page = zoome.new_page()
        page.goto(f"{service_en_marche}/demo")
        petit = widget(page)
        petit.ouvrir()
        petit.dire("Une crèche parentale à Redon")
        assert _debordements(page) == []
        page.get_by_role("button", name="Tout effacer").scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Tout effacer")).to_be_in_viewport()


def test_offline_nothing_is_lost_nor_said_twice(demo):
    demo.ouvrir()
    demo.page.context.set_offline(True)
    demo.champ.fill("Une ressourcerie à Redon")
    demo.champ.press("Enter")
    expect(demo.racine.get_by_role("alert").filter(has_text="gardé")).to_be_visible()
    expect(demo.racine.locator("[data-cle]")).to_have_count(1)
    demo.attendre_reponse(lambda: demo.page.context.set_offline(False))
    expect(demo.racine.get_by_role("alert")).to_be_empty()
    assert demo.dits() == ["Une ressourcerie à Redon"]


def test_an_answer_lost_on_the_way_is_not_asked_twice(demo):
    demo.ouvrir()
    perdues = []

    def perdre(route: Route) -> None:
        if not perdues:
            perdues.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    demo.page.route("**/messages", perdre)
    demo.attendre_reponse(lambda: (demo.champ.fill("Une ressourcerie à Redon"), demo.champ.press("Enter")))
    assert perdues[0].ok
    assert demo.dits() == ["Une ressourcerie à Redon"]


def test_reloading_in_the_middle_of_sending(demo, widget):
    demo.ouvrir()
    recues = []
    demo.page.route("**/messages", lambda route: recues.append(route.fetch()))  # never answered
    demo.champ.fill("Une ressourcerie à Redon")
    demo.champ.press("Enter")
    demo.page.wait_for_timeout(500)
    while not recues:
        demo.page.wait_for_timeout(100)
    demo.page.unroute("**/messages")
    demo.page.reload()
    apres = widget(demo.page)
    expect(apres.panneau).to_be_visible(timeout=DELAI)
    expect(apres.reponses.nth(1)).to_be_visible(timeout=DELAI)
    expect(apres.racine.locator("li.personne")).to_have_count(1)
    expect(apres.racine.locator("[data-cle]")).to_have_count(0)
    assert apres.focus() == "BODY", "recharger une page ne prend pas le focus"
    assert apres.dits() == ["Une ressourcerie à Redon"]


def test_reloading_keeps_the_draft_and_the_choices(demo, widget):
    demo.ouvrir()
    demo.dire("Un café associatif à Redon")
    choix = demo.choix.all_inner_texts()
    demo.champ.fill("Pas encore envoy")
    demo.page.reload()
    apres = widget(demo.page)
    expect(apres.champ).to_have_value("Pas encore envoy", timeout=DELAI)
    expect(apres.choix).to_have_text(choix)


def test_two_tabs_follow_one_conversation(demo, contexte, service_en_marche, widget):
    demo.ouvrir()
    demo.dire("Une ressourcerie à Redon")
    page = contexte.new_page()
    page.goto(f"{service_en_marche}/demo")
    second = widget(page)
    second.ouvrir()
    expect(second.racine.locator("li.personne")).to_have_text([re.compile("Une ressourcerie à Redon")])
    second.dire("C'est une idée")
    expect(demo.racine.locator("li.personne")).to_have_count(2, timeout=DELAI)
    assert demo.dits() == second.dits() == ["Une ressourcerie à Redon", "C'est une idée"]
    page.get_by_role("button", name="Tout effacer", exact=True).click()
    page.get_by_role("button", name="Oui, tout effacer").click()
    expect(demo.racine.get_by_text("effacée dans un autre onglet")).to_be_visible(timeout=DELAI)
    expect(demo.messages).to_have_count(0)


def test_closed_it_counts_what_is_unread(demo):
    demo.ouvrir()

    def tarder(route: Route) -> None:
        demo.page.keyboard.press("Escape")
        route.continue_()

    demo.page.route("**/messages", tarder)
    demo.champ.fill("Bonjour")
    demo.champ.press("Enter")
    expect(demo.panneau).to_be_hidden()
    expect(demo.page.get_by_role("button", name=re.compile(r"\d nouveaux? message"))).to_be_visible(timeout=DELAI)
    demo.lanceur.click()
    expect(demo.racine.locator(".pastille")).to_be_hidden()


def test_a_message_too_long_is_not_cut(demo):
    demo.ouvrir()
    demo.champ.fill("long " * 900)
    demo.champ.press("Enter")
    expect(demo.racine.get_by_role("alert").filter(has_text="plusieurs fois")).to_be_visible()
    assert len(demo.champ.input_value()) == 4500


def test_a_busy_service_is_waited_for(demo):
    demo.ouvrir()
    refus = []

    def saturer(route: Route) -> None:
        if refus:
            route.continue_()
        else:
            refus.append(route)
            route.fulfill(
                status=429,
                headers={"Retry-After": "1"},
                content_type="application/problem+json",
                body='{"detail": "Trop de demandes."}',
            )

    demo.page.route("**/messages", saturer)
    demo.champ.fill("Une ressourcerie à Redon")
    demo.champ.press("Enter")
    expect(demo.racine.get_by_role("alert").filter(has_text="gardé")).to_be_visible()
    expect(demo.reponses.nth(1)).to_be_visible(timeout=DELAI)
    assert demo.dits() == ["Une ressourcerie à Redon"]


def test_the_pdf_downloads(demo):
    demo.ouvrir()
    demo.jusqu_au_parcours()
    demo.onglet("Parcours").click()
    with demo.page.expect_download(timeout=DELAI) as telechargement:
        demo.page.get_by_role("button", name="Télécharger en PDF").click()
    assert telechargement.value.path().read_bytes().startswith(b"%PDF-")


def _debordements(page: Page) -> list[str]:
    """What sticks out of the screen, in the page or in the widget."""
    noms: list[str] = page.evaluate(
        "() => [document, document.querySelector('orient-ess').shadowRoot].flatMap((r) => [...r.querySelectorAll('*')])"
        ".filter((e) => e.getClientRects().length && !e.closest('.cache, .evitement') && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map((e) => e.tagName + '.' + e.className)"
    )
    return noms
