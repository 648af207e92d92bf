from pathlib import Path

import pytest
import yaml

from knowledge.verification import verifier

FICHE = {
    "id": "aide",
    "nom": "Aide",
    "operateur": "Ville",
    "categorie": "accueil",
    "resume": "Une aide.",
    "territoires": [{"niveau": "departement", "code": "26"}],
    "statut": "actif",
    "sources": [{"url": "https://exemple.fr", "consulte": "2026-01"}],
}
DROME, VALENCE = {"niveau": "departement", "code": "26"}, {"niveau": "commune", "code": "26362"}


@pytest.fixture
def rapport(tmp_path: Path, lieux, jour):
    def fabrique(*changements: dict[str, object]):
        fiches = [{**FICHE, "id": f"aide-{i}", **c} for i, c in enumerate(changements)]
        (tmp_path / "dispositifs").mkdir()
        (tmp_path / "dispositifs" / "a.yml").write_text(yaml.safe_dump(fiches, allow_unicode=True), encoding="utf-8")
        return verifier(lieux, jour, tmp_path)

    return fabrique


def source(consulte: str) -> dict[str, object]:
    return {"sources": [{"url": "https://exemple.fr", "consulte": consulte}]}


@pytest.mark.parametrize(
    ("changement", "champ", "mot"),
    [
        (source("2026-02-30"), "sources.consulte", "n'existe pas"),
        (source("2026-07"), "sources.consulte", "futur"),
        ({"periode": {"ouverture": "2026-05", "cloture": "2026-04"}}, "periode", "après"),
        ({"periode": {"cloture": "2026-04-31"}}, "periode.cloture", "n'existe pas"),
        ({"montant": {"min": 2, "max": 1}}, "montant", "dépasse"),
        ({"conditions": {"anciennete_mois": {"min": 36, "max": 12}}}, "conditions.anciennete_mois", "dépasse"),
        ({"territoires_exclus": [{"niveau": "commune", "code": "38185"}]}, "territoires_exclus", "hors"),
        ({"territoires_exclus": [DROME]}, "territoires_exclus", "tout"),
        ({"prealables": [{"dispositif": "aide-0"}]}, "prealables", "n'existe pas"),
        ({"compatibles": ["absente"]}, "compatibles", "n'existe pas"),
        ({"territoires": [{"niveau": "commune", "code": "99999"}]}, "territoires", "n'existe pas"),
        ({"categorie": "banque"}, "categorie", "banque"),
        ({"sources": []}, "sources", "au moins une"),
    ],
)
def test_each_fault_is_told_with_its_field(rapport, changement, champ, mot):
    (faute,) = rapport(changement).fautes
    assert (faute.fiche, faute.champ) == ("aide-0", champ) and mot in faute.message


def test_a_sound_record_with_a_place_left_out_has_no_fault(rapport):
    resultat = rapport({"territoires_exclus": [VALENCE], "periode": {"ouverture": "2026", "cloture": "2026"}})
    assert resultat.fautes == () and resultat.comptes["dispositifs"] == 1


def test_prerequisites_must_not_go_round_in_circles(rapport):
    suite = [{"prealables": [{"dispositif": f"aide-{(i + 1) % 3}"}]} for i in range(3)]
    assert {f.champ for f in rapport(*suite).fautes} == {"prealables"}


def test_a_chain_of_prerequisites_that_ends_is_fine(rapport):
    assert (
        rapport({"prealables": [{"dispositif": "aide-1"}]}, {"prealables": [{"dispositif": "aide-2"}]}, {}).fautes == ()
    )


def test_together_and_never_together_cannot_both_be(rapport):
    assert [f.champ for f in rapport({"compatibles": ["aide-1"], "exclusifs": ["aide-1"]}, {}).fautes] == ["exclusifs"]


def test_twice_the_same_identifier_is_a_fault(rapport):
    (faute,) = rapport({"id": "x"}, {"id": "x"}).fautes
    assert faute.champ == "id" and "existe déjà" in faute.message


def test_long_sentences_and_closed_calls_are_remarks_only(rapport):
    resultat = rapport({"resume": " ".join(["mot"] * 30)}, {"periode": {"cloture": "2026-05"}})
    assert resultat.fautes == ()
    assert sorted(r.champ for r in resultat.remarques) == ["periode.cloture", "resume"]


def test_the_records_of_the_product_have_no_fault(lieux, jour):
    assert verifier(lieux, jour).fautes == ()


def test_the_record_that_the_handbook_shows_is_sound(tmp_path, lieux, jour):
    manuel = (Path(__file__).parents[2] / "docs" / "fiches.md").read_text(encoding="utf-8")
    (tmp_path / "dispositifs").mkdir()
    exemple = manuel.split("```yaml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "dispositifs" / "a.yml").write_text(exemple, encoding="utf-8")
    resultat = verifier(lieux, jour, tmp_path)
    assert (resultat.fautes, resultat.remarques, resultat.comptes["dispositifs"]) == ((), (), 1)
