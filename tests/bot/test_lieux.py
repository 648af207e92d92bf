"""The place of the project, read in what people write."""

from __future__ import annotations

import random

import pytest

from bot.nlu.lieux import LecteurLieux, LectureLieux
from knowledge.territoires.referentiel import referentiel


@pytest.fixture(scope="module")
def lecteur() -> LecteurLieux:
    return LecteurLieux(referentiel())


def code(lecture: LectureLieux) -> str | None:
    return lecture.territoire and f"{lecture.territoire.niveau}:{lecture.territoire.code}"


def codes_du_choix(lecture: LectureLieux) -> list[str]:
    return [lieu.code for lieu in lecture.choix]


# ---------------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Nous voulons ouvrir un café à Millau.", "commune:12145"),
        ("un atelier vélo a albi", "commune:81004"),
        ("ressourcerie sur roubaix", "commune:59512"),
        ("pres de brive", "commune:19031"),
        ("un atelier au mans", "commune:72181"),
        ("café aux lilas", "commune:93045"),
        ("vers lectoure", "commune:32208"),
        ("asso st brieuc", "commune:22278"),
        ("une boulangerie solidaire a hirson", "commune:02381"),
        ("Ste-Foy-lès-Lyon", "commune:69202"),
        ("une crèche à L'Haÿ-les-Roses", "commune:94038"),
        ("VILLENEUVE D'ASCQ", "commune:59009"),
        ("JE SUIS A LA ROCHELLE ET JE CHERCHE UN LOCAL", "commune:17300"),
        ("on est supporters de Sainté", "commune:42218"),
        ("à Beaupréau", "commune:49023"),  # merged: today's commune
        ("la Mairie de Chamonix", "commune:74056"),
        ("dans le Cantal", "departement:15"),
        ("en Loire-Atlantique", "departement:44"),
        ("une ferme en Corrèze", "departement:19"),
        ("une ferme à Corrèze", "commune:19062"),
        ("une ferme dans la Vienne", "departement:86"),
        ("département de la Loire", "departement:42"),
        ("dans le 42", "departement:42"),
        ("on est dans le 9-3", "departement:93"),
        ("on est à la Réunion", "region:04"),
        ("des aides en Occitanie", "region:76"),
        ("en Alsace", "region:44"),
        ("region paca", "region:93"),
        ("l'agglo de Blois", "epci:200030385"),
        ("Mauges Communauté", "epci:200060010"),
        ("la communauté de communes du Trièves", "epci:200030658"),
        ("Nantes Métropole", "epci:244400404"),
        ("le Grand Lyon", "epci:200046977"),
        ("partout en France", "france:FR"),
        ("dans toute la France", "france:FR"),
        ("à l'échelle nationale", "france:FR"),
    ],
)
def test_un_nom_est_lu(lecteur: LecteurLieux, texte: str, attendu: str) -> None:
    assert code(lecteur.lire(texte)) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "Paris XVe",
        "paris 18",
        "un local dans le 11e arrondissement de Paris",
        "Paris 75011",
        "à Paris 3ème arrondissement",
    ],
)
def test_un_arrondissement_est_sa_commune(lecteur: LecteurLieux, texte: str) -> None:
    assert code(lecteur.lire(texte)) == "commune:75056"


def test_le_numero_de_l_arrondissement_fait_partie_de_la_mention(lecteur: LecteurLieux) -> None:
    texte = "Collectif de Lyon 3e, on rêve d'une bricothèque"
    (mention,) = lecteur.lire(texte).mentions
    assert texte[mention.debut : mention.fin] == mention.texte == "Lyon 3e"


# ---------------------------------------------------------------------- what is no place
@pytest.mark.parametrize(
    "texte",
    [
        "oui c'est bien ça",
        "Je préfère ne pas dire où c'est.",
        "tout de suite, j'ai besoin de place et d'un cours",
        "il faut lire le contrat du port, vivre ensemble et mettre au vert",
        "France Travail m'a envoyé, et France Active aussi",
        "j'ai 12 ans de métier et besoin de 15000 euros",
        "mon numéro est le 06 12 34 56 78",
        "venez à la réunion de mardi",
        "dans le nord de la France",
        "Orange me finance",
        "Robert et Lorraine veulent créer une association",
        "on est ensemble pour agir",
        "comment on monte un dossier ?",
        "Conseil de vie sociale, ville et village",
        "application de paris sportifs",
    ],
)
def test_rien_n_est_invente(lecteur: LecteurLieux, texte: str) -> None:
    lecture = lecteur.lire(texte)
    assert (lecture.territoire, lecture.choix) == (None, [])


@pytest.mark.parametrize(
    "aire",
    [
        "le Berry",
        "le Trièves",
        "le Morvan",
        "le Périgord",
        "les Cévennes",
        "la Drôme des collines",
        "le Pays basque",
        "la Beauce",
    ],
)
@pytest.mark.parametrize("attendu", [False, True])
def test_une_aire_sans_code_n_est_pas_un_lieu(lecteur: LecteurLieux, aire: str, attendu: bool) -> None:
    lecture = lecteur.lire(f"dans {aire}", attendu=attendu)
    assert (lecture.territoire, lecture.choix) == (None, [])


def test_une_ville_du_nom_d_une_aire_est_une_ville(lecteur: LecteurLieux) -> None:
    assert code(lecteur.lire("une colonie à La Bresse")) == "commune:88075"
    assert code(lecteur.lire("une colonie dans la Bresse")) is None


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("le dernier bistrot de Mens", "commune:38226"),
        ("un tiers-lieu à Die", "commune:26113"),
        ("une recyclerie à Ham", "commune:80410"),
        ("la commune de Us", "commune:95625"),
        ("Le Port (Réunion)", "commune:97407"),
        ("au 38200 vienne", "commune:38544"),
    ],
)
def test_un_mot_ordinaire_est_un_lieu_quand_quelque_chose_le_dit(
    lecteur: LecteurLieux, texte: str, attendu: str
) -> None:
    assert code(lecteur.lire(texte)) == attendu


# ---------------------------------------------------------------------- namesakes
def test_des_homonymes_sont_demandes(lecteur: LecteurLieux) -> None:
    lecture = lecteur.lire("on veut ouvrir un café à Saint-Denis")
    assert lecture.territoire is None
    assert set(codes_du_choix(lecture)) == {"97411", "93066", "11339", "30247"}


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Vienne, dans l'Isère", "commune:38544"),
        ("Vienne (38)", "commune:38544"),
        ("un café st denis ds le 93", "commune:93066"),
        ("Saint-Denis de La Réunion", "commune:97411"),
        ("Valence, dans le Tarn-et-Garonne", "commune:82186"),
        ("82400 Valence", "commune:82186"),
        ("Saint-Pierre (974)", "commune:97416"),
        ("à Montreuil (93)", "commune:93048"),
    ],
)
def test_un_autre_lieu_du_texte_departage(lecteur: LecteurLieux, texte: str, attendu: str) -> None:
    assert code(lecteur.lire(texte)) == attendu


def test_une_grande_ville_l_emporte_sur_ses_homonymes_minuscules(lecteur: LecteurLieux) -> None:
    assert code(lecteur.lire("à Valence")) == "commune:26362"


def test_un_nom_court_ne_l_emporte_pas_sur_un_nom_entier(lecteur: LecteurLieux) -> None:
    assert {"63113", "60157"} <= set(codes_du_choix(lecteur.lire("à Clermont")))


def test_une_commune_et_un_departement_du_meme_nom_sont_demandes(lecteur: LecteurLieux) -> None:
    lecture = lecteur.lire("Vienne", attendu=True)
    assert {(t.niveau, t.code) for t in lecture.choix} == {("departement", "86"), ("commune", "38544")}


def test_un_code_postal_partage_est_demande(lecteur: LecteurLieux) -> None:
    assert codes_du_choix(lecteur.lire("38200", attendu=True))[0] == "38544"
    assert code(lecteur.lire("projet 69003")) == "commune:69123"


# ---------------------------------------------------------------------- roles
@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("J'habite Cayenne : quelles bourses pour un projet ?", "commune:97302"),
        ("J'habite à Lens mais le projet se fera à Arras", "commune:62041"),
        ("c'est à Vichy que se fera le projet, j'habite Moulins", "commune:03310"),
        ("Je travaille à Lyon et je voudrais créer un café à Vienne, en Isère", "commune:38544"),
        ("Je vous écris depuis mon bureau de Limoges. Notre café sera à Guéret.", "commune:23096"),
        ("originaire de Brest, je monte une ferme à Quimper", "commune:29232"),
        ("un garage vu dans le Nord, on veut faire pareil à Brest", "commune:29019"),
        ("un garage solidaire comme à Lyon, mais à Roanne", "commune:42187"),
        ("je cherche un local rue de Paris à Lille", "commune:59350"),
        ("avec une amie, une laverie solidaire à Decazeville", "commune:12089"),
        ("dans le Nord, à Roubaix", "commune:59512"),
        ("à Lens et à Arras", "commune:62498"),
        ("je n'habite pas à Lens mais le projet y est", "commune:62498"),
        ("Limoges, le 12 mars 2026. Nous voulons ouvrir une crèche à Guéret.", "commune:23096"),
        ("un réseau partout en France depuis Nantes", "commune:44109"),
    ],
)
def test_le_lieu_du_projet_est_choisi_parmi_les_lieux(lecteur: LecteurLieux, texte: str, attendu: str) -> None:
    assert code(lecteur.lire(texte)) == attendu


def test_une_comparaison_seule_ne_donne_pas_de_lieu(lecteur: LecteurLieux) -> None:
    assert code(lecteur.lire("on voudrait un garage solidaire comme celui de Lyon")) is None


COURRIEL = """Association Les Ronces
12 rue de la Paix, 69003 Lyon

Objet : demande de conseil

Bonjour,
Nous portons un projet de ressourcerie{lieu}. Il nous faut 30 000 euros.
Bien cordialement,
Julie Martin
Clermont-Ferrand"""


def test_la_signature_et_l_en_tete_d_un_courriel_ne_sont_pas_le_lieu(lecteur: LecteurLieux) -> None:
    assert code(lecteur.lire(COURRIEL.format(lieu=" à Mens"))) == "commune:38226"
    assert code(lecteur.lire(COURRIEL.format(lieu=""))) is None


def test_un_post_scriptum_compte(lecteur: LecteurLieux) -> None:
    assert code(lecteur.lire(COURRIEL.format(lieu="") + "\nPS : le projet est à Mens")) == "commune:38226"


@pytest.mark.parametrize(
    ("texte", "exclus", "attendu"),
    [
        ("pas à Lens, à Arras", ["62498"], "commune:62041"),
        ("ce n'est pas Lens mais Liévin", ["62498"], "commune:62510"),
        ("ni à Lens ni à Arras, à Béthune", ["62498", "62041"], "commune:62119"),
        ("je ne suis plus à Lens", ["62498"], None),
        ("non, à Lyon", [], "commune:69123"),
        ("pas loin de Brive", [], "commune:19031"),
    ],
)
def test_un_lieu_nie_est_exclu(lecteur: LecteurLieux, texte: str, exclus: list[str], attendu: str | None) -> None:
    lecture = lecteur.lire(texte)
    assert ([t.code for t in lecture.exclus], code(lecture)) == (exclus, attendu)


# ---------------------------------------------------------------------- answers to « où ? »
@pytest.mark.parametrize(
    ("reponse", "attendu"),
    [
        ("brest", "commune:29019"),
        ("Us", "commune:95625"),
        ("die", "commune:26113"),
        ("c'est sur orange svp", "commune:84087"),
        ("mans", "commune:72181"),
        ("paris 11", "commune:75056"),
        ("42", "departement:42"),
        ("2a", "departement:2A"),
        ("le nord", "departement:59"),
        ("en vendee", "departement:85"),
        ("bretagne", "region:53"),
        ("sainté", "commune:42218"),
        ("france", "france:FR"),
        ("marseil", "commune:13055"),
        ("grenble", "commune:38185"),
        ("clermont ferand", "commune:63113"),
        ("la rochele", "commune:17300"),
        ("seine saint deni", "departement:93"),
        ("chateauroux (36)", "commune:36044"),
    ],
)
def test_une_reponse_nue_suffit_quand_le_lieu_est_demande(lecteur: LecteurLieux, reponse: str, attendu: str) -> None:
    assert code(lecteur.lire(reponse, attendu=True)) == attendu


@pytest.mark.parametrize(
    "reponse", ["je ne sais pas", "pas encore", "non merci", "ville", "à la campagne", "plus tard"]
)
def test_une_reponse_sans_lieu_n_en_donne_pas(lecteur: LecteurLieux, reponse: str) -> None:
    lecture = lecteur.lire(reponse, attendu=True)
    assert (lecture.territoire, lecture.choix) == (None, [])


# ---------------------------------------------------------------------- typing errors
@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("je suis à Marseile", "commune:13055"),
        ("a marseile", "commune:13055"),
        ("à Sant-Étienne-du-Rouvray", "commune:76575"),
        ("Une épicerie à Saint Etienne de Monluc", "commune:44158"),
        ("Villefrnche-sur-Saône", "commune:69264"),
        ("Comunauté de communes du Trièves", "epci:200030658"),
    ],
)
def test_une_faute_de_frappe_est_comprise(lecteur: LecteurLieux, texte: str, attendu: str) -> None:
    assert code(lecteur.lire(texte)) == attendu


def test_une_faute_entre_plusieurs_villes_est_demandee(lecteur: LecteurLieux) -> None:
    assert {"92050", "86174"} <= set(codes_du_choix(lecteur.lire("nantre", attendu=True)))


@pytest.mark.parametrize(
    "texte", ["je n'arrive pas à finir", "elle a trois ans", "à redire", "la CRESS et le CCAS", "sur internet"]
)
def test_un_mot_n_est_pas_un_nom_mal_ecrit(lecteur: LecteurLieux, texte: str) -> None:
    assert lecteur.lire(texte).mentions == []


# ---------------------------------------------------------------------- properties
def test_les_positions_sont_celles_du_texte_recu(lecteur: LecteurLieux) -> None:
    texte = "Œuvre : l’épicerie d’à côté, à Saint‑Étienne ☕ puis à Lyon…"
    mentions = lecteur.lire(texte).mentions
    assert [texte[m.debut : m.fin] for m in mentions] == [m.texte for m in mentions] == ["Saint‑Étienne", "Lyon"]


@pytest.mark.parametrize("texte", ["", "   ", "?!…", "🙂🙂", "привет 你好", "l'", "'", "3", "2b", "a a a a"])
def test_un_texte_vide_ou_etrange_ne_gene_pas(lecteur: LecteurLieux, texte: str) -> None:
    for attendu in (False, True):
        assert isinstance(lecteur.lire(texte, attendu=attendu), LectureLieux)


def test_des_noms_tires_au_hasard_sont_lus_ou_demandes(lecteur: LecteurLieux) -> None:
    ref = referentiel()
    hasard = random.Random(7)
    communes = hasard.sample(list(ref.tous("commune")), 300)
    justes = 0
    for commune in communes:
        lecture = lecteur.lire(f"{commune.nom} ({commune.departement})", attendu=True)
        justes += commune in ([lecture.territoire] if lecture.territoire else lecture.choix)
    assert justes >= 297


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Un lavoir devenu sauna. Bellac.", "Bellac"),
        ("association créée il y a deux mois, Ganges", "Ganges"),
        ("Le Havre. Un garage associatif.", "Le Havre"),
        ("un vieux chalutier, au Guilvinec", "Guilvinec"),
    ],
)
def test_un_nom_seul_entre_deux_coupures_est_un_lieu(lecteur: LecteurLieux, texte: str, nom: str) -> None:
    lu = lecteur.lire(texte).territoire
    assert lu is not None and lu.nom == nom


@pytest.mark.parametrize("texte", ["une crèche pr lhopital", "Merci. À bientôt.", "Le projet avance. Le port aussi."])
def test_un_mot_sans_apostrophe_ou_seul_n_est_pas_un_lieu(lecteur: LecteurLieux, texte: str) -> None:
    assert lecteur.lire(texte).territoire is None


@pytest.mark.parametrize(
    "texte", ["j'en parle à Camille", "un exposé sur Victor Hugo", "on l'a dit à Kevin et à Fatou"]
)
def test_un_prenom_n_est_pas_un_nom_mal_ecrit(lecteur: LecteurLieux, texte: str) -> None:
    assert lecteur.lire(texte).mentions == []


def test_une_longue_reponse_mal_ecrite_est_comprise(lecteur: LecteurLieux) -> None:
    lu = lecteur.lire("decazvile", attendu=True).territoire
    assert lu is not None and lu.nom == "Decazeville"
