"""Folding keeps the way back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalisation import normaliser, phrases


@pytest.mark.parametrize(
    ("original", "plie"),
    [
        ("L’Écho des Œuvres", "l'echo des oeuvres"),
        ("slt c koi l'ess", "salut c'est quoi l'ess"),
        ("g 27 ans", "j'ai 27 ans"),
        ("Micro-crèche pr ts", "micro creche pour tous"),
        ("15 000€", "15 000 euros "),
        ("500 g de pain", "500 g de pain"),
    ],
)
def test_accents_apostrophes_and_shortcuts_are_folded(original: str, plie: str) -> None:
    assert normaliser(original).plie == plie


def test_evidence_is_quoted_in_the_words_of_the_person() -> None:
    texte = normaliser("Une Épicerie pr les étudiants")
    start = texte.plie.index("pour les etudiants")
    assert texte.extrait(start, start + len("pour les etudiants")) == "pr les étudiants"


@given(st.text(max_size=200))
def test_offsets_stay_in_order_and_inside_the_original(original: str) -> None:
    texte = normaliser(original)
    assert len(texte.debuts) == len(texte.fins) == len(texte.plie)
    assert all(0 <= start < end <= len(original) for start, end in zip(texte.debuts, texte.fins, strict=True))
    assert list(texte.debuts) == sorted(texte.debuts)


def test_sentences_ignore_abbreviations_and_blank_stretches() -> None:
    plie = normaliser("Bonjour M. Martin. On cherche un local !\n\n---\nMerci").plie
    assert [plie[p.debut : p.fin] for p in phrases(plie)] == ["bonjour m. martin.", "on cherche un local !", "merci"]


@pytest.mark.parametrize(
    ("texte", "plie"),
    [
        ("cé une idé", "c'est une ide"),
        ("ce n'est rien", "ce n'est rien"),
        ("mé pk", "mais pourquoi"),
        ("me voici", "me voici"),
    ],
)
def test_what_is_written_as_it_is_said_is_known_by_its_accent(texte, plie):
    assert normaliser(texte).plie == plie
