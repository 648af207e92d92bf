"""The one place that embeds Rasa's agent and tunes it. Every seam with Rasa's inside stands here, and each has a test in
``tests/bot/test_moteur.py`` that fails when Rasa's side moves.

Seams (rasa 3.6.21):

1. ``RemoteAction._validate_action_result`` checks the JSON schema *itself* at every action: replaced by a validator that
   is compiled once.
2. Custom actions run in this process: an ``EndpointConfig`` whose ``request`` calls ``rasa_sdk``'s executor.
3. ``Agent.load_model`` builds the processor: ours gives each message the question that is pending, reads a long text in a
   thread, and starts a new session (slots kept) before the conversation grows so long that a turn becomes slow.
4. TensorFlow is kept out when the model does not need it (``bot/sans_tensorflow.py``).
5. ``Event.resolve_by_type`` walks all classes of events for each event it reads: what it found is kept.
6. ``RulePolicy`` makes a state for every action since the session began, and reads the last ones only: only these are made.
   It tries the words of a message before its intent: not when no rule reads words.
7. A renewed session takes over every value that each slot ever had, and the next one takes these over again: only the last
   value of each is.
8. Rasa's logging is configured (else every debug event is printed) and its telemetry is off.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

import msgspec

from bot.erreurs import ModeleIllisible, StockageIndisponible
from bot.sans_tensorflow import composants_tensorflow, installer

if TYPE_CHECKING:
    from bot.stockage import StockageConversations

__all__ = [
    "Actions",
    "Lu",
    "ModeleIllisible",
    "Moteur",
    "Reponse",
    "StockageIndisponible",
    "charger",
    "en_clair",
    "entrainer",
    "ouvrir_stockage",
]

RACINE = Path(__file__).resolve().parent.parent
#: After so many messages of a person the session is renewed: the cost of a turn grows with the session's length.
MESSAGES_PAR_SESSION = 6
#: From this many characters on, a text is read in a thread: the other conversations go on meanwhile. Shorter ones would
#: lose more to the handing over than they gain (measured: docs/decisions/0001-un-seul-processus.md).
_TEXTE_LONG = 1_000

#: A sentence whose reading is known; the service is ready only when it is read so.
PHRASE_TEMOIN = "Bonjour, nous voulons ouvrir une épicerie solidaire à Saint-Étienne"
_INTENTION_TEMOIN = "decrire_projet"
_TERRITOIRE_TEMOIN = ("commune", "42218")

_CHARGE = re.compile(r"^(\w+)\s*\{.*", re.DOTALL)

logger = logging.getLogger("orientess.moteur")


class Lu(msgspec.Struct, frozen=True):
    """What the assistant read in one text: an intent with its confidence, and the facts as Rasa entities."""

    intention: str
    confiance: float
    entites: tuple[Mapping[str, Any], ...]


class Reponse(msgspec.Struct, frozen=True):
    """What one message of a person led to: the messages to show, and the slots after the turn."""

    messages: tuple[Mapping[str, Any], ...]
    slots: Mapping[str, Any]


class Moteur:
    """Rasa's agent, loaded with a model and wired to the custom actions and the store."""

    def __init__(self, agent: Any, actions: Actions, stockage: StockageConversations) -> None:
        self._agent = agent
        #: The custom actions.
        self.actions = actions
        #: The store of conversations.
        self.stockage = stockage

    async def lire(self, texte: str) -> Lu:
        """Reads one text without any conversation. A leading ``/`` is read as plain text, never as a command."""
        donnees = await self._agent.parse_message(en_clair(texte))
        return _lu(donnees)

    async def accueillir(self, identifiant: str, slots: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Opens the conversation, with what is known before the first word, and greets."""
        await self._poser(identifiant, slots)
        return await self._executer(identifiant, "utter_accueil")

    async def poser(self, identifiant: str, slots: Mapping[str, Any]) -> Reponse:
        """Changes slots from outside the talk (a corrected profile), and goes on from there."""
        await self._poser(identifiant, slots)
        messages = await self._executer(identifiant, "action_poursuivre")
        return Reponse(messages=tuple(messages), slots=await self.slots(identifiant))

    async def _poser(self, identifiant: str, slots: Mapping[str, Any]) -> None:
        from rasa.shared.core.events import SlotSet

        processeur = self._agent.processor
        suivi = await processeur.fetch_tracker_with_initial_session(identifiant)
        suivi.update_with_events([SlotSet(nom, valeur) for nom, valeur in slots.items()], self._agent.domain)
        await processeur.save_tracker(suivi)

    async def _executer(self, identifiant: str, action: str) -> list[Mapping[str, Any]]:
        sortie = _canal_de_sortie()
        # Then listen: the rules expect a message to follow `action_listen`.
        for nom in (action, "action_listen"):
            await self._agent.execute_action(identifiant, nom, sortie, policy=None, confidence=None)
        messages: list[Mapping[str, Any]] = sortie.messages
        return messages

    async def repondre(self, identifiant: str, texte: str, canal: str, *, charge_emise: bool) -> Reponse:
        """Answers one message of a person.

        Args:
            charge_emise: the text is, word for word, the payload of a button that was issued to this conversation; only
                then may it begin with ``/`` and set facts directly.
        """
        from rasa.core.channels.channel import UserMessage

        sortie = _canal_de_sortie()
        message = UserMessage(
            texte if charge_emise else en_clair(texte),
            output_channel=sortie,
            sender_id=identifiant,
            input_channel=canal,
        )
        await self._agent.handle_message(message)
        return Reponse(messages=tuple(sortie.messages), slots=await self.slots(identifiant))

    async def slots(self, identifiant: str) -> Mapping[str, Any]:
        """The current slots of a conversation; empty when it has not begun."""
        return await self.stockage.slots(identifiant)

    def charges_emises(self, identifiant: str) -> frozenset[str]:
        """Payloads of every button shown in this conversation."""
        evenements = self.stockage.evenements(identifiant, genres=("bot",))
        return frozenset(
            bouton["payload"]
            for e in evenements
            for bouton in (e.get("data") or {}).get("buttons") or ()
            if bouton.get("payload")
        )

    def historique(self, identifiant: str) -> list[dict[str, Any]]:
        """The messages exchanged, oldest first.

        Each is ``{"auteur", "texte", "instant", "boutons", "dispositifs"}`` (seconds since the epoch); where a person
        pressed a button, its title stands for its payload.
        """
        titres: dict[str, str] = {}
        lignes = []
        for evenement in self.stockage.evenements(identifiant, genres=("user", "bot")):
            donnees = evenement.get("data") or {}
            boutons = donnees.get("buttons") or []
            titres.update((bouton["payload"], bouton["title"]) for bouton in boutons)
            if texte := evenement.get("text"):
                de_la_personne = evenement["event"] == "user"
                lignes.append(
                    {
                        "auteur": "personne" if de_la_personne else "assistant",
                        "texte": titres.get(texte, texte) if de_la_personne else texte,
                        "instant": evenement.get("timestamp"),
                        "boutons": boutons,
                        "dispositifs": (donnees.get("custom") or {}).get("dispositifs") or [],
                    }
                )
        return lignes

    async def verifier(self) -> None:
        """Reads the known sentence.

        Raises:
            ModeleIllisible: it is not read as expected (Rasa replaces what it cannot load by untrained parts, in silence).
        """
        lu = await self.lire(PHRASE_TEMOIN)
        lieux = {(e["value"]["niveau"], e["value"]["code"]) for e in lu.entites if e["entity"] == "territoire"}
        if lu.intention != _INTENTION_TEMOIN or _TERRITOIRE_TEMOIN not in lieux:
            raise ModeleIllisible("Le modèle ne comprend pas la phrase témoin. Relancez l'apprentissage : make train")


def en_clair(texte: str) -> str:
    """The text without what Rasa would take for a command: leading slashes, and a payload in braces behind a word."""
    if not texte.lstrip().startswith("/"):
        return texte
    return _CHARGE.sub(r"\1", texte.lstrip("/ \t\n"))


def charger(modele: Path, stockage_url: str, *, avec_tensorflow: bool = False) -> Moteur:
    """Loads a model and opens the store (an SQLAlchemy URL).

    Raises:
        ModeleIllisible: no model there, or one that cannot be loaded or trusted.
        StockageIndisponible: the database cannot be opened.
    """
    if not modele.is_file():
        raise ModeleIllisible(f"Aucun modèle ici : {modele}. Lancez : make train")
    try:
        lourds = composants_tensorflow(modele)
    except ValueError as erreur:
        raise ModeleIllisible(str(erreur)) from erreur
    if not lourds and not avec_tensorflow:
        installer()
    preparer_rasa()
    stockage = _stockage(stockage_url)
    actions = Actions()
    return Moteur(_agent(modele, stockage, actions), actions, stockage)


def ouvrir_stockage(url: str) -> StockageConversations:
    """Opens the store alone, without a model (an SQLAlchemy URL).

    Raises:
        StockageIndisponible: the database cannot be opened.
    """
    installer()
    preparer_rasa()
    return _stockage(url)


def _stockage(url: str) -> StockageConversations:
    from bot.stockage import StockageConversations

    return StockageConversations(url)


def preparer_rasa() -> None:
    """Quietens Rasa and puts the compiled validator in place. May be called more than once."""
    # Rasa's dependencies complain about each other, and undo filters of warnings: they are sent to a log that is quiet.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    from rasa.core.actions.action import ActionSessionStart, RemoteAction
    from rasa.shared.core.events import Event
    from rasa.utils.log_utils import configure_structlog

    # Its errors quote slots and texts, which are personal: only what stops the service is let through.
    configure_structlog(logging.CRITICAL)
    _compiler_validateur(RemoteAction)
    _retenir_les_types(Event)
    _reprendre_les_derniers_slots(ActionSessionStart)


def _compiler_validateur(action: Any) -> None:
    """Compiles the schema of an action's result once, and tries for each event the branch of its own type alone."""
    from jsonschema import Draft202012Validator

    schema = action.action_response_format_spec()
    evenement = schema["properties"]["events"]["items"]
    commun = {cle: valeur for cle, valeur in evenement.items() if cle != "oneOf"}
    par_type = {
        branche["properties"]["event"]["const"]: Draft202012Validator({**commun, "allOf": [branche]})
        for branche in evenement["oneOf"]
    }
    tous = Draft202012Validator(evenement)
    ensemble = Draft202012Validator(
        {**schema, "properties": {**schema["properties"], "events": {"type": "array", "items": {"type": "object"}}}}
    )

    def valider(self: Any, resultat: Any) -> bool:
        ensemble.validate(resultat)
        for lu in resultat.get("events", ()):
            par_type.get(lu.get("event"), tous).validate(lu)
        return True

    action._validate_action_result = valider


def _retenir_les_types(evenement: Any) -> None:
    if getattr(evenement.resolve_by_type, "types_retenus", False):
        return
    chercher, connus = evenement.resolve_by_type, {}

    def resoudre(nom: str, defaut: Any = None) -> Any:
        if nom not in connus:
            trouve = chercher(nom, defaut)
            if trouve is None or trouve is defaut:
                return trouve
            connus[nom] = trouve
        return connus[nom]

    resoudre.types_retenus = True  # type: ignore[attr-defined]
    evenement.resolve_by_type = staticmethod(resoudre)


def _reprendre_les_derniers_slots(debut_de_session: Any) -> None:
    from rasa.shared.core.events import SlotSet

    def slots(suivi: Any) -> list[Any]:
        derniers = {lu.key: lu for lu in suivi.applied_events() if isinstance(lu, SlotSet)}
        return [SlotSet(nom, lu.value, metadata=lu.metadata) for nom, lu in derniers.items()]

    debut_de_session._slot_set_events_from_tracker = staticmethod(slots)


def _abreger_les_etats(politique: Any) -> None:
    """Makes only the states that the longest rule can look at (``RulePolicy._is_rule_applicable`` reads no other)."""
    from rasa.shared.core.events import ActionExecuted

    chercher = politique._find_action_from_rules
    if hasattr(chercher, "__wrapped__"):
        return

    def etats(
        self: Any, suivi: Any, domaine: Any, texte_plutot_qu_intention: bool = False, rule_only_data: Any = None
    ) -> list[Any]:
        combien = _longueur_des_regles(self)
        evenements = suivi.applied_events()
        actions = [rang for rang, lu in enumerate(evenements) if isinstance(lu, ActionExecuted)]
        premier = actions[-combien + 1] if len(actions) >= combien > 1 else 0
        passe, derniers = suivi.init_copy(), []
        for rang, lu in enumerate(evenements):
            if rang >= premier and isinstance(lu, ActionExecuted):
                derniers.append(domaine.get_active_state(passe))
            passe.update(lu)
        derniers.append(domaine.get_active_state(passe))
        self.featurizer._choose_last_user_input([derniers], texte_plutot_qu_intention)
        return derniers

    @functools.wraps(chercher)
    def trouver(self: Any, suivi: Any, domaine: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input and not _lisent_les_mots(self):
            return None, None, False
        return chercher(self, suivi, domaine, use_text_for_last_user_input)

    politique._prediction_states = etats
    politique._find_action_from_rules = trouver


def _lisent_les_mots(politique: Any) -> bool:
    """Does any rule of a trained ``RulePolicy`` depend on the very words of a message?"""
    return any(
        "text" in etat.get("user", {})
        for cle in politique.lookup["rules"]
        for etat in politique._rule_key_to_state(cle)
    )


def _longueur_des_regles(politique: Any) -> int:
    """How many states the longest rule of a trained ``RulePolicy`` looks at."""
    cles = (cle for regles in politique.lookup.values() if isinstance(regles, dict) for cle in regles)
    return max((len(politique._rule_key_to_state(cle)) for cle in cles), default=1)


class Actions:
    """The custom actions, run in this process by ``rasa_sdk``'s executor."""

    def __init__(self) -> None:
        from rasa_sdk.executor import ActionExecutor

        logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
        self._executeur = ActionExecutor()
        try:
            self._executeur.register_package("actions")
        except SystemExit as erreur:
            # The executor ends the process when a module cannot be imported; here the service says why and stays in charge.
            raise RuntimeError("Les actions ne peuvent pas être importées : voir le journal.") from erreur

    @property
    def noms(self) -> list[str]:
        """Names of the actions."""
        return sorted(self._executeur.actions)

    async def executer(self, appel: Mapping[str, Any]) -> Any:
        """Runs one action for Rasa's agent; the executor's own exceptions pass."""
        return await self._executeur.run(appel)

    async def repondre(self, appel: Mapping[str, Any]) -> tuple[int, Any]:
        """Runs one action for Rasa's webhook protocol (rasa_sdk/endpoint.py): HTTP status and body."""
        from rasa_sdk.executor import ActionNotFoundException
        from rasa_sdk.interfaces import ActionExecutionRejection

        try:
            return 200, await self.executer(appel)
        except ActionExecutionRejection as refus:
            return 400, {"error": refus.message, "action_name": refus.action_name}
        except ActionNotFoundException as inconnue:
            return 404, {"error": inconnue.message, "action_name": inconnue.action_name}


def _agent(modele: Path, stockage: Any, actions: Actions) -> Any:
    from rasa.core.agent import Agent
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.core.processor import MessageProcessor
    from rasa.shared.core.events import UserUttered
    from rasa.utils.endpoints import ClientResponseError, EndpointConfig
    from rasa_sdk.interfaces import ActionExecutionRejection

    class ActionsEnProcessus(EndpointConfig):
        """An "endpoint" that calls the executor instead of a server."""

        async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
            try:
                return await actions.executer(kwargs["json"])
            except ActionExecutionRejection as refus:
                corps = json.dumps({"error": refus.message, "action_name": refus.action_name})
                raise ClientResponseError(400, "", corps) from refus

    lecteurs = ThreadPoolExecutor(1, thread_name_prefix="lecture")

    class Processeur(MessageProcessor):
        """Rasa's processor, with the pending question beside each message, long texts read apart, and short sessions."""

        async def parse_message(self, message: Any, tracker: Any = None, only_output_properties: bool = True) -> Any:
            if tracker is not None:
                message.metadata = {**(message.metadata or {}), "question": tracker.get_slot("question")}
            lire = super().parse_message
            if len(message.text or "") < _TEXTE_LONG:
                return await lire(message, tracker, only_output_properties)
            # Rasa's reading awaits nothing: a loop of its own, in the thread, is all that it needs.
            return await asyncio.get_running_loop().run_in_executor(
                lecteurs, lambda: asyncio.run(lire(message, tracker, only_output_properties))
            )

        def _has_session_expired(self, tracker: Any) -> bool:
            messages = sum(isinstance(evenement, UserUttered) for evenement in tracker.events)
            return messages >= MESSAGES_PAR_SESSION or super()._has_session_expired(tracker)

    class AgentEmbarque(Agent):
        def load_model(self, model_path: Any, fingerprint: str | None = None) -> None:
            self.processor = Processeur(
                model_path=model_path,
                tracker_store=self.tracker_store,
                lock_store=self.lock_store,
                action_endpoint=self.action_endpoint,
                generator=self.nlg,
            )
            self.domain = self.processor.domain
            self._set_fingerprint(fingerprint)
            self.tracker_store.domain = self.domain
            self.nlg.responses = self.domain.responses

    _abreger_les_etats(RulePolicy)
    try:
        # Not `Agent.load`: it builds a plain Agent whatever the class it is called on.
        agent = AgentEmbarque(
            tracker_store=stockage,
            action_endpoint=ActionsEnProcessus("http://localhost/webhook", enable_selective_domain=True),
        )
        agent.load_model(str(modele))
    except Exception as erreur:
        raise ModeleIllisible(
            f"Le modèle « {modele.name} » ne peut pas être chargé ({type(erreur).__name__})."
        ) from erreur
    return agent


def _canal_de_sortie() -> Any:
    from rasa.core.channels.channel import OutputChannel

    class Collecteur(OutputChannel):
        """Keeps each message whole: text, buttons and our own data together."""

        def __init__(self) -> None:
            self.messages: list[Mapping[str, Any]] = []

        @classmethod
        def name(cls) -> str:
            return "orientess"

        async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
            self.messages.append(dict(message))

        async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
            self.messages.append({"text": text})

    return Collecteur()


def _lu(donnees: Mapping[str, Any]) -> Lu:
    intention = donnees.get("intent") or {}
    return Lu(
        intention=intention.get("name") or "",
        confiance=float(intention.get("confidence") or 0.0),
        entites=tuple(donnees.get("entities") or ()),
    )


def entrainer(sortie: Path, *, avec_tensorflow: bool = False) -> Path:
    """Trains a model from ``bot/`` and ``data/`` and writes it at ``sortie`` (a ``.tar.gz``).

    Raises:
        ModeleIllisible: Rasa could not train.
    """
    if not avec_tensorflow:
        installer()
    preparer_rasa()
    from rasa.model_training import train
    from threadpoolctl import threadpool_limits

    sortie.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier, threadpool_limits(os.cpu_count(), "blas"):
        resultat = train(
            domain=str(RACINE / "bot" / "domain"),
            config=str(RACINE / "bot" / "config.yml"),
            training_files=[str(RACINE / "data")],
            output=dossier,
            fixed_model_name=sortie.name.removesuffix(".tar.gz"),
        )
        if resultat.code != 0 or not resultat.model:
            raise ModeleIllisible("L'apprentissage a échoué : voir les lignes au-dessus.")
        Path(resultat.model).replace(sortie)
    return sortie
