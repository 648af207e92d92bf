"""Answers beside the project: definitions, advice, eligibility, how to apply, whom to call, and the conversation itself.

Each action is a few lines of glue: it asks the knowledge base, speaks, and takes the thread up again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import textes
from actions.aiguillage import Message
from actions.comprendre import message_lu
from actions.etat import Etat
from actions.phrases import dire
from actions.poursuivre import compter, demander, poursuivre, question_suivante, reprendre
from actions.socle import ActionOrientess
from knowledge.base import base
from knowledge.eligibilite import Contexte, evaluer_dans
from knowledge.extraits import autres_pistes, plus_proches, premieres_demarches
from knowledge.leviers import leviers_pour
from knowledge.modeles import Dispositif
from knowledge.parcours import Proposition, choisir, parcours_du_jour, pourquoi_pas, proposition
from knowledge.portes import portes
from knowledge.profil import Profil
from knowledge.questions import effet_question
from knowledge.recherche import recherche

_LEVIERS_MAX = 2
#: Ways on when a message was not understood.
_CHOIX = [
    {"title": "J'ai un projet", "payload": "/decrire_projet"},
    {"title": "Que savez-vous faire ?", "payload": "/capacites"},
    {"title": "Parler à une personne", "payload": "/parler_humain"},
]


class ActionAnnexe(ActionOrientess):
    """An answer beside the project, after which the pending question is asked again."""

    issue = "reponse"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Answers, then takes the thread up again."""
        apres = self.repondre(dispatcher, message_lu(tracker.latest_message), etat)
        if apres.urgence:
            return apres.avec(question=None, issue=apres.issue or self.issue)
        apres = apres.avec(issue=apres.issue or self.issue)
        return poursuivre(dispatcher, apres) if apres.reprise else reprendre(dispatcher, apres)

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """Says the answer; returns the state, changed if need be."""
        raise NotImplementedError


# ---------------------------------------------------------------- what the records say
class ActionDefinir(ActionAnnexe):
    """« C'est quoi une SCIC ? »"""

    nom = "action_definir"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The definition that is named, else the record that is named, else the best found, else a near word."""
        nommees = [s.id for s in message.lecture.sujets if s.genre == "definition"]
        fiche = base().definitions[nommees[0]] if nommees else None
        dispositif = _dispositif_vise(message, etat) if fiche is None else None
        if fiche is None and dispositif is None:
            fiche = next(iter(recherche(base()).chercher_definition(message.texte, limite=1)), None)
        if fiche is not None:
            dispatcher.utter_message(text=textes.definition(fiche))
        elif dispositif is not None:
            dispatcher.utter_message(text=textes.fiche_detaillee(dispositif))
            return etat.avec(dernier_sujet=dispositif.id)
        else:
            dire(dispatcher, "definition_inconnue")
            if proche := recherche(base()).vouliez_vous_dire(message.texte):
                dispatcher.utter_message(text=f"Vouliez-vous dire « {proche} » ?")
        return etat


class ActionConseiller(ActionAnnexe):
    """« Association ou SCOP, que nous conseillez-vous ? »"""

    nom = "action_conseiller"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The advice nearest to the question, for the help wanted and the stage."""
        appuis = message.lecture.valeurs.get("besoin_appui", ())
        trouves = recherche(base()).chercher_conseil(
            message.texte, besoin_appui=appuis[0] if appuis else None, stade=etat.profil.stade, limite=1
        )
        for fiche in trouves:
            dispatcher.utter_message(text=textes.conseil(fiche))
        if not trouves:
            dire(dispatcher, "conseil_inconnu")
            _dire_contact(dispatcher, etat)
        return etat


class ActionLevier(ActionOrientess):
    """« Que peut faire la commune ? »"""

    nom = "action_levier"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Levers by theme and words, then somebody to talk to."""
        message = message_lu(tracker.latest_message)
        etat = etat.avec(issue="reponse")
        dire(dispatcher, "leviers")
        for fiche in leviers_pour(etat.profil, base(), message.texte, limite=_LEVIERS_MAX):
            dispatcher.utter_message(text=textes.levier(fiche))
        _dire_contact(dispatcher, etat)
        if etat.question is None and question_suivante(etat) in ("territoire", "territoire_choix"):
            return demander(dispatcher, etat, question_suivante(etat) or "territoire")
        return reprendre(dispatcher, etat)


class ActionEligibilite(ActionAnnexe):
    """« Est-ce que j'ai droit au fonds de confiance ? », « pourquoi pas le DLA ? »"""

    nom = "action_eligibilite"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The verdict for the record that is named, with its reasons, or the route when none is named."""
        dispositif = _dispositif_vise(message, etat)
        if dispositif is None:
            if message.lecture.porte_un_fait or etat.parcours_montre is None:
                return poursuivre(dispatcher, etat).avec(question=None)
            dire(dispatcher, "quel_dispositif")
            return etat
        dispatcher.utter_message(text=_verdict(dispositif, etat))
        return etat.avec(dernier_sujet=dispositif.id)


class ActionDemarche(ActionAnnexe):
    """« Comment on demande ? »"""

    nom = "action_demarche"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """How to apply for the record that is named or was talked about last."""
        return _dire_fiche(dispatcher, message, etat, textes.demarche)


class ActionDetailler(ActionAnnexe):
    """« C'est quoi le deuxième ? »"""

    nom = "action_detailler"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The whole record."""
        return _dire_fiche(dispatcher, message, etat, textes.fiche_detaillee)


class ActionExtraire(ActionAnnexe):
    """« Par quoi je commence ? », « rien de plus près ? », « c'est tout ? », after the route"""

    nom = "action_extraire"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """What is nearest cannot be told without a place: it is asked for."""
        message = message_lu(tracker.latest_message)
        if message.lecture.demande == "plus_pres" and question_suivante(etat) == "territoire":
            return demander(dispatcher, etat.avec(issue=self.issue), "territoire")
        return await super().agir(dispatcher, tracker, etat)

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The part of the route that is asked for; somebody to talk to when there is none."""
        nom, propositions = _extrait(message.lecture.demande, etat)
        if message.intention == "mecontent":
            dire(dispatcher, "pardon")  # « c'est beaucoup trop long ! »
        dire(dispatcher, nom)
        if propositions:
            dispatcher.utter_message(
                text=textes.pistes(propositions), json_message={"dispositifs": [p.id for p in propositions]}
            )
        else:
            _dire_contact(dispatcher, etat)
        return etat


class ActionContact(ActionAnnexe):
    """« Qui appeler ? »"""

    nom = "action_contact"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The contact of the record that is named, else the local contact of the project."""
        dispositif = _dispositif_nomme(message, etat)
        if dispositif is None:
            _dire_contact(dispatcher, etat)
            if etat.question is None and question_suivante(etat) == "territoire":
                etat = compter(etat, "territoire")
            return etat
        dispatcher.utter_message(text=textes.joindre(dispositif), json_message={"dispositifs": [dispositif.id]})
        return etat.avec(dernier_sujet=dispositif.id)


class ActionJustifier(ActionAnnexe):
    """« Pourquoi vous me demandez ça ? »"""

    nom = "action_justifier"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """What the answer to the pending question would change."""
        if etat.question is None:
            dire(dispatcher, "presenter")
            return etat
        champ = "territoire" if etat.question == "territoire_choix" else etat.question
        dispatcher.utter_message(text=f"{effet_question(champ, etat.profil, base())} Vous pouvez ne pas répondre.")
        return etat


# ---------------------------------------------------------------- a person, and what to take away
class ActionTransmettre(ActionOrientess):
    """« Je voudrais parler à quelqu'un. »"""

    nom = "action_transmettre"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """The local contact; without a place, the national one and an offer to find a nearer one."""
        dire(dispatcher, "transmettre" if etat.profil.territoire else "transmettre_sans_lieu")
        _dire_contact(dispatcher, etat)
        return etat.avec(issue="transmis", question=None)


class ActionExporter(ActionOrientess):
    """« Vous pouvez me l'envoyer en PDF ? »"""

    nom = "action_exporter"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Says how; without a route yet, goes on to make one."""
        if etat.parcours_montre is not None:
            dire(dispatcher, "exporter")
            return reprendre(dispatcher, etat.avec(issue="reponse"))
        dire(dispatcher, "exporter_vide")
        return poursuivre(dispatcher, etat)


# ---------------------------------------------------------------- distress, temper, other subjects
class ActionUrgence(ActionOrientess):
    """Distress: the numbers first, no form, no route."""

    nom = "action_urgence"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Numbers, then kindness. The project waits."""
        dire(dispatcher, "urgence")
        dire(dispatcher, "urgence_suite")
        return etat.avec(issue="reponse", question=None, urgence=True, parcours_montre=None, profil_montre=None)


class ActionApaiser(ActionAnnexe):
    """Anger: calm, and a person."""

    nom = "action_apaiser"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """An apology and a way out; the pending question is left alone."""
        dire(dispatcher, "apaiser")
        return etat


class ActionHorsSujet(ActionAnnexe):
    """Another subject: what the assistant is for, and the right door where one is known."""

    nom = "action_hors_sujet"
    issue = "hors_sujet"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """The door of the subject, when the list has one."""
        porte = portes().get(message.lecture.porte or "")
        if porte is not None:
            dire(dispatcher, "hors_sujet_porte", porte=porte.phrase)
        else:
            dire(dispatcher, "hors_sujet", _CHOIX if etat.incomprehensions > 1 else [])
        return etat


class ActionClarifier(ActionOrientess):
    """Not understood: once, choices; twice in a row, a person."""

    nom = "action_clarifier"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Rephrasing first, then a contact; a project that has begun goes on."""
        etat = etat.avec(issue="repli")
        if etat.incomprehensions < 2:
            dire(dispatcher, "clarifier", _CHOIX)
            return _ouvrir(etat) if etat.question is None else reprendre(dispatcher, etat)
        dire(dispatcher, "clarifier_encore")
        _dire_contact(dispatcher, etat)
        if etat.profil == Profil():
            return etat.avec(question=None)
        return poursuivre(dispatcher, etat)


# ---------------------------------------------------------------- the conversation itself
class ActionSaluer(ActionOrientess):
    """« Bonjour »"""

    nom = "action_saluer"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """A greeting; at the beginning, one open question."""
        if etat.question is not None or etat.parcours_montre is not None:
            dire(dispatcher, "saluer_encore")
            return reprendre(dispatcher, etat.avec(issue="reponse"))
        dire(dispatcher, "saluer")
        return _ouvrir(etat.avec(issue="compris"))


class ActionQuitter(ActionOrientess):
    """« Au revoir »"""

    nom = "action_quitter"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """A farewell; nothing is asked any more."""
        dire(dispatcher, "au_revoir")
        return etat.avec(issue="reponse", question=None)


class ActionRemercier(ActionAnnexe):
    """« Merci »"""

    nom = "action_remercier"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """Kindness; after distress, the numbers once more; after a refusal, that nothing was done."""
        refus = "garde" if message.intention == "refuser" else "remercier"
        dire(dispatcher, "remercier_urgence" if etat.urgence else refus)
        return etat


class ActionPresenter(ActionAnnexe):
    """« Vous savez faire quoi ? »"""

    nom = "action_presenter"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """What the assistant does."""
        dire(dispatcher, "presenter")
        return compter(etat, "besoin_social") if _rien_commence(etat) else etat


class ActionIdentite(ActionAnnexe):
    """« Vous êtes un robot ? »"""

    nom = "action_identite"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """A program, and it says so."""
        dire(dispatcher, "identite")
        return compter(etat, "besoin_social") if _rien_commence(etat) else etat


class ActionViePrivee(ActionAnnexe):
    """« Que faites-vous de ce que j'écris ? »"""

    nom = "action_vie_privee"

    def repondre(self, dispatcher: CollectingDispatcher, message: Message, etat: Etat) -> Etat:
        """What is kept, how long, and how to erase it."""
        dire(dispatcher, "vie_privee")
        return etat


class ActionEffacer(ActionOrientess):
    """« Effacez tout »"""

    nom = "action_effacer"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """Asks first when the request is not certain; else everything goes."""
        if etat.confirmation == "effacer":
            dire(dispatcher, "confirmer_effacer")
            return etat.avec(issue="clarification", question=None)
        dire(dispatcher, "efface")
        return Etat(intention=etat.intention, issue="reponse", suite=etat.suite, confirmation="efface")


class ActionRecommencer(ActionOrientess):
    """« On reprend de zéro », « j'ai un autre projet »"""

    nom = "action_recommencer"

    async def agir(self, dispatcher: CollectingDispatcher, tracker: Tracker, etat: Etat) -> Etat:
        """A new project: what the same message already says of it is kept. Asks first when the request is not certain."""
        if etat.confirmation == "recommencer":
            dire(dispatcher, "confirmer_recommencer")
            return etat.avec(issue="clarification")
        if etat.profil.connait("besoin_social") or etat.profil.connait("territoire"):
            return poursuivre(dispatcher, etat)
        dire(dispatcher, "recommencer")
        return _ouvrir(etat.avec(issue="compris"))


# ---------------------------------------------------------------- shared by the answers
def _rien_commence(etat: Etat) -> bool:
    return etat.question is None and etat.parcours_montre is None and not etat.urgence and etat.profil == Profil()


def _ouvrir(etat: Etat) -> Etat:
    """The open question has just been asked, in the greeting's own words."""
    return compter(etat, "besoin_social") if _rien_commence(etat) else etat


def _dispositif_nomme(message: Message, etat: Etat) -> Dispositif | None:
    """The record that the message names, by its name or by its rank in the list that was shown."""
    montres = etat.parcours_montre or ()
    if message.lecture.rang is not None and 1 <= message.lecture.rang <= len(montres):
        return base().dispositifs.get(montres[message.lecture.rang - 1])
    for sujet in message.lecture.sujets:
        if sujet.genre == "dispositif":
            return _plus_proche(sujet.id, etat)
    if message.lecture.sujets:
        definition = base().definitions[message.lecture.sujets[0].id]
        return _trouver(definition.terme, etat)
    return None


def _dispositif_vise(message: Message, etat: Etat) -> Dispositif | None:
    """The record that is named, else the one talked about last."""
    return _dispositif_nomme(message, etat) or base().dispositifs.get(etat.dernier_sujet or "")


def _plus_proche(identifiant: str, etat: Etat) -> Dispositif:
    """Among records of the same name (one for each place), the one for the project's place."""
    fiche = base().dispositifs[identifiant]
    return _trouver(fiche.nom, etat) or fiche


def _trouver(mots: str, etat: Etat) -> Dispositif | None:
    """The record that these words find best, among those that may serve the project's place."""
    page = recherche(base()).dispositifs(mots, territoire=etat.profil.territoire, limite=1)
    return page.resultats[0] if page.resultats else None


def _dire_fiche(
    dispatcher: CollectingDispatcher, message: Message, etat: Etat, raconter: Callable[[Dispositif], str]
) -> Etat:
    dispositif = _dispositif_vise(message, etat) or _trouver(message.texte, etat)
    if dispositif is None:
        dire(dispatcher, "quel_dispositif")
        return etat
    dispatcher.utter_message(text=raconter(dispositif), json_message={"dispositifs": [dispositif.id]})
    return etat.avec(dernier_sujet=dispositif.id)


def _extrait(demande: str | None, etat: Etat) -> tuple[str, list[Proposition]]:
    """The sentence before a part of the route, and this part."""
    profil, parcours = etat.profil, parcours_du_jour(etat.profil)
    if demande == "plus_pres":
        proches = plus_proches(parcours, profil, base(), date.today())
        nom = "plus_pres" if proches.locales else "plus_pres_region" if proches.propositions else "plus_pres_rien"
        return nom, proches.propositions
    if demande == "autres_pistes":
        autres = autres_pistes(parcours, profil, base(), date.today())
        return ("autres_pistes" if autres else "autres_pistes_rien"), autres
    return "premiers_pas", premieres_demarches(parcours)


def _dire_contact(dispatcher: CollectingDispatcher, etat: Etat) -> None:
    """Somebody to talk to: the last step of the route that the profile would have."""
    for rang in choisir(base(), etat.profil, date.today()).etapes[-1].montres[:1]:
        dispositif = base().fiches[rang]
        dispatcher.utter_message(text=textes.joindre(dispositif), json_message={"dispositifs": [dispositif.id]})


def _verdict(dispositif: Dispositif, etat: Etat) -> str:
    """Whether the dispositif is open to this project, with every reason."""
    contexte = Contexte(etat.profil, base().lieux, date.today())
    verdict = evaluer_dans(dispositif, contexte)
    if verdict.verdict == "ecarte":
        raisons = " ".join(pourquoi_pas(dispositif.id, etat.profil, base(), date.today()))
        return f"« {dispositif.nom} » ne convient pas à votre projet aujourd'hui. {raisons}"
    lue = proposition(dispositif, verdict, contexte, base())
    a_verifier = "".join(f"\n• {point}" for point in lue.a_verifier)
    if verdict.verdict == "a_verifier":
        return f"« {dispositif.nom} » peut vous être ouvert. Il reste à vérifier :{a_verifier}"
    return f"« {dispositif.nom} » correspond à ce que vous m'avez dit. {' '.join(lue.pourquoi)}{a_verifier}"
