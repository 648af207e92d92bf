import csv
import io

import msgspec
import pytest

from knowledge.echanges.tableur import NOMS, TableauIllisible, lignes_de, vers_csv
from knowledge.modeles import Dispositif


def tableau(*lignes: dict[str, str], separateur: str = ";") -> str:
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, list(lignes[0]), delimiter=separateur)
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue()


def test_every_record_of_the_product_comes_back_as_it_went(base_reelle):
    relues = {
        donnees["id"]: msgspec.convert(donnees, Dispositif) for _, donnees in lignes_de(vers_csv(base_reelle.fiches))
    }
    assert relues == base_reelle.dispositifs


def test_what_a_record_seldom_says_comes_back_too(fiche):
    rare = fiche(
        "rare",
        territoires="region:84 commune:26362",
        exclus="epci:200040715",
        resume="Deux mots ; une « citation » | une barre\nune ligne.",
        montant_demande={"min": 0, "max": 1234567.25},
        anciennete_mois={"max": 36},
        structure_existante=False,
        periode={"ouverture": "2026-01"},
        sources=[{"url": "https://a.fr"}, {"url": "https://b.fr", "fait": "Oui | non"}],
        prealables=[{"texte": "Trouver un lieu."}, {"dispositif": "autre"}],
        autres=["Une | barre", "Autre"],
    )
    ((_, donnees),) = lignes_de(vers_csv([rare]))
    assert msgspec.convert(donnees, Dispositif) == rare


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_a_table_saved_by_any_spreadsheet_is_read(separateur):
    texte = "\ufeff" + tableau({"id": "a", "nom": "A, b", "conditions.ess": "Oui"}, separateur=separateur)
    assert [d for _, d in lignes_de(texte)] == [{"id": "a", "nom": "A, b", "conditions": {"ess": True}}]


@pytest.mark.parametrize(("saisi", "lu"), [("15 000", 15000), ("2 500,5 €", 2500.5), ("beaucoup", "beaucoup")])
def test_numbers_are_read_as_people_type_them(saisi, lu):
    ((_, donnees),) = lignes_de(tableau({"id": "a", "montant.max": saisi}))
    assert donnees["montant"] == {"max": lu}


def test_a_row_is_known_by_the_line_where_it_begins():
    texte = tableau({"id": "a", "nom": "sur\ndeux lignes"}, {"id": "", "nom": ""}, {"id": "b", "nom": "B"})
    assert [(ligne, d["id"]) for ligne, d in lignes_de(texte)] == [(2, "a"), (5, "b")]


def test_permanent_and_dates_at_once_are_kept_for_the_check_to_refuse():
    ((_, donnees),) = lignes_de(tableau({"id": "a", "periode": "permanent", "periode.cloture": "2026"}))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(donnees, Dispositif)


@pytest.mark.parametrize(
    ("texte", "mot"), [("", "« id »"), ("nom;statut\nA;actif\n", "« id »"), ("id;prix\na;3\n", "prix")]
)
def test_what_is_no_table_of_records_is_refused(texte, mot):
    with pytest.raises(TableauIllisible, match=mot):
        list(lignes_de(texte))


def test_each_field_of_a_record_has_a_column():
    assert {nom.split(".")[0] for nom in NOMS} == set(Dispositif.__struct_fields__)
