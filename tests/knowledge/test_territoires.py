"""Official places: codes, containment, population, search by name."""

from __future__ import annotations

import pytest

from knowledge.profil import Territoire
from knowledge.territoires.noms import replie, sans_article
from knowledge.territoires.referentiel import LieuInconnu, referentiel

REF = referentiel()


def lieu(niveau: str, code: str) -> Territoire:
    return REF.par_code(niveau, code)


def codes(q: str, limite: int = 10) -> list[str]:
    return [f"{t.niveau}:{t.code}" for t in REF.chercher(q, limite)]


# ---------------------------------------------------------------------- codes
def test_une_commune_porte_son_departement_sa_region_et_ses_codes_postaux() -> None:
    mens = lieu("commune", "38226")
    assert (mens.nom, mens.departement, mens.region, mens.codes_postaux) == ("Mens", "38", "84", ("38710",))


@pytest.mark.parametrize(
    ("ancien", "aujourd_hui"),
    [
        ("75118", "75056"),  # an arrondissement of Paris
        ("69383", "69123"),  # of Lyon
        ("49023", "49023"),
        ("59298", "59350"),  # Hellemmes, associated with Lille
        ("80286", "80410"),  # a former code of Ham
    ],
)
def test_un_ancien_code_repond_avec_la_commune_d_aujourd_hui(ancien: str, aujourd_hui: str) -> None:
    assert lieu("commune", ancien).code == aujourd_hui


@pytest.mark.parametrize(
    "niveau, code", [("commune", "99999"), ("epci", "1"), ("departement", "20"), ("ville", "75056")]
)
def test_un_code_inconnu_est_refuse_en_francais(niveau: str, code: str) -> None:
    assert not REF.existe(niveau, code)
    with pytest.raises(LieuInconnu, match="territoire"):
        lieu(niveau, code)


@pytest.mark.parametrize("code", ["971", "972", "973", "974", "976", "975", "977", "978", "986", "987", "988"])
def test_l_outre_mer_est_la(code: str) -> None:
    assert REF.communes_de(lieu("departement", code))


def test_un_epci_porte_un_nom_lisible() -> None:
    assert lieu("epci", "200030658").nom == "Communauté de communes du Trièves"
    assert lieu("epci", "200060010").nom == "Mauges Communauté"


# ---------------------------------------------------------------------- containment
PARIS, ISERE, MENS = ("commune", "75056"), ("departement", "38"), ("commune", "38226")


@pytest.mark.parametrize(
    ("a", "b", "attendue"),
    [
        (MENS, MENS, "egal"),
        (MENS, ("epci", "200030658"), "dans"),
        (MENS, ISERE, "dans"),
        (ISERE, MENS, "contient"),
        (MENS, ("region", "84"), "dans"),
        (MENS, ("france", "FR"), "dans"),
        (("france", "FR"), ("region", "84"), "contient"),
        (MENS, ("departement", "26"), "disjoint"),
        (("region", "84"), ("region", "93"), "disjoint"),
        (PARIS, ("departement", "75"), "egal"),
        (("region", "04"), ("departement", "974"), "egal"),
        (("departement", "974"), ("region", "04"), "egal"),
        (("commune", "97801"), ("region", "978"), "egal"),
        (("epci", "243500741"), ("departement", "35"), "recoupe"),  # Redon Agglomération: 35, 44, 56
    ],
)
def test_relation_entre_deux_lieux(a: tuple[str, str], b: tuple[str, str], attendue: str) -> None:
    assert REF.relation(lieu(*a), lieu(*b)) == attendue


def test_un_epci_a_cheval_n_est_contenu_que_par_ce_qui_contient_tous_ses_membres() -> None:
    a_cheval = next(t for t in REF.tous("epci") if t.departement is None and t.region is not None)
    departements = {commune.departement for commune in REF.communes_de(a_cheval)}
    assert len(departements) > 1
    assert not any(REF.contient(lieu("departement", d), a_cheval) for d in departements if d)
    assert REF.contient(lieu("region", a_cheval.region or ""), a_cheval)


def test_la_relation_est_antisymetrique() -> None:
    inverse = {"dans": "contient", "contient": "dans", "egal": "egal", "recoupe": "recoupe", "disjoint": "disjoint"}
    lieux = [*REF.tous("region"), *list(REF.tous("departement"))[::7], *list(REF.tous("epci"))[::60]]
    assert all(REF.relation(b, a) == inverse[REF.relation(a, b)] for a in lieux for b in lieux)


def test_ancetres_du_plus_petit_au_plus_grand() -> None:
    assert [t.cle for t in REF.ancetres(lieu(*MENS))] == [
        ("epci", "200030658"),
        ("departement", "38"),
        ("region", "84"),
        ("france", "FR"),
    ]


def test_le_grand_paris_donne_deux_epci_a_une_commune() -> None:
    saint_denis = lieu("commune", "93066")
    epci = [t.code for t in REF.ancetres(saint_denis) if t.niveau == "epci"]
    assert epci == ["200057867", "200054781"]  # Plaine Commune, then the métropole
    assert all(REF.contient(lieu("epci", code), saint_denis) for code in epci)


# ---------------------------------------------------------------------- population, postcodes
def test_population_et_ruralite() -> None:
    lyon = lieu("commune", "69123")
    assert REF.population(lyon) > 500_000 and not REF.est_rurale(lyon)
    assert REF.est_rurale(lieu(*MENS))
    assert not REF.est_rurale(lieu("departement", "48"))
    somme = sum(REF.population(t) for t in REF.communes_de(lieu(*ISERE)))
    assert REF.population(lieu(*ISERE)) == somme


def test_un_code_postal_partage_rend_toutes_ses_communes_la_plus_peuplee_d_abord() -> None:
    communes = REF.par_code_postal("38200")
    assert communes[0].code == "38544" and len(communes) > 1
    assert [t.code for t in REF.par_code_postal("69003")] == ["69123"]
    assert REF.par_code_postal("00000") == []


# ---------------------------------------------------------------------- search
@pytest.mark.parametrize(
    ("q", "premier"),
    [
        ("Le Mans", "commune:72181"),
        ("mans", "commune:72181"),
        ("st etienne", "commune:42218"),
        ("SAINT-ÉTIENNE", "commune:42218"),
        ("sainté", "commune:42218"),
        ("brive", "commune:19031"),
        ("44", "departement:44"),
        ("2a", "departement:2A"),
        ("69003", "commune:69123"),
        ("Vienne 38", "commune:38544"),
        ("38200 vienne", "commune:38544"),
        ("paca", "region:93"),
        ("Rhône-Alpes", "region:84"),
        ("alsace", "region:44"),
        ("Mauges Communauté", "epci:200060010"),
        ("CC du Trièves", "epci:200030658"),
        ("communauté de communes du Trièves", "epci:200030658"),
        ("communaute de commune du trieve", "epci:200030658"),
        ("Métropole de Lyon", "epci:200046977"),
        ("grand lyon", "epci:200046977"),
        ("métropole de Nantes", "epci:244400404"),
        ("agglo de Blois", "epci:200030385"),
        ("marseile", "commune:13055"),
        ("strabourg", "commune:67482"),
        ("finistère", "departement:29"),
    ],
)
def test_recherche(q: str, premier: str) -> None:
    assert codes(q)[0] == premier


def test_les_homonymes_viennent_tous_le_plus_grand_d_abord() -> None:
    trouves = REF.chercher("Saint-Denis", 4)
    assert {t.code for t in trouves} == {"97411", "93066", "11339", "30247"}
    assert [REF.population(t) for t in trouves] == sorted((REF.population(t) for t in trouves), reverse=True)


def test_l_article_distingue() -> None:
    assert codes("La Rochelle")[0] == "commune:17300"


@pytest.mark.parametrize("q", ["", "   ", "?!", "zzzzzzzzzz"])
def test_une_recherche_sans_objet_ne_rend_rien(q: str) -> None:
    assert REF.chercher(q) == []


def test_la_limite_est_respectee() -> None:
    assert len(REF.chercher("saint", 3)) == 3 and REF.chercher("saint", 0) == []


@pytest.mark.parametrize(
    ("brut", "plie"),
    [
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("ST BRIEUC", "saint brieuc"),
        ("Ste-Foy-lès-Lyon", "sainte foy les lyon"),
        ("Cœur d’Ostrevent", "coeur d ostrevent"),
        ("Châlons s/ Marne", "chalons sur marne"),
    ],
)
def test_pliage_des_noms(brut: str, plie: str) -> None:
    assert replie(brut) == plie


def test_article_separe() -> None:
    assert sans_article("le mans") == ("le", "mans")
    assert sans_article("lens") == ("", "lens")


# ---------------------------------------------------------------------- names known by hand
def test_chaque_nom_familier_designe_un_lieu_qui_existe() -> None:
    for formes in REF.formes.values():
        for forme in formes:
            if forme.sorte in ("surnom", "ancien"):
                assert REF.existe(forme.niveau, forme.code), forme
