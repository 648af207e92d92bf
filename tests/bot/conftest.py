"""What the tests of the understanding share."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.vecteurs import Vecteurs, cle


@pytest.fixture(scope="session")
def un_vecteur() -> Vecteurs:
    """A table of one word, where the words hardly matter: compiling the real one takes ten seconds."""
    return Vecteurs(np.array([cle("velo")], np.uint32), np.zeros(1, np.uint16), np.ones((1, 2), np.int8), 1.0)
