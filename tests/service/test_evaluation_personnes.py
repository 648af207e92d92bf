"""Simulated people: how they talk (against scripted answers over real HTTP), and how a finished talk is judged."""

import msgspec
import pytest
from aiohttp import web

from service.evaluation.client import Client, client_de
from service.evaluation.entretien import TOURS_MAX, Deroule, Tour, correspond, juger_imprevu, mener
from service.evaluation.mesures import JEUX
from service.evaluation.personnes import Imprevu, Personne, lire_personnes
from service.evaluation.verdict import bilan_personnes, champs_juges, juger

LYON, MARSEILLE = {"niveau": "commune", "code": "69123"}, {"niveau": "commune", "code": "13055"}
RHONE, FRANCE = {"niveau": "departement", "code": "69"}, {"niveau": "france", "code": "FR"}


def personne(attendu=None, **cles):
    donnees = {
        "id": "p",
        "qui": "quelqu'un",
        "ouverture": ["bonjour"],
        "reponses": {"defaut": "jsp"},
        "attendu": attendu or {},
        **cles,
    }
    return msgspec.convert(donnees, Personne)


def proposition(identifiant, verdict="eligible"):
    return {"id": identifiant, "categorie": "appui", "verdict": verdict, "sources": ["s"], "pourquoi": ["p"]}


def parcours(*propositions, stade=None):
    return {"etapes": [{"stade": stade, "dispositifs": list(propositions)}]}


TROIS = parcours(proposition("a"), proposition("b"), proposition("c"))


class Scenario:
    """A service that answers each message with the next of its turns, and the last one for ever after."""

    def __init__(self, *tours, fiches=None):
        self.tours, self.fiches, self.dits, self.dernier, self.efface, self.refus = (
            tours,
            fiches or {},
            [],
            {},
            False,
            0,
        )

    def application(self):
        app = web.Application()
        app.router.add_post("/api/conversations", self.ouvrir)
        app.router.add_post("/api/conversations/{id}/messages", self.repondre)
        app.router.add_get("/api/conversations/{id}", self.lire)
        app.router.add_delete("/api/conversations/{id}", self.effacer)
        return app

    async def ouvrir(self, _):
        if self.refus:
            self.refus -= 1
            return web.json_response({}, status=429, headers={"Retry-After": "0"})
        return web.json_response({"id": "1", "jeton": "j", "messages": [{"texte": "Bonjour"}]}, status=201)

    async def repondre(self, request):
        assert request.headers["Authorization"] == "Bearer j"
        tour = self.tours[min(len(self.dits), len(self.tours) - 1)]
        self.dits.append((await request.json())["texte"])
        if tour.get("statut"):
            return web.json_response({}, status=tour["statut"])
        self.dernier = {"messages": [{"texte": "…"}], "intention": {"nom": "decrire_projet"}, "profil": {}, **tour}
        return web.json_response(self.dernier)

    async def lire(self, _):
        return web.json_response({"profil": self.dernier["profil"], "parcours": self.dernier.get("parcours")})

    async def effacer(self, _):
        self.efface = True
        return web.Response(status=204)


@pytest.fixture
def jouer(aiohttp_server):
    async def jouer(scenario, qui):
        serveur = await aiohttp_server(scenario.application())
        async with client_de(str(serveur.make_url("/"))) as client:
            return await mener(qui, client), client

    return jouer


def test_every_person_can_be_read():
    gens = lire_personnes(JEUX / "personas")
    assert len(gens) >= 260 and len({p.id for p in gens}) == len(gens)


def test_a_key_that_does_not_exist_is_said_with_the_person(tmp_path):
    (tmp_path / "a.yml").write_text(
        "- {id: x1, qui: q, ouverture: [a], reponses: {}, attendu: {profile: {}}}", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"a\.yml, x1.*profile"):
        lire_personnes(tmp_path)


# ---------------------------------------------------------------- talking
async def test_a_person_opens_answers_what_is_asked_and_leaves_with_a_route(jouer):
    scenario = Scenario({"question": "stade"}, {"question": "territoire"}, {"question": None, "parcours": TROIS})
    deroule, _ = await jouer(scenario, personne(reponses={"stade": "une idée", "defaut": "à Lyon"}))
    assert scenario.dits == ["bonjour", "une idée", "à Lyon"] and scenario.efface
    assert deroule.questions == 2 and deroule.avant_parcours == 2 and deroule.posees == {"stade": 1, "territoire": 1}
    assert not deroule.erreurs and not deroule.boucles and deroule.parcours == TROIS


async def test_all_of_the_opening_is_said_and_questions_in_the_middle_of_it_do_not_count(jouer):
    scenario = Scenario({"question": "stade"}, {"question": None, "parcours": TROIS})
    deroule, _ = await jouer(scenario, personne(ouverture=["un", "deux"]))
    assert scenario.dits == ["un", "deux"]
    assert deroule.questions == 0 and deroule.apres_ouverture == [] and deroule.posees == {"stade": 1}


async def test_a_question_asked_three_times_running_although_answered_is_a_loop_and_the_talk_ends_some_day(jouer):
    deroule, _ = await jouer(Scenario({"question": "stade"}), personne())
    assert [boucle.tour for boucle in deroule.boucles] == [3]
    assert len(deroule.tours) == TOURS_MAX and deroule.plafond


async def test_without_a_route_nor_a_question_the_person_asks_again_twice(jouer):
    scenario = Scenario({"question": None})
    deroule, _ = await jouer(scenario, personne(relance="et alors ?"))
    assert scenario.dits == ["bonjour", "et alors ?", "et alors ?"] and not deroule.plafond


async def test_what_is_slipped_in_after_a_question_is_no_new_question_when_it_is_taken_up_again(jouer):
    imprevu = {
        "apres_question": "stade",
        "texte": "c'est quoi une SCIC ?",
        "effet": {"question_reposee": True, "message": "coop[ée]rative"},
    }
    scenario = Scenario(
        {"question": "stade"},
        {"question": "stade", "messages": [{"texte": "Une COOPERATIVE."}]},
        {"question": None, "parcours": TROIS},
    )
    deroule, _ = await jouer(scenario, personne(imprevus=[imprevu], reponses={"stade": "une idée"}))
    assert scenario.dits == ["bonjour", "c'est quoi une SCIC ?", "une idée"]
    assert deroule.questions == 1 and not deroule.boucles and deroule.imprevus[0].manques == []


async def test_what_comes_after_the_route_is_said_once_the_route_is_there(jouer):
    imprevu = {"apres_question": "parcours", "texte": "merci"}
    scenario = Scenario({"question": "stade"}, {"question": None, "parcours": TROIS})
    deroule, _ = await jouer(scenario, personne(imprevus=[imprevu]))
    assert scenario.dits == ["bonjour", "jsp", "merci"] and deroule.imprevus[0].tour == 3


async def test_what_never_found_its_moment_is_missing_only_when_the_moment_had_to_come(jouer):
    imprevus = [{"apres_question": "publics", "texte": "x"}, {"apres_question": "parcours", "texte": "y"}]
    scenario = Scenario({"statut": 404})
    deroule, _ = await jouer(scenario, personne(imprevus=imprevus))
    assert [(i.tour, i.manques) for i in deroule.imprevus] == [(None, []), (None, ["jamais déclenché"])]
    assert deroule.erreurs and "404" in deroule.erreurs[0]


async def test_a_person_who_erases_everything_is_judged_on_what_was_there_before(jouer):
    class Effacement(Scenario):
        async def lire(self, requete):
            return web.json_response({}, status=404) if len(self.dits) == 2 else await super().lire(requete)

    imprevu = {"apres_question": "parcours", "texte": "effacez tout", "effet": {"conversation_effacee": "permis"}}
    scenario = Effacement({"question": None, "parcours": TROIS, "profil": {"stade": "idee"}}, {"statut": 404})
    deroule, _ = await jouer(scenario, personne({"avant_effacement": True}, imprevus=[imprevu]))
    assert deroule.erreurs == [] and deroule.profil == {"stade": "idee"} and deroule.parcours == TROIS


async def test_a_refusal_for_too_many_calls_is_obeyed_counted_and_no_error(jouer):
    scenario = Scenario({"question": None, "parcours": TROIS})
    scenario.refus = 1
    deroule, client = await jouer(scenario, personne())
    assert client.attentes == 1 and deroule.erreurs == []


async def test_a_service_that_is_not_there_is_an_error_of_the_talk(unused_tcp_port):
    async with client_de(f"http://127.0.0.1:{unused_tcp_port}") as client:
        deroule = await mener(personne(), client)
    assert len(deroule.erreurs) == 1 and deroule.tours == [] and not juger(deroule, {}).tache


async def test_empty_messages_are_errors_and_technical_words_are_noted(jouer):
    scenario = Scenario(
        {"question": "stade", "messages": []}, {"question": None, "parcours": TROIS, "messages": [{"texte": "utter_x"}]}
    )
    deroule, _ = await jouer(scenario, personne())
    assert deroule.erreurs == ["tour 1 : aucun message"] and "utter_x" in deroule.avis[0]


# ---------------------------------------------------------------- judging
def tour(numero=1, **cles):
    return Tour(
        **{
            "n": numero,
            "genre": "ouverture",
            "texte": "…",
            "statut": 200,
            "duree": 0.1,
            "reponse": ["Bien sûr."],
            **cles,
        }
    )


def deroule(attendu=None, route=TROIS, profil=None, **cles):
    donnees = {
        "personne": personne(attendu),
        "tours": [tour()],
        "profil": profil or {},
        "parcours": route,
        "posees": {},
        "apres_ouverture": [],
        "questions": 0,
        "avant_parcours": 0,
        "boucles": [],
        "imprevus": [],
        "plafond": False,
        "erreurs": [],
        "avis": [],
    }
    return Deroule(**{**donnees, **cles})


def fiche(**cles):
    return {"categorie": "appui", "territoires": [FRANCE], **cles}


FICHES = {i: fiche() for i in "abc"}


def fautes(un_deroule, fiches=FICHES):
    return [faute.genre for faute in juger(un_deroule, fiches).fautes]


def test_a_talk_with_nothing_wrong_is_complete():
    verdict = juger(deroule({"profil": {"stade": "idee"}}, profil={"stade": "idee"}), FICHES)
    assert verdict.complet and verdict.fautes == [] and verdict.propositions == 3


def test_the_task_and_the_profile_are_judged_apart():
    verdict = juger(deroule({"profil": {"stade": "idee"}}, profil={"stade": "creation"}), FICHES)
    assert verdict.tache and not verdict.profil_juste and not verdict.complet
    assert [ecart.champ for ecart in verdict.ecarts] == ["stade"]


def test_a_field_is_expected_as_answered_only_when_it_was_asked():
    attendu = {"profil": {"stade": None, "stade_ok": ["idee"]}, "si_demande": {"stade": "idee", "territoire": LYON}}
    (jamais,) = champs_juges(deroule(attendu))
    assert jamais[0].juger(frozenset()).exact
    stade, lieu = champs_juges(deroule(attendu, posees={"stade": 1, "territoire_choix": 1}))
    assert not stade[0].juger(frozenset()).exact and lieu[0].champ == "territoire"


def test_money_that_was_asked_about_allows_money_as_a_need():
    attendu = {"profil": {"besoin_appui": ["local"]}}
    profil = {"besoin_appui": ["local", "financement"]}
    assert not juger(deroule(attendu, profil=profil), FICHES).profil_juste
    assert juger(deroule(attendu, profil=profil, posees={"type_financement": 1}), FICHES).profil_juste


@pytest.mark.parametrize(
    ("attendu", "cles", "genre"),
    [
        ({"parcours": True}, {"route": None}, "aucun dispositif"),
        ({"parcours": False}, {}, "parcours de trop"),
        ({"parcours": False}, {"route": None, "tours": [tour(proposes=["z"])]}, "parcours de trop"),
        ({"categories_attendues": [["foncier", "reseau"]]}, {}, "catégorie absente"),
        ({"types_financement_attendus": ["pret"]}, {}, "type de financement absent"),
        ({"doit_contenir": ["z"]}, {}, "dispositif absent"),
        ({"messages_doivent": ["39 ?19"]}, {}, "message absent"),
        ({"intentions": {1: ["saluer"]}}, {"tours": [tour(intention="corriger")]}, "intention"),
        ({"intentions": {3: ["saluer"]}}, {}, "intention"),
        ({"doit_demander": ["stade"]}, {}, "question jamais posée"),
        ({"max_questions": 1}, {"questions": 2}, "trop de questions"),
        ({}, {"erreurs": ["tour 1 : HTTP 500"]}, "erreur"),
        ({}, {"plafond": True}, "sans fin"),
        ({"ne_doit_pas": [{"regle": "question", "code": "stade"}]}, {"apres_ouverture": ["stade"]}, "question à tort"),
        ({"ne_doit_pas": [{"regle": "id", "id": "a"}]}, {}, "dispositif de trop"),
        ({"ne_doit_pas": [{"regle": "categorie", "code": "appui"}]}, {}, "catégorie de trop"),
        (
            {"ne_doit_pas": [{"regle": "intention", "code": "saluer"}]},
            {"tours": [tour(intention="saluer")]},
            "intention à tort",
        ),
        ({"ne_doit_pas": [{"regle": "message", "regex": "bien sur"}]}, {}, "message interdit"),
        ({"ne_doit_pas": [{"regle": "montant"}]}, {"profil": {"montant_recherche": 9}}, "montant inventé"),
    ],
)
def test_each_fault_is_found_and_alone(attendu, cles, genre):
    assert fautes(deroule(attendu, **cles)) == [genre]


def test_what_is_free_or_kept_is_no_fault():
    attendu = {
        "parcours": None,
        "categories_attendues": ["foncier"],
        "max_questions": 2,
        "ne_doit_pas": [
            {"regle": "question", "code": "stade"},
            {"regle": "montant"},
            {"regle": "type_financement", "code": "pret"},
        ],
    }
    cles = {
        "questions": 2,
        "apres_ouverture": ["publics"],
        "posees": {"montant_recherche": 1},
        "profil": {"montant_recherche": 5},
    }
    assert fautes(deroule(attendu, route=None, **cles)) == []


def test_a_record_that_the_api_does_not_know_is_an_error():
    verdict = juger(deroule(), {**FICHES, "c": None})
    assert verdict.erreurs == ["dispositif introuvable : c"] and not verdict.tache


def contradictions(attendu, une_fiche, profil=None, verdict="eligible", stade=None):
    un_deroule = deroule({"profil": attendu}, route=parcours(proposition("a", verdict), stade=stade), profil=profil)
    return [c.genre for c in juger(un_deroule, {"a": une_fiche}).contradictions]


def test_a_proposal_for_another_place_contradicts():
    assert contradictions({"territoire": LYON}, fiche(territoires=[RHONE])) == []
    assert contradictions({"territoire": MARSEILLE}, fiche(territoires=[RHONE])) == ["territoire"]
    assert contradictions({"territoire": MARSEILLE}, fiche(territoires=[RHONE, FRANCE])) == []
    assert contradictions({}, fiche(territoires=[RHONE])) == []
    # Nobody said where: what is local may be shown as to check, never as eligible.
    assert contradictions({"territoire": None}, fiche(territoires=[RHONE])) == ["territoire"]
    assert contradictions({"territoire": None}, fiche(territoires=[RHONE]), verdict="a_verifier") == []


def test_the_place_is_the_one_that_was_read_when_it_is_acceptable():
    attendu = {"territoire": LYON, "territoire_ok": [MARSEILLE]}
    assert contradictions(attendu, fiche(territoires=[RHONE]), profil={"territoire": MARSEILLE}) == ["territoire"]
    assert contradictions(attendu, fiche(territoires=[RHONE]), profil={"territoire": LYON}) == []


def test_a_proposal_for_a_stage_left_behind_contradicts_but_not_one_for_a_later_step():
    creation = fiche(stades=["creation"])
    assert contradictions({"stade": "creation"}, creation) == []
    assert contradictions({"stade": "developpement"}, creation, stade="creation") == ["stade"]
    assert contradictions({"stade": "idee"}, creation, stade="creation") == []
    assert contradictions({"stade": "idee"}, creation) == ["stade"]


def test_other_contradictions_are_told_and_are_no_fault_by_themselves():
    reservee = fiche(
        conditions={"types_porteur": ["association"], "structure_existante": True},
        besoins_sociaux=["culture"],
        statut="clos",
    )
    attendu = {"type_porteur": "particulier", "structure_existante": False, "besoin_social": ["mobilite"]}
    assert set(contradictions(attendu, reservee)) == {"type_porteur", "structure_existante", "besoin_social", "clos"}
    assert set(contradictions(attendu, reservee, verdict="a_verifier")) == {"besoin_social", "clos"}
    un_deroule = deroule({"profil": attendu}, route=parcours(proposition("a")))
    assert juger(un_deroule, {"a": reservee}).tache
    interdit = {
        "profil": attendu,
        "ne_doit_pas": [{"regle": "type_porteur"}, {"regle": "besoin_social", "codes": ["culture", "sante"]}],
    }
    un_deroule = deroule(interdit, route=parcours(proposition("a")))
    assert fautes(un_deroule, {"a": reservee}) == ["autre porteur", "autre besoin"]


def test_what_must_follow_is_judged_on_the_very_next_answer():
    effet = {
        "question_reposee": True,
        "message": "budget",
        "profil": {"stade": "idee"},
        "pas_de_parcours": True,
        "intention_ok": ["corriger"],
    }
    imprevu = msgspec.convert({"apres_question": 1, "texte": "x", "effet": effet}, Imprevu)
    bon = juger_imprevu(
        imprevu,
        "publics",
        tour(question="publics", reponse=["Le BUDGET"], profil={"stade": "idee"}, intention="corriger"),
    )
    assert bon.manques == [] and bon.intention_juste is True
    mauvais = juger_imprevu(imprevu, "publics", tour(reponse=[""], profil={}, proposes=["a"], intention="saluer"))
    assert len(mauvais.manques) == 5 and mauvais.intention_juste is False


def test_patterns_match_with_or_without_accents():
    assert (
        correspond("coop[ée]ratif", "un café COOPÉRATIF")
        and correspond("élu", "les elus")
        and correspond("elu", "les élus")
    )
    assert not correspond("maire", "la région")


def test_the_talks_add_up():
    deroules = [
        deroule({"profil": {"stade": "idee"}}, profil={"stade": "idee"}, questions=1, avant_parcours=1),
        deroule({"profil": {"stade": "idee"}}, route=None, questions=4, avant_parcours=None),
    ]
    bilan = bilan_personnes(deroules, [juger(d, FICHES) for d in deroules], attentes_429=2)
    assert (bilan.n, bilan.tache, bilan.complet, bilan.champs_justes, bilan.attentes) == (2, 0.5, 0.5, 0.5, 2)
    assert (bilan.questions_moyenne, bilan.questions_max, bilan.mediane_avant_parcours) == (2.5, 4, 1)
    assert bilan.fautes_par_genre == {"aucun dispositif": 1} and bilan.latence.p50_ms == pytest.approx(100)


async def test_a_record_is_asked_for_once(aiohttp_client):
    demandes = []

    async def une_fiche(requete):
        demandes.append(requete.match_info["id"])
        return web.json_response({"id": "a"}) if requete.match_info["id"] == "a" else web.json_response({}, status=404)

    app = web.Application()
    app.router.add_get("/api/dispositifs/{id}", une_fiche)
    client = Client(await aiohttp_client(app))
    assert await client.fiche("a") == await client.fiche("a") == {"id": "a"} and await client.fiche("z") is None
    assert demandes == ["a", "z"]
