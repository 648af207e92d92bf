"""What is exported must be what data·inclusion's schema (version 1) asks for: ``data_inclusion_v1/*.json``."""

import json
from pathlib import Path

import jsonschema
import pytest

from knowledge.echanges.data_inclusion import exporter, identifiant, lignes_de, zone
from knowledge.echanges.importation import LigneRefusee, importer

SCHEMAS = {
    p.stem: json.loads(p.read_text(encoding="utf-8"))
    for p in Path(__file__).with_name("data_inclusion_v1").glob("*.json")
}
STRUCTURE = {
    "source": "di",
    "id": "di--s",
    "nom": "Maison des projets",
    "date_maj": "2026-01-02",
    "site_web": "https://s.fr",
}
SERVICE = {
    "source": "di",
    "structure_id": "di--s",
    "id": "di--Atelier 1",
    "nom": "Atelier",
    "description": "Un atelier pour bâtir son projet.",
    "date_maj": "2026-02-03",
    "type": "accompagnement",
    "thematiques": ["creer-une-entreprise--definir-son-projet-de-creation-dentreprise", "sante--addictions"],
    "zone_eligibilite": ["26", "38185", "200040715"],
}


def lire(*changements, lieux, structures=(STRUCTURE,)):
    services = [{**SERVICE, **c} for c in changements]
    return importer(lignes_de({"structures": list(structures), "services": services}), lieux)


def test_the_whole_base_validates(base_reelle):
    donnees, laissees = exporter(base_reelle.fiches, base_reelle.lieux)
    for genre, schema in SCHEMAS.items():
        jsonschema.validate(donnees[genre], schema)
    assert len(donnees["services"]) + len(laissees) == len(base_reelle)
    assert {s["structure_id"] for s in donnees["services"]} == {s["id"] for s in donnees["structures"]}
    for genre in SCHEMAS:
        ids = [x["id"] for x in donnees[genre]]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("genre", "changement"),
    [
        ("structures", {"nom": "ab"}),
        ("structures", {"date_maj": None}),
        ("services", {"type": "aide"}),
        ("services", {"publics": ["tous-publics", "jeunes"]}),
        ("services", {"zone_eligibilite": ["region-84"]}),
        ("services", {"description": ""}),
    ],
)
def test_the_schema_does_refuse(base_reelle, genre, changement):
    donnees, _ = exporter(base_reelle.fiches[:3], base_reelle.lieux)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**donnees[genre][0], **changement}], SCHEMAS[genre])


def test_no_date_is_invented_and_the_closed_are_left_out(fiche, lieux):
    sans = fiche("sans", sources=[{"url": "https://a.fr"}])
    donnees, laissees = exporter([sans, fiche("clos", statut="clos"), fiche("bon")], lieux)
    assert laissees == ["sans", "clos"] and [s["id"] for s in donnees["services"]] == ["orientess--bon"]


def test_a_partial_date_is_never_made_fresher_than_it_is(fiche, lieux):
    donnees, _ = exporter([fiche("a", sources=[{"url": "https://a.fr", "consulte": "2024"}])], lieux)
    assert donnees["services"][0]["date_maj"] == "2024-01-01"


def test_one_structure_for_all_that_it_runs(fiche, lieux):
    donnees, _ = exporter([fiche("a", operateur="Été & Cie"), fiche("b", operateur="Été & Cie")], lieux)
    assert [s["id"] for s in donnees["structures"]] == ["orientess--ete-cie"]


def test_conditions_stand_in_the_texts(fiche, lieux):
    d = fiche("a", types_porteur=["association"], employeur=True, montant_demande={"min": 5000}, autres=["Être à jour"])
    service = exporter([d], lieux)[0]["services"][0]
    assert service["publics"] == ["tous-publics"] and service["publics_precisions"] == "Pour les associations."
    assert (
        "Employer au moins une personne." in service["conditions_acces"]
        and "Être à jour." in service["conditions_acces"]
    )


@pytest.mark.parametrize(
    ("territoires", "exclus", "attendu"),
    [
        ("france:FR", "", ["france"]),
        ("region:94", "", ["2A", "2B"]),
        ("region:04", "", ["974"]),
        ("commune:26362 departement:07", "", ["26362", "07"]),
        ("region:94", "departement:2B", ["2A"]),
    ],
)
def test_places_become_codes_that_the_schema_knows(fiche, lieux, territoires, exclus, attendu):
    assert zone(fiche("a", territoires=territoires, exclus=exclus), lieux) == attendu


def test_a_departement_without_one_town_becomes_its_other_communes(fiche, lieux):
    codes = zone(fiche("a", territoires="region:94", exclus="commune:2A004"), lieux)
    assert "2B" in codes and "2A" not in codes and "2A004" not in codes and "2A001" in codes


@pytest.mark.parametrize(
    ("numero", "attendu"), [("04 75 00 00 00", "+33475000000"), ("+262 262 72", "+26226272"), (None, None)]
)
def test_telephone_numbers_are_international(fiche, lieux, numero, attendu):
    service = exporter([fiche("a", contact={"telephone": numero})], lieux)[0]["services"][0]
    assert service["telephone"] == attendu


def test_slugs_are_plain():
    assert identifiant("L'Œuvre — Été n° 3") == "l-oeuvre-ete-n-3"


def test_a_service_becomes_a_draft(lieux):
    (fiche,) = lire({"publics": ["femmes", "etudiants"], "courriel": "a@b.fr"}, lieux=lieux).fiches
    assert (fiche.id, fiche.operateur, fiche.categorie) == ("atelier-1", "Maison des projets", "accompagnement")
    assert fiche.stades == ("idee",) and fiche.statut == "a_verifier" and fiche.confiance == "basse"
    assert [t.cle for t in fiche.territoires] == [("departement", "26"), ("commune", "38185"), ("epci", "200040715")]
    assert fiche.conditions.publics == ("femme",) and "etudiants" in fiche.conditions.autres[0]
    assert fiche.sources[0].url == "https://s.fr" and fiche.sources[0].consulte == "2026-02-03"
    assert fiche.contact.email == "a@b.fr"


@pytest.mark.parametrize(
    ("changement", "mot"),
    [
        ({"thematiques": ["sante--addictions"]}, "thematiques"),
        ({"type": None}, "type"),
        ({"zone_eligibilite": None}, "zone_eligibilite"),
        ({"zone_eligibilite": ["99"]}, "n'existe pas"),
        ({"structure_id": "di--autre"}, "structure"),
        ({"nom": None}, "nom"),
        ({"courriel": "sans arobase"}, "adresse électronique"),
    ],
)
def test_a_service_that_lacks_something_is_told_and_the_next_is_taken(lieux, changement, mot):
    resultat = lire(changement, {"id": "di--bon"}, lieux=lieux)
    assert [f.id for f in resultat.fiches] == ["bon"]
    assert mot in str(resultat.rejets[0]) and resultat.rejets[0].ligne == "service n° 1"


def test_a_service_without_any_address_has_no_source(lieux):
    resultat = lire({}, lieux=lieux, structures=[{**STRUCTURE, "site_web": None}])
    assert "adresse" in str(resultat.rejets[0])


@pytest.mark.parametrize("donnees", [{"structures": []}, "texte", {"services": 3}, {"services": [], "structures": "x"}])
def test_what_holds_no_services_is_refused(donnees):
    with pytest.raises(LigneRefusee):
        list(lignes_de(donnees))


def test_what_is_no_service_is_told(lieux):
    resultat = importer(lignes_de({"structures": [STRUCTURE], "services": ["x", SERVICE]}), lieux)
    assert len(resultat.fiches) == 1 and resultat.rejets[0].ligne == "service n° 1"


def test_our_own_export_comes_back(base_reelle):
    donnees, _ = exporter(base_reelle.fiches, base_reelle.lieux)
    resultat = importer(lignes_de(donnees), base_reelle.lieux)
    assert len(resultat.fiches) + len(resultat.rejets) == len(donnees["services"]) and len(resultat.fiches) > 100
    for fiche in resultat.fiches:
        origine = base_reelle.dispositifs[fiche.id]
        assert (fiche.nom, set(origine.conditions.publics) <= set(fiche.conditions.publics)) == (
            origine.nom.rstrip("."),
            True,
        )
