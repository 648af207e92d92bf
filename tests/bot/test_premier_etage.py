"""The first stage: one regression for intents and facts, with the real sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.exemples import Exemple
from bot.nlu.lineaire import Array
from bot.nlu.normalisation import normaliser
from bot.nlu.premier_etage import PremierEtage
from bot.nlu.traits import Document
from bot.nlu.vecteurs import Vecteurs
from bot.nlu.vues import document

DIT, MUET = {"type_financement": ["subvention"]}, {}
ETIQUETES = [
    Exemple("on cherche une subvention", "decrire_projet", True, DIT),
    Exemple("il nous faut une subvention", "decrire_projet", True, DIT),
    Exemple("notre association existe", "decrire_projet", True, {"structure_existante": True}),
    Exemple("un jardin partagé", "decrire_projet", True, MUET),
    Exemple("bonjour", "saluer", True, MUET),
    Exemple("bonsoir à tous", "saluer", True, MUET),
]
SANS_ETIQUETTE = Exemple("une subvention pour nous", "decrire_projet")


def _documents(*textes: str) -> list[Document]:
    return [document(normaliser(texte)) for texte in textes]


def _appris(exemples: Sequence[Exemple], un_vecteur: Vecteurs) -> tuple[PremierEtage, Array]:
    return PremierEtage.apprendre(exemples, _documents(*(e.texte for e in exemples)), un_vecteur)


def _subvention(exemples: Sequence[Exemple], un_vecteur: Vecteurs) -> float:
    stage, _ = _appris(exemples, un_vecteur)
    return float(stage.du_champ(stage.scores(_documents("une subvention svp")), "type_financement")[0, 0])


def test_intents_and_codes_have_a_score_each(un_vecteur: Vecteurs) -> None:
    stage, left_out = _appris(ETIQUETES, un_vecteur)
    assert stage.intentions == ("decrire_projet", "saluer")
    assert stage.codes == {"type_financement": ("subvention",), "structure_existante": ("true",)}
    scores = stage.scores(_documents("bonjour à vous", "on voudrait une subvention"))
    assert stage.des_intentions(scores).argmax(axis=1).tolist() == [1, 0]
    assert stage.du_champ(scores, "type_financement").argmax() == 1
    assert left_out.shape == (len(ETIQUETES), 4)


def test_an_example_without_labels_says_nothing_against_a_fact(un_vecteur: Vecteurs) -> None:
    silent = Exemple(SANS_ETIQUETTE.texte, SANS_ETIQUETTE.intention, True, MUET)
    assert _subvention([*ETIQUETES, SANS_ETIQUETTE], un_vecteur) > _subvention([*ETIQUETES, silent], un_vecteur)


def test_without_any_label_intents_are_still_learnt(un_vecteur: Vecteurs) -> None:
    stage, left_out = _appris([Exemple(e.texte, e.intention) for e in ETIQUETES], un_vecteur)
    assert stage.codes == {}
    assert left_out.shape == (len(ETIQUETES), 2) and np.isfinite(left_out).all()
    assert stage.des_intentions(stage.scores(_documents("bonjour à vous"))).argmax() == 1


def test_stored_and_reloaded_it_gives_the_same_scores(un_vecteur: Vecteurs, tmp_path: Path) -> None:
    stage, _ = _appris([*ETIQUETES, SANS_ETIQUETTE], un_vecteur)
    np.savez(tmp_path / "etage.npz", **stage.vers_tableaux())
    with np.load(tmp_path / "etage.npz", allow_pickle=False) as arrays:
        again = PremierEtage.depuis_tableaux(arrays)
    assert (again.intentions, again.codes) == (stage.intentions, stage.codes)
    documents = _documents("bonjour à vous", "une association cherche une subvention")
    np.testing.assert_allclose(again.scores(documents), stage.scores(documents))


def test_one_intent_is_not_enough(un_vecteur: Vecteurs) -> None:
    with pytest.raises(ValueError, match="two intents"):
        _appris(ETIQUETES[:4], un_vecteur)
