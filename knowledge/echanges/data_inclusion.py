"""data·inclusion, the public schema of the insertion offer (version 1): ``structures`` and ``services``.

Out: who runs a dispositif becomes a structure, the dispositif a service. In: the reverse, as drafts to be reread.
What the schema has no word for (amounts, kinds of holder, stages) goes into its texts; nothing is guessed. Its
``thematiques`` say what a jobseeker needs, not what a project is about: only « creer-une-entreprise » is used.
Schema: https://github.com/gip-inclusion/data-inclusion-schema (Licence Ouverte 2.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from knowledge import redaction
from knowledge.echanges.importation import LigneRefusee
from knowledge.eligibilite import debut_de
from knowledge.modeles import Dispositif, Periode
from knowledge.territoires.referentiel import Referentiel

SOURCE = "orientess"
TYPE_PAR_CATEGORIE = {
    "accueil": "information",
    "emergence": "accompagnement",
    "accompagnement": "accompagnement",
    "financement": "aide-financiere",
    "foncier": "aide-materielle",
    "reseau": "information",
    "ressource": "information",
}
CATEGORIE_PAR_TYPE = {
    "information": "accueil",
    "accompagnement": "accompagnement",
    "atelier": "accompagnement",
    "aide-financiere": "financement",
    "aide-materielle": "foncier",
    "formation": "ressource",
}
_THEME = "creer-une-entreprise--"
THEMATIQUE_PAR_STADE = {
    "idee": f"{_THEME}definir-son-projet-de-creation-dentreprise",
    "conception": f"{_THEME}structurer-son-projet-de-creation-dentreprise",
    "creation": f"{_THEME}structurer-son-projet-de-creation-dentreprise",
    "developpement": f"{_THEME}developper-son-entreprise",
    "changement_echelle": f"{_THEME}developper-son-entreprise",
}
PUBLIC_DI = {
    "jeune": "jeunes",
    "demandeur_emploi": "demandeurs-emploi",
    "minima_sociaux": "beneficiaires-des-minimas-sociaux",
    "femme": "femmes",
    "handicap": "personnes-en-situation-de-handicap",
    "exile": "personnes-exilees",
    "qpv": "residents-qpv-frr",
    "rural": "residents-qpv-frr",
}
_TOUS = "tous-publics"
_FRANCE = ("france", "99100")
_NOM_MAX, _TEXTE_MAX = 150, 10_000


# ---------------------------------------------------------------- out
def exporter(fiches: Iterable[Dispositif], lieux: Referentiel) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """``{"structures": [...], "services": [...]}`` as the schema wants them, and the identifiers left out.

    Left out: what no longer exists, and what has no dated source (the schema demands a date, and none is invented).
    """
    gardees, laissees = [], []
    for fiche in fiches:
        quand = _date(fiche)
        if quand is None or fiche.statut == "clos":
            laissees.append(fiche.id)
        else:
            gardees.append((fiche, quand))
    par_operateur: dict[str, list[tuple[Dispositif, date]]] = defaultdict(list)
    for fiche, quand in gardees:
        par_operateur[identifiant(fiche.operateur)].append((fiche, quand))
    structures = [_structure(cle, par_operateur[cle]) for cle in sorted(par_operateur)]
    services = [_service(fiche, quand, lieux) for fiche, quand in gardees]
    return {"structures": structures, "services": services}, laissees


def _date(d: Dispositif) -> date | None:
    """When the record was last known to be current; a partial date counts from its first day."""
    return max((debut_de(s.consulte) for s in d.sources if s.consulte), default=None)


def _structure(cle: str, fiches: Sequence[tuple[Dispositif, date]]) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "id": f"{SOURCE}--{cle}",
        "nom": _nom(fiches[0][0].operateur),
        "date_maj": max(quand for _, quand in fiches).isoformat(),
        "site_web": next((d.contact.site for d, _ in fiches if d.contact.site), None),
    }


def _service(d: Dispositif, quand: date, lieux: Referentiel) -> dict[str, Any]:
    modes = {
        "envoyer-un-courriel": d.contact.email,
        "telephoner": d.contact.telephone,
        "utiliser-lien-mobilisation": d.contact.site,
    }
    publics = {PUBLIC_DI[p] for p in d.conditions.publics} or {_TOUS}
    return {
        "source": SOURCE,
        "structure_id": f"{SOURCE}--{identifiant(d.operateur)}",
        "id": f"{SOURCE}--{d.id}",
        "nom": _nom(d.nom),
        "description": _description(d),
        "date_maj": quand.isoformat(),
        "type": TYPE_PAR_CATEGORIE[d.categorie],
        "thematiques": sorted({THEMATIQUE_PAR_STADE[s] for s in d.stades or THEMATIQUE_PAR_STADE}),
        "publics": sorted(publics),
        "publics_precisions": _publics_precisions(d),
        "conditions_acces": " ".join(_conditions(d)) or None,
        "zone_eligibilite": zone(d, lieux),
        "contact_nom_prenom": d.interlocuteur,
        "courriel": d.contact.email,
        "telephone": _telephone(d.contact.telephone),
        "lien_mobilisation": d.contact.site,
        "modes_mobilisation": [mode for mode, moyen in modes.items() if moyen] or None,
        "mobilisable_par": ["usagers"],
        "mobilisation_precisions": d.demarche,
    }


def _nom(texte: str) -> str:
    nom = texte if len(texte) <= _NOM_MAX else texte[: _NOM_MAX - 1].rstrip() + "…"
    return nom.rstrip(".") if not nom.endswith("etc.") else nom


def _description(d: Dispositif) -> str:
    textes = [d.resume]
    if montant := redaction.montant(d.montant):
        textes.append(f"Montant : {montant}" + ("" if montant.endswith(".") else "."))
    if isinstance(d.periode, Periode):
        textes.append(_dates(d.periode))
    return " ".join(filter(None, textes))[:_TEXTE_MAX]


def _dates(periode: Periode) -> str:
    bornes = [f"à partir du {periode.ouverture}"] if periode.ouverture else []
    bornes += [f"jusqu'au {periode.cloture}"] if periode.cloture else []
    return f"Candidatures {' et '.join(bornes)}." if bornes else ""


def _publics_precisions(d: Dispositif) -> str | None:
    porteurs = redaction.enumerer(redaction.PORTEURS[t] for t in d.conditions.types_porteur)
    return f"Pour {porteurs}." if porteurs else None


def _conditions(d: Dispositif) -> list[str]:
    c = d.conditions
    phrases = []
    if c.structure_existante is not None:
        phrases.append("Avoir déjà une structure." if c.structure_existante else "Ne pas avoir encore de structure.")
    if c.structure_hote:
        phrases.append("Trouver une structure qui accueille le porteur du projet.")
    if c.employeur:
        phrases.append("Employer au moins une personne.")
    if c.ess:
        phrases.append("Projet d'utilité sociale ou de l'économie sociale et solidaire.")
    if c.montant_demande:
        phrases.append(f"Demander {redaction.plage(c.montant_demande, redaction.euros)}.")
    if c.anciennete_mois:
        phrases.append(f"Structure qui a {redaction.plage(c.anciennete_mois, redaction.age)}.")
    return [*phrases, *(t if t.endswith((".", "!", "?")) else f"{t}." for t in c.autres)]


def _telephone(numero: str | None) -> str | None:
    """A French number as « +33… » (E.164); anything else as it is written."""
    chiffres = re.sub(r"[ .\-]", "", numero or "")
    return f"+33{chiffres[1:]}" if re.fullmatch(r"0[1-9]\d{8}", chiffres) else (chiffres or None)


def zone(d: Dispositif, lieux: Referentiel) -> list[str]:
    """The places as codes of the schema: ``france``, départements, EPCI, communes.

    It knows neither regions nor places left out: a region becomes its départements; with places left out, départements
    where all communes remain, then the remaining communes of the others.
    """
    territoires = [lieux.par_code(*t.cle) for t in d.territoires]
    if not d.territoires_exclus:
        codes: list[str] = []
        for t in territoires:
            if t.niveau == "region":
                codes += [dep.code for dep in lieux.tous("departement") if dep.region == t.code]
            else:
                codes.append("france" if t.niveau == "france" else t.code)
        return list(dict.fromkeys(codes))
    exclues = {c.code for t in d.territoires_exclus for c in lieux.communes_de(lieux.par_code(*t.cle))}
    restantes = {c.code: c for t in territoires for c in lieux.communes_de(t) if c.code not in exclues}
    par_departement: dict[str, list[str]] = defaultdict(list)
    for commune in restantes.values():
        par_departement[commune.departement or ""].append(commune.code)
    codes = []
    for departement, communes in sorted(par_departement.items()):
        entier = len(communes) == len(lieux.communes_de(lieux.par_code("departement", departement)))
        codes += [departement] if entier else sorted(communes)
    return codes


def identifiant(texte: str) -> str:
    """A slug: lower case, ASCII, hyphens."""
    ascii_ = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")


# ---------------------------------------------------------------- in
def lignes_de(donnees: Any) -> Iterator[tuple[str, dict[str, Any] | LigneRefusee]]:
    """Services as plain records to be checked: where each stands, and the record or why there is none.

    Args:
        donnees: ``{"structures": [...], "services": [...]}``, or a list of services.

    Raises:
        LigneRefusee: neither of the two.
    """
    services = donnees.get("services") if isinstance(donnees, dict) else donnees
    structures = donnees.get("structures") or [] if isinstance(donnees, dict) else []
    if not isinstance(services, list) or not isinstance(structures, list):
        raise LigneRefusee("fichier : il faut une liste de services, ou des listes « services » et « structures ».")
    par_id = {s["id"]: s for s in structures if isinstance(s, dict) and isinstance(s.get("id"), str)}
    for rang, service in enumerate(services, start=1):
        try:
            yield f"service n° {rang}", _fiche(service, par_id)
        except LigneRefusee as refus:
            yield f"service n° {rang}", refus


def _fiche(service: Any, structures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    if not isinstance(service, dict):
        raise LigneRefusee("? : ce n'est pas un service.")
    nom = str(service.get("id") or service.get("nom") or "?")

    def exiger(condition: Any, message: str) -> None:
        if not condition:
            raise LigneRefusee(f"{nom} : {message}")

    thematiques = [t for t in service.get("thematiques") or () if str(t).startswith(_THEME)]
    exiger(thematiques, "ce service n'aide pas à créer ou à développer une activité (thematiques).")
    exiger(
        service.get("type") in CATEGORIE_PAR_TYPE, "type : absent ou inconnu, la catégorie ne peut pas être choisie."
    )
    structure = structures.get(str(service.get("structure_id")), {})
    operateur = structure.get("nom")
    exiger(operateur, f"structure_id : la structure « {service.get('structure_id')} » n'est pas dans le fichier.")
    adresses = (service.get("lien_source"), service.get("lien_mobilisation"), structure.get("site_web"))
    source = next((a for a in adresses if a), None)
    exiger(source, "aucune adresse (lien_source, lien_mobilisation, site_web) : une fiche doit citer sa source.")
    contact = {
        "site": service.get("lien_mobilisation") or structure.get("site_web"),
        "email": service.get("courriel"),
        "telephone": service.get("telephone"),
    }
    autres = [service.get("publics_precisions"), service.get("conditions_acces"), *_autres_publics(service)]
    categorie = CATEGORIE_PAR_TYPE[service["type"]]
    return {
        "id": identifiant(nom.split("--", 1)[-1]),
        "nom": service.get("nom"),
        "operateur": operateur,
        "categorie": categorie,
        "resume": service.get("description"),
        "stades": [s for s, t in THEMATIQUE_PAR_STADE.items() if t in thematiques],
        "besoins_appui": ["financement"] if categorie == "financement" else [],
        "territoires": _territoires(service, exiger),
        "conditions": {"publics": _publics(service), "autres": [a for a in autres if a]},
        "demarche": service.get("mobilisation_precisions"),
        "contact": {cle: valeur for cle, valeur in contact.items() if valeur},
        "interlocuteur": service.get("contact_nom_prenom"),
        "statut": "a_verifier",
        "confiance": "basse",
        "sources": [{"url": source, "consulte": service.get("date_maj"), "fait": "Importé de data·inclusion."}],
    }


def _territoires(service: Mapping[str, Any], exiger: Any) -> list[dict[str, str]]:
    codes = service.get("zone_eligibilite") or ()
    exiger(codes, "zone_eligibilite : absente, le territoire ne peut pas être connu.")
    return [{"niveau": _niveau(str(code)), "code": "FR" if code in _FRANCE else str(code)} for code in codes]


def _niveau(code: str) -> str:
    if code in _FRANCE:
        return "france"
    return {2: "departement", 3: "departement", 9: "epci"}.get(len(code), "commune")


def _publics(service: Mapping[str, Any]) -> list[str]:
    voulus = service.get("publics") or ()
    return [public for public, code in PUBLIC_DI.items() if code in voulus] if _TOUS not in voulus else []


def _autres_publics(service: Mapping[str, Any]) -> list[str]:
    """Publics that our vocabulary does not have: kept as something to check."""
    inconnus = [p for p in service.get("publics") or () if p != _TOUS and p not in PUBLIC_DI.values()]
    return [f"Publics visés : {', '.join(inconnus)}."] if inconnus else []
