"""What must be checked again, and when: each record by the age of its sources and the usual delay of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from knowledge.chargement import Contenu
from knowledge.eligibilite import fin_de
from knowledge.modeles import GENRES, Dispositif, Periode, Source

DELAIS_PAR_CATEGORIE = {
    "financement": 180,
    "accueil": 365,
    "emergence": 365,
    "accompagnement": 365,
    "foncier": 365,
    "reseau": 730,
    "ressource": 730,
}
"""How long a dispositif is relied on without being checked again, in days, unless its record says otherwise."""
DELAIS_PAR_GENRE = {"definitions": 730, "conseils": 730, "leviers": 1095}
"""The same for the other records."""


class Echeance(msgspec.Struct, frozen=True):
    """When a record must be checked.

    ``verifie`` is when its facts were last known to be current, ``None`` when no source is dated; ``avant`` the day by
    which it must be checked, ``None`` for at once; ``retard`` the days gone by since then (negative: still to come).
    ``motif`` is a French sentence.
    """

    genre: str
    id: str
    nom: str
    verifie: date | None
    avant: date | None
    retard: int | None
    motif: str


def derniere_verification(sources: Iterable[Source], aujourd_hui: date) -> date | None:
    """When the latest dated source was current; ``2026`` is not later than today."""
    dates = [min(fin_de(s.consulte), aujourd_hui) for s in sources if s.consulte]
    return max(dates, default=None)


def echeances(contenu: Contenu, aujourd_hui: date) -> list[Echeance]:
    """When each record must be checked, the most urgent first: undated ones, then the longest overdue.

    Dispositifs that no longer exist are left out.
    """
    toutes = [
        _echeance(genre, fiche, aujourd_hui)
        for genre in GENRES
        for fiche in getattr(contenu, genre).values()
        if getattr(fiche, "statut", "") != "clos"
    ]
    return sorted(toutes, key=lambda e: (e.avant or date.min, e.verifie or date.min, e.genre, e.id))


def perimes(contenu: Contenu, aujourd_hui: date) -> list[Echeance]:
    """The records that must be checked today, oldest first."""
    return [e for e in echeances(contenu, aujourd_hui) if e.avant is None or e.avant <= aujourd_hui]


def _echeance(genre: str, fiche: object, aujourd_hui: date) -> Echeance:
    verifie = derniere_verification(fiche.sources, aujourd_hui)  # type: ignore[attr-defined]
    avant = verifie + timedelta(days=_delai(genre, fiche)) if verifie else None
    motif = f"vérifié pour la dernière fois le {verifie:%d/%m/%Y}" if verifie else "aucune source datée"
    cloture = _cloture(fiche)
    if cloture and avant and verifie and verifie <= cloture < avant:
        avant, motif = cloture + timedelta(days=1), f"candidatures closes le {cloture:%d/%m/%Y}"
    retard = (aujourd_hui - avant).days if avant else None
    return Echeance(genre, fiche.id, _nom(fiche), verifie, avant, retard, motif)  # type: ignore[attr-defined]


def _delai(genre: str, fiche: object) -> int:
    if isinstance(fiche, Dispositif):
        return fiche.a_reverifier_jours or DELAIS_PAR_CATEGORIE[fiche.categorie]
    return DELAIS_PAR_GENRE[genre]


def _cloture(fiche: object) -> date | None:
    periode = fiche.periode if isinstance(fiche, Dispositif) else None
    return fin_de(periode.cloture) if isinstance(periode, Periode) and periode.cloture else None


def _nom(fiche: object) -> str:
    """What the record is called: a name, a term, a question."""
    return next(str(v) for nom in ("nom", "terme", "question") if (v := getattr(fiche, nom, None)))
