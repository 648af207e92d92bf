"""In other people's pages: hostile styles, strict policies, hosts that are not known, frames. Nothing leaks either way."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navigateur
DELAI = 20_000
HOSTILE = """<!doctype html><html lang="fr"><head><title>Hostile</title><style>
html { font-size: 62.5%; } body { transform: rotate(3deg) scale(.8); overflow: hidden; opacity: .4; }
* { all: unset !important; display: inline !important; color: red !important; font: 40px fantasy !important; position: static !important;
  opacity: .1 !important; pointer-events: none !important; text-transform: uppercase !important; letter-spacing: 1em !important; }
orient-ess { display: none !important; visibility: hidden !important; width: 0 !important; }
button, textarea, li, .panneau, .racine { display: none !important; border: 9px solid lime !important; }
:root { --fond: red; --accent: red; --texte: red; --accent-clair: red; }
</style><script>
Object.prototype.intrus = 1;
for (const type of ["keydown", "keyup", "keypress"]) document.addEventListener(type, (e) => { if (e.key === "e") e.preventDefault(); });
window.avant = Object.keys(window).length;
</script></head><body dir="rtl"><p id="temoin">Texte de la page</p>SCRIPT</body></html>"""


def _script(service: str, attributs: str = 'data-site="demo"') -> str:
    return f'<script src="{service}/widget.js" {attributs} async></script>'


def _page(corps: str) -> str:
    return f'<!doctype html><html lang="fr"><head><title>Hôte</title></head><body><p id="temoin">Texte de la page</p>{corps}</body></html>'


def test_one_line_embeds_it_in_another_site(page, hote, service_en_marche, widget):
    demandes = []
    page.on("request", lambda r: demandes.append(r.url))
    page.goto(hote.poser(_page(_script(service_en_marche))))
    chez_eux = widget(page)
    chez_eux.ouvrir()
    chez_eux.jusqu_au_parcours()
    assert {url.split("/")[2] for url in demandes} == {"www.valmont.example", service_en_marche.split("/")[2]}, (
        "aucun tiers"
    )
    assert page.context.cookies() == []


def test_attributes_set_place_colour_title_and_side(page, hote, service_en_marche, widget):
    page.goto(
        hote.poser(
            _page(
                _script(
                    service_en_marche,
                    'data-territoire="epci:243500741" data-couleur="#7a1f00" data-titre="Et chez vous ?" data-position="gauche"',
                )
            )
        )
    )
    chez_eux = widget(page)
    expect(chez_eux.lanceur).to_have_text("Et chez vous ?")
    boite = chez_eux.lanceur.bounding_box()
    assert boite is not None and boite["x"] < 100
    assert chez_eux.lanceur.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(122, 31, 0)"
    chez_eux.ouvrir()
    chez_eux.onglet("Situation").click()
    expect(chez_eux.racine.locator(".champs > li", has_text="Lieu du projet")).to_contain_text("Redon Agglomération")


def test_a_hostile_page_changes_nothing_in_the_widget(page, hote, service_en_marche, demo, widget):
    def mesures(w) -> list[object]:
        mesures: list[object] = w.racine.evaluate(
            "(e) => ['.panneau', 'h2', 'textarea', '.principal', '.assistant', '.aide'].map((s) => { const x = e.shadowRoot.querySelector(s);"
            " const c = getComputedStyle(x); const b = x.getBoundingClientRect(); return [s, c.color, c.backgroundColor, c.fontSize, c.fontFamily,"
            " c.direction, c.opacity, c.textTransform, c.letterSpacing, c.display, c.pointerEvents, Math.round(b.width), Math.round(b.height)]; })"
        )
        return mesures

    demo.ouvrir()
    attendues = mesures(demo)
    page = page.context.new_page()
    page.goto(hote.poser(HOSTILE.replace("SCRIPT", _script(service_en_marche))))
    chez_eux = widget(page)
    chez_eux.ouvrir()
    assert mesures(chez_eux) == attendues
    chez_eux.champ.press_sequentially("une recyclerie près de Redon")
    expect(chez_eux.champ).to_have_value("une recyclerie près de Redon")
    chez_eux.attendre_reponse(lambda: chez_eux.champ.press("Enter"))


def test_the_widget_changes_nothing_in_the_page(page, hote, service_en_marche, widget):
    releve = (
        "() => [document.getElementById('temoin'), document.body].map((e) => { const c = getComputedStyle(e);"
        " return [...c].map((n) => n + c.getPropertyValue(n)).join(); })"
    )
    page.goto(hote.poser(_page(""), "/nue"))
    avant, globales = page.evaluate(releve), page.evaluate("Object.keys(window)")
    page.goto(hote.poser(_page(_script(service_en_marche)), "/avec"))
    chez_eux = widget(page)
    chez_eux.ouvrir()
    assert page.evaluate(releve) == avant
    assert page.evaluate("Object.keys(window)") == globales
    assert page.evaluate("document.adoptedStyleSheets.length + document.styleSheets.length") == 0
    assert page.evaluate("document.body.children.length") == 3  # the page's own paragraph and script, and the element


def test_a_strict_policy_is_enough(page, hote, service_en_marche, widget):
    politique = f"default-src 'none'; script-src {service_en_marche}; connect-src {service_en_marche}"
    page.goto(hote.poser(_page(_script(service_en_marche)), "/stricte", Content_Security_Policy=politique))
    chez_eux = widget(page)
    chez_eux.ouvrir()
    chez_eux.dire("Une recyclerie près de Redon")
    assert chez_eux.panneau.evaluate("(e) => getComputedStyle(e).position") == "fixed"


def test_an_unknown_host_is_refused(page, hote, service_en_marche, widget):
    dits = []
    page.on("console", lambda m: dits.append(m.text))
    hote.poser(_page(_script(service_en_marche)))
    page.goto("http://inconnu.example/")
    page.wait_for_timeout(1500)
    expect(widget(page).lanceur).to_be_hidden()
    assert any("n'est pas autorisé" in texte for texte in dits)
    assert (
        page.evaluate("(base) => fetch(`${base}/api/champs`).then(() => 'lu', () => 'refusé')", service_en_marche)
        == "refusé"
    )


def test_framed_only_by_the_hosts_of_the_site(page, hote, service_en_marche):
    cadre = (
        f'<iframe title="Assistant" src="{service_en_marche}/conversation?site=demo" width="400" height="600"></iframe>'
    )
    adresse = hote.poser(_page(cadre))
    page.goto(adresse)
    expect(page.frame_locator("iframe").locator(".assistant").first).to_be_visible(timeout=DELAI)
    page.goto("http://inconnu.example/")
    expect(page.frame_locator("iframe").locator("orient-ess")).to_have_count(0)


def test_the_element_can_stand_in_a_page(page, hote, service_en_marche, widget):
    page.goto(
        hote.poser(_page(f'<div><orient-ess site="demo">En attendant</orient-ess></div>{_script(service_en_marche)}'))
    )
    pose = widget(page)
    expect(pose.reponses.first).to_be_visible(timeout=DELAI)
    expect(pose.racine).to_have_count(1)
    expect(pose.lanceur).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_two_scripts_make_one_assistant(page, hote, service_en_marche, widget):
    page.goto(hote.poser(_page(_script(service_en_marche) * 2)))
    chez_eux = widget(page)
    chez_eux.ouvrir()
    expect(chez_eux.racine).to_have_count(1)


def test_a_modal_of_the_page_stays_in_front(page, hote, service_en_marche, widget):
    page.goto(hote.poser(_page(f"<dialog id=d><button>Fermer</button></dialog>{_script(service_en_marche)}")))
    expect(widget(page).lanceur).to_be_visible()
    page.evaluate("document.getElementById('d').showModal()")
    page.get_by_role("button", name="Fermer").click()
