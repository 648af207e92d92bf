import pytest

from knowledge.couverture import couverture


@pytest.fixture
def case(base_de, jour):
    def trouver(*fiches, departement="26", stade="idee", fonction="appui"):
        cases = couverture(base_de(*fiches), jour)
        return next(c for c in cases if (c.departement, c.stade, c.fonction) == (departement, stade, fonction))

    return trouver


def test_every_departement_where_people_live_has_a_cell_for_each_stage_and_function(base_de, fiche, jour):
    cases = couverture(base_de(fiche("a")), jour)
    departements = {c.departement for c in cases}
    assert len({d for d in departements if d < "975" or d == "976"}) == 101
    assert {"975", "978", "988"} <= departements and "984" not in departements
    assert len(cases) == len(departements) * 5 * 3


def test_a_national_record_alone_is_told_as_such(case, fiche):
    assert case(fiche("a")).etat == "national"
    assert case(fiche("a"), fiche("b", territoires="departement:26")).etat == "local"
    assert case(fiche("b", territoires="departement:26"), departement="38").etat == "vide"


def test_a_region_covers_its_departements_and_a_town_covers_none(case, fiche):
    assert case(fiche("a", territoires="region:84")).locaux == ("a",)
    ville = case(fiche("a", territoires="commune:26362"))
    assert ville.etat == "vide" and ville.partiels == ("a",)


def test_a_place_left_out_keeps_from_covering(case, fiche):
    assert case(fiche("a", territoires="region:84", exclus="departement:26")).etat == "vide"
    assert case(fiche("a", territoires="region:84", exclus="commune:26362")).partiels == ("a",)


def test_only_the_stages_of_the_record_count(case, fiche):
    assert case(fiche("a", stades=["creation"])).etat == "vide"
    assert case(fiche("a", stades=["creation"]), stade="creation").etat == "national"


@pytest.mark.parametrize(
    "reserve",
    [
        {"besoins_sociaux": ["culture"]},
        {"publics": ["jeune"]},
        {"types_porteur": ["collectivite"]},
        {"statut": "clos"},
        {"periode": {"cloture": "2020"}},
    ],
)
def test_what_is_not_open_to_anybody_fills_nothing(case, fiche, reserve):
    assert case(fiche("a", **reserve)).etat == "vide"


def test_money_welcome_and_help_are_told_apart(case, fiche):
    fiches = (fiche("a", categorie="financement"), fiche("b", categorie="accueil"), fiche("c", categorie="foncier"))
    assert [case(*fiches, fonction=f).nationaux for f in ("argent", "accueil", "appui")] == [("a",), ("b",), ("c",)]


def test_in_every_departement_and_stage_the_product_has_a_welcome_help_and_money(base_reelle, jour):
    cases = couverture(base_reelle, jour)
    assert [c for c in cases if c.etat == "vide" and len(c.departement) == 2] == []
    assert [c for c in cases if c.etat == "vide" and c.departement in ("971", "972", "973", "974", "976")] == []
