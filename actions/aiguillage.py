"""Decides what a message means in the conversation: which facts to keep, whether it answers, and what comes next.

Pure: the state before, what was read, the state after. ``Etat.suite`` then names the action that answers
(``data/rules.yml``).
"""

from __future__ import annotations

import re

import msgspec

from actions.etat import Etat
from actions.fusion import aucun_public, fusionner, resumer, sans_reponse
from actions.lecture import Lecture
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import referentiel

#: What comes next for each intent, when the context does not say otherwise.
SUITE_PAR_INTENTION = {
    "saluer": "saluer",
    "au_revoir": "quitter",
    "remercier": "remercier",
    "confirmer": "poursuivre",
    "refuser": "poursuivre",
    "ne_sait_pas": "poursuivre",
    "decrire_projet": "poursuivre",
    "corriger": "poursuivre",
    "demander_parcours": "poursuivre",
    "demander_financement": "poursuivre",
    "demander_accompagnement": "poursuivre",
    "demander_definition": "definir",
    "demander_eligibilite": "eligibilite",
    "demander_demarche": "demarche",
    "demander_contact": "contact",
    "demander_conseil": "conseiller",
    "levier_collectivite": "levier",
    "parler_humain": "transmettre",
    "exporter_parcours": "exporter",
    "recommencer": "recommencer",
    "capacites": "presenter",
    "identite_bot": "identite",
    "vie_privee": "vie_privee",
    "effacer_donnees": "effacer",
    # Distress too uncertain to stop a project for.
    "urgence_sociale": "poursuivre",
    "mecontent": "apaiser",
    "hors_sujet": "hors_sujet",
}
#: What is asked about the conversation itself goes before the intent.
_SUITE_PAR_DEMANDE = {
    "pourquoi_question": "justifier",
    "reformuler": "justifier",
    "pourquoi_pas": "eligibilite",
    "detail": "detailler",
    "definition": "definir",
    "sans_projet": "hors_sujet",
}
#: Parts of the route that may be asked for once it has been shown.
DEMANDES_D_EXTRAIT = ("premiers_pas", "plus_pres", "autres_pistes")
_INTENTIONS_SANS_EXTRAIT = frozenset(
    ("recommencer", "corriger", "au_revoir", "effacer_donnees", "demander_definition", "exporter_parcours")
)
#: Such a request is a short one: in a longer message these words tell something else.
_EXTRAIT_MAX = 14
#: Answers after which the facts of the message are kept: the others are no talk about a project.
_SUITES_DU_PROJET = frozenset(
    (
        "poursuivre",
        "definir",
        "conseiller",
        "eligibilite",
        "demarche",
        "contact",
        "levier",
        "detailler",
        "recommencer",
        "transmettre",
    )
)
#: Intents that a short answer to the pending question may be mistaken for.
_REPONSES_POSSIBLES = frozenset(
    """saluer confirmer refuser ne_sait_pas decrire_projet corriger hors_sujet mecontent remercier demander_parcours
    demander_financement demander_accompagnement demander_definition levier_collectivite parler_humain""".split()  # noqa: SIM905
)
#: Answers that leave the pending question as it was: when it has been asked often enough, the talk goes on without it.
_SUITES_SANS_REPONSE = frozenset(("hors_sujet", "apaiser", "clarifier", "saluer", "remercier", "presenter", "extraire"))
#: Requests that a message longer than a bare answer truly makes, even when it also answers the pending question.
_DEMANDES_ENTIERES = frozenset(("levier_collectivite", "demander_definition", "parler_humain"))
_REPONSE_COURTE = 8
#: Answers beside the project that keep what the message says of it, when that answers the pending question.
_APARTES = frozenset(("vie_privee", "identite", "presenter", "exporter"))
#: Courtesies that may carry facts: "bonjour de Guyane", "pas Vannes, Hennebont !!".
_SUITES_QUI_CEDENT_AUX_FAITS = frozenset(("saluer", "remercier", "apaiser"))
#: From this confidence on, anger is met with an apology whatever else the message says.
_COLERE = 0.6
#: Read with less confidence than this, another subject may be a project after all.
_AILLEURS = 0.85
#: Distress read with less confidence than this, in the middle of a project, is more likely a word of the project.
_DETRESSE = 0.6
_PHRASE = re.compile(r"([^.!?;\n]+)([.!?;\n]|$)")
_ENCHAINE = re.compile(r"\s*et (?:de |des |du |d'|la |le |les |l'|une? )?[^?.!]{2,40}\?\s*$", re.I)
_REPLIQUES = frozenset(("confirmer", "refuser", "ne_sait_pas", "corriger"))
_AJOUT = re.compile(r"\b(?:ajout|aussi|en plus|[ée]galement)", re.I)
#: Below this confidence, and without any fact, a message is not understood.
SEUIL_COMPRIS = 0.35
#: From this confidence on, a request to erase or to begin again is carried out at once; below, it is confirmed first.
_SEUIL_PERTE = {"effacer": 0.6, "recommencer": 0.75}
#: How often one question may be asked before it is left unanswered.
ESSAIS_MAX = 2
_DIT_PAR_INTENTION = {"ne_sait_pas": "ne_sait_pas", "confirmer": "oui", "refuser": "non"}
_BOOLEENS = ("structure_existante", "employeur")
_LISTES_FACULTATIVES = ("publics", "type_financement", "besoin_appui")


class Message(msgspec.Struct, frozen=True):
    """One message of a person, read: its text, its intent with the confidence, and its facts."""

    texte: str
    intention: str
    confiance: float
    lecture: Lecture
    bouton: bool = False


def aiguiller(etat: Etat, message: Message) -> Etat:
    """The state after a message: facts merged, the pending question settled or not, and ``suite`` set."""
    precedent = etat
    etat = etat.avec(
        changements=None,
        issue=None,
        suite=None,
        reprise=False,
        intention={"nom": message.intention, "confiance": round(message.confiance, 4)},
    )
    if etat.confirmation:
        return _confirmation(etat, message)
    suite = _suite(precedent, message)
    if suite == "poursuivre" and _ne_commence_rien(precedent, message):
        return etat.avec(suite="remercier", question=None)
    if suite == "definir":
        message = _sans_argent(message)
    if message.confiance < _SEUIL_PERTE.get(suite, 0.0) and (suite == "effacer" or etat.profil != Profil()):
        return etat.avec(suite=suite, confirmation=suite)
    if suite == "recommencer":
        etat = Etat(intention=etat.intention)
    if suite not in _SUITES_DU_PROJET:
        return _a_cote(etat, message, suite)
    repondu = _repondre(etat, message)
    if suite == "poursuivre" and repondu is etat and _incompris(etat, message):
        return _non_compris(etat)
    repondu = repondu.avec(
        incomprehensions=0,
        suite=suite,
        urgence=etat.urgence and not message.lecture.porte_un_fait,
        reprise=bool(etat.question) and repondu.question is None,
    )
    if suite == "poursuivre" and etat.question and repondu.question:
        return _encore_sans_reponse(etat, repondu, message)
    return repondu


def _ne_commence_rien(etat: Etat, message: Message) -> bool:
    """« Ah pardon », « ok tant pis », after another subject, or « non » to the very first question: no project begins."""
    if message.intention not in _REPLIQUES or not _sans_fait(message) or message.lecture.sans_reponse:
        return False
    if etat.profil != Profil() or etat.parcours_montre is not None:
        return etat.issue == "hors_sujet"
    if message.intention == "ne_sait_pas" or (message.intention == "confirmer" and etat.incomprehensions):
        return False  # « je ne sais pas trop ce que je cherche »; « continuez », after words that were not understood
    return etat.question is None or (etat.question == "besoin_social" and message.intention == "refuser")


def _sans_argent(message: Message) -> Message:
    """« Une garantie, ça sert à quoi ? » wants no guarantee yet."""
    valeurs = {c: v for c, v in message.lecture.valeurs.items() if c not in ("type_financement", "besoin_appui")}
    return msgspec.structs.replace(message, lecture=msgspec.structs.replace(message.lecture, valeurs=valeurs))


def _a_cote(etat: Etat, message: Message, suite: str) -> Etat:
    """A message that is no talk about the project: its facts are not kept, but for the answer to the pending question."""
    # « vous couvrez toute la France ou juste Paris ? » answers nothing; « Paris. Vous gardez mes réponses ? » does.
    affirme = any(phrase.strip() and mark != "?" for phrase, mark in _PHRASE.findall(message.texte))
    if suite in _APARTES and affirme and etat.question and message.lecture.dit(etat.question):
        repondu = _repondre(etat, message)
        return repondu.avec(suite=suite, incomprehensions=0, reprise=repondu.question is None)
    # Words without a known door elsewhere may just as well be words that were not understood.
    incompris = suite == "hors_sujet" and not message.lecture.porte
    etat = etat.avec(
        suite=suite,
        urgence=etat.urgence or suite == "urgence",
        question=None if suite in ("urgence", "quitter", "transmettre", "effacer") else etat.question,
        incomprehensions=etat.incomprehensions + 1 if incompris else 0,
    )
    if etat.question and suite in _SUITES_SANS_REPONSE:
        essais = etat.essais.get(etat.question, 0)
        if essais >= ESSAIS_MAX:
            return _abandonner(etat).avec(suite="poursuivre")
        return etat.avec(essais={**etat.essais, etat.question: essais + 1})
    return etat


def _encore_sans_reponse(avant: Etat, etat: Etat, message: Message) -> Etat:
    """The pending question was not answered: it is asked again, otherwise, and in the end left alone."""
    question = etat.question or ""
    accord = message.intention == "confirmer" and question == avant.question
    if accord or _nouveaute(avant.profil, etat.profil):
        # « vas-y », « ok », or something else that is worth knowing: no answer, and no failure either.
        return etat.avec(essais={**etat.essais, question: max(0, etat.essais.get(question, 0) - 1)})
    return _abandonner_si_trop_demande(etat)


def _nouveaute(avant: Profil, apres: Profil) -> bool:
    """Has the message told something, besides the words that sum the project up?"""
    return msgspec.structs.replace(apres, resume=None) != msgspec.structs.replace(avant, resume=None)


def _sans_fait(message: Message) -> bool:
    return not message.lecture.porte_un_fait and not message.bouton


def _confirmation(etat: Etat, message: Message) -> Etat:
    """The answer to "do you really want to erase (or to begin again)?"."""
    demande, etat = etat.confirmation or "", etat.avec(confirmation=None)
    if message.intention in ("confirmer", "effacer_donnees", "recommencer") or message.lecture.demande == demande:
        return Etat(intention=etat.intention, suite=demande) if demande == "recommencer" else etat.avec(suite=demande)
    if message.intention == "refuser" and _sans_fait(message):
        return etat.avec(suite="remercier")
    return aiguiller(etat, message)


def _suite(etat: Etat, message: Message) -> str:
    lecture = message.lecture
    if _detresse(etat, message):
        return "urgence"
    if lecture.demande in _SUITE_PAR_DEMANDE:
        return _SUITE_PAR_DEMANDE[lecture.demande]
    if _demande_un_extrait(etat, message):
        return "extraire"
    if _enchaine_une_definition(etat, message):
        return "definir"
    entiere = message.intention in _DEMANDES_ENTIERES and len(message.texte.split()) > _REPONSE_COURTE
    if etat.question and message.intention in _REPONSES_POSSIBLES and not entiere and _est_une_reponse(etat, message):
        return "poursuivre"
    suite = SUITE_PAR_INTENTION.get(message.intention, "clarifier")
    if (
        suite == "hors_sujet"
        and message.confiance < _AILLEURS
        and "besoin_appui" in lecture.valeurs
        and not lecture.porte
    ):
        return "poursuivre"  # « je cherche un local pour mon atelier vélo »: help is wanted for something
    corrige = lecture.exclus or lecture.territoire or lecture.territoires_exclus
    if message.intention == "ne_sait_pas" and etat.question is None and etat.parcours_montre is not None:
        return "transmettre"  # nothing was asked: the person is lost
    if suite == "apaiser" and message.confiance >= _COLERE and not corrige:
        return suite
    if suite in _SUITES_QUI_CEDENT_AUX_FAITS and lecture.porte_un_fait:
        return "poursuivre"
    return suite


def _detresse(etat: Etat, message: Message) -> bool:
    """Distress; and, once there is some, whatever is said that is neither a project nor a farewell."""
    if message.intention == "urgence_sociale":
        en_projet = etat.profil != Profil() or (etat.question is not None and message.lecture.dit(etat.question))
        return not en_projet or etat.urgence or message.confiance >= _DETRESSE
    return etat.urgence and message.intention in (
        "hors_sujet",
        "capacites",
        "mecontent",
        "ne_sait_pas",
        "demander_contact",
    )


def _demande_un_extrait(etat: Etat, message: Message) -> bool:
    """« Par quoi je commence ? », « rien de plus près ? », « c'est tout ? », once there is a route; and nothing new is told."""
    if message.lecture.demande not in DEMANDES_D_EXTRAIT or etat.parcours_montre is None:
        return False
    if len(message.texte.split()) > _EXTRAIT_MAX or message.intention in _INTENTIONS_SANS_EXTRAIT:
        return False
    if etat.question and _est_une_reponse(etat, message):
        return False  # « je ne sais pas par où commencer », when the help wanted has just been asked
    return message.lecture.territoire is None and not message.lecture.choix


def _enchaine_une_definition(etat: Etat, message: Message) -> bool:
    """« Et des fonds propres ? », right after the definition of something else."""
    nommee = any(sujet.genre == "definition" for sujet in message.lecture.sujets)
    return etat.suite == "definir" and nommee and _ENCHAINE.match(message.texte) is not None


def _est_une_reponse(etat: Etat, message: Message) -> bool:
    """Does the message answer the pending question, whatever its intent looks like?"""
    question, lecture = etat.question or "", message.lecture
    if question == "territoire_choix":
        return _lieu_choisi(etat, message) is not None
    if lecture.dit(question) or (question == "territoire" and bool(lecture.choix)):
        return not (message.intention == "demander_definition" and message.texte.rstrip().endswith("?"))
    return lecture.sans_reponse is not None and (lecture.sans_reponse != "aucun" or question in _LISTES_FACULTATIVES)


def _repondre(etat: Etat, message: Message) -> Etat:
    """Merges the facts of the message and settles the pending question when it is answered."""
    lecture, question = message.lecture, etat.question
    choisi = _lieu_choisi(etat, message) if question == "territoire_choix" else None
    if choisi is not None:
        lecture = msgspec.structs.replace(lecture, territoire=choisi, choix=())
    correction = message.intention in ("corriger", "mecontent") and not _AJOUT.search(message.texte)
    profil = fusionner(etat.profil, lecture, correction=correction, question=question)
    if (
        not message.bouton
        and message.intention in ("decrire_projet", "demander_parcours")
        and lecture.dit("besoin_social")
    ):
        profil = resumer(profil, message.texte)
    choix = etat.choix_territoire
    if lecture.territoire is not None:
        choix = ()
    elif lecture.choix:
        choix = lecture.choix
    apres = etat.avec(profil=profil, choix_territoire=choix)
    if choix and (question != "territoire_choix" or lecture.choix):
        apres = apres.avec(question="territoire_choix")
    if question is None:
        return apres if apres != etat else etat
    if _connu(apres, question):
        return apres.avec(question=None if apres.question == question else apres.question)
    if not lecture.porte_un_fait or lecture.sans_reponse:
        apres = _reponse_sans_fait(apres, message)
    return apres if apres != etat else etat


def _connu(etat: Etat, question: str) -> bool:
    if question == "territoire_choix":
        return not etat.choix_territoire and etat.profil.territoire is not None
    return etat.profil.connait(question)


def _reponse_sans_fait(etat: Etat, message: Message) -> Etat:
    """Yes, no, "none", "I do not know", "I would rather not say": answers that only mean something to a question."""
    champ = "territoire" if etat.question == "territoire_choix" else etat.question or ""
    dit = message.lecture.sans_reponse or _DIT_PAR_INTENTION.get(message.intention)
    profil: Profil | None = None
    if dit == "ne_sait_pas":
        profil = sans_reponse(etat.profil, champ, "ne_sait_pas")
    elif dit == "refuse" or (message.bouton and dit == "non"):
        profil = sans_reponse(etat.profil, champ, "refuse")
    elif champ in _BOOLEENS and dit in ("oui", "non", "aucun"):
        profil = fusionner(etat.profil, Lecture(valeurs={champ: dit == "oui"}))
    elif champ == "publics" and dit in ("non", "aucun"):
        profil = aucun_public(etat.profil)
    elif dit == "non":
        profil = sans_reponse(etat.profil, champ, "refuse" if champ == "territoire" else "ne_sait_pas")
    elif dit == "aucun" and champ in _LISTES_FACULTATIVES:
        profil = sans_reponse(etat.profil, champ, "ne_sait_pas")
    if profil is None:
        return etat
    return etat.avec(profil=profil, question=None, choix_territoire=())


def _lieu_choisi(etat: Etat, message: Message) -> Territoire | None:
    """Which of the ambiguous places is meant: by its code, by a larger place that holds only it, or by its rank."""
    lecture, candidats = message.lecture, etat.choix_territoire
    dits = (lecture.territoire,) if lecture.territoire else lecture.choix
    if lecture.rang is not None and 1 <= lecture.rang <= len(candidats):
        return candidats[lecture.rang - 1]
    for dit in dits:
        restants = [c for c in candidats if c.cle == dit.cle or referentiel().contient(dit, c)]
        if len(restants) == 1:
            return restants[0]
    # Another place altogether: the person has changed their mind.
    if lecture.territoire is not None and lecture.territoire.niveau == "commune":
        return lecture.territoire
    return None


def _incompris(etat: Etat, message: Message) -> bool:
    """No fact, no answer, and either a pending question left hanging or an intent that is only a guess."""
    if message.lecture.porte_un_fait or message.lecture.sujets:
        return False
    return message.confiance < SEUIL_COMPRIS


def _non_compris(etat: Etat) -> Etat:
    """Once: the question again, otherwise, or choices. Twice in a row: a person, and on without the question."""
    fois = etat.incomprehensions + 1
    if etat.question and fois == 1:
        return _abandonner_si_trop_demande(etat.avec(incomprehensions=fois, suite="poursuivre", issue="clarification"))
    etat = etat.avec(incomprehensions=fois, suite="clarifier", issue="repli")
    return _abandonner(etat) if etat.question else etat


def _abandonner_si_trop_demande(etat: Etat) -> Etat:
    """A question that was asked often enough is left unanswered: the talk goes on without it."""
    return etat if etat.essais.get(etat.question or "", 0) < ESSAIS_MAX else _abandonner(etat)


def _abandonner(etat: Etat) -> Etat:
    champ = "territoire" if etat.question == "territoire_choix" else etat.question or ""
    return etat.avec(profil=sans_reponse(etat.profil, champ, "ne_sait_pas"), question=None, choix_territoire=())
