"""What a message talks *about*: records of the knowledge base that it names, a rank in the list that was shown, a
question about the conversation itself, or a subject that belongs elsewhere. All closed lists: an automaton and a few
patterns over the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import ahocorasick
import msgspec

from bot.nlu.normalisation import normaliser, plier
from knowledge.base import Base, base
from knowledge.portes import portes

#: Words too common in messages to name a record by themselves.
_TROP_COMMUNS = frozenset(
    """association associations cooperative entreprise fondation mutuelle don dons pret prets bourse subvention subventions
    local statuts agrement emploi projet budget benevole benevoles garantie formation concours impact partenaires
    financement accompagnement apport bail loyer salarie collectivite commune region departement""".split()  # noqa: SIM905
) | {"fonds propres", "appel a projets", "garantie bancaire", "business plan"}
#: …but by which a definition is asked for.
_DEFINIR = re.compile(
    r"c'est quoi|qu'est ce (?:que|qu')|veut dire|signifie|definition|(?:sert|servent) a quoi|a quoi (?:ca )?ser|difference entre"
    r"|comment (?:ca )?marche|^et (?:de |des |du |d'|la |le |les |l'|une? )?[^?.!]{2,40}\?\s*$"
)
_RANGS = {
    "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "2e": 2, "2eme": 2,
    "troisieme": 3, "3e": 3, "3eme": 3, "quatrieme": 4, "4e": 4, "4eme": 4, "cinquieme": 5, "5e": 5, "5eme": 5,
    "sixieme": 6, "6e": 6, "septieme": 7, "7e": 7,
}  # fmt: skip
_RANG = re.compile(
    r"\b(?:l[ea]|celui|celle|du|au|numero|n) (?:numero )?("
    + "|".join(sorted(_RANGS, key=len, reverse=True))
    + r"|[1-9])\b(?! (?:arrondissement|arr\b|fois|temps|annee|an\b|ans\b|mois|etape|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))"
)
_RANG_SEUL = re.compile(r"^\s*(?:la |le )?(" + "|".join(sorted(_RANGS, key=len, reverse=True)) + r"|[1-9])\s*[.!]?\s*$")
_DEMANDES = (
    (
        "pourquoi_question",
        re.compile(
            r"pourquoi (?:est ce que )?(?:vous |tu )?(?:me |m'|nous )?(?:demande|pose|voulez|ve(?:ux?|ut)?\b|avez besoin|as besoin|cette question|"
            r"ces questions|ca vous interesse|vous interesse)|(?:a quoi|en quoi) (?:ca|cela) (?:vous |te )?(?:sert|servir|change|regarde)|"
            r"(?:quel|c'est quoi le) rapport\b|qu'est ce que ca (?:change|peut (?:vous|te) faire)|ca sert a quoi (?:de (?:savoir|demander)|"
            r"cette question)|pourquoi cette question|c'est (?:vraiment )?(?:utile|necessaire|obligatoire) (?:de (?:savoir|repondre)|comme question)"
        ),
    ),
    (
        "reformuler",
        re.compile(
            r"(?:pas|rien) (?:bien )?compris (?:la|votre|ta|cette) question"
            r"|comprends? (?:pas|rien a) (?:la|votre|ta|cette) question"
            r"|qu'est ce que (?:vous voulez|tu veux) (?:dire|savoir)|c'est quoi (?:que )?vous voulez dire"
            r"|reformuler|(?:repeter|expliquer) (?:la|votre|ta) question|question (?:pas|n'est pas) claire"
        ),
    ),
    (
        "sans_projet",
        re.compile(
            r"\b(?:n'ai|ai|n'a|a|n'avons) (?:pas|aucun) (?:de |du tout de )?projet\b|\bce n'est pas un projet\b"
        ),
    ),
    (
        "pourquoi_pas",
        re.compile(
            r"pourquoi (?:pas|je n'ai pas|on n'a pas|vous ne (?:me )?proposez pas|y a(?:-t-| t )?il pas|il n'y a pas)\b"
        ),
    ),
    (
        "premiers_pas",
        re.compile(
            r"\bpar (?:ou|quoi|lequel|laquelle|qui)\b.{0,25}\b(?:commenc|demarr|debut)"
            r"|\b(?:lequel|laquelle|lesquels|qui|quoi|que|quel|quelle)\b.{0,40}\b(?:en premier|d'abord|en priorite)\b"
            r"|\b(?:le plus (?:important|urgent)|l'essentiel|(?:la|ma|notre) (?:priorite|(?:premiere|1ere) (?:chose|demarche))|le premier pas)\b"
            r"|\bresume[zr]?\b|\ben (?:resume|deux mots|une phrase)\b|\btrop (?:long|de (?:choses|pistes|trucs|noms|texte|lecture|blabla|infos?))\b"
            r"|^(?:(?:ok|oui|d'accord|bon|bien|super|merci|parfait)[ ,.!]*)*(?:et )?(?:du coup )?(?:apres|ensuite|maintenant|la suite)(?: quoi)?[ ?]*$"
            r"|\b(?:je|on|nous) (?:fai[st]|faisons|dois faire|doit faire) quoi\b"
        ),
    ),
    (
        "plus_pres",
        re.compile(
            r"\b(?:plus|tout) (?:pres|proches?|locale?s?|locaux)\b|\b(?:pres|autour|a cote) de (?:chez (?:moi|nous)|la maison|ici)\b"
            r"|\b(?:trop|c'est|si) loin\b|\bdans (?:mon|notre|le) (?:coin|secteur|canton)\b"
        ),
    ),
    (
        "autres_pistes",
        re.compile(
            r"\b(?:rien|quelque chose|quoi|autre chose|truc)s? d'autres?\b|\bautres? choses?\b|\bc'est tout ?\?"
            r"|\bd'autres? (?:pistes?|aides?|dispositifs?|solutions?|idees?|choix|options?|propositions?|possibilites?|trucs?|organismes?|contacts?)\b"
        ),
    ),
    (
        "detail",
        re.compile(
            r"(?:c'est quoi|qu'est ce que(?: c'est)?|parle[zr]?(?: moi| nous)?|detaille[zr]?|explique[zr]?(?: moi| nous)?|(?:en |plus |davantage )"
            r"(?:savoir plus|d'infos?|de details?)|plus d'infos? sur|dites m'en plus|dis m'en plus|en savoir plus|info sur) .*"
        ),
    ),
    (
        "definition",
        re.compile(
            r"c'est quoi|qu'est ce (?:que|qu')|que (?:veut|signifie)|veut dire quoi|(?:ca|cela) veut dire|definition"
        ),
    ),
)
_AUCUN = re.compile(
    r"^(?:non[ ,]*)*(?:(?:il n'y a |on n'a |je n'ai |j'ai )?rien(?: (?:de (?:tout ca|particulier|special|plus|cela)|a (?:signaler|ajouter|dire)|du tout))*"
    r"|aucune?(?: (?:de (?:ces (?:situations|cas|reponses)|tout ca|ceux la)|d'entre elles|preference|des deux))?|ni l'un ni l'autre|pas de preference"
    r"|pas (?:particulierement|specialement|concernee?s?|du tout))(?: (?:pour (?:le moment|l'instant)|merci|je crois|a ma connaissance))?[ .!,]*$"
)


#: Words that are a refusal or an ignorance in themselves, when they are all that is said.
_SANS_REPONSE = (
    (
        "refuse",
        re.compile(
            r"^(?:non[ ,]*)?(?:on |je )?(?:(?:passe[rz]?|passons|suivante?|question suivante|joker|confidentiel|c'est (?:prive|personnel|confidentiel))"
            r"|(?:prefere|preferons|souhaite|souhaitons|veux|veut|voulons|desire|tiens)(?: ne)?(?: pas)? (?:pas |ne pas |rien )?(?:a |le |vous le |la |en )?"
            r"(?:dire|repondre|preciser|donner|parler).{0,40}|(?:ca|cela) ne vous regarde pas)(?: (?:svp|merci|s'il vous plait|a autre chose|a la suite))?[ .!]*$"
        ),
    ),
    (
        "ne_sait_pas",
        re.compile(
            r"^(?:euh[ ,.]*|ben[ ,.]*|bah[ ,.]*)*(?:(?:je |j'|on |nous )?(?:ne |n'en |en )?(?:sai[st]|savons) (?:pas|rien|trop pas|vraiment pas)(?: (?:trop|encore|vraiment|du tout))*"
            r"|aucune idee|pas (?:la moindre |d')idee|jsp|chais pas|on verra(?: plus tard| bien)?|a voir|pas encore (?:decide|chiffre|reflechi|defini)e?)[ .!]*$"
        ),
    ),
    ("aucun", _AUCUN),
)


class Mention(msgspec.Struct, frozen=True):
    """Something read in a text: an entity's name and value, with its bounds in the original."""

    entite: str
    valeur: Any
    debut: int
    fin: int


class LecteurSujets:
    """Reads the subjects of a text; built once from the records of a base."""

    def __init__(self, connaissances: Base) -> None:
        formes = list(_formes(connaissances))
        self._noms = _automate(forme for forme in formes if forme[0] not in _TROP_COMMUNS)
        # Where a definition is asked for, the commonest word may be the one.
        self._mots = _automate(formes)
        self._portes = [(porte.id, [f" {mot}" for mot in porte.mots]) for porte in portes().values()]

    def lire(self, texte: str) -> list[Mention]:
        """Subjects, rank, request about the conversation and door, in the order of this list."""
        lu = normaliser(texte)
        plie = lu.plie
        mentions = [
            Mention("sujet", {"genre": genre, "id": identifiant}, *lu.etendue(debut, fin))
            for debut, fin, genre, identifiant in self._sujets(plie)
        ]
        for motif in (_RANG_SEUL, _RANG):
            if trouve := motif.search(plie):
                rang = _RANGS.get(trouve[1]) or int(trouve[1])
                mentions.append(Mention("rang", rang, *lu.etendue(*trouve.span(1))))
                break
        for demande, motif in _DEMANDES:
            trouve = motif.search(plie)
            # "Tell me about X" asks for a detail of what was shown, or what a word means.
            if trouve and (demande not in _VISE or any(_VISE[demande](m) for m in mentions)):
                mentions.append(Mention("demande", demande, *lu.etendue(*trouve.span())))
                break
        for reponse, motif in _SANS_REPONSE:
            if motif.match(plie.strip()):
                mentions.append(Mention("sans_reponse", reponse, 0, len(texte)))
                break
        espace = f" {re.sub(r'[^a-z0-9]+', ' ', plie)}"
        for identifiant, mots in self._portes:
            if any(mot in espace for mot in mots):
                mentions.append(Mention("porte", identifiant, 0, len(texte)))
                break
        return mentions

    def _sujets(self, plie: str) -> list[tuple[int, int, str, str]]:
        """The longest named records, none inside another, in the order of the text."""
        noms = self._mots if _DEFINIR.search(plie) else self._noms
        trouves = [
            (fin + 1 - len(forme), fin + 1, genre, identifiant)
            for fin, (forme, genre, identifiant) in noms.iter(plie)
            if _mot_entier(plie, fin + 1 - len(forme), fin + 1)
        ]
        trouves.sort(key=lambda t: (t[0] - t[1], t[0]))
        gardes: list[tuple[int, int, str, str]] = []
        for trouve in trouves:
            if all(trouve[1] <= g[0] or trouve[0] >= g[1] for g in gardes):
                gardes.append(trouve)
        return sorted(gardes)


def _montre(mention: Mention) -> bool:
    return mention.entite == "rang" or (mention.entite == "sujet" and mention.valeur["genre"] == "dispositif")


#: Requests that need something to bear on, and what that may be.
_VISE: dict[str, Callable[[Mention], bool]] = {
    "detail": _montre,
    "definition": lambda mention: mention.entite == "sujet" and mention.valeur["genre"] == "definition",
}


def _automate(formes: Iterable[tuple[str, str, str]]) -> ahocorasick.Automaton:
    automate = ahocorasick.Automaton()
    for forme, genre, identifiant in formes:
        # A form shared by two records keeps the first: definitions come before dispositifs.
        if forme not in automate:
            automate.add_word(forme, (forme, genre, identifiant))
    automate.make_automaton()
    return automate


def _mot_entier(plie: str, debut: int, fin: int) -> bool:
    return (debut == 0 or not plie[debut - 1].isalnum()) and (fin == len(plie) or not plie[fin].isalnum())


def _formes(connaissances: Base) -> Iterator[tuple[str, str, str]]:
    """Folded names, each with the kind and identifier of what it names."""
    for definition in connaissances.definitions.values():
        for forme in _utiles((definition.terme, *definition.autres_formes)):
            yield forme, "definition", definition.id
    for dispositif in connaissances.fiches:
        for forme in _utiles(_noms_courts(dispositif.nom)):
            yield forme, "dispositif", dispositif.id


def _noms_courts(nom: str) -> Iterable[str]:
    """A record's name, without what stands in brackets or after a comma, and the initials that it begins with or holds."""
    sans_parentheses = re.sub(r"\s*\([^)]*\)", "", nom).strip()
    initiales = re.findall(r"^[A-ZÉ]{4,}\b", nom)
    return dict.fromkeys(
        (
            nom,
            sans_parentheses,
            sans_parentheses.partition(",")[0],
            *initiales,
            *re.findall(r"\(([A-ZÉ][^)]{2,})\)", nom),
        )
    )


def _utiles(noms: Iterable[str]) -> Iterator[str]:
    for nom in noms:
        forme = " ".join(plier(nom).split())
        if len(forme) >= 3:
            yield forme


@lru_cache(maxsize=1)
def lecteur_sujets() -> LecteurSujets:
    """The reader for the product's records."""
    return LecteurSujets(base())
