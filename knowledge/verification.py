"""Everything that can be wrong in the records, beyond what stops them from being read: dates, ranges, circles, ease.

``verifier`` gathers it all: *faults* must be mended, *remarks* are worth a look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from knowledge.chargement import DOSSIER, Contenu, Faute, FicheInvalide, charger
from knowledge.eligibilite import debut_de, fin_de
from knowledge.lisibilite import phrases_longues
from knowledge.modeles import GENRES, Dispositif, Lieu, Periode, Plage
from knowledge.territoires.referentiel import Referentiel


class Rapport(msgspec.Struct, frozen=True):
    """What came of a check: ``comptes`` is the number of records by kind (empty when they could not be read)."""

    comptes: dict[str, int]
    fautes: tuple[Faute, ...]
    remarques: tuple[Faute, ...]


def verifier(lieux: Referentiel, aujourd_hui: date, dossier: Path = DOSSIER) -> Rapport:
    """Checks every record under ``dossier``: form, codes, places, identifiers, sources, links, dates, reading ease."""
    try:
        contenu = charger(dossier, lieux)
    except FicheInvalide as erreur:
        return Rapport({}, erreur.fautes, ())
    comptes = {genre: len(getattr(contenu, genre)) for genre in GENRES}
    fautes = (*_fautes_de_dates(contenu, aujourd_hui), *_fautes_des_dispositifs(contenu, lieux))
    # Remarks compute with dates: faults come first.
    return Rapport(comptes, fautes, () if fautes else tuple(_remarques(contenu, aujourd_hui)))


# ---------------------------------------------------------------- dates
def _fautes_de_dates(contenu: Contenu, aujourd_hui: date) -> Iterator[Faute]:
    for genre in GENRES:
        for fiche in getattr(contenu, genre).values():
            for source in _sources(fiche):
                probleme = _defaut_de_date(source.consulte) or _dans_le_futur(source.consulte, aujourd_hui)
                if probleme:
                    yield Faute(genre, fiche.id, "sources.consulte", probleme)
            if isinstance(fiche, Dispositif) and isinstance(fiche.periode, Periode):
                yield from _fautes_de_periode(fiche, fiche.periode)


def _sources(fiche: Any) -> Iterator[Any]:
    yield from fiche.sources
    for exemple in getattr(fiche, "exemples", ()):
        yield from exemple.sources


def _fautes_de_periode(d: Dispositif, periode: Periode) -> Iterator[Faute]:
    defauts = [
        (champ, defaut)
        for champ in ("ouverture", "cloture")
        if (defaut := _defaut_de_date(getattr(periode, champ))) is not None
    ]
    yield from (Faute("dispositifs", d.id, f"periode.{champ}", defaut) for champ, defaut in defauts)
    if not defauts and periode.ouverture and periode.cloture and debut_de(periode.ouverture) > fin_de(periode.cloture):
        yield Faute("dispositifs", d.id, "periode", "l'ouverture vient après la clôture.")


def _defaut_de_date(partielle: str | None) -> str | None:
    """The form of a date is checked when it is read; that its day exists, only here."""
    try:
        if partielle:
            debut_de(partielle)
    except ValueError:
        return f"le jour « {partielle} » n'existe pas."
    return None


def _dans_le_futur(partielle: str | None, aujourd_hui: date) -> str | None:
    if partielle and debut_de(partielle) > aujourd_hui:
        return f"« {partielle} » est dans le futur."
    return None


# ---------------------------------------------------------------- what one dispositif says twice or against itself
def _fautes_des_dispositifs(contenu: Contenu, lieux: Referentiel) -> Iterator[Faute]:
    controles: tuple[Callable[[Dispositif], Iterable[tuple[str, str]]], ...] = (
        _plages_renversees,
        lambda d: _lieux_mal_exclus(d, lieux),
        _ensemble_et_exclusifs,
        lambda d: _prealables_en_cercle(d, contenu),
    )
    for d in contenu.dispositifs.values():
        for controle in controles:
            for champ, message in controle(d):
                yield Faute("dispositifs", d.id, champ, message)


def _plages_renversees(d: Dispositif) -> Iterator[tuple[str, str]]:
    montant = Plage(min=d.montant.min, max=d.montant.max)
    plages = {
        "conditions.montant_demande": d.conditions.montant_demande,
        "conditions.anciennete_mois": d.conditions.anciennete_mois,
        "montant": montant,
    }
    for champ, plage in plages.items():
        if plage and plage.min is not None and plage.max is not None and plage.min > plage.max:
            yield champ, "le minimum dépasse le maximum."


def _lieux_mal_exclus(d: Dispositif, lieux: Referentiel) -> Iterator[tuple[str, str]]:
    def territoire(lieu: Lieu) -> Any:
        return lieux.par_code(*lieu.cle)

    for exclu in d.territoires_exclus:
        liens = {lieux.relation(territoire(exclu), territoire(dans)) for dans in d.territoires}
        if liens == {"disjoint"}:
            yield "territoires_exclus", f"« {exclu.code} » est hors des territoires de la fiche."
        elif "egal" in liens or (len(d.territoires) == 1 and "contient" in liens):
            yield "territoires_exclus", f"« {exclu.code} » exclut tout un territoire de la fiche."


def _ensemble_et_exclusifs(d: Dispositif) -> Iterator[tuple[str, str]]:
    for commun in sorted(set(d.compatibles) & set(d.exclusifs)):
        yield "exclusifs", f"« {commun} » est dit à la fois compatible et exclusif."


def _prealables_en_cercle(d: Dispositif, contenu: Contenu) -> Iterator[tuple[str, str]]:
    """Does following what must come first lead back to the record itself?"""
    vus: set[str] = set()
    a_voir = [d.id]
    while a_voir:
        for prealable in contenu.dispositifs[a_voir.pop()].prealables:
            suivant = prealable.dispositif
            if suivant == d.id:
                yield "prealables", "cette fiche finit par se demander elle-même comme préalable."
                return
            if suivant and suivant not in vus:
                vus.add(suivant)
                a_voir.append(suivant)


# ---------------------------------------------------------------- remarks
def _remarques(contenu: Contenu, aujourd_hui: date) -> Iterator[Faute]:
    for d in contenu.dispositifs.values():
        cloture = d.periode.cloture if isinstance(d.periode, Periode) else None
        if cloture and d.statut != "clos" and fin_de(cloture) < aujourd_hui:
            yield Faute("dispositifs", d.id, "periode.cloture", "les candidatures sont closes : fiche à revoir.")
    for longue in phrases_longues(contenu):
        yield Faute(longue.genre, longue.fiche, longue.champ, f"phrase de {longue.mots} mots : « {longue.texte} »")
