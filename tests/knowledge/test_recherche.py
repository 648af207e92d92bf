import pytest

from knowledge.modeles import Conseil, Definition, Levier, Source
from knowledge.recherche import radicaux, recherche
from knowledge.territoires.referentiel import LieuInconnu

S = (Source(url="https://a.fr"),)


@pytest.fixture
def index(base_de, fiche):
    return recherche(
        base_de(
            fiche("epicerie", nom="Aide aux épiceries solidaires", besoins_sociaux=["alimentation"], categorie="financement",
                  types_financement=["pret"], besoins_appui=["financement"], stades=["creation"]),
            fiche("dla", "region:84", nom="Dispositif local d'accompagnement", resume="Un conseil gratuit aux employeurs."),
            fiche("cae", "departement:26", nom="Coopérative d'activité et d'emploi de la Drôme", besoins_appui=["emploi"]),
            fiche("vieux", nom="Ancienne épicerie", statut="clos", resume="Rien."),
            definitions=(
                Definition(id="cae", terme="Coopérative d'activité et d'emploi", autres_formes=("CAE",), definition="Une coopérative.", sources=S),
                Definition(id="dla", terme="DLA (dispositif local d'accompagnement)", definition="Un conseil.", sources=S),
                Definition(id="scop", terme="Scop", autres_formes=("société coopérative de production",), definition="Une société.", sources=S),
            ),
            conseils=(
                Conseil(id="local", besoin_appui="local", question="Comment trouver un local ?", reponse="Demandez à la mairie.", sources=S),
                Conseil(id="embaucher", besoin_appui="emploi", question="Comment embaucher ?", reponse="Un local aussi.", stades=("creation",), sources=S),
                Conseil(id="salaire", besoin_appui="emploi", question="Combien payer ?", reponse="Le salaire minimum.", stades=("developpement",), sources=S),
            ),
            leviers=(Levier(id="friches", theme="foncier", question="Que faire d'une friche ?", reponse="La prêter.", sources=S),),
        )
    )  # fmt: skip


def ids(page):
    return [d.id for d in page.resultats]


@pytest.mark.parametrize("q", ["épicerie solidaire", "EPICERIES SOLIDAIRES", "epicerie", "des épiceries", "épiceri"])
def test_accents_case_plurals_and_beginnings_of_words_do_not_matter(index, q):
    assert ids(index.dispositifs(q))[0] == "epicerie"


def test_all_words_first_any_word_failing_that(index):
    assert ids(index.dispositifs("épicerie solidaire")) == ["epicerie"]
    assert set(ids(index.dispositifs("épicerie employeurs"))) == {"epicerie", "vieux", "dla"}


@pytest.mark.parametrize(
    ("q", "attendu"), [("CAE", "cae"), ("DLA", "dla"), ("dispositif local d'accompagnement", "dla")]
)
def test_acronyms_and_full_names_find_each_other(index, q, attendu):
    assert ids(index.dispositifs(q)) == [attendu]


def test_without_words_all_come_closed_ones_last_nearest_first(index, lieu):
    assert ids(index.dispositifs())[-1] == "vieux"
    assert ids(index.dispositifs(territoire=lieu("commune:26362"))) == ["cae", "dla", "epicerie", "vieux"]


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ({"stade": "creation"}, {"epicerie", "dla", "cae", "vieux"}),
        ({"stade": "idee"}, {"dla", "cae", "vieux"}),
        ({"besoin_social": "culture"}, {"dla", "cae", "vieux"}),
        ({"besoin_appui": "emploi"}, {"cae"}),
        ({"categorie": "financement"}, {"epicerie"}),
        ({"type_financement": "pret"}, {"epicerie"}),
        ({"type_financement": "don"}, set()),
    ],
)
def test_filters(index, filtre, attendus):
    page = index.dispositifs(**filtre)
    assert set(ids(page)) == attendus and page.total == len(attendus)


def test_a_place_keeps_what_may_serve_it(index, lieu):
    assert set(ids(index.dispositifs(territoire=lieu("commune:69123")))) == {"epicerie", "dla", "vieux"}
    assert set(ids(index.dispositifs(territoire=lieu("region:84")))) == {"epicerie", "dla", "cae", "vieux"}
    assert ids(index.dispositifs("coopérative", territoire=lieu("region:53"))) == []


def test_an_unknown_place_is_a_clear_error(index, lieu):
    with pytest.raises(LieuInconnu):
        index.dispositifs(territoire=lieu("commune:99999"))


def test_pages(index):
    pages = [index.dispositifs(limite=2, page=page) for page in (1, 2, 3)]
    assert [len(p.resultats) for p in pages] == [2, 2, 0] and {p.total for p in pages} == {4}
    assert len({d.id for p in pages for d in p.resultats}) == 4
    assert len(index.dispositifs(limite=0).resultats) == 1 and index.dispositifs(page=-1) == index.dispositifs()


@pytest.mark.parametrize(
    "q", ['"', "a OR b", "épicerie*", "NEAR(a b)", "-", "l'", "'); drop table dispositifs; --", "🦔"]
)
def test_no_text_breaks_the_search(index, q):
    index.dispositifs(q)
    index.chercher_definition(q)
    index.vouliez_vous_dire(q)
    assert index.dispositifs().total == 4


@pytest.mark.parametrize(
    ("q", "attendus"),
    [
        ("c'est quoi une SCOP au juste ?", ["scop"]),
        ("la différence entre une Scop et une CAE", ["scop", "cae"]),
        ("société coopérative de production", ["scop"]),
        ("coopérative", ["cae", "scop"]),
        ("xylophone", []),
    ],
)
def test_definitions(index, q, attendus):
    trouves = [d.id for d in index.chercher_definition(q)]
    assert trouves == attendus or (q == "coopérative" and set(trouves) == set(attendus))


def test_advice_prefers_the_kind_of_help_and_the_stage(index):
    assert index.chercher_conseil("trouver un local")[0].id == "local"
    assert index.chercher_conseil("local", besoin_appui="emploi")[0].id == "embaucher"
    assert [c.id for c in index.chercher_conseil(besoin_appui="emploi", stade="developpement")][:2] == [
        "salaire",
        "embaucher",
    ]


def test_levers(index):
    assert [v.id for v in index.chercher_levier("une friche sur la commune")] == ["friches"]
    assert index.chercher_levier("xylophone") == []


@pytest.mark.parametrize(
    ("q", "propose"),
    [
        ("coperative", "coopérative"),
        ("épicerie soldaire", "épicerie solidaires"),
        ("épiceries", None),
        ("xyzabcdef", None),
        ("", None),
    ],
)
def test_did_you_mean(index, q, propose):
    assert index.vouliez_vous_dire(q) == propose


def test_one_index_for_each_base(base_reelle, index):
    assert recherche(base_reelle) is recherche(base_reelle) is not index


def test_words_that_say_nothing_are_left_out():
    assert radicaux("Qu'est-ce que c'est que le DLA ?") == ["dla"]


def test_very_common_words_still_give_every_record(base_de, fiche, monkeypatch):
    monkeypatch.setattr("knowledge.recherche.A_PESER", 3)
    base = base_de(*(fiche(f"a-{i}", resume="Un incubateur.") for i in range(9)), fiche("z", nom="Incubateur"))
    page = recherche(base).dispositifs("incubateur")
    assert page.total == 10 and page.resultats[0].id == "z"
