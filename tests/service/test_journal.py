"""The log is JSON, one object a line, and quotes nobody."""

import io
import json
import logging

import pytest

from bot.moteur import ouvrir_stockage
from service.journal import configurer

SECRET = "06 12 34 56 78"


@pytest.fixture
def journal():
    flux = io.StringIO()
    racine = logging.getLogger()
    avant = racine.handlers[:], racine.level
    configurer(flux)
    yield flux
    racine.handlers[:], racine.level = avant[0], avant[1]


def lignes(flux: io.StringIO) -> list[dict]:
    return [json.loads(ligne) for ligne in flux.getvalue().splitlines()]


def test_our_own_messages_are_written_with_their_time_and_level(journal):
    logging.getLogger("orientess.essai").warning("purge : %d", 3)
    (ligne,) = lignes(journal)
    assert ligne["message"] == "purge : 3" and ligne["niveau"] == "attention" and ligne["instant"].endswith("+00:00")


def test_what_others_say_is_only_placed(journal):
    logging.getLogger("rasa.core").error("texte : %s", SECRET)
    (ligne,) = lignes(journal)
    assert SECRET not in journal.getvalue() and ligne["journal"] == "rasa.core" and "test_journal" in ligne["ou"]


def test_of_an_error_the_type_and_the_way_are_kept_not_the_text(journal):
    try:
        try:
            int(SECRET)
        except ValueError as erreur:
            raise KeyError(SECRET) from erreur
    except KeyError:
        logging.getLogger("orientess.service").exception("POST /api/parcours")
    (ligne,) = lignes(journal)
    assert SECRET not in journal.getvalue()
    assert [e["type"] for e in ligne["erreurs"]] == ["builtins.KeyError", "builtins.ValueError"]
    assert "test_journal.py" in ligne["erreurs"][0]["appels"][0]


def test_a_failing_statement_does_not_quote_its_values(tmp_path):
    stockage = ouvrir_stockage(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(Exception, match="no such table") as erreur:
        stockage.engine.execute("insert into inconnue values (:a)", {"a": SECRET})
    assert SECRET not in str(erreur.value)
