"""The views of a text: whole, sentence by sentence, two by two."""

from __future__ import annotations

import pytest

from bot.nlu.exemples import Exemple
from bot.nlu.normalisation import normaliser
from bot.nlu.traits import LIEU
from bot.nlu.vues import document, lieux_etiquetes, vues

TEXTE = "L’Œuvre pr ts est à Brest. On cherche 5 000 € ! Qui contacter à Nice ?"
PHRASES = ["L’Œuvre pr ts est à Brest.", "On cherche 5 000 € !", "Qui contacter à Nice ?"]


def _lieux(texte: str, *noms: str) -> list[tuple[int, int]]:
    return [(texte.index(nom), texte.index(nom) + len(nom)) for nom in noms]


@pytest.mark.parametrize("texte", ["", "bonjour", "On monte une ferme. Qui contacter ?"])
def test_a_short_text_has_one_view(texte: str) -> None:
    seen = vues(normaliser(texte))
    assert [d.phrase for d in seen.documents] == [texte.lower()]
    assert not seen.phrases and not seen.paires


def test_three_sentences_are_read_whole_one_by_one_and_two_by_two() -> None:
    seen = vues(normaliser(TEXTE))
    views = [TEXTE, *PHRASES, " ".join(PHRASES[:2]), " ".join(PHRASES[1:])]
    assert [d.phrase for d in seen.documents] == [view.lower() for view in views]


def test_bounds_of_the_parts_lead_back_to_the_words_that_were_typed() -> None:
    texte = normaliser(TEXTE)
    seen = vues(texte)
    assert [texte.extrait(p.debut, p.fin) for p in seen.phrases] == PHRASES
    assert [texte.extrait(p.debut, p.fin) for p in seen.paires] == [" ".join(PHRASES[:2]), " ".join(PHRASES[1:])]


def test_beyond_sixty_sentences_pairs_are_given_up() -> None:
    assert len(vues(normaliser("On avance. " * 60)).paires) == 59
    longer = vues(normaliser("On avance. " * 61))
    assert len(longer.phrases) == 61 and not longer.paires
    assert len(longer.documents) == 62


def test_places_are_replaced_in_the_phrase_and_masked_in_the_folded_text() -> None:
    texte = "Une Crèche à Saint-Denis, pas à Œyreluy !"
    seen = document(normaliser(texte), _lieux(texte, "Saint-Denis", "Œyreluy"))
    assert seen.phrase == "une crèche à ici, pas à ici !"
    assert seen.masque == f"une creche a {LIEU}, pas a {LIEU} !"


def test_a_place_is_hidden_in_every_view_that_holds_it_and_in_no_other() -> None:
    seen = vues(normaliser(TEXTE), _lieux(TEXTE, "Brest", "Nice"))
    whole, first, second, third, *pairs = (d.phrase for d in seen.documents)
    assert first == "l’œuvre pr ts est à ici." and third == "qui contacter à ici ?"
    assert second == "on cherche 5 000 € !"
    assert whole == f"{first} {second} {third}"
    assert pairs == [f"{first} {second}", f"{second} {third}"]
    assert [d.masque.count(LIEU) for d in seen.documents] == [2, 1, 0, 1, 1, 1]


def test_the_encoder_reads_the_beginning_of_a_very_long_text() -> None:
    seen = document(normaliser("On avance. " * 1000))
    assert len(seen.phrase) == 1200
    assert len(seen.masque) > 10_000


def test_labelled_places_are_found_in_the_text() -> None:
    example = Exemple("De Nice à Brest", "decrire_projet", True, {"lieu": "Brest", "lieu_exclu": "Nice"})
    assert lieux_etiquetes(example) == [(10, 15), (3, 7)]
    assert lieux_etiquetes(Exemple("ici", "decrire_projet", True, {"lieu": "Brest"})) == []
