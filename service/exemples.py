"""One example of each answer of the API, for the OpenAPI document: typed, so that they cannot drift from the contract."""

from __future__ import annotations

from knowledge.differences import Changements
from knowledge.modeles import Contact, Dispositif, Lieu, Source
from knowledge.parcours import APreciser, Ecarte, Etape, Parcours, Proposition
from knowledge.profil import Profil, Territoire
from knowledge.recherche import Page
from service import champs, contrat
from service.sites import SitePublic

SAINT_ETIENNE = Territoire(
    niveau="commune", code="42218", nom="Saint-Étienne", departement="42", region="84", codes_postaux=("42000", "42100")
)
PROFIL = Profil(besoin_social=("alimentation",), stade="idee", territoire=SAINT_ETIENNE)
PARCOURS = Parcours(
    etapes=[
        Etape(
            ordre=1,
            titre="Être accueilli et orienté",
            stade="idee",
            dispositifs=[
                Proposition(
                    id="cress-auvergne-rhone-alpes",
                    nom="CRESS Auvergne-Rhône-Alpes",
                    categorie="accueil",
                    verdict="eligible",
                    pourquoi=["Pour les projets en Auvergne-Rhône-Alpes."],
                    contact={"operateur": "CRESS Auvergne-Rhône-Alpes", "site": "https://www.cress-aura.org"},
                    sources=[{"url": "https://www.cress-aura.org", "consulte": "2025"}],
                )
            ],
            voir_aussi=["guidasso"],
        )
    ],
    ecartes=[Ecarte("prix-de-l-ess", "Prix de l'ESS", ["Demande une structure qui existe déjà."])],
    a_preciser=[APreciser("type_porteur", "Savoir qui porte le projet permettrait de trancher pour deux dispositifs.")],
)
INTENTION = contrat.Intention(nom="decrire_projet", confiance=0.97)
MESSAGE = contrat.Message(
    texte="Où en est votre projet ?",
    boutons=(contrat.Bouton(titre="C'est une idée", charge='/decrire_projet{"stade": "idee"}'),),
)
CONVERSATION = contrat.Conversation(
    id="q3hVQn1pXb8Zk2Ff0aTtRw1c", jeton="un-jeton-secret-de-43-caracteres", messages=(MESSAGE,)
)
TOUR = contrat.Tour(
    messages=(MESSAGE,),
    intention=INTENTION,
    issue="compris",
    question="stade",
    profil=PROFIL,
    parcours=PARCOURS,
    changements=Changements(ajoutes=["cress-auvergne-rhone-alpes"], retires=[]),
)
ETAT = contrat.EtatConversation(
    profil=PROFIL,
    parcours=PARCOURS,
    historique=(
        contrat.Echange(auteur="personne", texte="On veut ouvrir une épicerie solidaire.", instant=1_767_225_600.0),
        contrat.Echange(auteur="assistant", texte=MESSAGE.texte, instant=1_767_225_601.0, boutons=MESSAGE.boutons),
    ),
    question="stade",
)
COMPREHENSION = contrat.Comprehension(
    intention=INTENTION,
    profil=PROFIL,
    preuves={"territoire": (contrat.Passage(debut=35, fin=48, texte="Saint-Étienne"),)},
)
DISPOSITIF = Dispositif(
    id="cress-bretagne",
    nom="CRESS Bretagne",
    operateur="CRESS Bretagne",
    categorie="accueil",
    resume="La chambre régionale accueille et oriente les projets de l'économie sociale et solidaire.",
    territoires=(Lieu(niveau="region", code="53"),),
    statut="actif",
    sources=(Source(url="https://www.ess-bretagne.org", consulte="2025"),),
    contact=Contact(site="https://www.ess-bretagne.org"),
    periode="permanent",
)
PAGE = Page(total=1, resultats=[DISPOSITIF])
TERRITOIRES = [SAINT_ETIENNE]
CHAMPS = champs.Champs(
    champs=(champs.Champ(nom="employeur", libelle="Emploie au moins une personne", genre="oui_non"),),
    categories=(champs.Option("accueil", "Premier accueil"),),
)
SITE = SitePublic(
    id="defaut",
    nom="Orient'ESS",
    titre="Une idée utile ? Parlons-en",
    couleur="#00527a",
    position="droite",
    territoire=None,
    accueil=None,
    contact=None,
)
SANTE = contrat.Sante(statut="ok")
