"""Parts of a route: what to begin with, what is nearest, what else there is."""

from datetime import date

import pytest

from knowledge.base import base
from knowledge.extraits import autres_pistes, plus_proches, premieres_demarches
from knowledge.parcours import PARLER, construire_parcours
from knowledge.profil import Profil
from knowledge.territoires.referentiel import referentiel

JOUR = date(2026, 11, 1)


def cas(commune, **champs):
    profil = Profil(territoire=referentiel().par_code("commune", commune), **champs)
    return construire_parcours(profil, base(), JOUR), profil


@pytest.fixture(scope="module")
def epicerie():
    return cas("26113", stade="idee", besoin_social=("alimentation",), besoin_appui=("local",))  # Die, Drôme


def test_the_first_steps_are_the_first_of_the_route_in_its_order(epicerie):
    parcours, _ = epicerie
    premieres = [p.id for p in premieres_demarches(parcours)]
    etapes = [e for e in parcours.etapes if e.titre != PARLER]
    assert premieres == [e.dispositifs[0].id for e in etapes[: len(premieres)]] and 1 <= len(premieres) <= 3


@pytest.mark.parametrize("commune", ["26113", "59512", "2B096", "97411", "75112"])
def test_what_is_nearest_is_kept_for_these_surroundings(commune):
    parcours, profil = cas(commune, stade="idee", besoin_social=("alimentation",))
    proches = plus_proches(parcours, profil, base(), JOUR)
    niveaux = {lieu.niveau for p in proches.propositions for lieu in base().dispositifs[p.id].territoires}
    assert proches.propositions and "france" not in niveaux
    if proches.locales:
        assert niveaux & {"commune", "epci", "departement"}


def test_what_else_there_is_was_not_shown_and_is_not_discarded(epicerie):
    parcours, profil = epicerie
    autres = autres_pistes(parcours, profil, base(), JOUR)
    assert autres and not {p.id for p in autres} & set(parcours.ids)
    assert all(p.verdict != "ecarte" and p.sources for p in autres)
