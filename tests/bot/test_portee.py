"""What the words around do to a mention."""

from __future__ import annotations

import pytest

from bot.nlu.faits.portee import Portee, portee
from bot.nlu.normalisation import normaliser


def _portee(texte: str, mot: str) -> Portee:
    plie = normaliser(texte).plie
    start = plie.index(mot)
    return portee(plie, start, start + len(mot))


@pytest.mark.parametrize(
    ("texte", "mot", "attendu"),
    [
        ("surtout pas de prêt", "pret", Portee.REFUSE),
        ("les prêts, non merci", "prets", Portee.REFUSE),
        ("On nous parle d'un prêt. Nous n'en voulons pas.", "pret", Portee.REFUSE),
        ("on n'est pas une association", "association", Portee.NIE),
        ("pas encore de statuts", "statuts", Portee.MANQUE),
        ("on cherche une subvention", "subvention", Portee.VOULU),
        ("pas de prêt, mais une subvention", "subvention", Portee.AFFIRME),
        ("pourquoi pas un prêt", "pret", Portee.AFFIRME),
        ("notre association existe", "association", Portee.AFFIRME),
    ],
)
def test_denial_stops_at_its_clause(texte: str, mot: str, attendu: Portee) -> None:
    assert _portee(texte, mot) is attendu


def test_what_comes_second_is_not_wanted() -> None:
    plie = "finalement plutot un pret qu'une subvention"
    assert portee(plie, plie.index("subvention"), len(plie)) is Portee.REFUSE
    assert portee(plie, plie.index("pret"), plie.index("pret") + 4) is not Portee.REFUSE
