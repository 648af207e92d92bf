import pytest

from knowledge.base import Colonne, valeur_lieu
from knowledge.chargement import FicheInvalide


def test_a_column_keeps_each_value_once():
    colonne = Colonne(["b", None, "a", "b"])
    assert colonne.valeurs == ("b", None, "a")
    assert [colonne.valeurs[i] for i in colonne.indices] == ["b", None, "a", "b"]


def test_records_stand_in_the_order_of_their_identifiers(base_de, fiche):
    base = base_de(fiche("b"), fiche("a"), fiche("c"))
    assert [d.id for d in base.fiches] == ["a", "b", "c"]
    assert base.rang == {"a": 0, "b": 1, "c": 2} and len(base) == 3


def test_a_mask_tells_who_has_an_accepted_value(base_de, fiche):
    base = base_de(fiche("a", stades=["idee"]), fiche("b"), fiche("c", stades=["creation"]))
    masque = base.masque("stades", lambda d: d.stades, lambda stades: "idee" in stades)
    assert masque.tolist() == [True, False, False]


def test_the_latest_results_are_remembered_and_the_oldest_forgotten(base_de, fiche, monkeypatch):
    monkeypatch.setattr("knowledge.base._MEMOIRE", 2)
    base, appels = base_de(fiche("a")), []
    for cle in ("x", "y", "x", "z", "x", "y"):
        base.retenir(cle, lambda cle=cle: appels.append(cle))
    assert appels == ["x", "y", "z", "y"]


@pytest.mark.parametrize("niveau", ["commune", "epci", "departement", "region", "france"])
def test_no_place_that_shares_ground_is_missed_by_the_index(base_reelle, lieux, niveau):
    valeurs = base_reelle.colonne_lieux.valeurs
    for projet in list(lieux.tous(niveau))[::97]:
        trouvees = set(base_reelle.valeurs_en_cause(projet).tolist())
        for rang, (dans, _) in enumerate(valeurs):
            partage = any(lieux.relation(projet, lieux.par_code(*cle)) != "disjoint" for cle in dans)
            assert rang in trouvees or not partage or niveau == "france", (projet, dans)


def test_places_are_compared_whatever_their_order(fiche):
    une, autre = fiche("a", "commune:26362 region:84"), fiche("a", "region:84 commune:26362")
    assert valeur_lieu(une) == valeur_lieu(autre)


def test_unusable_records_stop_the_building(tmp_path):
    from knowledge.base import construire

    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "a.yml").write_text("- id: a", encoding="utf-8")
    with pytest.raises(FicheInvalide):
        construire(tmp_path)
