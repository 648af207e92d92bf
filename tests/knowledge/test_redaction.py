from datetime import date

import pytest

from knowledge import redaction
from knowledge import vocabulaire as voc
from knowledge.eligibilite import CONDITIONS, Contexte, evaluer_dans, refus
from knowledge.modeles import Montant, Plage
from knowledge.parcours import construire_parcours

JOUR = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("place", "attendu"),
    [
        ("commune:26362", "à Valence"),
        ("commune:76351", "au Havre"),
        ("commune:97411", "à Saint-Denis"),
        ("departement:26", "dans la Drôme"),
        ("departement:38", "dans l'Isère"),
        ("departement:69", "dans le Rhône"),
        ("departement:13", "dans les Bouches-du-Rhône"),
        ("departement:71", "en Saône-et-Loire"),
        ("departement:972", "en Martinique"),
        ("departement:75", "à Paris"),
        ("region:84", "en Auvergne-Rhône-Alpes"),
        ("region:44", "dans le Grand Est"),
        ("region:32", "dans les Hauts-de-France"),
        ("region:04", "à La Réunion"),
        ("region:06", "à Mayotte"),
        ("region:75", "en Nouvelle-Aquitaine"),
        ("france:FR", "dans toute la France"),
    ],
)
def test_places_take_their_preposition(lieu, lieux, place, attendu):
    assert redaction.lieu(lieu(place), lieux) == attendu


def test_many_places_are_cut_short(lieux):
    cles = [("departement", d) for d in ("26", "07", "38", "69", "01")]
    assert redaction.lieux_dits(cles[:2], lieux) == "dans la Drôme ou dans l'Ardèche"
    assert redaction.lieux_dits(cles, lieux).endswith("et dans 2 autres territoires")


def test_amounts_dates_and_ages():
    assert redaction.euros(15000) == "15\u202f000\u00a0€"
    assert redaction.jour(date(2026, 3, 1)) == "1er mars 2026"
    assert [redaction.date_partielle(d) for d in ("2026", "2026-10", "2026-10-31")] == [
        "2026",
        "octobre 2026",
        "31 octobre 2026",
    ]
    assert [redaction.age(m) for m in (6, 12, 18, 36)] == ["6 mois", "1 an", "18 mois", "3 ans"]
    assert redaction.plage(Plage(min=12, max=36), redaction.age) == "entre 1 an et 3 ans"
    assert redaction.enumerer(["a", "b", "c"], "ou") == "a, b ou c"
    assert redaction.montant(Montant()) is None
    assert redaction.montant(Montant(max=1000)) == "Au plus 1\u202f000\u00a0€"
    assert redaction.montant(Montant(max=1000, detail="Selon le cas.")) == "Selon le cas."


def test_every_code_has_its_words():
    assert redaction.PORTEURS.keys() == redaction.PORTEUR_CONNU.keys() == set(voc.TYPES_PORTEUR)
    assert redaction.PUBLICS.keys() == set(voc.PUBLICS)
    assert redaction.FINANCEMENTS.keys() == set(voc.TYPES_FINANCEMENT)
    assert redaction.APPUIS.keys() == set(voc.BESOINS_APPUI)


def test_every_condition_can_be_said_in_every_state(fiche, profil, lieux):
    """One record that sets them all, against profiles that fail or leave unknown each one."""
    d = fiche(
        "a", "departement:26", stades=["creation"], besoins_sociaux=["culture"], types_porteur=["association"],
        structure_existante=True, employeur=True, anciennete_mois={"min": 12}, publics=["jeune", "rural"],
        montant_demande={"min": 1000}, types_financement=["pret"], periode={"cloture": "2025"}, statut="clos",
        public_particulier="des étudiants",
    )  # fmt: skip
    perdu = profil(
        territoire="commune:69123", stade="developpement", besoin_social="sante", type_porteur="particulier", structure_existante=False,
        publics_exclus="jeune", montant_recherche=10.0, type_financement_exclus="pret",
    )  # fmt: skip
    ctx = Contexte(perdu, lieux, JOUR)
    echecs = (*evaluer_dans(d, ctx).d_etat("echouee"), refus(d, perdu))
    phrases = {r.condition: redaction.raison_d_ecart(r, ctx) for r in echecs}
    assert phrases.keys() == {c.nom for c in CONDITIONS} - {"sources", "public_particulier"} | {"type_financement"}
    assert all(p[0].isupper() and p.endswith(".") for p in phrases.values())
    assert len(set(phrases.values())) == len(phrases)
    inconnu = Contexte(profil(), lieux, JOUR)
    textes = [redaction.point_a_verifier(r, inconnu) for r in evaluer_dans(d, inconnu).d_etat("inconnue")]
    assert len(textes) == 10 and all(t.startswith("À vérifier : ") and t.endswith(".") for t in textes)


def test_why_a_fact_is_missing_is_said(fiche, profil, lieux):
    d = fiche("a", employeur=True)
    for silence, mots in (("ne_sait_pas", "vous ne le savez pas encore"), ("refuse", "préféré ne pas le dire")):
        ctx = Contexte(profil(sans_reponse={"employeur": silence}), lieux, JOUR)
        (raison,) = evaluer_dans(d, ctx).d_etat("inconnue")
        assert mots in redaction.point_a_verifier(raison, ctx)


def test_a_village_rule_tells_the_size_of_the_town(fiche, profil, base_de):
    base = base_de(fiche("a", publics=["rural"], besoins_appui=["accompagnement"]))
    (ecarte,) = construire_parcours(profil(territoire="commune:69123"), base, JOUR).ecartes
    assert "habitants" in ecarte.raisons[0]


def test_old_sources_are_to_check_with_their_year(fiche, profil, lieux):
    ctx = Contexte(profil(), lieux, JOUR)
    d = fiche("a", sources=[{"url": "https://a.fr", "consulte": "2021-05"}])
    (raison,) = evaluer_dans(d, ctx).d_etat("inconnue")
    assert redaction.point_a_verifier(raison, ctx) == "À vérifier : nos informations datent de 2021."


def test_reasons_to_propose_are_concrete(fiche, profil, base_de):
    base = base_de(
        fiche("a", "region:84", categorie="financement", stades=["idee"], besoins_sociaux=["reemploi"],
              types_financement=["subvention"], besoins_appui=["financement", "accompagnement"])
    )  # fmt: skip
    p = profil(
        territoire="commune:26362",
        stade="idee",
        besoin_social="reemploi",
        besoin_appui=("financement", "accompagnement"),
    )
    proposition = construire_parcours(p, base, JOUR).etapes[0].dispositifs[0]
    assert proposition.pourquoi == [
        "Pour les projets en Auvergne-Rhône-Alpes.",
        "Consacré au thème « Réemploi et économie circulaire ».",
        "Apporte une subvention.",
        "Vous aide à être suivi dans le montage du projet.",
        "Prévu pour le stade « Idée ».",
    ]


def test_no_sentence_of_the_real_route_is_left_unfinished(base_reelle, profil):
    for stade in voc.STADES:
        p = profil(territoire="commune:48095", stade=stade, besoin_appui=voc.BESOINS_APPUI)
        for etape in construire_parcours(p, base_reelle, JOUR).etapes:
            for proposition in etape.dispositifs:
                for texte in proposition.pourquoi + proposition.a_verifier:
                    assert texte.endswith((".", "!", "?", "…")) and "None" not in texte, texte
