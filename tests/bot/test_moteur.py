"""The seams with Rasa: each test fails when Rasa's side moves."""

import asyncio
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.erreurs import ModeleIllisible, StockageIndisponible

RACINE = Path(__file__).resolve().parents[2]


def executer(code: str) -> str:
    """Runs code in a fresh process from the root of the project and returns what it printed last."""
    fini = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=RACINE, capture_output=True, text=True, check=True
    )
    return fini.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def rasa_pret():
    from bot.moteur import preparer_rasa
    from bot.sans_tensorflow import installer

    installer()
    preparer_rasa()


# ---------------------------------------------------------------- 1. the validator
def test_the_compiled_validator_accepts_and_refuses_what_rasas_own_does(rasa_pret):
    from jsonschema import Draft202012Validator, ValidationError
    from rasa.core.actions.action import RemoteAction

    action = RemoteAction("action_x", None)
    bon = {
        "events": [{"event": "slot", "name": "stade", "value": "idee", "timestamp": None}],
        "responses": [{"text": "a"}],
    }
    assert action._validate_action_result(bon) is True
    for mauvais in (
        {"events": "rien", "responses": []},
        {"events": [{"event": "slot", "value": 1}], "responses": []},
        {"events": [{"event": "inconnu"}], "responses": []},
        {"events": [{"name": "stade"}], "responses": []},
        {"events": [{**bon["events"][0], "timestamp": "hier"}], "responses": []},
        {"events": [], "responses": "rien"},
    ):
        with pytest.raises(ValidationError):
            action._validate_action_result(mauvais)
        with pytest.raises(ValidationError):
            Draft202012Validator(RemoteAction.action_response_format_spec()).validate(mauvais)


def test_rasa_still_calls_the_validator_that_is_replaced():
    from rasa.core.actions.action import RemoteAction

    assert "self._validate_action_result(response)" in inspect.getsource(RemoteAction.run)


# ---------------------------------------------------------------- 2. actions in process
def test_a_remote_action_still_asks_its_endpoint_with_the_words_that_ours_understands():
    from rasa.core.actions.action import RemoteAction

    appel = inspect.getsource(RemoteAction.run)
    assert "self.action_endpoint.request(" in appel and "json=modified_json if modified_json else json_body" in appel


def test_the_executor_knows_every_custom_action_of_the_domain(rasa_pret):
    from rasa.shared.core.domain import Domain

    from bot.moteur import Actions

    domaine = Domain.load(str(RACINE / "bot" / "domain"))
    assert set(domaine.user_actions) - set(domaine.responses) <= set(Actions().noms)


# ---------------------------------------------------------------- 3. the processor
def test_the_processor_still_hands_the_tracker_to_the_parser_and_asks_whether_the_session_is_over():
    from rasa.core.processor import MessageProcessor

    assert "self.parse_message(message, tracker)" in inspect.getsource(MessageProcessor._handle_message_with_tracker)
    assert "self._has_session_expired(tracker)" in inspect.getsource(MessageProcessor._update_tracker_session)


def test_the_domain_carries_slots_over_to_a_renewed_session(rasa_pret):
    from rasa.shared.core.domain import Domain

    assert Domain.load(str(RACINE / "bot" / "domain")).session_config.carry_over_slots


# ---------------------------------------------------------------- 4. TensorFlow
def test_rasa_is_imported_without_tensorflow():
    dit = executer(
        "import sys; from bot.sans_tensorflow import installer; installer();"
        "import rasa.core.agent; print(getattr(sys.modules['tensorflow'], '__file__', 'vide'))"
    )
    assert dit == "vide"


def test_a_file_that_is_no_model_is_said_to_be_none(tmp_path):
    from bot.sans_tensorflow import composants_tensorflow

    faux = tmp_path / "faux.tar.gz"
    faux.write_bytes(b"rien")
    with pytest.raises(ValueError, match="n'est pas un modèle"):
        composants_tensorflow(faux)


@pytest.mark.lent
def test_the_trained_model_needs_no_tensorflow_and_reads_the_same_with_it(modele):
    from bot.sans_tensorflow import composants_tensorflow

    assert composants_tensorflow(modele) == []
    code = (
        "import asyncio, json, sys; from pathlib import Path; from bot.moteur import charger, PHRASE_TEMOIN;"
        f"m = charger(Path({str(modele)!r}), 'sqlite://', avec_tensorflow={{}});"
        "lu = asyncio.run(m.lire(PHRASE_TEMOIN)); print(json.dumps([lu.intention, lu.confiance, lu.entites]))"
    )
    sans, avec = (json.loads(executer(code.format(choix))) for choix in (False, True))
    assert sans == avec


# ---------------------------------------------------------------- 5. types of events
def test_event_types_are_found_as_rasa_finds_them(rasa_pret):
    from rasa.shared.core.events import Event, SlotSet, UserUttered

    assert Event.resolve_by_type("slot") is SlotSet and Event.resolve_by_type("user") is UserUttered
    assert Event.resolve_by_type("inconnu", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("inconnu")


# ---------------------------------------------------------------- 6. states of the rules
@pytest.mark.lent
async def test_rules_read_the_last_states_that_rasa_would_make_and_choose_the_same(moteur):
    from rasa.core.policies.policy import Policy
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.events import ActionExecuted

    noeuds = moteur._agent.processor.graph_runner._instantiated_nodes.values()
    politique = next(n._component for n in noeuds if isinstance(n._component, RulePolicy))
    identifiant, _ = moteur.stockage.creer("test")
    await moteur.accueillir(identifiant, {})
    for texte in ("Bonjour", "une ressourcerie à Roubaix, juste une idée", "c'est quoi une SCIC ?", "non", "merci"):
        await moteur.repondre(identifiant, texte, "test", charge_emise=False)
    entier, domaine = await moteur.stockage.retrieve(identifiant), moteur._agent.domain
    actions = [rang for rang, lu in enumerate(entier.events) if isinstance(lu, ActionExecuted)]
    for rang in (0, *actions, len(entier.events)):
        suivi = entier.init_copy()
        suivi.update_with_events(list(entier.events)[:rang], domaine)
        tous = Policy._prediction_states(politique, suivi, domaine)
        abreges = politique._prediction_states(suivi, domaine)
        assert abreges == tous[-len(abreges) :]
        cles = politique.lookup["rules"]
        assert politique._get_possible_keys(cles, abreges) == politique._get_possible_keys(cles, tous)
        toujours = RulePolicy._find_action_from_rules.__wrapped__(politique, suivi, domaine, True)
        assert politique._find_action_from_rules(suivi, domaine, True)[0] is None is toujours[0]
    assert len(abreges) < len(tous)
    await moteur.stockage.save(entier)


# ---------------------------------------------------------------- 7. renewed sessions
def test_a_renewed_session_takes_over_the_last_value_of_each_slot(rasa_pret):
    from rasa.core.actions.action import ActionSessionStart
    from rasa.shared.core.events import SlotSet
    from rasa.shared.core.trackers import DialogueStateTracker

    suivi = DialogueStateTracker.from_events(
        "a", [SlotSet("stade", "idee"), SlotSet("question", "stade"), SlotSet("stade", "creation"), SlotSet("question")]
    )
    repris = ActionSessionStart._slot_set_events_from_tracker(suivi)
    assert [(lu.key, lu.value) for lu in repris] == [("stade", "creation"), ("question", None)]
    assert "self._slot_set_events_from_tracker(tracker)" in inspect.getsource(ActionSessionStart.run)


@pytest.mark.lent
async def test_the_events_of_a_session_do_not_grow_with_the_number_of_sessions(moteur):
    from bot.moteur import MESSAGES_PAR_SESSION

    identifiant, _ = moteur.stockage.creer("test")
    await moteur.accueillir(identifiant, {})
    genres = ("user", "bot", "action", "slot", "session_started")
    longueurs = []
    for _ in range(4):
        avant = len(moteur.stockage.evenements(identifiant, genres=genres))
        for rang in range(MESSAGES_PAR_SESSION):
            await moteur.repondre(identifiant, ("à Roubaix", "non, à Lyon")[rang % 2], "test", charge_emise=False)
        longueurs.append(len(moteur.stockage.evenements(identifiant, genres=genres)) - avant)
    assert len(moteur.stockage.evenements(identifiant, genres=("session_started",))) >= 4
    assert longueurs[-1] <= longueurs[1] * 1.1


# ---------------------------------------------------------------- 8. telemetry
def test_telemetry_is_off():
    assert (
        executer("import bot.moteur; from rasa.telemetry import is_telemetry_enabled; print(is_telemetry_enabled())")
        == "False"
    )


# ---------------------------------------------------------------- commands typed by people
@pytest.mark.parametrize(
    ("texte", "lu"),
    [('/decrire_projet{"stade": "idee"}', "decrire_projet"), ("  //restart", "restart"), ("et/ou", "et/ou")],
)
def test_a_leading_slash_never_reaches_rasa(texte, lu):
    from bot.moteur import en_clair

    assert en_clair(texte) == lu


# ---------------------------------------------------------------- what cannot be loaded
@pytest.mark.parametrize("contenu", [None, b"", b"pas une archive"])
def test_a_missing_or_broken_model_is_one_clear_sentence(tmp_path, contenu):
    from bot.moteur import charger

    chemin = tmp_path / "modele.tar.gz"
    if contenu is not None:
        chemin.write_bytes(contenu)
    with pytest.raises(ModeleIllisible) as erreur:
        charger(chemin, "sqlite://")
    assert "modele.tar.gz" in str(erreur.value)


@pytest.mark.lent
def test_a_database_that_cannot_be_opened_is_one_clear_sentence(modele, tmp_path):
    from bot.moteur import charger

    with pytest.raises(StockageIndisponible, match="ne peut pas être ouverte"):
        charger(modele, f"sqlite:///{tmp_path}")


@pytest.mark.lent
async def test_the_embedded_agent_is_ours_and_the_components_know_the_pending_question(moteur):
    """« gap » is a common word: it is the commune when the place has just been asked, and only then."""
    identifiant, _ = moteur.stockage.creer("test")
    await moteur.accueillir(identifiant, {})
    await moteur.repondre(identifiant, "J'ai une idée de ressourcerie", "test", charge_emise=False)
    reponse = await moteur.repondre(identifiant, "gap", "test", charge_emise=False)
    assert reponse.slots["territoire"]["code"] == "05061"


@pytest.mark.lent
async def test_sessions_are_renewed_so_that_a_turn_stays_short(moteur):
    from bot.moteur import MESSAGES_PAR_SESSION

    identifiant, _ = moteur.stockage.creer("test")
    await moteur.accueillir(identifiant, {})
    for _ in range(MESSAGES_PAR_SESSION + 2):
        await moteur.repondre(identifiant, "merci", "test", charge_emise=False)
    assert len(moteur.stockage.evenements(identifiant, genres=("session_started",))) == 2


@pytest.mark.lent
async def test_the_other_conversations_go_on_while_a_long_text_is_read(moteur):
    texte = "Nous sommes une association de Die, six ans, deux salariées, et nous cherchons un local. " * 100
    lecture, tours = asyncio.ensure_future(moteur.lire(texte)), 0
    while not lecture.done():
        await asyncio.sleep(0)
        tours += 1
    assert lecture.result().intention and tours > 20


@pytest.mark.lent
async def test_messages_that_are_read_at_once_are_read_as_one_by_one(moteur):
    textes = [
        "une ressourcerie à Die. " * 60,
        "on cherche un prêt de 5 000 euros",
        "c'est quoi une SCIC ?",
        "merci",
    ] * 5
    ensemble = await asyncio.gather(*map(moteur.lire, textes))
    un_par_un = [await moteur.lire(texte) for texte in textes]
    assert [_essentiel(lu) for lu in ensemble] == [_essentiel(lu) for lu in un_par_un]


def _essentiel(lu):
    return lu.intention, round(lu.confiance, 3), [(e["entity"], str(e["value"])) for e in lu.entites]
