"""From data to French: reasons, amounts, dates and places as plain sentences. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from knowledge import vocabulaire as voc
from knowledge.base import CleLieu
from knowledge.eligibilite import Contexte, Raison, Verdict, debut_de, derniere_source, fin_de
from knowledge.modeles import Dispositif, Montant, Periode, Plage
from knowledge.profil import Territoire
from knowledge.territoires.referentiel import Referentiel

PORTEURS = {
    "particulier": "les particuliers",
    "collectif": "les collectifs d'habitants ou de personnes",
    "association": "les associations",
    "cooperative": "les coopératives",
    "entreprise": "les entreprises",
    "collectivite": "les collectivités",
}
PORTEUR_CONNU = {
    "particulier": "un particulier",
    "collectif": "un collectif",
    "association": "une association",
    "cooperative": "une coopérative",
    "entreprise": "une entreprise",
    "collectivite": "une collectivité",
}
PUBLICS = {
    "jeune": "les jeunes de moins de 30 ans",
    "demandeur_emploi": "les personnes en recherche d'emploi",
    "minima_sociaux": "les personnes qui reçoivent un minimum social (RSA, AAH…)",
    "femme": "les femmes",
    "handicap": "les personnes en situation de handicap",
    "exile": "les personnes exilées",
    "qpv": "les projets en quartier prioritaire de la politique de la ville",
    "rural": "les projets en zone rurale",
}
FINANCEMENTS = {
    "subvention": "une subvention",
    "bourse": "une bourse",
    "pret": "un prêt",
    "garantie": "une garantie de prêt",
    "fonds_propres": "un apport en fonds propres",
    "don": "des dons",
    "concours": "un prix de concours",
}
APPUIS = {
    "orientation": "savoir par où commencer",
    "accompagnement": "être suivi dans le montage du projet",
    "financement": "trouver de l'argent",
    "statut_juridique": "choisir une forme juridique",
    "modele_economique": "bâtir votre budget et votre modèle économique",
    "local": "trouver un local",
    "partenaires": "rencontrer des partenaires",
    "impact": "évaluer l'impact de votre projet",
    "gouvernance": "organiser le collectif et les décisions",
    "emploi": "créer un emploi",
    "formation": "vous former",
}
MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
INSECABLE = "\u202f"


# ---------------------------------------------------------------- small pieces
def enumerer(elements: Iterable[str], lien: str = "et") -> str:
    """« a, b et c »."""
    liste = list(elements)
    return f" {lien} ".join([", ".join(liste[:-1]), liste[-1]]) if len(liste) > 1 else "".join(liste)


def euros(montant: float) -> str:
    """« 15 000 € »."""
    return f"{montant:,.0f}".replace(",", INSECABLE) + "\u00a0€"


def jour(quand: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if quand.day == 1 else quand.day} {MOIS[quand.month - 1]} {quand.year}"


def date_partielle(texte: str) -> str:
    """« 2024-10 » -> « octobre 2024 »."""
    parts = texte.split("-")
    if len(parts) == 3:
        return jour(debut_de(texte))
    return f"{MOIS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else parts[0]


def age(mois: float) -> str:
    """« 3 ans », « 18 mois »."""
    return f"{mois / 12:.0f} ans" if mois >= 24 and mois % 12 == 0 else ("1 an" if mois == 12 else f"{mois:.0f} mois")


def stade(code: str) -> str:
    """« Création » for ``creation``."""
    return voc.LIBELLES["stade"][code]


def _stades(codes: Sequence[str]) -> str:
    return enumerer((f"« {stade(c)} »" for c in codes), "ou")


def _themes(codes: Iterable[str]) -> str:
    return enumerer((f"« {voc.LIBELLES['besoin_social'][c]} »" for c in codes), "ou")


def lieu(territoire: Territoire, lieux: Referentiel) -> str:
    """A place with its preposition: « à Lyon », « dans la Drôme », « en Bretagne »."""
    nom, article = territoire.nom, lieux.liaisons.get(territoire.cle, 0)
    if territoire.niveau == "france":
        return "dans toute la France"
    if territoire.niveau == "epci":
        return f"sur le territoire de {nom}"
    if territoire.niveau == "commune" or nom.startswith(("La ", "Mayotte", "Paris", "Saint-")):
        return _a(nom)
    if article in (2, 4):
        return f"dans {'le' if article == 2 else 'les'} {nom}"
    if territoire.niveau == "departement" and article == 5:
        return f"dans l'{nom}"
    if territoire.niveau == "departement" and article == 3 and "-" not in nom and territoire.region not in OUTRE_MER:
        return f"dans la {nom}"
    return f"en {nom}"


OUTRE_MER = ("01", "02", "03")


def _a(nom: str) -> str:
    for article, contracte in (("Le ", "au "), ("Les ", "aux ")):
        if nom.startswith(article):
            return contracte + nom.removeprefix(article)
    return f"à {nom}"


def lieux_dits(cles: Sequence[CleLieu], lieux: Referentiel, limite: int = 3) -> str:
    """« dans la Drôme, en Isère ou à Lyon »; beyond ``limite`` places, how many more."""
    dits = [lieu(lieux.par_code(*cle), lieux) for cle in cles]
    if len(dits) <= limite:
        return enumerer(dits, "ou")
    return f"{', '.join(dits[:limite])} et dans {len(dits) - limite} autres territoires"


def plage(p: Plage, dire: Any) -> str:
    """A range in words: « au moins 5 000 € », « entre 1 an et 3 ans »."""
    if p.min is not None and p.max is not None:
        return f"entre {dire(p.min)} et {dire(p.max)}"
    return f"au moins {dire(p.min)}" if p.min is not None else f"au plus {dire(p.max)}"


def montant(m: Montant) -> str | None:
    """What is given, in words; ``None`` when nothing is known."""
    if m.detail:
        return m.detail
    if m.min is None and m.max is None:
        return None
    return plage(Plage(min=m.min, max=m.max), euros).capitalize()


def _periode(p: Periode) -> str:
    bornes = [f"ouvre le {date_partielle(p.ouverture)}"] if p.ouverture else []
    bornes += [f"ferme le {date_partielle(p.cloture)}"] if p.cloture else []
    return enumerer(bornes)


# ---------------------------------------------------------------- why not
def raison_d_ecart(r: Raison, ctx: Contexte) -> str:
    """A failed condition as a sentence: what is asked, and what is known of the project."""
    match r.condition:
        case "territoire":
            dans, exclus = r.demande
            if any(n == "france" for n, _ in dans) or r.connu is None:
                return f"Ce dispositif laisse de côté les projets {lieux_dits(exclus, ctx.lieux)}."
            projet = lieu(r.connu, ctx.lieux)
            if not _touche(dans, ctx):
                return f"Réservé aux projets {lieux_dits(dans, ctx.lieux)} ; le vôtre est {projet}."
            return f"Ne couvre pas les projets {lieux_dits(exclus, ctx.lieux)} ; le vôtre est {projet}."
        case "stade":
            return f"Prévu pour le stade {_stades(r.demande)} ; votre projet en est au stade « {stade(r.connu)} »."
        case "besoin_social":
            return f"Consacré au thème {_themes(r.demande)} ; votre projet porte sur {_themes(r.connu)}."
        case "type_porteur":
            pour = enumerer(PORTEURS[t] for t in r.demande)
            if r.connu is None:
                return f"S'adresse à des structures ({pour}) ; vous n'en avez pas encore."
            return f"S'adresse à {_pour(r.demande)} ; vous êtes {PORTEUR_CONNU[r.connu]}."
        case "structure_existante":
            if r.demande:
                return "Il faut déjà avoir une structure (association, coopérative, entreprise) ; vous n'en avez pas encore."
            return "Réservé aux projets dont la structure n'est pas créée ; la vôtre existe déjà."
        case "employeur":
            return "Il faut déjà employer au moins une personne ; ce n'est pas encore le cas."
        case "anciennete_mois":
            connu = f"la vôtre a {age(r.connu)}" if r.connu is not None else "vous n'en avez pas encore"
            return f"Demande une structure qui a {plage(r.demande, age)} ; {connu}."
        case "publics":
            if "rural" in r.demande and ctx.territoire and "rural" not in ctx.profil.publics_exclus:
                habitants = f"{ctx.lieux.population(ctx.territoire):,}".replace(",", INSECABLE)
                return f"Réservé à {_publics(r.demande)} ; votre commune compte {habitants} habitants."
            return f"Réservé à {_publics(r.demande)}."
        case "montant_recherche":
            return f"On peut y demander {plage(r.demande, euros)} ; vous cherchez {euros(r.connu)}."
        case "type_financement":
            if not r.demande:
                return "C'est une aide en argent ; vous avez dit ne pas en chercher."
            return f"C'est {enumerer(FINANCEMENTS[t] for t in r.connu)} ; vous avez dit ne pas en vouloir."
        case "periode":
            return f"Les candidatures sont closes depuis le {jour(fin_de(r.demande.cloture))}."
        case "statut":
            return "Ce dispositif n'existe plus."
    raise ValueError(f"condition inconnue : {r.condition}")


def _touche(cles: Sequence[CleLieu], ctx: Contexte) -> bool:
    return any(ctx.relation(cle) != "disjoint" for cle in cles)


def _pour(types: Iterable[str]) -> str:
    return enumerer(PORTEURS[t].replace("les ", "des ", 1) for t in types)


def _publics(publics: Iterable[str]) -> str:
    return enumerer((PUBLICS[p].replace("les ", "des ", 1) for p in publics), "ou")


# ---------------------------------------------------------------- to check
_A_SAVOIR = {
    "": "vous ne l'avez pas encore dit",
    "ne_sait_pas": "vous ne le savez pas encore",
    "refuse": "vous avez préféré ne pas le dire",
}


def point_a_verifier(r: Raison, ctx: Contexte) -> str:
    """An unknown condition as a sentence: what to check, and why it is not settled."""
    su = _A_SAVOIR.get(r.precision, "")
    match r.condition, r.precision:
        case "territoire", "en_partie":
            return (
                f"À vérifier : il ne couvre qu'une partie de votre territoire ({lieux_dits(r.demande[0], ctx.lieux)})."
            )
        case "territoire", _:
            return f"À vérifier : il faut un projet {lieux_dits(r.demande[0], ctx.lieux)} ({su})."
        case "stade", "plus_tard":
            return f"Pour plus tard : prévu pour le stade {_stades(r.demande)}."
        case "stade", _:
            return f"À vérifier : prévu pour le stade {_stades(r.demande)} ({su})."
        case "besoin_social", _:
            return f"À vérifier : consacré au thème {_themes(r.demande)} ({su})."
        case "type_porteur", "a_devenir":
            devenir = "vous regrouper ou avoir créé" if "collectif" in r.demande else "avoir créé"
            return f"Il faudra {devenir} votre structure : s'adresse à {_pour(r.demande)}."
        case "type_porteur", _:
            return f"À vérifier : s'adresse à {_pour(r.demande)} ({su})."
        case "structure_existante", "a_devenir":
            return "Il faudra avoir créé votre structure."
        case "structure_existante", "contradiction":
            return "À vérifier : vous parlez d'une structure, et vous dites aussi ne pas en avoir. Il en faut une ou non selon le cas."
        case "structure_existante", _:
            besoin = "une structure déjà créée" if r.demande else "un projet sans structure encore créée"
            return f"À vérifier : il faut {besoin} ({su})."
        case "employeur", "a_devenir":
            return "Il faudra employer au moins une personne."
        case "employeur", _:
            return f"À vérifier : il faut employer au moins une personne ({su})."
        case "anciennete_mois", "a_devenir":
            return f"Il faudra une structure qui a {plage(r.demande, age)}."
        case "anciennete_mois", _:
            return f"À vérifier : il faut une structure qui a {plage(r.demande, age)} ({su})."
        case "publics", _:
            return f"À vérifier : réservé à {_publics(r.demande)} ({su})."
        case "public_particulier", _:
            return f"À vérifier : réservé à {r.demande}."
        case "montant_recherche", _:
            return f"À vérifier : on peut y demander {plage(r.demande, euros)} ({su})."
        case "periode", _:
            return f"Pas encore ouvert : les candidatures commencent le {jour(debut_de(r.demande.ouverture))}."
        case "statut", _:
            return "À vérifier : demandez si ce dispositif fonctionne toujours, nos sources ne le confirment pas."
        case "sources", _:
            if r.connu is None:
                return "À vérifier : nos sources ne sont pas datées."
            return f"À vérifier : nos informations datent de {r.connu.year}."
    raise ValueError(f"condition inconnue : {r.condition}")


HOTE = (
    "À trouver d'abord : une association ou une entreprise qui vous accueille pendant l'étude. "
    "La CRESS de votre région, un incubateur ou une association que vous connaissez peut vous aider à la trouver."
)
CONTACT_A_LOCALISER = "Dites-nous votre commune ou votre région : nous vous donnerons le contact de la CRESS, la chambre régionale de l'ESS."
UTILITE_SOCIALE = (
    "À vérifier : le projet doit être d'utilité sociale ou relever de l'économie sociale et solidaire (ESS)."
)
DATES_INCONNUES = "À vérifier : les dates de candidature ne sont pas connues."


def points_a_verifier(d: Dispositif, verdict: Verdict, ctx: Contexte, noms: dict[str, str]) -> list[str]:
    """All that a person must check before counting on a record; ``noms`` gives the names of other records."""
    textes = [_phrase(f"D'abord : {noms.get(p.dispositif, '') if p.dispositif else p.texte}") for p in d.prealables]
    if d.conditions.structure_hote and not any(p.texte for p in d.prealables):
        textes.append(HOTE)
    textes += [point_a_verifier(r, ctx) for r in verdict.d_etat("inconnue")]
    if d.conditions.ess:
        textes.append(UTILITE_SOCIALE)
    textes += map(_phrase, d.conditions.autres)
    if d.periode is None and d.types_financement:
        textes.append(DATES_INCONNUES)
    return list(dict.fromkeys(textes))


def ne_se_cumule_pas(noms: Sequence[str]) -> list[str]:
    """A sentence about the dispositifs of the route that exclude this one; none when there is none."""
    return [f"Ne se cumule pas avec {enumerer((f'« {n} »' for n in noms), 'ou')} : il faudra choisir."] if noms else []


def se_combine(noms: Sequence[str]) -> list[str]:
    """A sentence about the dispositifs of the route that go well with this one; none when there is none."""
    return [f"Se combine avec {enumerer(f'« {n} »' for n in noms)}."] if noms else []


def _phrase(texte: str) -> str:
    return texte if texte.endswith((".", "!", "?", "…")) else texte + "."


# ---------------------------------------------------------------- why
def pourquoi(d: Dispositif, verdict: Verdict, ctx: Contexte) -> list[str]:
    """Why a record is proposed: place, help asked for, theme, stage, holder. Always at least one sentence."""
    remplies = {r.condition: r for r in verdict.d_etat("remplie")}
    profil = ctx.profil
    textes = [_pourquoi_lieu(d, remplies, ctx)]
    if "besoin_social" in remplies:
        communs = [t for t in d.besoins_sociaux if t in profil.besoin_social]
        textes.append(f"Consacré au thème {_themes(communs)}.")
    argent = [t for t in d.types_financement if t in profil.type_financement] or list(d.types_financement)
    aides = [b for b in profil.besoin_appui if b in d.besoins_appui and not (b == "financement" and argent)]
    if argent:
        textes.append(f"Apporte {enumerer(FINANCEMENTS[t] for t in argent)}.")
    if aides:
        textes.append(f"Vous aide à {enumerer(APPUIS[b] for b in aides)}.")
    if "stade" in remplies:
        textes.append(f"Prévu pour le stade « {stade(remplies['stade'].connu)} ».")
    if "publics" in remplies:
        textes.append(f"Ouvert à {_publics(remplies['publics'].connu)}.")
    if "type_porteur" in remplies and profil.type_porteur:
        textes.append(f"Ouvert à {PORTEURS[profil.type_porteur].replace('les ', 'des ', 1)}.")
    if "montant_recherche" in remplies and profil.montant_recherche is not None:
        textes.append(f"Le montant que vous cherchez ({euros(profil.montant_recherche)}) peut y être demandé.")
    return textes


def _pourquoi_lieu(d: Dispositif, remplies: dict[str, Raison], ctx: Contexte) -> str:
    cles = [t.cle for t in d.territoires]
    if ("france", "FR") in cles:
        return "Pour les projets dans toute la France."
    if "territoire" not in remplies or ctx.territoire is None:
        return f"Pour les projets {lieux_dits(cles, ctx.lieux)}."
    couvrant = next(cle for cle in cles if ctx.relation(cle) in ("egal", "dans"))
    return f"Pour les projets {lieu(ctx.lieux.par_code(*couvrant), ctx.lieux)}."


def fraicheur(d: Dispositif) -> str:
    """When the facts of a record were current."""
    derniere = derniere_source(d)
    return f"Informations de {derniere.year}." if derniere else "Informations non datées."


# ---------------------------------------------------------------- what an answer would change
CE_QUE_DIT = {
    "besoin_social": "Connaître le besoin auquel répond le projet",
    "stade": "Savoir où en est le projet",
    "territoire": "Connaître la commune ou le département du projet",
    "type_porteur": "Savoir qui porte le projet (une personne, un collectif, une association…)",
    "structure_existante": "Savoir si une structure existe déjà",
    "employeur": "Savoir si la structure a au moins un salarié",
    "anciennete_mois": "Connaître l'âge de la structure",
    "publics": "Connaître votre situation, ou celle du lieu,",
    "montant_recherche": "Connaître le montant cherché",
    "besoin_appui": "Savoir quelle aide vous cherchez",
    "type_financement": "Savoir quel type d'argent vous cherchez",
}
"""Beginning of a sentence about what knowing a field would change."""


def effet(champ: str, noms: Sequence[str]) -> str:
    """What knowing a field would settle, given the names of the dispositifs that wait for it."""
    uniques = list(dict.fromkeys(noms))
    combien = "un dispositif" if len(uniques) == 1 else f"{len(uniques)} dispositifs"
    return f"{CE_QUE_DIT[champ]} permettrait de trancher pour {combien}, par exemple « {uniques[0]} »."
