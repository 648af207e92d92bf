"""A real browser before the real service: what the tests of the pages share."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
#: The origin of the demonstration preset: a page of another site than the service.
SITE = "http://www.valmont.example"
#: The same, without a preset.
INCONNU = "http://inconnu.example"
PROJET = "Nous sommes une association à Redon. Nous voulons ouvrir une épicerie solidaire, c'est une idée."
DELAI = 20_000


class Hote:
    """Pages of other sites, served on a free port and reached under their own names."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        pages = self.pages

        class Reponses(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                html, entetes = pages.get(self.path, ("", {}))
                self.send_response(200 if html else 404)
                for nom, valeur in {"Content-Type": "text/html; charset=utf-8", **entetes}.items():
                    self.send_header(nom, valeur)
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), Reponses)
        self.port = self._serveur.server_port
        threading.Thread(target=self._serveur.serve_forever, daemon=True).start()

    def poser(self, html: str, chemin: str = "/", **entetes: str) -> str:
        """Serves a page; returns its address on the site that has a preset."""
        self.pages[chemin] = (html, {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()})
        return SITE + chemin

    def fermer(self) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()


class Widget:
    """The assistant in a page, as a person handles it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.racine = page.locator("orient-ess")
        self.champ = page.get_by_label("Votre message")
        self.lanceur = self.racine.locator(".lanceur")
        self.panneau = self.racine.locator(".panneau")
        self.messages = self.racine.locator(".journal ol > li")
        self.reponses = self.racine.locator(".journal li.assistant")
        self.choix = self.racine.locator(".choix button")
        self.annonce = self.racine.locator("[aria-live=polite]")

    def onglet(self, nom: str) -> Locator:
        return self.racine.locator("nav button", has_text=nom)

    def ouvrir(self) -> None:
        """Opens the panel and waits for the greeting."""
        self.lanceur.click()
        expect(self.reponses.first).to_be_visible(timeout=DELAI)

    def dire(self, texte: str) -> None:
        """Says something and waits for the answer."""
        self.attendre_reponse(lambda: (self.champ.fill(texte), self.champ.press("Enter")))

    def attendre_reponse(self, agir: Callable[[], object]) -> None:
        avant = self.reponses.count()
        agir()
        expect(self.reponses.nth(avant)).to_be_visible(timeout=DELAI)
        expect(self.racine.locator("[data-cle]")).to_have_count(0)

    def jusqu_au_parcours(self) -> None:
        """Tells a project, and answers by the buttons until there is a route."""
        self.dire(PROJET)
        for _ in range(5):
            if "(" in self.onglet("Parcours").inner_text():
                return
            self.attendre_reponse(lambda: self.choix.first.click())
        pytest.fail(f"pas de parcours après cinq réponses : {self.reponses.last.inner_text()}")

    def focus(self) -> str:
        """What has the focus, inside the element: its id, its class or its name."""
        nom: str = self.page.evaluate(
            "() => { const e = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;"
            " return e.id || e.className || e.tagName; }"
        )
        return nom

    def dits(self) -> list[str]:
        """What the person said, as the service has it: asked through the page's own access."""
        lignes: list[str] = self.page.evaluate(
            "async () => { const cle = Object.keys(sessionStorage).find((c) => c.startsWith('orientess:'));"
            " const { acces } = JSON.parse(sessionStorage.getItem(cle));"
            " const base = new URL(document.querySelector('script[src*=\"widget.js\"]').src).origin;"
            " const r = await fetch(`${base}/api/conversations/${acces.id}`, { headers: { Authorization: `Bearer ${acces.jeton}` } });"
            " return (await r.json()).historique.filter((l) => l.auteur === 'personne').map((l) => l.texte); }"
        )
        return lignes


@pytest.fixture(scope="module")
def hote():
    """The pages of other sites."""
    hote = Hote()
    yield hote
    hote.fermer()


@pytest.fixture(scope="module")
def navigateur(hote):
    """The browser. One a module: it must be gone before tests that run a loop of their own."""
    with sync_playwright() as playwright:
        noms = ", ".join(f"MAP {nom}:80 127.0.0.1:{hote.port}" for nom in ("www.valmont.example", "inconnu.example"))
        navigateur = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, f"--host-resolver-rules={noms}"]
        )
        yield navigateur
        navigateur.close()


@pytest.fixture
def contexte(navigateur: Browser):
    """A visitor: Chromium as it is bought, in French. What goes wrong in a page fails the test."""
    with visiteur(navigateur) as contexte:
        yield contexte


@pytest.fixture
def page(contexte: BrowserContext) -> Page:
    return contexte.new_page()


@pytest.fixture
def visiteur_de(navigateur: Browser):
    """Other visitors: ``visiteur_de(viewport=…)`` is a context manager of a context."""

    def ouvrir(**choix: object):
        return visiteur(navigateur, **choix)

    return ouvrir


@pytest.fixture
def demo(page: Page, service_en_marche: str) -> Widget:
    """The widget in the demonstration page, closed."""
    page.goto(f"{service_en_marche}/demo")
    return Widget(page)


@pytest.fixture
def widget():
    """Makes a ``Widget`` of a page."""
    return Widget


@contextmanager
def visiteur(navigateur: Browser, **choix: object):
    contexte = navigateur.new_context(locale="fr-FR", **choix)  # type: ignore[arg-type]
    fautes: list[str] = []
    contexte.on("weberror", lambda erreur: fautes.append(str(erreur.error)))
    contexte.on("console", lambda m: fautes.append(m.text) if _politique_enfreinte(m.text) else None)
    yield contexte
    contexte.close()
    assert not fautes, fautes


def _politique_enfreinte(texte: str) -> bool:
    # A frame that is refused to a page is the policy at work.
    return "Content Security Policy" in texte and "frame-ancestors" not in texte
