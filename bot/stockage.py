"""Where conversations are kept: Rasa's SQL tracker store, with deletion and a limit on growth.

One database holds Rasa's events and our own table of conversations (token, channel, dates). This module imports Rasa:
it is imported by ``bot.moteur`` only, once TensorFlow is out of the way.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from bot.erreurs import StockageIndisponible

_CONVERSATIONS = sa.Table(
    "conversations",
    SQLTrackerStore.Base.metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("empreinte_jeton", sa.String(64), nullable=False),
    sa.Column("canal", sa.String(64), nullable=False),
    sa.Column("creee", sa.Float, nullable=False),
    sa.Column("derniere_activite", sa.Float, nullable=False, index=True),
)


#: Answers already given, so that a call sent again with the same key is answered the same and says nothing twice.
_REPONSES = sa.Table(
    "reponses_rendues",
    SQLTrackerStore.Base.metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("cle", sa.String(64), primary_key=True),
    sa.Column("instant", sa.Float, nullable=False),
    sa.Column("corps", sa.LargeBinary, nullable=False),
)
_REPONSES_GARDEES = 5
#: Trackers kept at hand between two turns; one that is not is read from the database.
_SUIVIS_EN_MEMOIRE = 500
#: Where the identifier of an empty conversation stands in the file: its row, and the index of these.
_PLACES_D_UNE_CONVERSATION = 2
#: Read at a time when the file is searched, in bytes.
_BLOC = 1 << 20
#: Conversations removed in one transaction by the purge.
_LOT_DE_PURGE = 100


class Conversation(msgspec.Struct, frozen=True):
    """A conversation as stored. The token itself is never kept, only its SHA-256."""

    id: str
    empreinte_jeton: str
    canal: str
    creee: float
    derniere_activite: float

    def accepte(self, jeton: str) -> bool:
        """Is this the token given when the conversation began? (compared in constant time)"""
        return secrets.compare_digest(self.empreinte_jeton, _empreinte(jeton))


def _empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


class StockageConversations(SQLTrackerStore):
    """Rasa's SQL tracker store plus the table of conversations and what it takes to forget one.

    Args:
        url: an SQLAlchemy URL (``sqlite:///var/orientess.db``, ``postgresql://…``).
        domain: the assistant's domain; the agent sets it when the model is loaded.

    Raises:
        StockageIndisponible: the database cannot be opened.
    """

    def __init__(self, url: str, domain: Domain | None = None) -> None:
        adresse = make_url(url)
        sur_disque = adresse.drivername.startswith("sqlite") and adresse.database not in (None, "", ":memory:")
        try:
            if sur_disque:
                Path(adresse.database).parent.mkdir(parents=True, exist_ok=True)
            # Rasa's own store retries for ever when the database does not open: try once before.
            sa.create_engine(url).connect().close()
        except (sa.exc.SQLAlchemyError, OSError) as erreur:
            raise StockageIndisponible(
                f"La base de données « {adresse.render_as_string(hide_password=True)} » ne peut pas être ouverte."
            ) from erreur
        self.engine: sa.engine.Engine
        super().__init__(domain=domain, host=url)
        #: The database as a plain file. It stays open: closing it would drop the locks that SQLite holds on it.
        self._fichier = Path(adresse.database).open("rb") if sur_disque else None  # noqa: SIM115
        if sur_disque:
            self._garder_les_connexions(url)
        # What a failing statement carried is what people wrote: it must not stand in the error's text.
        self.engine.hide_parameters = True
        self._recents: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._stockes: dict[str, int] = {}

    def _garder_les_connexions(self, url: str) -> None:
        # By default SQLAlchemy opens an SQLite file anew for every transaction.
        self.engine.dispose()
        self.engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
        sa.event.listen(self.engine, "connect", _regle_sqlite)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the current session: the one saved last, if it is still in memory, else from the database.

        It is handed over: whoever retrieves it must save it, or the next one reads the database again.
        """
        suivi = self._recents.pop(sender_id, None)
        if suivi is None:
            suivi = await super().retrieve(sender_id)
            self._stockes[sender_id] = len(suivi.events) if suivi else 0
        return suivi

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the events that are not stored yet, in one transaction, and keeps the tracker at hand."""
        nouveaux = list(itertools.islice(tracker.events, self._stockes.get(tracker.sender_id, 0), None))
        if nouveaux:
            with self._transaction() as connexion:
                connexion.execute(self.SQLEvent.__table__.insert(), [_ligne(tracker.sender_id, e) for e in nouveaux])
        sessions = sum(isinstance(e, SessionStarted) for e in tracker.events)
        if sessions > 1:
            # The session has just been renewed: the next turn begins from the database, without the older events.
            self._oublier_suivi(tracker.sender_id)
            return
        self._stockes[tracker.sender_id] = len(tracker.events)
        self._recents[tracker.sender_id] = tracker
        while len(self._recents) > _SUIVIS_EN_MEMOIRE:
            ancien, _ = self._recents.popitem(last=False)
            self._stockes.pop(ancien, None)

    async def slots(self, identifiant: str) -> dict[str, Any]:
        """The current slots of a conversation; empty when it has not begun."""
        suivi = self._recents.get(identifiant) or await super().retrieve(identifiant)
        return dict(suivi.current_slot_values()) if suivi else {}

    def _oublier_suivi(self, identifiant: str) -> None:
        self._recents.pop(identifiant, None)
        self._stockes.pop(identifiant, None)

    def creer(self, canal: str) -> tuple[str, str]:
        """Opens a conversation on a channel; returns its identifier and its token (both random)."""
        identifiant, jeton = secrets.token_urlsafe(18), secrets.token_urlsafe(32)
        maintenant = time.time()
        with self._transaction() as connexion:
            connexion.execute(
                _CONVERSATIONS.insert().values(
                    id=identifiant,
                    empreinte_jeton=_empreinte(jeton),
                    canal=canal,
                    creee=maintenant,
                    derniere_activite=maintenant,
                )
            )
        return identifiant, jeton

    def trouver(self, identifiant: str) -> Conversation | None:
        """The conversation of this identifier, or None."""
        with self._transaction() as connexion:
            ligne = connexion.execute(_CONVERSATIONS.select().where(_CONVERSATIONS.c.id == identifiant)).first()
        return Conversation(**dict(ligne)) if ligne else None

    def marquer_activite(self, identifiant: str) -> None:
        """Notes that the conversation is alive now (retention counts from there)."""
        with self._transaction() as connexion:
            connexion.execute(
                _CONVERSATIONS.update().where(_CONVERSATIONS.c.id == identifiant).values(derniere_activite=time.time())
            )

    def reponse_rendue(self, identifiant: str, cle: str) -> bytes | None:
        """The answer already given under this key in this conversation, or None."""
        with self._transaction() as connexion:
            ligne = connexion.execute(
                sa.select([_REPONSES.c.corps]).where(_REPONSES.c.conversation == identifiant, _REPONSES.c.cle == cle)
            ).first()
        return bytes(ligne[0]) if ligne else None

    def retenir_reponse(self, identifiant: str, cle: str, corps: bytes) -> None:
        """Keeps an answer under its key; only the latest few of a conversation stay."""
        de_la_conversation = _REPONSES.c.conversation == identifiant
        with self._transaction() as connexion:
            connexion.execute(
                _REPONSES.insert().values(conversation=identifiant, cle=cle, instant=time.time(), corps=corps)
            )
            recentes = (
                sa.select([_REPONSES.c.cle])
                .where(de_la_conversation)
                .order_by(_REPONSES.c.instant.desc())
                .limit(_REPONSES_GARDEES)
            )
            gardees = [ligne[0] for ligne in connexion.execute(recentes)]
            connexion.execute(_REPONSES.delete().where(de_la_conversation, _REPONSES.c.cle.notin_(gardees)))

    def oublier(self, identifiant: str) -> None:
        """Removes all that was said in a conversation; the conversation itself stays, empty."""
        self._effacer(identifiant, *self._colonnes_des_paroles(), attendues=_PLACES_D_UNE_CONVERSATION)

    def supprimer(self, identifiant: str) -> None:
        """Removes every row of a conversation: its events and itself. Unknown identifiers are no error.

        With SQLite, no byte of it is left in the files. It may be called from another thread.
        """
        self._effacer(identifiant, *self._colonnes_des_paroles(), _CONVERSATIONS.c.id, attendues=0)

    async def purger(self, instant: float) -> int:
        """Removes the conversations without activity since that instant (seconds since the epoch); returns how many.

        Those that Rasa's own channels opened are not in our table: their latest event tells their age.
        """
        total = 0
        while identifiants := await asyncio.to_thread(self._purger_un_lot, instant):
            total += len(identifiants)
            for identifiant in identifiants:
                self._oublier_suivi(identifiant)
        if total:
            await asyncio.to_thread(self._refaire)
        return total

    def _purger_un_lot(self, instant: float) -> list[str]:
        # In small transactions: nobody who speaks meanwhile waits for long.
        evenement = self.SQLEvent.__table__.c
        anciennes = sa.select([_CONVERSATIONS.c.id]).where(_CONVERSATIONS.c.derniere_activite < instant)
        sans_ligne = (
            sa.select([evenement.sender_id])
            .where(evenement.sender_id.notin_(sa.select([_CONVERSATIONS.c.id])))
            .group_by(evenement.sender_id)
            .having(sa.func.max(evenement.timestamp) < instant)
        )
        with self._transaction() as connexion:
            lignes = connexion.execute(sa.union(anciennes, sans_ligne).limit(_LOT_DE_PURGE)).fetchall()
            identifiants = [ligne[0] for ligne in lignes]
            for colonne in (*self._colonnes_des_paroles(), _CONVERSATIONS.c.id):
                connexion.execute(colonne.table.delete().where(colonne.in_(identifiants)))
        return identifiants

    def _colonnes_des_paroles(self) -> tuple[Any, ...]:
        """In each table that holds what was said, the column that names the conversation."""
        return (self.SQLEvent.__table__.c.sender_id, _REPONSES.c.conversation)

    def _effacer(self, identifiant: str, *colonnes: Any, attendues: int) -> None:
        self._oublier_suivi(identifiant)
        with self._transaction() as connexion:
            for colonne in colonnes:
                connexion.execute(colonne.table.delete().where(colonne == identifiant))
        self._effacer_journal()
        if self._occurrences(identifiant.encode()) > attendues:
            self._refaire()

    def evenements(self, identifiant: str, *, genres: tuple[str, ...]) -> list[dict[str, Any]]:
        """Stored events of some kinds (Rasa's ``type_name``), oldest first, over all sessions."""
        evenement = self.SQLEvent.__table__.c
        with self._transaction() as connexion:
            lignes = connexion.execute(
                sa.select([evenement.data])
                .where(evenement.sender_id == identifiant, evenement.type_name.in_(genres))
                .order_by(evenement.id)
            ).fetchall()
        return [json.loads(ligne[0]) for ligne in lignes]

    @contextmanager
    def _transaction(self) -> Iterator[sa.engine.Connection]:
        try:
            with self.engine.begin() as connexion:
                yield connexion
        except sa.exc.SQLAlchemyError as erreur:
            raise StockageIndisponible("La base de données ne répond pas, ou le disque est plein.") from erreur

    def _effacer_journal(self) -> None:
        # What was deleted must not stay in SQLite's write-ahead log either.
        if self._fichier is not None:
            with self._transaction() as connexion:
                connexion.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _occurrences(self, octets: bytes) -> int:
        """How many times these bytes stand in the database's file.

        SQLite overwrites what is deleted, but not the copies it leaves behind when it moves rows between pages: a few
        deletions in a thousand leave one. Rows begin with their conversation, so a copy is found by its identifier.
        """
        if self._fichier is None:
            return 0
        total, place, fin = 0, 0, b""
        while bloc := os.pread(self._fichier.fileno(), _BLOC, place):
            total += (fin + bloc).count(octets)
            place += len(bloc)
            fin = bloc[-(len(octets) - 1) :]
        return total

    def _refaire(self) -> None:
        """Writes the whole file anew, without what lies between the rows (about 15 ms a megabyte)."""
        if self._fichier is not None:
            with self._transaction() as connexion:
                connexion.execute(sa.text("VACUUM"))
            self._effacer_journal()


def _ligne(identifiant: str, evenement: Event) -> dict[str, Any]:
    """An event as a row of Rasa's table."""
    donnees = evenement.as_dict()
    return {
        "sender_id": identifiant,
        "type_name": evenement.type_name,
        "timestamp": donnees.get("timestamp"),
        "intent_name": donnees.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": donnees.get("name"),
        "data": json.dumps(donnees),
    }


def _regle_sqlite(connexion: Any, _: Any) -> None:
    curseur = connexion.cursor()
    # WAL and NORMAL: one disk write a turn instead of several; secure_delete: deleted text is overwritten.
    for reglage in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "busy_timeout=5000"):
        curseur.execute(f"PRAGMA {reglage}")
    curseur.close()
