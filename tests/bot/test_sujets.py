"""What a message talks about: records by name, ranks, questions about the conversation, doors elsewhere."""

import pytest

from bot.nlu.sujets import lecteur_sujets


def lus(texte):
    return {m.entite: m.valeur for m in lecteur_sujets().lire(texte)}


@pytest.mark.parametrize(
    ("texte", "definition"),
    [
        ("C'est quoi, une SCIC ?", "scic"),
        ("c koi la scic", "scic"),
        ("que veut dire ESUS au juste", "esus"),
        ("pourquoi pas le DLA ?", "dla"),
        ("Et l'économie sociale et solidaire, c'est quoi", "ess"),
    ],
)
def test_words_of_the_field_are_found_however_they_are_typed(texte, definition):
    assert lus(texte)["sujet"] == {"genre": "definition", "id": definition}


def test_a_name_inside_another_word_is_no_subject():
    assert "sujet" not in lus("une adresse essentielle")


def test_the_longest_name_wins():
    sujets = [
        m.valeur["id"] for m in lecteur_sujets().lire("le dispositif local d'accompagnement") if m.entite == "sujet"
    ]
    assert sujets == ["dla"]


@pytest.mark.parametrize(
    "texte", ["notre association cherche un local", "on veut une subvention", "un prêt pour le projet"]
)
def test_common_words_name_no_record(texte):
    assert "sujet" not in lus(texte)


@pytest.mark.parametrize(
    ("texte", "rang"),
    [
        ("c'est quoi le deuxième ?", 2),
        ("parle moi du 3", 3),
        ("la première", 1),
        ("le 2e", 2),
        ("numéro 4", 4),
        ("2", 2),
    ],
)
def test_ranks_point_into_the_list_that_was_shown(texte, rang):
    assert lus(texte)["rang"] == rang


@pytest.mark.parametrize(
    "texte", ["le 3e arrondissement de Lyon", "le 2 mai", "15 000 euros", "à Lyon 3", "la deuxième fois"]
)
def test_other_numbers_are_no_ranks(texte):
    assert "rang" not in lus(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "pourquoi vous me demandez ça ?",
        "Pourquoi cette question ?",
        "à quoi ça sert de savoir ça",
        "quel rapport avec mon projet ?",
        "mé pk tu ve savoir ça",
    ],
)
def test_why_do_you_ask_is_heard(texte):
    assert lus(texte)["demande"] == "pourquoi_question"


def test_why_not_is_told_apart_from_why_do_you_ask():
    assert lus("pourquoi pas le DLA ?")["demande"] == "pourquoi_pas"


@pytest.mark.parametrize(
    "texte", ["c'est quoi le deuxième ?", "dites m'en plus sur le premier", "en savoir plus sur le 2"]
)
def test_a_detail_is_asked_of_what_was_shown(texte):
    assert lus(texte)["demande"] == "detail"


@pytest.mark.parametrize(
    ("texte", "demande"),
    [
        ("par quoi je commence ?", "premiers_pas"),
        ("qui j'appelle en premier", "premiers_pas"),
        ("ok et après ?", "premiers_pas"),
        ("g pa tt lu c trop long", "premiers_pas"),
        ("il n'y a rien de plus près de chez moi ?", "plus_pres"),
        ("c'est loin tout ça", "plus_pres"),
        ("y a autre chose ?", "autres_pistes"),
        ("vous avez d'autres pistes", "autres_pistes"),
    ],
)
def test_a_part_of_the_route_is_asked_for(texte, demande):
    assert lus(texte)["demande"] == demande


@pytest.mark.parametrize("texte", ["c'est tout, merci", "une autre association", "on a ouvert il y a longtemps"])
def test_these_words_ask_for_no_part_of_the_route(texte):
    assert "demande" not in lus(texte)


def test_explaining_a_word_is_no_detail():
    assert lus("c'est quoi une SCIC ?")["demande"] == "definition"


@pytest.mark.parametrize(
    "texte", ["pas compris la question", "qu'est-ce que vous voulez dire ?", "vous pouvez reformuler la question ?"]
)
def test_a_question_that_is_not_understood_is_heard(texte):
    assert lus(texte)["demande"] == "reformuler"


@pytest.mark.parametrize(
    "texte",
    [
        "je préfère ne pas le dire",
        "Je préfère ne pas dire où c'est.",
        "passez",
        "passons",
        "ça ne vous regarde pas",
        "joker",
    ],
)
def test_a_refusal_is_heard(texte):
    assert lus(texte)["sans_reponse"] == "refuse"


@pytest.mark.parametrize("texte", ["je ne sais pas", "aucune idée", "jsp", "on sait pas trop", "on verra plus tard"])
def test_not_knowing_is_heard(texte):
    assert lus(texte)["sans_reponse"] == "ne_sait_pas"


@pytest.mark.parametrize(
    "texte",
    [
        "rien de particulier",
        "non, aucune",
        "aucune de ces situations",
        "pas de préférence",
        "rien à signaler",
        "non rien de tout ça",
    ],
)
def test_none_of_these_is_an_answer(texte):
    assert lus(texte)["sans_reponse"] == "aucun"


@pytest.mark.parametrize(
    "texte", ["on n'a rien pour le moment comme local", "rien n'est lancé", "je ne sais pas coudre"]
)
def test_other_nothings_are_not(texte):
    assert "sans_reponse" not in lus(texte)


@pytest.mark.parametrize(
    ("texte", "porte"),
    [
        ("comment je demande le RSA ?", "minima_sociaux"),
        ("c'est quel jour les encombrants ?", "dechets"),
        ("je cherche un emploi", "emploi"),
        ("une place en crèche", "enfants"),
    ],
)
def test_requests_from_elsewhere_find_their_door(texte, porte):
    assert lus(texte)["porte"] == porte


def test_a_common_word_is_a_subject_only_where_its_meaning_is_asked_for():
    assert lus("et la garantie, ça veut dire quoi ?")["sujet"]["id"] == "garantie"
    assert lus("Et des fonds propres ?")["sujet"]["id"] == "fonds-propres"
    assert "sujet" not in lus("on cherche des fonds propres")


def test_a_record_is_known_by_the_initials_it_begins_with():
    assert lus("on a droit au FDVA ?")["sujet"] == {"genre": "dispositif", "id": "fdva-2-fonctionnement-innovation"}
