from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import vocabulaire as voc
from knowledge.base import base
from knowledge.eligibilite import evaluer
from knowledge.parcours import PAR_ETAPE, PARLER, construire_parcours, parcours_du_jour, pourquoi_pas
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import LieuInconnu, referentiel

JOUR = date(2026, 6, 15)
VALENCE = "commune:26362"
ACCUEIL, IDEE, APPUI, ARGENT, LOCAL, RESEAU = (
    "Être accueilli et orienté",
    "Mettre votre idée en forme",
    "Être accompagné",
    "Trouver l'argent qui convient",
    "Trouver un local",
    "S'appuyer sur un réseau et des ressources",
)


def par_etape(parcours):
    return {e.titre: [p.id for p in e.dispositifs] for e in parcours.etapes}


@pytest.fixture
def petite(base_de, fiche):
    return base_de(
        fiche("cress-aura", "region:84", categorie="accueil"),
        fiche("ess-france", categorie="reseau"),
        fiche("accueil-national", categorie="accueil"),
        fiche("fabrique", categorie="emergence", stades=["idee", "conception"]),
        fiche("incubateur", "departement:26", besoins_appui=["accompagnement"], stades=["conception", "creation"]),
        fiche("incubateur-lyon", "commune:69123", besoins_appui=["accompagnement"]),
        fiche("bourse", categorie="financement", types_financement=["bourse"], besoins_appui=["financement"], stades=["idee"]),
        fiche("pret", categorie="financement", types_financement=["pret"], besoins_appui=["financement"], stades=["creation"]),
        fiche(
            "subvention", categorie="financement", types_financement=["subvention"], besoins_appui=["financement"],
            stades=["creation", "developpement"], types_porteur=["association"],
        ),
        fiche("local", categorie="foncier", besoins_appui=["local"]),
        fiche("dla", stades=["developpement"], employeur=True, structure_existante=True),
        fiche("clos", statut="clos"),
    )  # fmt: skip


# ---------------------------------------------------------------- steps
def test_steps_follow_the_order_of_life_and_end_with_somebody_to_talk_to(petite, profil):
    p = profil(territoire=VALENCE, stade="conception", besoin_appui=("local", "financement", "accompagnement"))
    titres = [e.titre for e in construire_parcours(p, petite, JOUR).etapes]
    assert titres == [ACCUEIL, IDEE, APPUI, LOCAL, RESEAU, "Ensuite, au stade « Création »", "Plus tard, au stade « Développement »", PARLER]  # fmt: skip


def test_the_contact_is_the_regional_chamber(petite, profil):
    etapes = par_etape(construire_parcours(profil(territoire=VALENCE), petite, JOUR))
    assert etapes[PARLER] == ["cress-aura"] and "cress-aura" in etapes[ACCUEIL]


def test_without_a_place_the_contact_is_the_national_network_and_nothing_local_is_shown(petite, profil):
    parcours = construire_parcours(profil(), petite, JOUR)
    assert par_etape(parcours)[PARLER] == ["ess-france"] and "ess-france" in par_etape(parcours)[ACCUEIL]
    assert {"incubateur", "incubateur-lyon", "cress-aura"}.isdisjoint(parcours.ids)
    assert any("région" in texte for texte in parcours.etapes[-1].dispositifs[0].a_verifier)


def test_where_there_is_no_chamber_the_best_welcome_answers(petite, profil):
    assert par_etape(construire_parcours(profil(territoire="region:53"), petite, JOUR))[PARLER] == ["accueil-national"]


def test_nothing_is_proposed_elsewhere_closed_or_of_a_stage_gone_by(petite, profil):
    ids = construire_parcours(profil(territoire=VALENCE, stade="creation"), petite, JOUR).ids
    assert {"incubateur-lyon", "clos", "bourse", "fabrique"}.isdisjoint(ids) and "incubateur" in ids


def test_what_is_for_later_stands_in_the_later_steps(petite, profil):
    p = profil(
        territoire=VALENCE,
        stade="conception",
        type_porteur="collectif",
        structure_existante=False,
        besoin_appui="financement",
    )
    parcours = construire_parcours(p, petite, JOUR)
    etapes = {e.stade: e for e in parcours.etapes[-3:-1]}
    ensuite = {d.id: d for d in etapes["creation"].dispositifs}
    assert ensuite.keys() == {"pret", "subvention"}
    assert ensuite["pret"].verdict == "eligible"
    assert ensuite["subvention"].verdict == "a_verifier"
    assert any("avoir créé votre structure" in texte for texte in ensuite["subvention"].a_verifier)
    (dla,) = etapes["developpement"].dispositifs
    assert dla.id == "dla" and dla.verdict == "a_verifier"


def test_what_fails_today_may_still_come_later(base_de, fiche, profil):
    base = base_de(fiche("a", types_porteur=["association"], stades=["conception", "creation"]))
    parcours = construire_parcours(profil(stade="conception", type_porteur="collectif"), base, JOUR)
    assert par_etape(parcours) == {"Ensuite, au stade « Création »": ["a"]}
    assert parcours.ecartes == []


def test_without_a_stage_there_are_no_later_steps(petite, profil):
    titres = [e.titre for e in construire_parcours(profil(territoire=VALENCE), petite, JOUR).etapes]
    assert not [t for t in titres if t.startswith(("Ensuite", "Plus tard"))]


@pytest.mark.parametrize(
    ("besoin", "titre"),
    [
        ("orientation", ACCUEIL),
        ("accompagnement", APPUI),
        ("financement", ARGENT),
        ("local", LOCAL),
        ("partenaires", RESEAU),
    ],
)
def test_what_is_asked_for_is_there(petite, profil, besoin, titre):
    assert titre in par_etape(construire_parcours(profil(territoire=VALENCE, besoin_appui=besoin), petite, JOUR))


def test_premises_come_only_when_asked_for(petite, profil):
    assert LOCAL not in par_etape(construire_parcours(profil(territoire=VALENCE), petite, JOUR))


def test_the_kind_of_money_asked_for_comes_first_and_that_refused_never(petite, profil):
    voulu = profil(territoire=VALENCE, stade="creation", type_financement="pret")
    assert par_etape(construire_parcours(voulu, petite, JOUR))[ARGENT][0] == "pret"
    refuse = profil(territoire=VALENCE, stade="creation", besoin_appui="financement", type_financement_exclus="pret")
    assert "pret" not in construire_parcours(refuse, petite, JOUR).ids


def test_no_money_at_all_when_none_is_wanted(petite, profil):
    p = profil(territoire=VALENCE, stade="idee", type_financement_exclus=voc.TYPES_FINANCEMENT)
    assert {"bourse", "pret", "subvention"}.isdisjoint(construire_parcours(p, petite, JOUR).ids)


def test_money_nobody_asked_for_stays_discreet(base_de, fiche, profil):
    base = base_de(*(fiche(f"don-{i}", categorie="financement", types_financement=["don"]) for i in range(5)))
    discret = par_etape(construire_parcours(profil(besoin_appui="local"), base, JOUR))
    assert discret == {ARGENT: ["don-0"]}


def test_few_are_shown_and_the_rest_is_one_click_away(base_de, fiche, profil):
    base = base_de(*(fiche(f"i-{i}", besoins_appui=["accompagnement"]) for i in range(9)))
    (etape,) = construire_parcours(profil(besoin_appui="accompagnement"), base, JOUR).etapes
    assert [d.id for d in etape.dispositifs] == ["i-0", "i-1", "i-2"]
    assert etape.voir_aussi == [f"i-{i}" for i in range(3, 9)]


def test_each_kind_of_help_asked_for_is_brought_by_somebody(base_de, fiche, profil):
    forts = [fiche(f"a-{i}", "commune:26362", besoins_appui=["impact"]) for i in range(4)]
    base = base_de(*forts, fiche("z", "commune:26362", besoins_appui=["gouvernance"], confiance="basse"))
    p = profil(territoire=VALENCE, besoin_appui=("impact", "gouvernance"))
    assert "z" in par_etape(construire_parcours(p, base, JOUR))[APPUI]


@pytest.mark.parametrize("autres", [0, 3])
def test_a_help_that_only_another_step_brings_is_shown_there(base_de, fiche, profil, autres):
    base = base_de(
        fiche("poste", categorie="financement", types_financement=["subvention"], besoins_appui=["emploi"], confiance="basse"),
        *(fiche(f"a-{i}", categorie="financement", types_financement=["subvention"], besoins_appui=["financement"]) for i in range(autres)),
    )  # fmt: skip
    p = profil(besoin_appui=("emploi", "financement"))
    (etape,) = construire_parcours(p, base, JOUR).etapes
    assert "poste" in [d.id for d in etape.dispositifs] and len(etape.dispositifs) == min(3, 1 + autres)
    assert "poste" not in etape.voir_aussi


def test_what_helps_to_find_premises_stands_in_when_few_places_are_known(base_de, fiche, profil):
    base = base_de(fiche("place", categorie="foncier"), fiche("aide", besoins_appui=["local"]), fiche("autre"))
    etapes = par_etape(construire_parcours(profil(besoin_appui="local"), base, JOUR))
    assert set(etapes[LOCAL]) == {"place", "aide"} and etapes[APPUI] == ["autre"]


# ---------------------------------------------------------------- prerequisites
def test_what_must_come_first_comes_first_within_a_step(base_de, fiche, profil):
    base = base_de(
        fiche("a", "commune:26362", prealables=[{"dispositif": "b"}]), fiche("b"), fiche("c", "departement:26")
    )
    parcours = construire_parcours(profil(territoire=VALENCE, besoin_appui="accompagnement"), base, JOUR)
    ordre = par_etape(parcours)[APPUI]
    assert ordre.index("b") < ordre.index("a")
    a = next(d for e in parcours.etapes for d in e.dispositifs if d.id == "a")
    assert "D'abord : B." in a.a_verifier


def test_what_must_come_first_in_a_later_step_draws_its_follower_there(base_de, fiche, profil):
    base = base_de(
        fiche("aide", prealables=[{"dispositif": "argent"}]), fiche("argent", categorie="financement"), fiche("seule")
    )
    etapes = par_etape(construire_parcours(profil(), base, JOUR))
    assert etapes == {APPUI: ["seule"], ARGENT: ["argent", "aide"]}


def test_a_circle_of_prerequisites_does_not_hang(base_de, fiche, profil):
    base = base_de(fiche("a", prealables=[{"dispositif": "b"}]), fiche("b", prealables=[{"dispositif": "a"}]))
    assert set(construire_parcours(profil(), base, JOUR).ids) == {"a", "b"}


def test_what_goes_together_or_excludes_each_other_is_told_on_both_sides(base_de, fiche, profil):
    base = base_de(
        fiche("a", compatibles=["b", "absent"], exclusifs=["c"]), fiche("b"), fiche("c"), fiche("absent", statut="clos")
    )
    lues = {d.id: d for e in construire_parcours(profil(), base, JOUR).etapes for d in e.dispositifs}
    assert lues["a"].pourquoi[-1] == "Se combine avec « B »." and lues["b"].pourquoi[-1] == "Se combine avec « A »."
    assert lues["a"].a_verifier == ["Ne se cumule pas avec « C » : il faudra choisir."]
    assert lues["c"].a_verifier == ["Ne se cumule pas avec « A » : il faudra choisir."]


def test_a_host_to_find_comes_with_how_to_find_one(base_de, fiche, profil):
    base = base_de(fiche("fonds", categorie="financement", structure_hote=True))
    (proposition,) = construire_parcours(profil(), base, JOUR).etapes[0].dispositifs
    assert proposition.verdict == "eligible" and any("vous accueille" in t for t in proposition.a_verifier)


# ---------------------------------------------------------------- discards
def test_discards_tell_every_failed_condition(base_de, fiche, profil):
    base = base_de(
        fiche(
            "a",
            besoins_appui=["accompagnement"],
            types_porteur=["association"],
            employeur=True,
            structure_existante=True,
        ),
        fiche("loin", "commune:69123", besoins_appui=["accompagnement"], employeur=True),
        fiche("autre-theme", besoins_appui=["accompagnement"], besoins_sociaux=["culture"]),
    )
    p = profil(territoire=VALENCE, besoin_social="reemploi", besoin_appui="accompagnement", type_porteur="particulier", structure_existante=False)  # fmt: skip
    (ecarte,) = construire_parcours(p, base, JOUR).ecartes
    assert ecarte.id == "a" and len(ecarte.raisons) == 3
    assert ecarte.raisons == pourquoi_pas("a", p, base, JOUR)


def test_why_not_answers_for_any_record(petite, profil):
    p = profil(territoire=VALENCE, stade="creation")
    assert pourquoi_pas("incubateur-lyon", p, petite, JOUR) == ["Réservé aux projets à Lyon ; le vôtre est à Valence."]
    assert pourquoi_pas("incubateur", p, petite, JOUR) == []
    with pytest.raises(KeyError):
        pourquoi_pas("rien", p, petite, JOUR)


def test_at_most_eight_are_told(base_de, fiche, profil):
    base = base_de(*(fiche(f"i-{i}", besoins_appui=["accompagnement"], employeur=True) for i in range(20)))
    assert len(construire_parcours(profil(employeur=False), base, JOUR).ecartes) == 8


# ---------------------------------------------------------------- what to make precise
def test_what_would_settle_most_is_told_first(base_de, fiche, profil):
    base = base_de(
        fiche("a", types_porteur=["association"]), fiche("b", types_porteur=["association"], employeur=True), fiche("c")
    )
    premiere, seconde = construire_parcours(profil(), base, JOUR).a_preciser
    assert (premiere.question, seconde.question) == ("type_porteur", "employeur")
    assert "2 dispositifs" in premiere.effet and "« A »" in premiere.effet


def test_one_does_not_insist_on_what_was_refused(base_de, fiche, profil):
    base = base_de(fiche("a", types_porteur=["association"]))
    assert construire_parcours(profil(sans_reponse={"type_porteur": "refuse"}), base, JOUR).a_preciser == []


# ---------------------------------------------------------------- odd profiles
def test_local_authorities_get_levers_beside(base_reelle, profil):
    assert construire_parcours(profil(type_porteur="collectivite", besoin_appui="local"), base_reelle, JOUR).leviers
    assert not construire_parcours(profil(type_porteur="association"), base_reelle, JOUR).leviers


def test_a_merged_commune_gives_the_route_of_todays(base_reelle, profil, lieux):
    code, _, aujourdhui = next(lieux.anciennes_communes())
    ancienne, nouvelle = profil(territoire=f"commune:{code}"), profil(territoire=f"commune:{aujourdhui.code}")
    assert construire_parcours(ancienne, base_reelle, JOUR) == construire_parcours(nouvelle, base_reelle, JOUR)


def test_a_place_that_does_not_exist_is_a_clear_error(petite, profil):
    with pytest.raises(LieuInconnu, match="99999"):
        construire_parcours(profil(territoire="commune:99999"), petite, JOUR)


def test_an_empty_base_gives_an_empty_route(base_de, profil):
    assert construire_parcours(profil(stade="idee"), base_de(), JOUR).etapes == []


# ---------------------------------------------------------------- any profile, the real records
@st.composite
def profils(draw):
    communes = ["26362", "69123", "48092", "97224", "75056", "2A004", "81004", "97411", "97302"]
    lieux = ["commune:" + c for c in communes] + ["departement:26", "region:53", "epci:200068781", "france:FR"]
    niveau, code = draw(st.sampled_from(lieux)).split(":")

    def codes(liste, combien=2):
        return tuple(draw(st.lists(st.sampled_from(liste), unique=True, max_size=combien)))

    def peut_etre(*valeurs):
        return draw(st.sampled_from((None, *valeurs)))

    return Profil(
        besoin_social=codes(voc.BESOINS_SOCIAUX),
        stade=peut_etre(*voc.STADES),
        territoire=draw(st.sampled_from((None, Territoire(niveau=niveau, code=code)))),
        besoin_appui=codes(voc.BESOINS_APPUI, 3),
        type_financement=codes(voc.TYPES_FINANCEMENT),
        type_financement_exclus=codes(voc.TYPES_FINANCEMENT),
        type_porteur=peut_etre(*voc.TYPES_PORTEUR),
        structure_existante=peut_etre(True, False),
        employeur=peut_etre(True, False),
        anciennete_mois=peut_etre(0, 24, 60),
        publics=codes(voc.PUBLICS),
        publics_exclus=codes(voc.PUBLICS),
        montant_recherche=peut_etre(0.0, 8000.0, 1e6),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(p=profils())
def test_any_profile_gets_a_sound_route(base_reelle, p):
    parcours = construire_parcours(p, base_reelle, JOUR)
    assert [e.ordre for e in parcours.etapes] == list(range(1, len(parcours.etapes) + 1))
    assert parcours.etapes[-1].titre == PARLER and len(parcours.etapes[-1].dispositifs) == 1
    vus = [d.id for e in parcours.etapes[:-1] for d in e.dispositifs]
    assert len(vus) == len(set(vus))
    lieu = p.territoire if p.territoire and p.territoire.niveau != "france" else None
    for etape in parcours.etapes:
        assert 1 <= len(etape.dispositifs) <= PAR_ETAPE
        assert {d.id for d in etape.dispositifs}.isdisjoint(etape.voir_aussi)
        for proposition in etape.dispositifs:
            d = base_reelle.dispositifs[proposition.id]
            verdict = evaluer(d, p, JOUR, etape.stade)
            assert verdict.verdict == proposition.verdict != "ecarte"
            assert d.statut != "clos" and proposition.sources and proposition.pourquoi and proposition.contact
            assert not set(d.types_financement) & set(p.type_financement_exclus)
            if etape.stade and d.stades:
                assert voc.STADES.index(etape.stade) >= voc.STADES.index(p.stade) and etape.stade in d.stades
            if d.besoins_sociaux and p.besoin_social:
                assert set(d.besoins_sociaux) & set(p.besoin_social)
            if lieu is None:
                assert any(t.niveau == "france" for t in d.territoires)
            else:
                projet = referentiel().par_code(*lieu.cle)
                places = [referentiel().par_code(*t.cle) for t in d.territoires]
                assert any(referentiel().relation(projet, place) != "disjoint" for place in places)
            if proposition.verdict == "eligible":
                types = d.conditions.types_porteur
                assert not p.type_porteur or not types or p.type_porteur in types
    for ecarte in parcours.ecartes:
        assert ecarte.id not in vus and ecarte.raisons == pourquoi_pas(ecarte.id, p, base_reelle, JOUR)
    assert len(parcours.ecartes) <= 8
    msgspec.json.encode(parcours)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(p=profils(), alea=st.randoms(use_true_random=False))
def test_the_same_facts_in_another_order_give_the_same_route(base_reelle, p, alea):
    listes = (
        "besoin_social",
        "besoin_appui",
        "type_financement",
        "type_financement_exclus",
        "publics",
        "publics_exclus",
    )
    melange = msgspec.structs.replace(p, **{c: tuple(alea.sample(getattr(p, c), len(getattr(p, c)))) for c in listes})
    assert construire_parcours(melange, base_reelle, JOUR).ids == construire_parcours(p, base_reelle, JOUR).ids


# ---------------------------------------------------------------- kept for the length of a turn
def test_the_route_of_the_day_is_the_route_and_is_made_once_whatever_the_persons_own_words():
    roubaix = referentiel().par_code("commune", "59512")
    profil = Profil(besoin_social=("reemploi",), stade="idee", territoire=roubaix, resume="une ressourcerie")
    fait = parcours_du_jour(profil)
    assert fait == construire_parcours(profil, base())
    assert parcours_du_jour(msgspec.structs.replace(profil, resume="autre chose")) is fait
    assert parcours_du_jour(msgspec.structs.replace(profil, stade="creation")) != fait


def test_a_local_authoritys_own_words_choose_its_levers_and_are_not_kept():
    profil = Profil(type_porteur="collectivite", resume="un terrain pour une ressourcerie")
    fait = parcours_du_jour(profil)
    assert fait == construire_parcours(profil, base())
    assert parcours_du_jour(profil) is not fait
