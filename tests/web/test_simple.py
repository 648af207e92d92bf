"""The form without scripts: same questions, same route."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navigateur


@pytest.fixture
def page(visiteur_de):
    """A browser in which scripts are off."""
    with visiteur_de(java_script_enabled=False) as contexte:
        yield contexte.new_page()


def _textes(elements):
    """The texts of elements; the spaces that may not break in a page are plain ones in the API."""
    return [texte.replace("\u00a0", " ") for texte in elements.all_inner_texts()]


def test_without_scripts_the_same_route_as_the_api(page, service_en_marche):
    page.goto(f"{service_en_marche}/simple")
    page.get_by_label("Alimentation et agriculture durables").check()
    page.get_by_label("C'est une idée").check()
    page.get_by_label("Nom ou code postal").fill("Redon")
    page.get_by_label("Trouver de l'argent").check()
    page.get_by_role("button", name="Voir mon parcours").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre parcours")
    profil = {
        "besoin_social": ["alimentation"],
        "stade": "idee",
        "besoin_appui": ["financement"],
        "territoire": {"niveau": "commune", "code": "35236"},
    }
    parcours = page.request.post(f"{service_en_marche}/api/parcours", data={"profil": profil}).json()
    assert _textes(page.locator(".carte h3")) == [p["nom"] for e in parcours["etapes"] for p in e["dispositifs"]]
    titres = _textes(page.locator("h2", has_text="Étape"))
    assert titres == [f"Étape {e['ordre']} : {e['titre']}" for e in parcours["etapes"]]


def test_a_shared_name_is_chosen_from(page, service_en_marche):
    page.goto(f"{service_en_marche}/simple")
    page.get_by_label("Nom ou code postal").fill("Saint-Denis")
    page.get_by_role("button", name="Voir mon parcours").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    page.get_by_label("Saint-Denis (93)", exact=True).check()
    page.get_by_role("button", name="Voir mon parcours").click()
    expect(page.locator(".situation")).to_contain_text("Saint-Denis (93)")
    expect(page.locator(".carte").first).to_be_visible()


def test_a_place_not_found_is_said_at_the_field(page, service_en_marche):
    page.goto(f"{service_en_marche}/simple?voir=1&lieu=zzzzzz&stade=creation")
    expect(page.get_by_label("Nom ou code postal")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Nom ou code postal")).to_have_accessible_description(
        re.compile(r"Nous ne trouvons pas «\szzzzzz\s»")
    )
    expect(page.get_by_label("Je lance, depuis moins de trois ans")).to_be_checked()


def test_answers_are_kept_to_be_changed(page, service_en_marche):
    page.goto(f"{service_en_marche}/simple?voir=1&lieu=Redon&stade=idee&besoin_social=mobilite")
    page.get_by_role("link", name="Changer mes réponses").click()
    expect(page.get_by_label("Mobilité")).to_be_checked()
    page.get_by_label("C'est une idée").check()
    expect(page.get_by_label("Nom ou code postal")).to_have_value("Redon")


def test_the_conversation_page_points_to_the_form(page, service_en_marche):
    page.goto(service_en_marche)
    page.locator("orient-ess").get_by_role("link", name="le formulaire").click()
    expect(page).to_have_url(f"{service_en_marche}/simple")
