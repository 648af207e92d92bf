"""Goes on with the project: asks the next question, or shows the route."""

from __future__ import annotations

from datetime import date

import msgspec
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import textes
from actions.aiguillage import SEUIL_COMPRIS
from actions.etat import Etat
from actions.phrases import dire
from actions.socle import ActionOrientess
from knowledge.base import base
from knowledge.differences import comparer
from knowledge.parcours import Parcours, parcours_du_jour
from knowledge.profil import Territoire
from knowledge.questions import question_du_jour

#: Asked before any route, unless said or refused.
ESSENTIELLES = ("besoin_social", "stade", "territoire")
#: A local authority acts for projects at any stage.
_ESSENTIELLES_COLLECTIVITE = ("besoin_social", "territoire")
#: How many questions may follow a first route, to refine it.
_PRECISIONS_MAX = 2
_CHOIX_MAX = 5
#: What is shown again when it is asked for and nothing has changed.
_CATEGORIES_DEMANDEES = {
    "demander_financement": ("financement",),
    "demander_accompagnement": ("accompagnement", "emergence"),
}


class ActionPoursuivre(ActionOrientess):
    """Asks what is missing; shows the route as soon as need, stage and place are settled, and again when it changes."""

    nom = "action_poursuivre"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """One question at a time, never one that is answered."""
        if etat.urgence:
            dire(dispatcher, "urgence_suite")
            return etat.avec(question=None, issue=etat.issue or "reponse")
        lue = etat.intention or {}
        if lue.get("nom") == "urgence_sociale" and lue["confiance"] >= SEUIL_COMPRIS:
            dire(dispatcher, "urgence_au_cas_ou")  # read in doubt: the numbers first, all the same
        return poursuivre(dispatcher, etat)


def poursuivre(dispatcher: CollectingDispatcher, etat: Etat) -> Etat:
    """The next question, or the route and perhaps one question to refine it."""
    etat = etat.avec(issue=etat.issue or "compris")
    question = question_suivante(etat)
    if question == "territoire_choix" or question in ESSENTIELLES:
        return demander(dispatcher, etat, question)
    etat = _montrer_parcours(dispatcher, etat)
    return demander(dispatcher, etat, question) if question else etat.avec(question=None)


def question_suivante(etat: Etat) -> str | None:
    """What to ask now: the ambiguous place, then need, stage and place, then what would change the route most."""
    if etat.choix_territoire and etat.profil.territoire is None and "territoire" not in etat.profil.sans_reponse:
        return "territoire_choix"
    collectivite = etat.profil.type_porteur == "collectivite"
    for champ in _ESSENTIELLES_COLLECTIVITE if collectivite else ESSENTIELLES:
        if not etat.profil.connait(champ) and champ not in etat.profil.sans_reponse:
            return champ
    posees = [q for q in etat.essais if q not in (*ESSENTIELLES, "territoire_choix")]
    if etat.question and etat.question in posees:
        return etat.question
    if len(posees) >= _PRECISIONS_MAX or collectivite:
        return None
    return question_du_jour(etat.profil)


def demander(dispatcher: CollectingDispatcher, etat: Etat, question: str) -> Etat:
    """Asks a question; the second time with other words and choices."""
    essais = etat.essais.get(question, 0)
    phrase = f"demander_{question}" + ("_autrement" if essais else "")
    boutons = _boutons_de_choix(etat) if question == "territoire_choix" else []
    dire(dispatcher, phrase, boutons)
    issue = "clarification" if question == "territoire_choix" or essais else etat.issue
    return compter(etat, question).avec(issue=issue)


def compter(etat: Etat, question: str) -> Etat:
    """Notes that a question is pending and has been asked once more."""
    return etat.avec(question=question, essais={**etat.essais, question: etat.essais.get(question, 0) + 1})


def reprendre(dispatcher: CollectingDispatcher, etat: Etat) -> Etat:
    """After a side question: asks the pending question again, in the same words, without counting it."""
    if etat.question is None:
        return etat
    boutons = _boutons_de_choix(etat) if etat.question == "territoire_choix" else []
    dire(dispatcher, f"demander_{etat.question}", boutons)
    return etat


def _montrer_parcours(dispatcher: CollectingDispatcher, etat: Etat) -> Etat:
    parcours = parcours_du_jour(etat.profil)
    if etat.profil_montre is None:
        dispatcher.utter_message(text=textes.introduction(parcours))
        _dire_etapes(dispatcher, parcours)
    else:
        ancien = parcours_du_jour(etat.profil_montre)
        changements = comparer(ancien, parcours, etat.profil, base(), date.today())
        etat = etat.avec(changements=msgspec.to_builtins(changements) if changements else None)
        _dire_changements(dispatcher, parcours, etat)
    return etat.avec(parcours_montre=tuple(parcours.ids), profil_montre=etat.profil)


def _dire_etapes(dispatcher: CollectingDispatcher, parcours: Parcours) -> None:
    for texte, ids in textes.parcours_en_messages(parcours):
        dispatcher.utter_message(text=texte, json_message={"dispositifs": ids})


def _dire_changements(dispatcher: CollectingDispatcher, parcours: Parcours, etat: Etat) -> None:
    """What the last message changed; the whole route again when it was asked for or when much of it is new."""
    changements = etat.changements or {"ajoutes": [], "retires": []}
    noms = {p.id: p.nom for etape in parcours.etapes for p in etape.dispositifs}
    ajoutes = [noms[i] for i in changements["ajoutes"] if i in noms]
    retires = [fiche.nom for r in changements["retires"] if (fiche := base().dispositifs.get(r["id"]))]
    intention = (etat.intention or {}).get("nom")
    if ajoutes or retires:
        dispatcher.utter_message(text=textes.nouveautes(ajoutes, retires))
        _dire_etapes(dispatcher, _etapes_touchees(parcours, set(changements["ajoutes"])))
    elif intention == "demander_parcours":
        dispatcher.utter_message(text=textes.introduction(parcours))
        _dire_etapes(dispatcher, parcours)
    elif intention in _CATEGORIES_DEMANDEES:
        dire(dispatcher, "deja_propose")
        _dire_etapes(dispatcher, _etapes_de(parcours, _CATEGORIES_DEMANDEES[intention]))
    elif etat.profil != etat.profil_montre:
        dire(dispatcher, "note")
    elif etat.question is None:
        dire(dispatcher, "encore")


def _etapes_de(parcours: Parcours, categories: tuple[str, ...]) -> Parcours:
    etapes = [e for e in parcours.etapes if {p.categorie for p in e.dispositifs} <= set(categories)]
    return msgspec.structs.replace(parcours, etapes=etapes)


def _etapes_touchees(parcours: Parcours, ajoutes: set[str]) -> Parcours:
    etapes = [e for e in parcours.etapes if ajoutes & {p.id for p in e.dispositifs}]
    return msgspec.structs.replace(parcours, etapes=etapes)


def _boutons_de_choix(etat: Etat) -> list[dict[str, str]]:
    boutons = [
        {"title": nom_complet(lieu), "payload": f'/decrire_projet{{"territoire": "{lieu.niveau}:{lieu.code}"}}'}
        for lieu in etat.choix_territoire[:_CHOIX_MAX]
    ]
    return [*boutons, {"title": "Aucun de ceux-là", "payload": "/ne_sait_pas"}]


def nom_complet(lieu: Territoire) -> str:
    """A place's name, with its département where the name alone may be ambiguous: « Saint-Denis (93) »."""
    return f"{lieu.nom} ({lieu.departement})" if lieu.departement and lieu.niveau != "departement" else lieu.nom
