from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import vocabulaire as voc
from knowledge.eligibilite import (
    CONDITIONS,
    ETATS,
    FORMES_STRUCTUREES,
    HABITANTS_URBAIN,
    SANS_STRUCTURE,
    VERDICTS,
    Contexte,
    evaluer,
    evaluer_dans,
    juger_base,
    rangs_du_lieu,
    refus,
)
from knowledge.modeles import Conditions, Dispositif, Lieu, Periode, Plage, Source
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import LieuInconnu, referentiel

JOUR = date(2026, 6, 15)
DROME, VALENCE, VALENCE_ROMANS, LYON, AURA = (
    "departement:26",
    "commune:26362",
    "epci:200068781",
    "commune:69123",
    "region:84",
)


def etat(dispositif, profil, condition, jour=JOUR, stade=None):
    raisons = {r.condition: r for r in evaluer(dispositif, profil, jour, stade).raisons}
    return raisons[condition].etat if condition in raisons else None


# ---------------------------------------------------------------- each condition, three states
@pytest.mark.parametrize(
    ("territoires", "exclus", "projet", "attendu"),
    [
        (AURA, "", VALENCE, "remplie"),
        (AURA, "", "region:53", "echouee"),
        (AURA, "", None, "inconnue"),
        (AURA, "", "france:FR", "inconnue"),
        ("france:FR", "", None, "remplie"),
        ("france:FR", "", "france:FR", "remplie"),
        (VALENCE, "", DROME, "inconnue"),
        (VALENCE_ROMANS, "", VALENCE, "remplie"),
        (f"{VALENCE} {LYON}", "", LYON, "remplie"),
        (AURA, DROME, VALENCE, "echouee"),
        (AURA, DROME, LYON, "remplie"),
        (AURA, DROME, AURA, "inconnue"),
        (AURA, DROME, "commune:35238", "echouee"),
        ("france:FR", DROME, None, "inconnue"),
        ("france:FR", DROME, VALENCE, "echouee"),
        ("france:FR", DROME, LYON, "remplie"),
    ],
)
def test_place(fiche, profil, territoires, exclus, projet, attendu):
    assert etat(fiche("a", territoires, exclus), profil(territoire=projet), "territoire") == attendu


def test_a_merged_commune_answers_with_todays(fiche, profil, lieux):
    code, _, aujourdhui = next(lieux.anciennes_communes())
    ancienne = profil(territoire=f"commune:{code}")
    assert etat(fiche("a", f"commune:{aujourdhui.code}"), ancienne, "territoire") == "remplie"


def test_a_place_that_does_not_exist_is_a_clear_error(fiche, profil):
    with pytest.raises(LieuInconnu, match="00000"):
        evaluer(fiche("a"), profil(territoire="commune:00000"), JOUR)


@pytest.mark.parametrize(
    ("stades", "stade", "attendu"),
    [
        (["idee", "creation"], "idee", "remplie"),
        (["idee"], "creation", "echouee"),
        (["creation"], "idee", "inconnue"),
        (["idee", "developpement"], "conception", "inconnue"),
        (["idee"], None, "inconnue"),
        ([], "idee", None),
    ],
)
def test_stage(fiche, profil, stades, stade, attendu):
    assert etat(fiche("a", stades=stades), profil(stade=stade), "stade") == attendu


@pytest.mark.parametrize(
    ("conditions", "champs", "condition", "attendu"),
    [
        ({"types_porteur": ["association"]}, {"type_porteur": "association"}, "type_porteur", "remplie"),
        ({"types_porteur": ["association"]}, {"type_porteur": "collectif"}, "type_porteur", "echouee"),
        ({"types_porteur": ["association"]}, {}, "type_porteur", "inconnue"),
        ({"types_porteur": ["association"]}, {"structure_existante": False}, "type_porteur", "echouee"),
        (
            {"types_porteur": ["particulier", "collectif"]},
            {"structure_existante": False},
            "type_porteur",
            "remplie",
        ),
        ({"types_porteur": ["particulier"]}, {"structure_existante": False}, "type_porteur", "inconnue"),
        ({"structure_existante": True}, {"structure_existante": True}, "structure_existante", "remplie"),
        ({"structure_existante": True}, {"structure_existante": False}, "structure_existante", "echouee"),
        ({"structure_existante": True}, {"type_porteur": "association"}, "structure_existante", "remplie"),
        ({"structure_existante": False}, {"type_porteur": "association"}, "structure_existante", "echouee"),
        ({"structure_existante": True}, {"type_porteur": "collectif"}, "structure_existante", "inconnue"),
        ({"structure_existante": True}, {"employeur": True}, "structure_existante", "remplie"),
        ({"employeur": True}, {"employeur": True}, "employeur", "remplie"),
        ({"employeur": True}, {"employeur": False}, "employeur", "echouee"),
        ({"employeur": True}, {"structure_existante": False}, "employeur", "echouee"),
        ({"employeur": True}, {"structure_existante": True}, "employeur", "inconnue"),
        ({"anciennete_mois": {"min": 12}}, {"anciennete_mois": 12}, "anciennete_mois", "remplie"),
        ({"anciennete_mois": {"min": 12}}, {"anciennete_mois": 11}, "anciennete_mois", "echouee"),
        ({"anciennete_mois": {"max": 36}}, {"anciennete_mois": 37}, "anciennete_mois", "echouee"),
        ({"anciennete_mois": {"min": 12}}, {"structure_existante": False}, "anciennete_mois", "echouee"),
        ({"anciennete_mois": {"max": 36}}, {"structure_existante": False}, "anciennete_mois", "inconnue"),
        ({"anciennete_mois": {"min": None, "max": None}}, {}, "anciennete_mois", None),
        ({"publics": ["jeune", "femme"]}, {"publics": "femme"}, "publics", "remplie"),
        ({"publics": ["jeune", "femme"]}, {"publics": "qpv"}, "publics", "inconnue"),
        ({"publics": ["jeune", "femme"]}, {"publics_exclus": "jeune"}, "publics", "inconnue"),
        ({"publics": ["jeune", "femme"]}, {"publics_exclus": ("jeune", "femme")}, "publics", "echouee"),
        ({"publics": ["jeune"]}, {"publics": "jeune", "publics_exclus": "jeune"}, "publics", "remplie"),
        ({"montant_demande": {"min": 5000}}, {"montant_recherche": 5000}, "montant_recherche", "remplie"),
        ({"montant_demande": {"min": 5000}}, {"montant_recherche": 4999}, "montant_recherche", "echouee"),
        ({"montant_demande": {"max": 5000}}, {"montant_recherche": 5001}, "montant_recherche", "echouee"),
        ({"montant_demande": {"max": 5000}}, {}, "montant_recherche", "inconnue"),
        ({}, {}, "montant_recherche", None),
    ],
)
def test_conditions(fiche, profil, conditions, champs, condition, attendu):
    assert etat(fiche("a", **conditions), profil(**champs), condition) == attendu


def test_themes_limit_only_when_known(fiche, profil):
    recyclerie = fiche("a", besoins_sociaux=["reemploi"])
    assert etat(recyclerie, profil(besoin_social=("culture", "reemploi")), "besoin_social") == "remplie"
    assert etat(recyclerie, profil(besoin_social="culture"), "besoin_social") == "echouee"
    assert etat(recyclerie, profil(), "besoin_social") == "inconnue"


@pytest.mark.parametrize(
    ("periode", "jour", "attendu"),
    [
        ({"cloture": "2026-06"}, date(2026, 6, 30), "remplie"),
        ({"cloture": "2026-06"}, date(2026, 7, 1), "echouee"),
        ({"cloture": "2025"}, date(2025, 12, 31), "remplie"),
        ({"cloture": "2024-02"}, date(2024, 2, 29), "remplie"),
        ({"ouverture": "2026-09"}, date(2026, 8, 31), "inconnue"),
        ({"ouverture": "2026-09"}, date(2026, 9, 1), "remplie"),
        ("permanent", date(2026, 9, 1), None),
        (None, date(2026, 9, 1), None),
    ],
)
def test_dates(fiche, profil, periode, jour, attendu):
    assert etat(fiche("a", periode=periode), profil(), "periode", jour) == attendu


def test_rural_is_looked_up_in_the_size_of_the_commune(fiche, profil, lieux):
    rural = fiche("a", publics=["rural"])
    communes = list(lieux.tous("commune"))
    village = next(c for c in communes if 0 < lieux.population(c) < 500)
    bourg = next(c for c in communes if 4_000 < lieux.population(c) < HABITANTS_URBAIN)
    assert etat(rural, Profil(territoire=village), "publics") == "remplie"
    assert etat(rural, Profil(territoire=bourg), "publics") == "inconnue"
    assert etat(rural, profil(territoire=LYON), "publics") == "echouee"
    assert etat(rural, profil(territoire=DROME), "publics") == "inconnue"
    assert etat(rural, profil(territoire=LYON, publics="rural"), "publics") == "remplie"


def test_money_that_is_not_wanted_is_a_wish_and_no_condition(fiche, profil):
    sans_pret = profil(type_financement_exclus="pret")
    rien = profil(type_financement_exclus=voc.TYPES_FINANCEMENT)
    pret, garantie = fiche("a", types_financement=["pret", "garantie"]), fiche("b", types_financement=["garantie"])
    assert refus(pret, sans_pret).connu == ("pret",) and refus(garantie, sans_pret) is None
    assert refus(fiche("a", categorie="financement"), rien) and refus(fiche("a"), rien) is None
    assert evaluer(pret, sans_pret, JOUR).verdict == "eligible"


def test_a_closed_record_is_always_discarded(fiche, profil):
    assert evaluer(fiche("a", statut="clos"), profil(), JOUR).verdict == "ecarte"


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"statut": "a_verifier"}, "a_verifier"),
        ({"sources": [{"url": "https://a.fr", "consulte": "2023"}]}, "a_verifier"),
        ({"sources": [{"url": "https://a.fr"}]}, "a_verifier"),
        ({"sources": [{"url": "https://a.fr", "consulte": "2024-07"}]}, "eligible"),
        ({"ess": True, "autres": ["Écrire une lettre."], "structure_hote": True, "periode": None}, "eligible"),
    ],
)
def test_free_texts_settle_nothing_but_old_or_unsure_facts_are_to_check(fiche, profil, champs, attendu):
    assert evaluer(fiche("a", **champs), profil(), JOUR).verdict == attendu


def test_why_a_condition_is_unknown_is_told_apart(fiche, profil):
    d = fiche("a", types_porteur=["association"])
    lues = {
        silence: evaluer(d, profil(sans_reponse={"type_porteur": silence} if silence else {}), JOUR).d_etat("inconnue")[
            0
        ]
        for silence in ("", "ne_sait_pas", "refuse")
    }
    assert {silence: r.precision for silence, r in lues.items()} == {s: s for s in lues}


def test_facts_that_cannot_both_be_are_left_to_check(fiche, profil):
    p = profil(type_porteur="association", structure_existante=False)
    for voulu in (True, False):
        (raison,) = evaluer(fiche("a", structure_existante=voulu), p, JOUR).d_etat("inconnue")
        assert raison.precision == "contradiction"


# ---------------------------------------------------------------- later stages
@pytest.mark.parametrize(
    ("conditions", "champs"),
    [
        ({"types_porteur": ["association"]}, {"type_porteur": "collectif"}),
        ({"structure_existante": True}, {"structure_existante": False}),
        ({"employeur": True}, {"structure_existante": True, "employeur": False}),
        ({"anciennete_mois": {"min": 36}}, {"anciennete_mois": 2}),
    ],
)
def test_at_a_later_stage_what_fails_today_is_still_to_become_and_never_eligible(fiche, profil, conditions, champs):
    d = fiche("a", stades=["conception", "developpement"], **conditions)
    p = profil(stade="conception", **champs)
    assert evaluer(d, p, JOUR).verdict == "ecarte"
    plus_tard = evaluer(d, p, JOUR, "developpement")
    assert plus_tard.verdict == "a_verifier"
    assert {r.precision for r in plus_tard.d_etat("inconnue")} == {"a_devenir"}


def test_what_one_cannot_become_fails_at_a_later_stage_too(fiche, profil):
    p = profil(stade="idee", type_porteur="association", anciennete_mois=100)
    for conditions in (
        {"types_porteur": ["particulier"]},
        {"structure_existante": False},
        {"anciennete_mois": {"max": 60}},
    ):
        assert evaluer(fiche("a", **conditions), p, JOUR, "creation").verdict == "ecarte"


# ---------------------------------------------------------------- properties
LIEUX = [
    DROME,
    VALENCE,
    VALENCE_ROMANS,
    LYON,
    AURA,
    "region:53",
    "departement:35",
    "commune:35238",
    "epci:200046977",
    "france:FR",
]
PETITES = ["commune:26001", "commune:26003"]


def _lieu(texte: str) -> Lieu:
    niveau, code = texte.split(":")
    return Lieu(niveau=niveau, code=code)


def quelques(alea, codes, au_plus=3):
    return tuple(alea.sample(codes, alea.randint(0, min(au_plus, len(codes)))))


def plage(alea):
    bornes = [alea.choice((None, alea.randint(0, 60))) for _ in range(2)]
    return alea.choice((None, Plage(min=bornes[0], max=bornes[1])))


def fiche_au_hasard(alea) -> Dispositif:
    """A record with any conditions, some of which nobody can meet."""
    return Dispositif(
        id="a",
        nom="A",
        operateur="O",
        resume="R.",
        categorie=alea.choice(voc.CATEGORIES),
        territoires=tuple(map(_lieu, quelques(alea, LIEUX) or ("france:FR",))),
        territoires_exclus=tuple(map(_lieu, quelques(alea, LIEUX[:-1], 1))),
        stades=quelques(alea, voc.STADES),
        besoins_sociaux=quelques(alea, voc.BESOINS_SOCIAUX[:4]),
        types_financement=quelques(alea, voc.TYPES_FINANCEMENT[:3]),
        statut=alea.choice(("actif", "actif", "a_verifier", "clos")),
        periode=alea.choice(("permanent", None, Periode(cloture="2025"), Periode(ouverture="2027"))),
        sources=(Source(url="https://a.fr", consulte=alea.choice(("2026", "2020"))),),
        conditions=Conditions(
            types_porteur=quelques(alea, voc.TYPES_PORTEUR),
            structure_existante=alea.choice((None, True, False)),
            employeur=alea.choice((None, True)),
            publics=quelques(alea, voc.PUBLICS),
            montant_demande=plage(alea),
            anciennete_mois=plage(alea),
        ),
    )


def verite_au_hasard(alea):
    """All there is to know of one project: facts that can be true together, its places from near to far, its publics."""
    commune = alea.choice((VALENCE, LYON, "commune:35238", *PETITES))
    lieu = referentiel().par_code(*commune.split(":"))
    porteur = alea.choice(voc.TYPES_PORTEUR)
    structure = porteur in FORMES_STRUCTUREES or alea.choice((True, False))
    publics = set(quelques(alea, voc.PUBLICS, len(voc.PUBLICS)))
    if referentiel().est_rurale(lieu):
        publics.add("rural")
    elif referentiel().population(lieu) >= HABITANTS_URBAIN:
        publics.discard("rural")
    verite = {
        "stade": alea.choice(voc.STADES),
        "besoin_social": quelques(alea, voc.BESOINS_SOCIAUX[:4]) or ("sante",),
        "type_porteur": porteur,
        "structure_existante": structure,
        "employeur": structure and alea.choice((True, False)),
        "montant_recherche": float(alea.randint(0, 60)),
        "type_financement_exclus": quelques(alea, voc.TYPES_FINANCEMENT[:3]),
    }
    if structure:
        verite["anciennete_mois"] = alea.randint(0, 60)
    return verite, [lieu, *referentiel().ancetres(lieu)], publics


def deux_savoirs(alea) -> tuple[Profil, Profil]:
    """Two profiles of one project: the second knows all that the first knows, and maybe more.

    What is not known may have been asked in vain.
    """
    verite, places, publics = verite_au_hasard(alea)
    champs = sorted(verite)
    su = set(quelques(alea, champs, len(champs)))
    appris = su | set(quelques(alea, champs, len(champs)))
    dits = set(quelques(alea, voc.PUBLICS, len(voc.PUBLICS)))
    dits_ensuite = dits | set(quelques(alea, voc.PUBLICS, len(voc.PUBLICS)))
    precision = alea.randint(0, len(places))  # 0: the very commune; beyond the last: unknown
    precision_ensuite = alea.randint(0, precision)
    silences = {champ: alea.choice(voc.SANS_REPONSE) for champ in quelques(alea, champs)}

    def profil(connus, publics_dits, rang) -> Profil:
        return Profil(
            **{champ: verite[champ] for champ in connus},
            publics=tuple(p for p in voc.PUBLICS if p in publics_dits and p in publics),
            publics_exclus=tuple(p for p in voc.PUBLICS if p in publics_dits and p not in publics),
            territoire=places[rang] if rang < len(places) else None,
            sans_reponse={c: s for c, s in silences.items() if c not in connus},
        )

    return profil(su, dits, precision), profil(appris, dits_ensuite, precision_ensuite)


hasards = st.randoms(use_true_random=False)


def verifier_monotonie(d, avant, apres):
    avant, apres = evaluer(d, avant, JOUR).verdict, evaluer(d, apres, JOUR).verdict
    assert avant == "a_verifier" or avant == apres


SANS_DELAI = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=300, **SANS_DELAI)
@given(hasards)
def test_a_new_fact_never_overturns_a_settled_verdict(alea):
    verifier_monotonie(fiche_au_hasard(alea), *deux_savoirs(alea))


@pytest.mark.lent
def test_a_new_fact_never_overturns_a_settled_verdict_in_ten_thousand_cases(base_reelle):
    alea = Random(20)
    settles = 0
    for _ in range(10_000):
        avant, apres = deux_savoirs(alea)
        for d in (fiche_au_hasard(alea), *alea.sample(base_reelle.fiches, 5)):
            verifier_monotonie(d, avant, apres)
            settles += evaluer(d, avant, JOUR).verdict != "a_verifier"
    assert settles > 10_000  # the pairs do put settled verdicts to the test


@settings(max_examples=200, **SANS_DELAI)
@given(hasards)
def test_the_verdict_is_the_worst_of_its_reasons_and_each_condition_is_judged_once(alea):
    d = fiche_au_hasard(alea)
    for p in deux_savoirs(alea):
        verdict = evaluer(d, p, JOUR)
        assert verdict.verdict == VERDICTS[max((ETATS.index(r.etat) for r in verdict.raisons), default=0)]
        assert len({r.condition for r in verdict.raisons}) == len(verdict.raisons)
        posees = {c.nom for c in CONDITIONS if c.cle(d) is not None}
        assert {r.condition for r in verdict.raisons} == posees


#: Condition -> the field of the record that sets it, and what it holds when it does not.
LEVEE = {
    "stade": {"stades": ()},
    "besoin_social": {"besoins_sociaux": ()},
    "territoire": {"territoires": (Lieu(niveau="france", code="FR"),), "territoires_exclus": ()},
    "periode": {"periode": "permanent"},
    "statut": {"statut": "actif"},
}
LEVEE_CONDITIONS = {
    "type_porteur": {"types_porteur": ()},
    "structure_existante": {"structure_existante": None},
    "employeur": {"employeur": None},
    "anciennete_mois": {"anciennete_mois": None},
    "publics": {"publics": ()},
    "montant_recherche": {"montant_demande": None},
}


def lever(d, condition):
    if condition in LEVEE:
        return msgspec.structs.replace(d, **LEVEE[condition])
    return msgspec.structs.replace(d, conditions=msgspec.structs.replace(d.conditions, **LEVEE_CONDITIONS[condition]))


@settings(max_examples=200, **SANS_DELAI)
@given(hasards)
def test_the_reasons_of_a_discard_are_all_and_only_the_failed_conditions(alea):
    """Counterfactual: lift the conditions named and it is no longer discarded; leave any one and it still is."""
    d, (_, p) = fiche_au_hasard(alea), deux_savoirs(alea)
    echecs = [r.condition for r in evaluer(d, p, JOUR).d_etat("echouee")]
    for gardee in echecs:
        sauf_une = d
        for condition in echecs:
            sauf_une = sauf_une if condition == gardee else lever(sauf_une, condition)
        assert [r.condition for r in evaluer(sauf_une, p, JOUR).d_etat("echouee")] == [gardee]
    for condition in echecs:
        d = lever(d, condition)
    assert evaluer(d, p, JOUR).verdict != "ecarte"


@pytest.mark.parametrize(
    ("conditions", "champ", "mauvais", "bon"),
    [
        ({"types_porteur": ["association"]}, "type_porteur", "collectif", "association"),
        ({"structure_existante": True}, "structure_existante", False, True),
        ({"employeur": True}, "employeur", False, True),
        ({"anciennete_mois": {"min": 12}}, "anciennete_mois", 3, 24),
        ({"montant_demande": {"max": 100}}, "montant_recherche", 200.0, 100.0),
        ({"publics": ["jeune"]}, "publics_exclus", ("jeune",), ()),
    ],
)
def test_changing_the_fact_named_removes_the_reason(fiche, conditions, champ, mauvais, bon):
    d = fiche("a", **conditions)
    assert [r.condition for r in evaluer(d, Profil(**{champ: mauvais}), JOUR).d_etat("echouee")]
    assert not evaluer(d, Profil(**{champ: bon}), JOUR).d_etat("echouee")


@settings(max_examples=100, **SANS_DELAI)
@given(hasards)
def test_the_order_of_facts_does_not_matter(alea):
    d, (_, p) = fiche_au_hasard(alea), deux_savoirs(alea)

    def melange(valeurs):
        return tuple(alea.sample(valeurs, len(valeurs)))

    listes = ("besoin_social", "publics", "publics_exclus", "type_financement_exclus")
    melanges = msgspec.structs.replace(p, **{champ: melange(getattr(p, champ)) for champ in listes})
    avant, apres = evaluer(d, p, JOUR), evaluer(d, melanges, JOUR)
    assert (avant.verdict, [(r.condition, r.etat) for r in avant.raisons]) == (
        apres.verdict,
        [(r.condition, r.etat) for r in apres.raisons],
    )


# ---------------------------------------------------------------- all at once
@settings(max_examples=20, **SANS_DELAI)
@given(alea=hasards)
def test_judging_all_records_at_once_says_what_judging_each_says(base_reelle, alea):
    stade = alea.choice((None, *voc.STADES))
    for p in deux_savoirs(alea):
        ctx = Contexte(p, base_reelle.lieux, JOUR, stade)
        jugement = juger_base(base_reelle, ctx)
        rangs = set(rangs_du_lieu(base_reelle, ctx).tolist())
        for rang, d in enumerate(base_reelle.fiches):
            verdict = evaluer_dans(d, ctx)
            assert VERDICTS[jugement.verdicts[rang]] == verdict.verdict, d.id
            lieu = next(r.etat for r in verdict.raisons if r.condition == "territoire")
            assert (rang in rangs) == (lieu == "remplie" if ctx.territoire is None else lieu != "echouee")


@pytest.mark.parametrize(
    "place",
    [DROME, AURA, VALENCE_ROMANS, "epci:200046977", "region:94", "departement:974", "region:04", "departement:75"],
)
def test_places_larger_than_a_commune_are_judged_alike_by_index_and_one_by_one(base_reelle, profil, place):
    ctx = Contexte(profil(territoire=place), base_reelle.lieux, JOUR)
    etats = juger_base(base_reelle, ctx).etats["territoire"]
    for rang, d in enumerate(base_reelle.fiches):
        assert ETATS[etats[rang]] == etat(d, ctx.profil, "territoire"), d.id


def test_unknown_holders_without_structure_are_people():
    ctx = Contexte(Profil(structure_existante=False), referentiel(), JOUR)
    assert ctx.porteurs_possibles() == set(SANS_STRUCTURE)
    assert Contexte(Profil(territoire=Territoire(niveau="france", code="FR")), referentiel(), JOUR).territoire is None
