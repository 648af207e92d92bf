"""The small pattern language of the lexicons."""

from __future__ import annotations

import pytest

from bot.nlu.lexique import Lexique, lexique


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("jardin partage", "deux jardins partages", "jardins partages"),
        ("subvention*", "subventionner", "subventionner"),
        ("chantier d'insertion", "un chantier dinsertion", "chantier dinsertion"),
        ("chantier d'insertion", "un chantier d insertion", "chantier d insertion"),
        ("cherche~local", "on cherche un tout petit local", "cherche un tout petit local"),
    ],
)
def test_patterns_match_plurals_endings_apostrophes_and_gaps(pattern: str, text: str, found: str) -> None:
    (mention,) = Lexique({"code": [pattern]}).mentions(text)
    assert text[mention.debut : mention.fin] == found


def test_patterns_match_whole_words_only() -> None:
    assert not list(Lexique({"code": ["don"]}).mentions("un pardon, une donnee"))


@pytest.mark.parametrize(
    "nom", ["besoin_social", "besoin_appui", "type_financement", "stade", "type_porteur", "publics"]
)
def test_lexicons_know_only_codes_of_the_vocabulary(nom: str) -> None:
    from knowledge import vocabulaire as voc

    codes = {
        "besoin_social": voc.BESOINS_SOCIAUX, "besoin_appui": voc.BESOINS_APPUI, "type_financement": voc.TYPES_FINANCEMENT,
        "stade": voc.STADES, "type_porteur": voc.TYPES_PORTEUR, "publics": voc.PUBLICS,
    }[nom]  # fmt: skip
    assert set(lexique(nom).codes) == set(codes)
