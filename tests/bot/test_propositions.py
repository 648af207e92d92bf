"""The parts of a text, compared each for itself, with the real sentence encoder."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encodeur import encodeur
from bot.nlu.propositions import Repere, VoisinagePropositions, propositions
from bot.nlu.voisinage import Voisinage

EXEMPLES = [
    "on est cinq voisines et on cherche une subvention",
    "qui peut-on contacter, à la mairie ?",
    "une ferme à la campagne, pour des jeunes en difficulté",
]


@pytest.fixture(scope="module")
def lire():
    """Texts -> the vectors of each one's propositions."""
    voisinage = Voisinage.apprendre(encodeur().encode(EXEMPLES))
    return lambda textes: [voisinage.lire(propositions(texte)) for texte in textes]


@pytest.fixture(scope="module")
def appris(lire) -> tuple[VoisinagePropositions, Repere]:
    """Three examples of two propositions."""
    return VoisinagePropositions.apprendre(lire(EXEMPLES))


@pytest.mark.parametrize(
    ("phrase", "parties"),
    [
        ("une ressourcerie", ["une ressourcerie"]),
        ("on a un local mais il nous manque un prêt", ["on a un local", "il nous manque un prêt"]),
        ("On ouvre en mars, à Lyon, dans une ancienne gare", ["On ouvre en mars à Lyon", "dans une ancienne gare"]),
        ("", [""]),
        ("et, ou ; mais !", ["ou"]),
    ],
)
def test_a_text_is_cut_at_commas_and_conjunctions_and_short_parts_stay_with_the_one_before(phrase, parties):
    assert propositions(phrase) == parties


def test_what_a_proposition_says_is_found_in_other_company(lire, appris):
    voisinage, repere = appris
    exemples = repere.coordonnees(voisinage.ressemblances(lire(EXEMPLES)))
    dit = lire(["le préau de l'école est à nous, il nous manque une aide financière"])
    texte = repere.coordonnees(voisinage.ressemblances(dit))
    assert (texte @ exemples.T).argmax() == 0


def test_coordinates_have_for_products_the_kernel_between_texts(lire, appris):
    voisinage, repere = appris
    coordonnees = repere.coordonnees(voisinage.ressemblances(lire(EXEMPLES)))
    produits = coordonnees @ coordonnees.T
    # Each example has two propositions, both landmarks: with itself, at least one for one and divided by two.
    assert (np.diag(produits) >= 3.0 * 0.99).all()
    np.testing.assert_allclose(produits, produits.T, atol=1e-4)


def test_weights_of_landmarks_score_as_weights_of_coordinates(lire, appris):
    voisinage, repere = appris
    ressemblances = voisinage.ressemblances(lire([*EXEMPLES, "un garage"]))
    coordonnees = repere.coordonnees(ressemblances)
    poids = np.random.default_rng(0).normal(size=(coordonnees.shape[1], 2)).astype(np.float32)
    np.testing.assert_allclose(ressemblances @ repere.poids(poids), coordonnees @ poids, atol=1e-2)


def test_many_texts_at_once_are_compared_as_one_by_one(lire, appris, monkeypatch):
    voisinage, _ = appris
    textes = lire([*EXEMPLES, "", "un garage solidaire"])
    monkeypatch.setattr("bot.nlu.propositions._LOT", 2)
    un_par_un = np.vstack([voisinage.ressemblances([texte]) for texte in textes])
    np.testing.assert_allclose(voisinage.ressemblances(textes), un_par_un, rtol=1e-3, atol=1e-4)
