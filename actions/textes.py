"""Puts routes, records and reasons into short French messages. Facts come from the records alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from knowledge.modeles import Conseil, Definition, Dispositif, Levier, Source
from knowledge.parcours import PARLER, Etape, Parcours, Proposition
from knowledge.redaction import enumerer
from knowledge.vocabulaire import LIBELLES

_NOMBRES = ("zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def parcours_en_messages(parcours: Parcours) -> list[tuple[str, list[str]]]:
    """One message a step: its text, and the identifiers of the dispositifs it names."""
    etapes = [etape for etape in parcours.etapes if etape.dispositifs]
    # The last step is somebody to talk to: the way to reach them stands in the message itself.
    return [(_etape(e, avec_contact=e.titre == PARLER), [p.id for p in e.dispositifs]) for e in etapes]


def introduction(parcours: Parcours) -> str:
    """The sentence before a first route."""
    etapes = sum(bool(etape.dispositifs) for etape in parcours.etapes)
    nombre = _NOMBRES[etapes] if etapes < len(_NOMBRES) else str(etapes)
    return f"Voici un parcours pour votre projet, en {nombre} étape{'s' if etapes > 1 else ''}. Pour chaque piste, je vous dis pourquoi, et à qui parler."


def nouveautes(noms_ajoutes: Sequence[str], noms_retires: Sequence[str]) -> str:
    """The sentence before a route that has changed."""
    phrases = ["C'est noté, j'ai mis votre parcours à jour."]
    if noms_ajoutes:
        phrases.append(f"Nouveau : {enumerer(noms_ajoutes[:4])}.")
    if noms_retires:
        phrases.append(f"Retiré : {enumerer(noms_retires[:4])}.")
    return " ".join(phrases)


def _etape(etape: Etape, avec_contact: bool) -> str:
    lignes = [f"{etape.ordre}. {etape.titre}"]
    lignes.extend(f"• {_proposition(p, avec_contact)}" for p in etape.dispositifs)
    return "\n".join(lignes)


def _proposition(proposition: Proposition, avec_contact: bool) -> str:
    texte = proposition.nom
    if proposition.pourquoi:
        raisons = " ".join(proposition.pourquoi[:2])
        texte += f" : {_sans_majuscule(raisons)}"
    if proposition.montant and proposition.categorie == "financement":
        texte += f" Montant : {_sans_majuscule(proposition.montant).rstrip('.')}."
    if proposition.verdict == "a_verifier":
        texte += " (à vérifier)"
    if avec_contact:
        moyens = [m for cle in ("site", "email", "telephone") if (m := proposition.contact.get(cle))]
        texte += f" {', '.join(moyens)}" if moyens else ""
    return texte


def pistes(propositions: Sequence[Proposition]) -> str:
    """Some dispositifs, outside their steps: why, and how to reach them."""
    return "\n".join(f"• {_proposition(p, avec_contact=True)}" for p in propositions)


def definition(fiche: Definition) -> str:
    """A definition and where it comes from."""
    return f"{fiche.terme} : {_sans_majuscule(fiche.definition)} {sources(fiche.sources)}"


def conseil(fiche: Conseil) -> str:
    """A piece of advice: the answer, the steps, where it comes from."""
    etapes = "".join(f"\n• {etape}" for etape in fiche.etapes[:4])
    return f"{fiche.reponse}{etapes}\n{sources(fiche.sources)}"


def levier(fiche: Levier) -> str:
    """What a local authority can do, with one example of a place that did."""
    texte = fiche.reponse
    if fiche.exemples:
        texte += f"\nExemple, {fiche.exemples[0].lieu} : {fiche.exemples[0].realise}"
    return f"{texte}\n{sources(fiche.sources)}"


def fiche_detaillee(dispositif: Dispositif) -> str:
    """A record told whole: what it is, what it gives, whom to reach."""
    morceaux = [
        f"{dispositif.nom} ({LIBELLES['categorie'][dispositif.categorie].split(' (')[0].split(' : ')[0]}). {dispositif.resume}"
    ]
    if dispositif.montant.detail:
        morceaux.append(f"Montant : {dispositif.montant.detail}")
    morceaux.append(contact(dispositif))
    morceaux.append(sources(dispositif.sources))
    return "\n".join(morceaux)


def demarche(dispositif: Dispositif) -> str:
    """How to apply, what to check first, and whom to reach."""
    morceaux = [
        f"Pour demander « {dispositif.nom} » : {dispositif.demarche or 'prenez contact : la démarche est à vérifier.'}"
    ]
    if dispositif.conditions.autres:
        morceaux.append(
            "À vérifier avant :" + "".join(f"\n• {condition}" for condition in dispositif.conditions.autres[:4])
        )
    morceaux.append(contact(dispositif))
    morceaux.append(sources(dispositif.sources))
    return "\n".join(morceaux)


def contact(dispositif: Dispositif) -> str:
    """How to reach those who run a dispositif."""
    moyens = _moyens(dispositif)
    if not moyens:
        return f"Contact : {dispositif.operateur} (coordonnées à vérifier)."
    return f"Contact : {', '.join((_operateur(dispositif), *moyens))}"


def joindre(dispositif: Dispositif) -> str:
    """Whom to call: the record's name and how to reach those who run it; named once when it bears their name."""
    seul = dispositif.operateur == dispositif.nom
    return contact(dispositif) if seul else f"{dispositif.nom}. {contact(dispositif)}"


def _moyens(dispositif: Dispositif) -> list[str]:
    fiche = dispositif.contact
    nommes = (("téléphone", fiche.telephone), ("courriel", fiche.email), ("site", fiche.site))
    return [f"{nom} {moyen}" for nom, moyen in nommes if moyen]


def _operateur(dispositif: Dispositif) -> str:
    qui = dispositif.operateur
    return f"{qui} ({dispositif.interlocuteur})" if dispositif.interlocuteur else qui


def sources(fiches: Iterable[Source]) -> str:
    """Where facts come from, shortly: sites, and the year when known."""
    noms = dict.fromkeys(
        f"{urlsplit(s.url).netloc.removeprefix('www.')}{f' ({s.consulte[:4]})' if s.consulte else ''}" for s in fiches
    )
    debut = list(noms)[:2]
    return f"{'Source' if len(debut) == 1 else 'Sources'} : {', '.join(debut)}"


def _sans_majuscule(phrase: str) -> str:
    """Lower-cases a first letter, except of an acronym or a lone capital."""
    return phrase[:1].lower() + phrase[1:] if phrase[1:2].islower() or phrase[1:2] in "' " else phrase
