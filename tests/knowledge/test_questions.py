from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import vocabulaire as voc
from knowledge.profil import Profil
from knowledge.questions import (
    D_ABORD,
    REPONSES,
    avec_reponse,
    champs_utiles,
    changement_attendu,
    effet_question,
    prochaine_question,
    question_du_jour,
)

JOUR = date(2026, 6, 15)
VALENCE = "commune:26362"


@pytest.fixture
def connu(profil):
    """A profile whose first three fields are known."""
    return lambda **champs: profil(
        **{"besoin_social": "reemploi", "stade": "creation", "territoire": VALENCE, **champs}
    )


def test_need_stage_and_place_come_first_in_this_order(base_reelle, profil):
    assert prochaine_question(profil(), base_reelle, JOUR) == "besoin_social"
    assert prochaine_question(profil(besoin_social="culture"), base_reelle, JOUR) == "stade"
    assert prochaine_question(profil(besoin_social="culture", stade="idee"), base_reelle, JOUR) == "territoire"
    assert prochaine_question(profil(territoire=VALENCE, stade="idee"), base_reelle, JOUR) == "besoin_social"


@pytest.mark.parametrize("silence", voc.SANS_REPONSE)
def test_what_was_asked_in_vain_is_not_asked_again(base_reelle, profil, silence):
    p = profil(sans_reponse=dict.fromkeys(D_ABORD, silence))
    assert prochaine_question(p, base_reelle, JOUR) not in D_ABORD
    assert (
        prochaine_question(profil(sans_reponse=dict.fromkeys((*D_ABORD, *REPONSES), silence)), base_reelle, JOUR)
        is None
    )


def test_the_question_is_the_one_that_changes_most(base_de, fiche, connu):
    """Two kinds of holders see other records; nothing else matters."""
    par_porteur = [fiche(f"{t}-{i}", types_porteur=[t]) for t in ("association", "particulier") for i in range(3)]
    base = base_de(*par_porteur)
    p = connu(besoin_appui="accompagnement")
    assert prochaine_question(p, base, JOUR) == "type_porteur"
    changements = {champ: changement_attendu(champ, p, base, JOUR) for champ in champs_utiles(p)}
    assert changements["type_porteur"] == max(changements.values()) > 0
    assert changements["publics"] == 0


def test_no_question_when_no_answer_would_change_anything(base_de, fiche, connu):
    assert prochaine_question(connu(), base_de(fiche("cress-a", categorie="accueil")), JOUR) is None


def test_money_is_asked_about_only_when_wanted(connu):
    assert not {"type_financement", "montant_recherche"} & set(champs_utiles(connu(besoin_appui="local")))
    assert {"type_financement", "montant_recherche"} <= set(champs_utiles(connu(besoin_appui="financement")))
    refuse = connu(besoin_appui="financement", type_financement_exclus=voc.TYPES_FINANCEMENT)
    assert not {"type_financement", "montant_recherche"} & set(champs_utiles(refuse))


def test_what_follows_from_the_rest_is_not_asked(connu):
    assert "structure_existante" not in champs_utiles(connu(type_porteur="association"))
    assert not {"employeur", "anciennete_mois"} & set(champs_utiles(connu(structure_existante=False)))
    assert "publics" not in champs_utiles(connu(publics_exclus="jeune"))


def test_shares_of_answers_add_up_to_one():
    for champ, reponses in REPONSES.items():
        assert sum(reponses.values()) == pytest.approx(1), champ


def test_none_of_the_publics_is_an_answer_that_denies_them_all(profil):
    assert avec_reponse(profil(), "publics", ()).publics_exclus == voc.PUBLICS
    assert avec_reponse(profil(), "publics", ("jeune",)) == profil(publics="jeune")


def test_one_question_at_most_beyond_the_first_three_is_usual(base_reelle, connu):
    combien = []
    for stade in voc.STADES:
        for theme in voc.BESOINS_SOCIAUX[::4]:
            p, posees = connu(stade=stade, besoin_social=theme), 0
            while question := prochaine_question(p, base_reelle, JOUR):
                p, posees = avec_reponse(p, question, next(iter(REPONSES[question]))), posees + 1
            combien.append(posees)
    assert sorted(combien)[len(combien) // 2] <= 1 and max(combien) <= 3


@pytest.mark.parametrize("champ", [*D_ABORD, *REPONSES])
def test_the_reason_of_a_question_is_a_sentence(base_reelle, connu, champ):
    vide = msgspec.structs.replace(
        connu(besoin_appui="financement"), **{champ: msgspec.structs.fields(Profil)[0].default}
    )
    phrase = effet_question(champ, vide if champ in D_ABORD else connu(besoin_appui="financement"), base_reelle, JOUR)
    assert phrase.endswith(".") and phrase[0].isupper()


def test_the_reason_says_when_the_answer_would_change_nothing(base_de, fiche, connu):
    base = base_de(fiche("a"))
    assert "ne changerait rien" in effet_question("employeur", connu(), base, JOUR)
    base = base_de(fiche("a", employeur=True, structure_existante=True))
    assert "droit à un dispositif" in effet_question("employeur", connu(), base, JOUR)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_never_a_field_that_is_known_or_closed(base_reelle, connu, data):
    champs = data.draw(st.lists(st.sampled_from(list(REPONSES)), unique=True))
    p = connu()
    for champ in champs:
        p = avec_reponse(p, champ, data.draw(st.sampled_from(list(REPONSES[champ]))))
    muets = data.draw(st.lists(st.sampled_from(list(REPONSES)), unique=True))
    p = msgspec.structs.replace(p, sans_reponse=dict.fromkeys(muets, "refuse"))
    question = prochaine_question(p, base_reelle, JOUR)
    assert question is None or (question not in champs and question not in muets)


def test_the_question_of_the_day_is_the_next_one_whatever_the_persons_own_words(base_reelle, connu):
    profil = connu()
    assert question_du_jour(profil) == prochaine_question(profil, base_reelle) is not None
    assert question_du_jour(msgspec.structs.replace(profil, resume="une ressourcerie")) == question_du_jour(profil)
    assert question_du_jour(Profil()) == "besoin_social"
