from datetime import date

from knowledge.peremption import derniere_verification, echeances, perimes


def source(consulte: str | None) -> list[dict[str, str | None]]:
    return [{"url": "https://exemple.fr", "consulte": consulte}]


def test_oldest_first_and_undated_before_all(fiche, base_de, jour):
    base = base_de(
        fiche("recente", sources=source("2026-05")),
        fiche("vieille", sources=source("2019")),
        fiche("plus-vieille", sources=source("2018-03")),
        fiche("sans-date", sources=source(None)),
    )
    assert [e.id for e in perimes(base, jour)] == ["sans-date", "plus-vieille", "vieille"]
    assert [e.id for e in echeances(base, jour)][-1] == "recente"


def test_a_record_may_set_its_own_delay(fiche, base_de, jour):
    base = base_de(
        fiche("presse", sources=source("2026-05-01"), a_reverifier_jours=30), fiche("b", sources=source("2026-05-01"))
    )
    (echeance,) = perimes(base, jour)
    assert echeance.id == "presse" and echeance.avant == date(2026, 5, 31) and echeance.retard == 15


def test_money_must_be_checked_sooner_than_a_network(fiche, base_de, jour):
    base = base_de(
        fiche("argent", categorie="financement", sources=source("2025-11")),
        fiche("reseau", categorie="reseau", sources=source("2025-11")),
    )
    assert [e.id for e in perimes(base, jour)] == ["argent"]


def test_a_closed_call_is_to_be_seen_the_day_after(fiche, base_de, jour):
    base = base_de(fiche("appel", periode={"cloture": "2026-06-10"}, sources=source("2026-05-01")))
    (echeance,) = perimes(base, jour)
    assert echeance.avant == date(2026, 6, 11) and "closes" in echeance.motif


def test_what_no_longer_exists_is_left_alone(fiche, base_de, jour):
    assert echeances(base_de(fiche("clos", statut="clos", sources=source("2010"))), jour) == []


def test_a_year_alone_counts_to_its_end_but_never_beyond_today(fiche, jour):
    assert derniere_verification(fiche("a", sources=source("2024")).sources, jour) == date(2024, 12, 31)
    assert derniere_verification(fiche("a", sources=source("2026")).sources, jour) == jour


def test_every_kind_of_record_of_the_product_is_followed(base_reelle, jour):
    genres = {e.genre for e in echeances(base_reelle, jour)}
    assert genres == {"dispositifs", "definitions", "conseils", "leviers"}
