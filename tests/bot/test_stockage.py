"""Conversations are kept, bounded, and forgotten."""

import time

import pytest

from bot.sans_tensorflow import installer

installer()

from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered  # noqa: E402

from bot.stockage import StockageConversations  # noqa: E402

DOMAINE = Domain.from_dict({"slots": {"stade": {"type": "any", "mappings": [{"type": "custom"}]}}})


@pytest.fixture
def stockage(tmp_path):
    return StockageConversations(f"sqlite:///{tmp_path / 'dossier' / 'o.db'}", DOMAINE)


async def parler(stockage, identifiant, *evenements):
    suivi = await stockage.get_or_create_tracker(identifiant)
    suivi.update_with_events(list(evenements), DOMAINE)
    await stockage.save(suivi)


async def test_the_token_opens_its_conversation_and_no_other(stockage):
    (un, jeton), (autre, _) = stockage.creer("web"), stockage.creer("web")
    assert stockage.trouver(un).accepte(jeton)
    assert not stockage.trouver(autre).accepte(jeton)
    assert jeton not in stockage.trouver(un).empreinte_jeton


async def test_a_conversation_survives_a_restart(stockage, tmp_path):
    await parler(stockage, "a", SlotSet("stade", "idee"))
    rouvert = StockageConversations(f"sqlite:///{tmp_path / 'dossier' / 'o.db'}", DOMAINE)
    assert await rouvert.slots("a") == await stockage.slots("a") and (await rouvert.slots("a"))["stade"] == "idee"


async def test_each_event_is_stored_once_whether_the_tracker_was_at_hand_or_not(stockage):
    await parler(stockage, "a", UserUttered("un"))
    await parler(stockage, "a", UserUttered("deux"))
    stockage._oublier_suivi("a")
    await parler(stockage, "a", UserUttered("trois"))
    assert [e["text"] for e in stockage.evenements("a", genres=("user",))] == ["un", "deux", "trois"]


async def test_a_turn_that_fails_before_it_is_saved_leaves_no_trace(stockage):
    await parler(stockage, "a", UserUttered("un"))
    suivi = await stockage.retrieve("a")
    suivi.update(SlotSet("stade", "idee"), DOMAINE)
    assert (await stockage.slots("a"))["stade"] is None


async def test_a_renewed_session_is_read_without_the_older_one(stockage):
    await parler(stockage, "a", SessionStarted(), UserUttered("un"))
    time.sleep(0.01)
    await parler(stockage, "a", ActionExecuted("action_session_start"), SessionStarted(), UserUttered("deux"))
    suivi = await stockage.retrieve("a")
    assert [e.text for e in suivi.events if isinstance(e, UserUttered)] == ["deux"]
    assert len(stockage.evenements("a", genres=("user",))) == 2


async def test_deleting_removes_every_row_and_what_is_in_memory(stockage, tmp_path):
    identifiant, _ = stockage.creer("web")
    await parler(stockage, identifiant, UserUttered("marqueur-7f3a"))
    stockage.retenir_reponse(identifiant, "cle-12345", b"marqueur-7f3a")
    stockage.supprimer(identifiant)
    assert stockage.trouver(identifiant) is None and await stockage.slots(identifiant) == {}
    stockage.engine.dispose()
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and b"marqueur-7f3a" in f.read_bytes()]


def test_only_the_latest_answers_are_kept_for_calls_sent_again(stockage):
    for n in range(8):
        stockage.retenir_reponse("a", f"cle-{n:05}", str(n).encode())
    assert stockage.reponse_rendue("a", "cle-00007") == b"7" and stockage.reponse_rendue("a", "cle-00000") is None


async def test_a_full_disk_is_one_clear_error_and_nothing_stored_is_lost(stockage):
    """SQLite itself answers "database or disk is full" once it may take no further page."""
    from bot.erreurs import StockageIndisponible

    await parler(stockage, "a", UserUttered("avant"))
    with stockage.engine.connect() as connexion:
        pages = connexion.exec_driver_sql("PRAGMA page_count").scalar()
        connexion.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StockageIndisponible, match="disque est plein"):
        for _ in range(20):
            await parler(stockage, "b", UserUttered("x" * 4000))
    assert [e["text"] for e in stockage.evenements("a", genres=("user",))] == ["avant"]
