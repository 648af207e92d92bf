"""What a message means in the conversation. Among them, the traps that form-based assistants are known for."""

import pytest

from actions.aiguillage import ESSAIS_MAX, SUITE_PAR_INTENTION, Message, aiguiller
from actions.etat import Etat
from actions.lecture import Lecture, Sujet
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import referentiel
from knowledge.vocabulaire import INTENTIONS, PUBLICS, TYPES_FINANCEMENT

BREST = Territoire(niveau="commune", code="29019", nom="Brest")
SAINT_JOSEPH = tuple(referentiel().par_code("commune", code) for code in ("97412", "97224", "42247"))


def message(texte="", intention="decrire_projet", confiance=0.9, bouton=False, **lecture):
    return Message(texte=texte, intention=intention, confiance=confiance, lecture=Lecture(**lecture), bouton=bouton)


def test_every_intent_of_the_vocabulary_leads_somewhere():
    assert set(SUITE_PAR_INTENTION) == set(INTENTIONS)


def test_several_facts_at_once_are_all_kept():
    etat = aiguiller(Etat(), message("…", territoire=BREST, valeurs={"stade": "idee", "besoin_social": ("culture",)}))
    assert (etat.profil.territoire, etat.profil.stade, etat.profil.besoin_social) == (BREST, "idee", ("culture",))
    assert etat.suite == "poursuivre"


def test_a_side_question_leaves_the_pending_question_in_place():
    etat = aiguiller(Etat(question="territoire"), message("c'est quoi une scic ?", "demander_definition"))
    assert (etat.suite, etat.question) == ("definir", "territoire")


def test_an_answer_is_an_answer_whatever_its_intent_looks_like():
    etat = aiguiller(Etat(question="territoire"), message("brest", "hors_sujet", 0.5, territoire=BREST))
    assert (etat.suite, etat.question, etat.profil.territoire) == ("poursuivre", None, BREST)


def test_a_greeting_never_fills_a_free_text_field():
    etat = aiguiller(Etat(question="besoin_social", essais={"besoin_social": 1}), message("bonjour", "saluer"))
    assert etat.profil == Profil() and etat.suite == "saluer"


def test_facts_in_an_out_of_scope_message_start_no_project():
    etat = aiguiller(Etat(), message("les encombrants à Brest ?", "hors_sujet", territoire=BREST))
    assert etat.profil == Profil() and etat.suite == "hors_sujet"


@pytest.mark.parametrize(
    ("question", "texte", "intention", "attendu"),
    [
        ("structure_existante", "oui", "confirmer", {"structure_existante": True}),
        ("structure_existante", "non pas encore", "refuser", {"structure_existante": False}),
        ("employeur", "non", "refuser", {"employeur": False}),
    ],
)
def test_yes_and_no_answer_a_yes_or_no_question(question, texte, intention, attendu):
    etat = aiguiller(Etat(question=question), message(texte, intention))
    assert {champ: getattr(etat.profil, champ) for champ in attendu} == attendu and etat.question is None


def test_a_refusal_is_respected_and_told_apart_from_not_knowing():
    refus = aiguiller(
        Etat(question="territoire"), message("je préfère ne pas le dire", "refuser", sans_reponse="refuse")
    )
    ignore = aiguiller(Etat(question="territoire"), message("aucune idée", "ne_sait_pas"))
    assert refus.profil.sans_reponse == {"territoire": "refuse"}
    assert ignore.profil.sans_reponse == {"territoire": "ne_sait_pas"}
    assert refus.question is None and ignore.question is None


def test_a_refusal_to_a_yes_or_no_question_is_not_a_no():
    etat = aiguiller(
        Etat(question="employeur"), message("je préfère ne pas répondre", "refuser", sans_reponse="refuse")
    )
    assert etat.profil.employeur is None and etat.profil.sans_reponse == {"employeur": "refuse"}


def test_none_of_these_settles_the_question_of_situations():
    etat = aiguiller(Etat(question="publics"), message("rien de particulier", "refuser", sans_reponse="aucun"))
    assert set(etat.profil.publics_exclus) == set(PUBLICS) and etat.question is None


def test_an_ambiguous_place_is_asked_about():
    etat = aiguiller(Etat(), message("à Saint-Joseph", choix=SAINT_JOSEPH))
    assert etat.question == "territoire_choix" and etat.profil.territoire is None


@pytest.mark.parametrize(
    "lecture",
    [
        {"territoire": referentiel().par_code("commune", "97224")},
        {"territoire": referentiel().par_code("region", "02")},
        {"rang": 2},
    ],
)
def test_the_place_is_chosen_by_itself_by_what_contains_it_or_by_its_rank(lecture):
    etat = aiguiller(Etat(question="territoire_choix", choix_territoire=SAINT_JOSEPH), message("…", **lecture))
    assert etat.profil.territoire is not None and etat.profil.territoire.code == "97224"
    assert etat.question is None and etat.choix_territoire == ()


def test_a_question_is_never_asked_for_ever():
    etat = Etat(question="stade", essais={"stade": ESSAIS_MAX})
    etat = aiguiller(etat, message("blabla", confiance=0.5))
    assert etat.question is None and etat.profil.sans_reponse == {"stade": "ne_sait_pas"}


def test_two_misunderstandings_in_a_row_lead_to_a_person():
    premier = aiguiller(Etat(), message("zgrb", confiance=0.1))
    second = aiguiller(premier, message("zgrb zgrb", confiance=0.1))
    assert (premier.suite, premier.incomprehensions) == ("clarifier", 1)
    assert (second.suite, second.incomprehensions) == ("clarifier", 2)


def test_being_understood_again_starts_the_count_afresh():
    etat = aiguiller(Etat(incomprehensions=1), message("une idée", valeurs={"stade": "idee"}))
    assert etat.incomprehensions == 0


def test_distress_comes_before_everything_and_drops_the_form():
    etat = aiguiller(Etat(question="stade"), message("on dort dehors", "urgence_sociale", valeurs={"stade": "idee"}))
    assert (etat.suite, etat.question, etat.urgence, etat.profil.stade) == ("urgence", None, True, None)


def test_coming_back_to_the_project_ends_the_reserve():
    etat = aiguiller(Etat(urgence=True), message("mon projet…", valeurs={"besoin_social": ("culture",)}))
    assert etat.urgence is False


def test_a_new_project_forgets_the_old_one_and_keeps_what_the_message_says():
    etat = Etat(profil=Profil(stade="creation", territoire=BREST), parcours_montre=("cress-bretagne",))
    etat = aiguiller(
        etat, message("en fait j'ai un autre projet, un musée", "recommencer", valeurs={"besoin_social": ("culture",)})
    )
    assert etat.profil == Profil(besoin_social=("culture",)) and etat.parcours_montre is None


def test_an_uncertain_request_to_erase_is_confirmed_first():
    etat = aiguiller(Etat(profil=Profil(stade="idee")), message("on enlève", "effacer_donnees", 0.4))
    assert etat.confirmation == "effacer" and etat.profil.stade == "idee"
    assert aiguiller(etat, message("oui", "confirmer")).suite == "effacer"
    garde = aiguiller(etat, message("non", "refuser"))
    assert garde.suite != "effacer" and garde.profil.stade == "idee" and garde.confirmation is None


def test_an_uncertain_request_to_begin_again_never_loses_a_project():
    etat = aiguiller(Etat(profil=Profil(stade="idee")), message("le premier ne nous plaît pas", "recommencer", 0.5))
    assert etat.confirmation == "recommencer" and etat.profil.stade == "idee"
    assert aiguiller(etat, message("oui", "confirmer")).profil == Profil()


def test_a_pending_question_is_left_alone_after_two_messages_beside_it():
    etat = Etat(question="stade", essais={"stade": 1})
    for texte in ("14 moi", "14 moi"):
        etat = aiguiller(etat, message(texte, "hors_sujet"))
    assert etat.suite == "poursuivre" and etat.question is None and etat.profil.sans_reponse == {"stade": "ne_sait_pas"}


def test_anger_that_corrects_a_place_is_a_correction_first():
    lens, arras = (referentiel().par_code("commune", code) for code in ("62498", "62041"))
    etat = Etat(profil=Profil(territoire=lens))
    etat = aiguiller(
        etat, message("pff non, pas Lens, Arras !!", "mecontent", territoire=arras, territoires_exclus=(lens,))
    )
    assert etat.suite == "poursuivre" and etat.profil.territoire == arras


def test_adding_a_theme_in_so_many_words_keeps_the_other():
    etat = Etat(profil=Profil(besoin_social=("services_proximite",)))
    etat = aiguiller(
        etat, message("on voudrait ajouter le numérique", "corriger", valeurs={"besoin_social": ("numerique",)})
    )
    assert etat.profil.besoin_social == ("services_proximite", "numerique")


def test_an_apology_after_another_subject_starts_no_project():
    etat = aiguiller(Etat(issue="hors_sujet"), message("ah pardon", "corriger"))
    assert etat.suite == "remercier" and etat.question is None


def test_why_do_you_ask_is_answered_whatever_the_intent():
    etat = aiguiller(
        Etat(question="stade"), message("pourquoi vous me demandez ça ?", "mecontent", demande="pourquoi_question")
    )
    assert (etat.suite, etat.question) == ("justifier", "stade")


def test_naming_a_record_is_being_understood():
    etat = aiguiller(Etat(), message("le DLA", confiance=0.1, sujets=(Sujet("definition", "dla"),)))
    assert etat.suite == "poursuivre"


def test_the_state_survives_the_slots():
    etat = Etat(
        profil=Profil(stade="idee", territoire=BREST, sans_reponse={"publics": "refuse"}),
        question="publics",
        choix_territoire=SAINT_JOSEPH,
        parcours_montre=("a", "b"),
        profil_montre=Profil(stade="idee"),
        essais={"publics": 1},
    )
    assert Etat.depuis(etat.vers()) == etat


# ---------------------------------------------------------------- two things in one message
def test_an_answer_with_a_side_question_is_kept_and_the_talk_goes_on():
    etat = Etat(question="besoin_social", essais={"besoin_social": 1})
    dit = message("Des stages pour les ados. C'est anonyme ?", "vie_privee", valeurs={"besoin_social": ("education",)})
    etat = aiguiller(etat, dit)
    assert (etat.suite, etat.question, etat.reprise) == ("vie_privee", None, True)
    assert etat.profil.besoin_social == ("education",)


def test_a_place_named_in_a_side_question_alone_answers_nothing():
    etat = Etat(question="territoire", essais={"territoire": 1})
    etat = aiguiller(etat, message("vous couvrez la France ou juste Brest ?", "capacites", territoire=BREST))
    assert (etat.suite, etat.question, etat.profil.territoire) == ("presenter", "territoire", None)


def test_a_whole_request_is_served_even_when_it_answers():
    texte = "Quels leviers pour faire naître de l'autopartage chez nos habitants, sans l'exploiter nous-mêmes ?"
    dit = message(texte, "levier_collectivite", valeurs={"besoin_social": ("mobilite",)})
    etat = aiguiller(Etat(question="besoin_social"), dit)
    assert etat.suite == "levier" and etat.profil.besoin_social == ("mobilite",)


def test_something_else_worth_knowing_is_no_failed_answer():
    etat = aiguiller(Etat(question="stade", essais={"stade": 1}), message("à Brest", territoire=BREST))
    assert (etat.suite, etat.question, etat.essais) == ("poursuivre", "stade", {"stade": 0})


# ---------------------------------------------------------------- definitions
GARANTIE = Sujet(genre="definition", id="garantie")


def test_asking_what_a_kind_of_money_is_does_not_ask_for_it():
    dit = message(
        "une garantie, à quoi ça sert ?",
        "demander_definition",
        sujets=(GARANTIE,),
        valeurs={"type_financement": ("garantie",), "besoin_appui": ("financement",)},
    )
    assert aiguiller(Etat(), dit).profil == Profil()


@pytest.mark.parametrize(("avant", "suite"), [("definir", "definir"), ("poursuivre", "poursuivre")])
def test_and_this_one_after_a_definition_asks_for_another(avant, suite):
    etat = Etat(suite=avant, profil=Profil(stade="idee"))
    assert aiguiller(etat, message("Et la garantie ?", "demander_financement", sujets=(GARANTIE,))).suite == suite


# ---------------------------------------------------------------- when nothing begins
@pytest.mark.parametrize(
    ("etat", "intention", "suite"),
    [
        (Etat(), "confirmer", "remercier"),
        (Etat(incomprehensions=1), "confirmer", "poursuivre"),
        (Etat(question="besoin_social"), "refuser", "remercier"),
        (Etat(question="besoin_social"), "confirmer", "poursuivre"),
    ],
)
def test_a_bare_reply_begins_a_project_only_when_one_was_asked_for(etat, intention, suite):
    assert aiguiller(etat, message("ok", intention)).suite == suite


def test_help_wanted_for_something_is_a_project_after_all():
    dit = message("je cherche un local pour mon atelier", "hors_sujet", 0.75, valeurs={"besoin_appui": ("local",)})
    assert aiguiller(Etat(), dit).suite == "poursuivre"


def test_not_knowing_when_nothing_was_asked_leads_to_a_person():
    etat = Etat(profil=Profil(stade="idee"), parcours_montre=("adie-accompagnement",))
    assert aiguiller(etat, message("je ne sais pas écrire un dossier", "ne_sait_pas")).suite == "transmettre"


# ---------------------------------------------------------------- distress
def test_a_word_of_distress_read_in_doubt_does_not_stop_a_project():
    etat = Etat(question="stade", profil=Profil(besoin_social=("sante",)))
    assert aiguiller(etat, message("y a rien la nuit", "urgence_sociale", 0.5)).suite == "poursuivre"
    assert aiguiller(etat, message("je dors dehors ce soir", "urgence_sociale", 0.9)).suite == "urgence"


def test_after_distress_what_is_no_project_gets_the_numbers_again():
    assert aiguiller(Etat(urgence=True), message("c'est gratuit ce numéro ?", "capacites")).suite == "urgence"


def test_no_money_means_that_no_kind_is_wanted_any_more():
    etat = Etat(profil=Profil(besoin_appui=("financement",), type_financement=("don",)))
    etat = aiguiller(etat, message("laissez tomber l'argent", "corriger", exclus={"besoin_appui": ("financement",)}))
    assert etat.profil.besoin_appui == etat.profil.type_financement == ()
    assert set(etat.profil.type_financement_exclus) == set(TYPES_FINANCEMENT)


def test_a_person_who_does_not_know_what_they_seek_is_asked_what_the_need_is():
    etat = aiguiller(Etat(), message("Je ne sais pas trop ce que je cherche.", "ne_sait_pas"))
    assert etat.suite == "poursuivre"


@pytest.mark.parametrize("demande", ["premiers_pas", "plus_pres", "autres_pistes"])
def test_a_part_of_the_route_is_told_once_there_is_a_route(demande):
    avec = Etat(profil=Profil(stade="idee"), parcours_montre=("a",))
    assert aiguiller(avec, message("…", "demander_parcours", demande=demande)).suite == "extraire"
    sans = Etat(profil=Profil(stade="idee"))
    assert aiguiller(sans, message("…", "demander_parcours", demande=demande)).suite == "poursuivre"


def test_a_new_place_is_more_than_a_part_of_the_route():
    etat = Etat(profil=Profil(stade="idee"), parcours_montre=("a",))
    apres = aiguiller(etat, message("plus près, à Brest", "corriger", demande="plus_pres", territoire=BREST))
    assert apres.suite == "poursuivre" and apres.profil.territoire == BREST


def test_in_a_long_message_these_words_tell_something_else():
    etat = Etat(profil=Profil(stade="idee"), parcours_montre=("a",))
    long = " ".join(["les familles habitent trop loin du bourg pour venir à pied chercher leurs paniers le soir"] * 2)
    assert aiguiller(etat, message(long, "decrire_projet", demande="plus_pres")).suite == "poursuivre"


def test_what_answers_the_pending_question_is_an_answer_even_when_the_route_is_there():
    etat = Etat(profil=Profil(stade="idee"), parcours_montre=("a",), question="besoin_appui")
    par_ou = message(
        "je ne sais pas par où commencer", demande="premiers_pas", valeurs={"besoin_appui": ("orientation",)}
    )
    apres = aiguiller(etat, par_ou)
    assert (apres.suite, apres.question, apres.profil.besoin_appui) == ("poursuivre", None, ("orientation",))


def test_asking_for_a_part_of_the_route_for_ever_does_not_keep_the_question_for_ever():
    etat = Etat(profil=Profil(stade="idee"), parcours_montre=("a",), question="publics", essais={"publics": 1})
    for _ in range(ESSAIS_MAX + 1):
        etat = aiguiller(etat, message("et après ?", "demander_parcours", demande="premiers_pas"))
    assert etat.question is None
