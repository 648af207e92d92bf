"""Golden cases: people described in ``tests/cas/*.yml``, and what a good adviser would give them.

``tests/cas/LISEZMOI.md`` says, in French, how to read and to write one.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import vocabulaire as voc
from knowledge.eligibilite import CONDITIONS, evaluer, refus
from knowledge.parcours import construire_parcours
from knowledge.profil import CHAMPS, CODES_PAR_CHAMP, Profil, profil_depuis
from knowledge.territoires.referentiel import referentiel

JOUR = date(2026, 6, 15)
DOSSIER = Path(__file__).parents[1] / "cas"
ETAPES = {
    "accueil": "Être accueilli et orienté",
    "idee_en_forme": "Mettre votre idée en forme",
    "accompagnement": "Être accompagné",
    "argent": "Trouver l'argent qui convient",
    "local": "Trouver un local",
    "reseau": "S'appuyer sur un réseau et des ressources",
    "ensuite": "Ensuite",
    "plus_tard": "Plus tard",
    "parler": "Parler à quelqu'un",
}
AVENIR = ("ensuite", "plus_tard")
QUELQUE_PART = "quelque_part"
"""Any step of today."""
CLES = {"personne", "profil", "attendu", "jamais", "ecartes", "verdicts", "leviers"}


def _lire() -> list[Any]:
    return [
        pytest.param(cas, id=f"{fichier.stem}-{rang}")
        for fichier in sorted(DOSSIER.glob("*.yml"))
        for rang, cas in enumerate(yaml.safe_load(fichier.read_text(encoding="utf-8")), start=1)
    ]


TOUS = _lire()
pour_chaque_cas = pytest.mark.parametrize("cas", TOUS)


def profil_de(cas: dict[str, Any]) -> Profil:
    """The profile of a case; ``lieu`` is « commune 59512 Roubaix »: level, code, name."""
    donnees = dict(cas["profil"])
    if lieu := donnees.pop("lieu", None):
        niveau, code, nom = lieu.split(" ", 2)
        donnees["territoire"] = {"niveau": niveau, "code": code, "nom": nom}
    return profil_depuis(donnees)


def parcours_de(cas: dict[str, Any], base: Any) -> dict[str, list[str]]:
    """Short name of a step -> what is shown in it."""
    parcours = construire_parcours(profil_de(cas), base, JOUR)
    montre: dict[str, list[str]] = {court: [] for court in (*ETAPES, QUELQUE_PART)}
    for etape in parcours.etapes:
        court = next(c for c, titre in ETAPES.items() if etape.titre.startswith(titre))
        ids = [d.id for d in etape.dispositifs]
        montre[court] += ids
        montre[QUELQUE_PART] += ids if court not in AVENIR else []
    return montre


@pour_chaque_cas
def test_the_case_is_well_written(cas, base_reelle):
    assert set(cas) <= CLES and cas["personne"] and (cas.get("attendu") or cas.get("leviers"))
    profil = profil_de(cas)
    if profil.territoire:
        assert referentiel().par_code(*profil.territoire.cle).nom == profil.territoire.nom
    assert set(cas.get("attendu", {})) <= {*ETAPES, QUELQUE_PART}
    cites = [*cas.get("jamais", ()), *cas.get("ecartes", {}), *cas.get("verdicts", {})]
    for attendus in cas.get("attendu", {}).values():
        cites += [i for attendu in attendus for i in ([attendu] if isinstance(attendu, str) else attendu)]
    assert [i for i in cites if i not in base_reelle.dispositifs] == []
    assert {c for raisons in cas.get("ecartes", {}).values() for c in raisons} <= {
        "type_financement",
        *(c.nom for c in CONDITIONS),
    }


@pour_chaque_cas
def test_the_route_holds_what_a_good_adviser_would_give(cas, base_reelle):
    montre = parcours_de(cas, base_reelle)
    manque = {
        f"{etape} : {attendu}"
        for etape, attendus in cas.get("attendu", {}).items()
        for attendu in attendus
        if not set([attendu] if isinstance(attendu, str) else attendu) & set(montre[etape])
    }
    assert not manque, f"{cas['personne']}\nmontré : {montre}"


@pour_chaque_cas
def test_the_route_never_holds_what_would_mislead(cas, base_reelle):
    montre = parcours_de(cas, base_reelle)
    assert [i for ids in montre.values() for i in ids if i in cas.get("jamais", ())] == []
    # What is discarded today may still be for later.
    assert [i for i in montre[QUELQUE_PART] if i in cas.get("ecartes", {})] == []


@pour_chaque_cas
def test_what_is_discarded_is_so_for_exactly_these_reasons(cas, base_reelle):
    profil = profil_de(cas)
    trouve = {i: _raisons_d_ecart(base_reelle.dispositifs[i], profil) for i in cas.get("ecartes", {})}
    assert trouve == {i: sorted(raisons) for i, raisons in cas.get("ecartes", {}).items()}


def _raisons_d_ecart(dispositif: Any, profil: Profil) -> list[str]:
    """The conditions that fail, and the refusal of a kind of money, which is a wish."""
    echecs = [r.condition for r in evaluer(dispositif, profil, JOUR).d_etat("echouee")]
    refuse = refus(dispositif, profil)
    return sorted([*echecs, refuse.condition] if refuse else echecs)


@pour_chaque_cas
def test_verdicts_are_those_of_the_adviser(cas, base_reelle):
    profil = profil_de(cas)
    trouve = {i: evaluer(base_reelle.dispositifs[i], profil, JOUR).verdict for i in cas.get("verdicts", {})}
    assert trouve == cas.get("verdicts", {})


@pour_chaque_cas
def test_levers_are_for_local_authorities(cas, base_reelle):
    assert bool(construire_parcours(profil_de(cas), base_reelle, JOUR).leviers) == cas.get("leviers", False)


def test_cases_cover_the_regions_the_stages_and_every_code():
    profils = [profil_de(p.values[0]) for p in TOUS]
    regions = {referentiel().par_code(*p.territoire.cle).region for p in profils if p.territoire}
    assert len(regions - {None}) == 18 and len(profils) >= 62
    for champ in ("stade", "besoin_social", "besoin_appui", "type_financement", "type_porteur", "publics"):
        vus: set[str] = set()
        for profil in profils:
            valeur = getattr(profil, champ)
            vus |= {valeur} if isinstance(valeur, str) else set(valeur or ())
        assert vus == set(CODES_PAR_CHAMP[champ]), champ
    muets = [c for c in CHAMPS if c != "resume" and not any(p.connait(c) or c == "sans_reponse" for p in profils)]
    assert muets == [] and any(p.sans_reponse for p in profils)


def test_every_region_has_cases_at_several_stages():
    stades: dict[str, set[str | None]] = {}
    for p in TOUS:
        profil = profil_de(p.values[0])
        if profil.territoire:
            region = referentiel().par_code(*profil.territoire.cle).region or ""
            stades.setdefault(region, set()).add(profil.stade)
    assert min(len(s) for s in stades.values()) >= 3
    assert set().union(*stades.values()) >= set(voc.STADES)
