"""Small bases written by hand: a test says only what matters to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from knowledge.base import Base, base
from knowledge.chargement import Contenu
from knowledge.modeles import Conseil, Definition, Dispositif, Levier
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import Referentiel, referentiel

JOUR = date(2026, 6, 15)
SOURCE = {"url": "https://exemple.fr/page", "consulte": "2026-01"}
CONDITIONS = (
    "types_porteur",
    "structure_existante",
    "structure_hote",
    "employeur",
    "ess",
    "publics",
    "public_particulier",
    "montant_demande",
    "anciennete_mois",
    "autres",
)


def _territoire(texte: str) -> dict[str, str]:
    niveau, code = texte.split(":")
    return {"niveau": niveau, "code": code}


@pytest.fixture(scope="session")
def jour() -> date:
    return JOUR


@pytest.fixture(scope="session")
def lieux() -> Referentiel:
    return referentiel()


@pytest.fixture(scope="session")
def base_reelle() -> Base:
    return base()


@pytest.fixture(scope="session")
def lieu() -> Callable[[str], Territoire]:
    """« commune:26362 » -> the place."""
    return lambda texte: referentiel().par_code(*texte.split(":"))


@pytest.fixture(scope="session")
def profil() -> Callable[..., Profil]:
    """A profile; the place may be given as « commune:26362 », one code stands for a list of one."""

    def fabrique(**champs: Any) -> Profil:
        for champ in (
            "besoin_social",
            "besoin_appui",
            "type_financement",
            "type_financement_exclus",
            "publics",
            "publics_exclus",
        ):
            if isinstance(champs.get(champ), str):
                champs[champ] = (champs[champ],)
        if isinstance(champs.get("territoire"), str):
            champs["territoire"] = msgspec.convert(_territoire(champs["territoire"]), Territoire)
        return Profil(**champs)

    return fabrique


@pytest.fixture(scope="session")
def fiche() -> Callable[..., Dispositif]:
    """A record open to all everywhere, current and sure, but for the keys given; conditions may be given flat."""

    def fabrique(id: str, territoires: str = "france:FR", exclus: str = "", **champs: Any) -> Dispositif:
        conditions = {cle: champs.pop(cle) for cle in CONDITIONS if cle in champs}
        donnees = {
            "id": id,
            "nom": id.replace("-", " ").capitalize(),
            "operateur": "Opérateur",
            "categorie": "accompagnement",
            "resume": "Une aide.",
            "territoires": [_territoire(t) for t in territoires.split()],
            "territoires_exclus": [_territoire(t) for t in exclus.split()],
            "conditions": conditions,
            "periode": "permanent",
            "statut": "actif",
            "sources": [SOURCE],
            **champs,
        }
        return msgspec.convert(donnees, Dispositif)

    return fabrique


@pytest.fixture(scope="session")
def base_de(lieux: Referentiel) -> Callable[..., Base]:
    """A base of these records."""

    def fabrique(
        *fiches: Dispositif,
        definitions: tuple[Definition, ...] = (),
        conseils: tuple[Conseil, ...] = (),
        leviers: tuple[Levier, ...] = (),
    ) -> Base:
        groupes: Any = (fiches, definitions, conseils, leviers)
        return Base(Contenu(*({f.id: f for f in groupe} for groupe in groupes)), lieux)

    return fabrique
