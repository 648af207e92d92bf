import pytest

from knowledge.profil import Territoire
from service.sites import SiteInvalide, charger_sites

DEFAUT = "nom: Orient'ESS\ntitre: Trouver les bonnes aides\n"


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "defaut.yml").write_text(DEFAUT, encoding="utf-8")
    return tmp_path


def test_the_shipped_presets_load():
    sites = charger_sites()
    assert sites.par_defaut.public.id == "defaut"
    demo = sites.trouver("demo")
    assert demo is not None and demo.public.territoire is not None
    assert sites.de_l_origine("https://www.valmont.example") is demo


def test_a_preset_is_named_after_its_file(dossier):
    (dossier / "redon.yml").write_text(
        f'{DEFAUT}territoire: "epci:243500741"\ncouleur: "#7A1F00"\nhotes: ["https://redon.example", "https://redon.example:8443"]\n',
        encoding="utf-8",
    )
    site = charger_sites(dossier).trouver("redon")
    assert site is not None
    assert site.public.couleur == "#7a1f00"
    assert site.public.territoire == Territoire(niveau="epci", code="243500741", nom="Redon Agglomération")
    assert site.hotes == {"https://redon.example", "https://redon.example:8443"}


@pytest.mark.parametrize(
    "faute",
    [
        "couleurs: rouge",
        "couleur: rouge",
        "position: haut",
        "territoire: commune:99999",
        "territoire: Redon",
        "hotes: [redon.example]",
        'hotes: ["https://redon.example/page"]',
        'hotes: ["https://*.example"]',
        "contact: {telephone: 02 00 00 00 00}",
        "contact: {nom: Accueil, courriel: pas une adresse}",
        "titre: ''",
        "[]: {",
    ],
)
def test_a_wrong_preset_is_refused_by_name(dossier, faute):
    (dossier / "redon.yml").write_text(
        f"{DEFAUT}{faute}\n".replace(
            "titre: Trouver les bonnes aides\n", "" if faute.startswith("titre") else "titre: Aides\n"
        ),
        encoding="utf-8",
    )
    with pytest.raises(SiteInvalide, match=r"redon\.yml"):
        charger_sites(dossier)


def test_a_host_belongs_to_one_site(dossier):
    for nom in ("un", "deux"):
        (dossier / f"{nom}.yml").write_text(f'{DEFAUT}hotes: ["https://redon.example"]\n', encoding="utf-8")
    with pytest.raises(SiteInvalide, match=r"deux\.yml et un\.yml"):
        charger_sites(dossier)


def test_there_must_be_a_default_preset(tmp_path):
    with pytest.raises(SiteInvalide, match=r"defaut\.yml"):
        charger_sites(tmp_path)
