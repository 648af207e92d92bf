from datetime import date

import pytest

from knowledge.classement import CRITERES, expliquer, noter
from knowledge.eligibilite import Contexte, juger_base

JOUR = date(2026, 6, 15)


@pytest.fixture
def premier(base_de, lieux):
    """Which of two records comes first for a profile."""

    def compare(profil, *fiches):
        base = base_de(*fiches)
        ctx = Contexte(profil, lieux, JOUR)
        notes = noter(base, ctx, juger_base(base, ctx))
        return base.fiches[int(notes.argmax())].id

    return compare


@pytest.mark.parametrize("loin", ["departement:26", "region:84", "france:FR"])
def test_near_before_far(premier, fiche, profil, loin):
    assert premier(profil(territoire="commune:26362"), fiche("a", loin), fiche("b", "commune:26362")) == "b"


def test_what_covers_the_place_before_what_covers_a_part_of_it(premier, fiche, profil):
    assert premier(profil(territoire="departement:26"), fiche("a", "commune:26362"), fiche("b", "region:84")) == "b"


@pytest.mark.parametrize(
    ("champs", "ordinaire", "mieux"),
    [
        ({"besoin_social": "reemploi"}, {}, {"besoins_sociaux": ["reemploi"]}),
        ({}, {"besoins_sociaux": ["reemploi"]}, {}),
        ({"publics": "jeune"}, {}, {"publics": ["jeune"]}),
        ({}, {"publics": ["jeune"]}, {}),
        ({"stade": "idee"}, {"stades": ["idee", "conception", "creation"]}, {"stades": ["idee"]}),
        ({"besoin_appui": "impact"}, {"besoins_appui": ["formation"]}, {"besoins_appui": ["impact"]}),
        ({"type_financement": "pret"}, {"types_financement": ["don"]}, {"types_financement": ["pret"]}),
        ({"montant_recherche": 9000}, {"montant": {"max": 1000}}, {"montant": {"max": 10_000}}),
        ({"montant_recherche": 900}, {"montant": {"min": 1000}}, {"montant": {"max": 10_000}}),
        (
            {"type_porteur": "association"},
            {"types_porteur": ["collectif", "association"]},
            {"types_porteur": ["association"]},
        ),
        ({}, {"types_porteur": ["collectivite"]}, {"types_porteur": ["association"]}),
        ({}, {"sources": [{"url": "https://a.fr", "consulte": "2024"}]}, {}),
        ({}, {"sources": [{"url": "https://a.fr"}]}, {"sources": [{"url": "https://a.fr", "consulte": "2021"}]}),
        ({}, {"statut": "a_verifier"}, {}),
        ({}, {"confiance": "basse"}, {"confiance": "haute"}),
        ({}, {}, {"contact": {"telephone": "01 02 03 04 05"}}),
        ({}, {"employeur": True}, {}),
    ],
)
def test_specific_fresh_and_fitting_first(premier, fiche, profil, champs, ordinaire, mieux):
    assert premier(profil(**champs), fiche("a", **ordinaire), fiche("b", **mieux)) == "b"


def test_ties_go_to_the_smaller_identifier(premier, fiche, profil):
    assert premier(profil(), fiche("b"), fiche("a")) == "a"


def test_the_points_explained_add_up_to_the_score(base_reelle, profil):
    p = profil(
        territoire="commune:26362", stade="creation", besoin_social="reemploi", besoin_appui=("financement", "local"),
        type_financement="subvention", type_porteur="association", montant_recherche=8000.0, publics="jeune",
    )  # fmt: skip
    ctx = Contexte(p, base_reelle.lieux, JOUR)
    notes = noter(base_reelle, ctx, juger_base(base_reelle, ctx))
    for d, note in zip(base_reelle.fiches, notes, strict=True):
        points = expliquer(d, ctx)
        assert sum(point.points for point in points) == pytest.approx(note)
        assert all(point.points == pytest.approx(point.poids * point.note) for point in points)


def test_notes_stay_between_minus_one_and_one(base_reelle, profil):
    for p in (profil(), profil(territoire="commune:69123", montant_recherche=1.0), profil(montant_recherche=1e9)):
        ctx = Contexte(p, base_reelle.lieux, JOUR)
        for critere in CRITERES:
            assert all(-1 <= critere.note(critere.cle(d), ctx) <= 1 for d in base_reelle.fiches), critere.nom
