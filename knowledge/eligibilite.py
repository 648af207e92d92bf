"""Three-valued eligibility: each condition of a dispositif is met, failed, or cannot be told yet.

*Failed* anywhere: discarded. *Unknown* anywhere: to check. All met: eligible. One list, ``CONDITIONS``, says how each
condition is judged; ``evaluer`` applies it to one record, ``juger_base`` to all at once.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from knowledge import vocabulaire as voc
from knowledge.base import TOUS, Base, CleLieu, Colonne, Indices, ValeurLieu, valeur_lieu
from knowledge.modeles import Dispositif, Periode, Plage
from knowledge.profil import Profil, Territoire
from knowledge.territoires.referentiel import Referentiel, Relation, referentiel

Etat = Literal["remplie", "inconnue", "echouee"]
NomVerdict = Literal["eligible", "a_verifier", "ecarte"]

ETATS: tuple[Etat, ...] = ("remplie", "inconnue", "echouee")
"""From best to worst: in arrays a state is its rank here, and the verdict the highest rank."""
VERDICTS: tuple[NomVerdict, ...] = ("eligible", "a_verifier", "ecarte")
REMPLIE, INCONNUE, ECHOUEE = range(3)

FORMES_STRUCTUREES = ("association", "cooperative", "entreprise", "collectivite")
"""Holders that are a legal structure by themselves."""
SANS_STRUCTURE = ("particulier", "collectif")
AGE_SOURCES_JOURS = 730
"""Beyond this age of its latest source (two years), a record must be checked before it is relied on."""
HABITANTS_URBAIN = 10_000
"""From this size a commune is not rural, unless the person says so."""


class Raison(msgspec.Struct, frozen=True):
    """How one condition stands.

    ``demande`` is what the record asks, ``connu`` what is known of the project. ``precision`` tells apart why a
    condition is unknown: ``""`` not asked, ``ne_sait_pas``, ``refuse``, ``plus_tard`` (for a later stage),
    ``a_devenir`` (a structure, a job, an age still to come), ``en_partie`` (the place covers part of the project's),
    ``contradiction`` (facts that cannot both be), ``pas_encore`` (opens later), ``statut``, ``date``.
    """

    condition: str
    etat: Etat
    demande: Any = None
    connu: Any = None
    precision: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What comes of a record for a profile, with one reason for each condition that the record sets."""

    verdict: NomVerdict
    raisons: tuple[Raison, ...]

    def d_etat(self, etat: Etat) -> tuple[Raison, ...]:
        """The reasons in this state."""
        return tuple(r for r in self.raisons if r.etat == etat)


class Contexte:
    """The facts that conditions are judged on: what was said, and what follows from it.

    Args:
        profil: what is known. Its place is brought to today's.
        aujourd_hui: the day of the judgement.
        stade: the stage to judge at; by default the project's own. A later one is judged as things to become.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """

    def __init__(self, profil: Profil, lieux: Referentiel, aujourd_hui: date, stade: str | None = None) -> None:
        self.profil = profil
        self.lieux = lieux
        self.aujourd_hui = aujourd_hui
        self.stade = stade or profil.stade
        self.avenir = rang_stade(self.stade) > rang_stade(profil.stade)
        self.territoire = _lieu_du_projet(profil, lieux)
        self.contradiction = profil.structure_existante is False and _est_structure(profil)
        self.structure = (
            None if self.contradiction else (True if _est_structure(profil) else profil.structure_existante)
        )
        self.employeur = False if self.structure is False else profil.employeur
        self.publics = frozenset(profil.publics)
        self.publics_exclus = frozenset(profil.publics_exclus) - self.publics
        self._lire_ruralite()
        self._relations: dict[CleLieu, Relation] = {}

    def relation(self, cle: CleLieu) -> Relation:
        """How the project's place, which must be known, stands to another: ``dans``, ``contient``, ``disjoint``…"""
        assert self.territoire is not None
        if cle not in self._relations:
            self._relations[cle] = self.lieux.relation(self.territoire, self.lieux.par_code(*cle))
        return self._relations[cle]

    def _lire_ruralite(self) -> None:
        lieu = self.territoire
        if lieu is None or lieu.niveau != "commune" or {"rural"} & (self.publics | self.publics_exclus):
            return
        if self.lieux.est_rurale(lieu):
            self.publics |= {"rural"}
        elif self.lieux.population(lieu) >= HABITANTS_URBAIN:
            self.publics_exclus |= {"rural"}

    def porteurs_possibles(self) -> frozenset[str]:
        """What the holder may be: one type when it is said, fewer than all when there is no structure."""
        if self.profil.type_porteur:
            return frozenset({self.profil.type_porteur})
        return frozenset(SANS_STRUCTURE if self.structure is False else voc.TYPES_PORTEUR)

    def inconnue(self, condition: str, demande: Any, champ: str, connu: Any = None, precision: str = "") -> Raison:
        """An unknown state, with why there is no answer."""
        return Raison(condition, "inconnue", demande, connu, precision or self.profil.sans_reponse.get(champ, ""))


def _lieu_du_projet(profil: Profil, lieux: Referentiel) -> Territoire | None:
    """The place as an official one; a project "in France" has no known place."""
    lieu = profil.territoire
    if lieu is None or lieu.niveau == "france":
        return None
    return lieux.par_code(lieu.niveau, lieu.code)


def _est_structure(profil: Profil) -> bool:
    return profil.type_porteur in FORMES_STRUCTUREES or profil.employeur is True


def rang_stade(stade: str | None) -> int:
    """Place of a stage in the life of a project; -1 when it is not known."""
    return -1 if stade is None else voc.STADES.index(stade)


# ---------------------------------------------------------------- conditions
def _raison(condition: str, remplie: bool, demande: Any, connu: Any) -> Raison:
    return Raison(condition, "remplie" if remplie else "echouee", demande, connu)


def _juger_territoire(lieux: ValeurLieu, ctx: Contexte) -> Raison:
    dans, exclus = lieux
    projet = ctx.territoire
    national = any(niveau == "france" for niveau, _ in dans)
    if national and not exclus:
        return Raison("territoire", "remplie", lieux, projet)
    if projet is None:
        return ctx.inconnue("territoire", lieux, "territoire")
    hors = [ctx.relation(cle) for cle in exclus]
    if any(r in ("egal", "dans") for r in hors):
        return Raison("territoire", "echouee", lieux, projet)
    touche = [ctx.relation(cle) for cle in dans]
    if any(r in ("egal", "dans") for r in touche) and all(r == "disjoint" for r in hors):
        return Raison("territoire", "remplie", lieux, projet)
    if all(r == "disjoint" for r in touche):
        return Raison("territoire", "echouee", lieux, projet)
    return Raison("territoire", "inconnue", lieux, projet, "en_partie")


def _juger_stade(stades: tuple[str, ...], ctx: Contexte) -> Raison:
    if ctx.stade is None:
        return ctx.inconnue("stade", stades, "stade")
    if ctx.stade in stades:
        return Raison("stade", "remplie", stades, ctx.stade)
    if max(map(rang_stade, stades)) > rang_stade(ctx.stade):
        return Raison("stade", "inconnue", stades, ctx.stade, "plus_tard")
    return Raison("stade", "echouee", stades, ctx.stade)


def _juger_besoin_social(themes: tuple[str, ...], ctx: Contexte) -> Raison:
    connus = ctx.profil.besoin_social
    if not connus:
        return ctx.inconnue("besoin_social", themes, "besoin_social")
    return _raison("besoin_social", bool(set(themes) & set(connus)), themes, connus)


def _juger_porteur(types: tuple[str, ...], ctx: Contexte) -> Raison:
    possibles = ctx.porteurs_possibles()
    connu = ctx.profil.type_porteur
    if possibles <= set(types):
        return Raison("type_porteur", "remplie", types, connu)
    if possibles & set(types):
        return ctx.inconnue("type_porteur", types, "type_porteur")
    if ctx.avenir and possibles <= set(SANS_STRUCTURE) and set(types) & set(FORMES_STRUCTUREES[:3]):
        return ctx.inconnue("type_porteur", types, "type_porteur", connu, "a_devenir")
    return Raison("type_porteur", "echouee", types, connu)


def _juger_structure(voulue: bool, ctx: Contexte) -> Raison:
    if ctx.contradiction:
        return ctx.inconnue("structure_existante", voulue, "structure_existante", None, "contradiction")
    if ctx.structure is None:
        precision = "a_devenir" if ctx.avenir and voulue else ""
        return ctx.inconnue("structure_existante", voulue, "structure_existante", None, precision)
    if ctx.avenir and voulue and not ctx.structure:
        return ctx.inconnue("structure_existante", voulue, "structure_existante", False, "a_devenir")
    return _raison("structure_existante", ctx.structure == voulue, voulue, ctx.structure)


def _juger_employeur(voulu: bool, ctx: Contexte) -> Raison:
    if ctx.employeur is True:
        return Raison("employeur", "remplie", voulu, True)
    if ctx.avenir:
        return ctx.inconnue("employeur", voulu, "employeur", ctx.employeur, "a_devenir")
    if ctx.employeur is None:
        return ctx.inconnue("employeur", voulu, "employeur")
    return Raison("employeur", "echouee", voulu, False)


def _juger_anciennete(plage: Plage, ctx: Contexte) -> Raison:
    age = ctx.profil.anciennete_mois
    trop_vieux = age is not None and plage.max is not None and age > plage.max
    if trop_vieux:
        return Raison("anciennete_mois", "echouee", plage, age)
    trop_jeune = bool(plage.min) and (ctx.structure is False or (age is not None and age < (plage.min or 0)))
    if ctx.avenir and (trop_jeune or age is None):
        return ctx.inconnue("anciennete_mois", plage, "anciennete_mois", age, "a_devenir")
    if trop_jeune:
        return Raison("anciennete_mois", "echouee", plage, age)
    if age is None:
        return ctx.inconnue("anciennete_mois", plage, "anciennete_mois")
    return Raison("anciennete_mois", "remplie", plage, age)


def _juger_publics(publics: tuple[str, ...], ctx: Contexte) -> Raison:
    dits = tuple(p for p in publics if p in ctx.publics)
    if dits:
        return Raison("publics", "remplie", publics, dits)
    if set(publics) <= ctx.publics_exclus:
        return Raison("publics", "echouee", publics, ())
    return ctx.inconnue("publics", publics, "publics")


def _juger_montant(plage: Plage, ctx: Contexte) -> Raison:
    montant = ctx.profil.montant_recherche
    if montant is None:
        return ctx.inconnue("montant_recherche", plage, "montant_recherche")
    assez = plage.min is None or montant >= plage.min
    pas_trop = plage.max is None or montant <= plage.max
    return _raison("montant_recherche", assez and pas_trop, plage, montant)


def _juger_periode(periode: Periode, ctx: Contexte) -> Raison:
    if periode.cloture and ctx.aujourd_hui > fin_de(periode.cloture):
        return Raison("periode", "echouee", periode, ctx.aujourd_hui)
    if periode.ouverture and ctx.aujourd_hui < debut_de(periode.ouverture):
        return Raison("periode", "inconnue", periode, ctx.aujourd_hui, "pas_encore")
    return Raison("periode", "remplie", periode, ctx.aujourd_hui)


def _juger_public_particulier(public: str, ctx: Contexte) -> Raison:
    return Raison("public_particulier", "inconnue", public)


def _juger_statut(statut: str, ctx: Contexte) -> Raison:
    if statut == "clos":
        return Raison("statut", "echouee", "actif", statut)
    return Raison("statut", "inconnue", "actif", statut, "statut")


def _juger_sources(derniere: date | None, ctx: Contexte) -> Raison:
    fraiche = derniere is not None and (ctx.aujourd_hui - derniere).days <= AGE_SOURCES_JOURS
    if fraiche:
        return Raison("sources", "remplie", AGE_SOURCES_JOURS, derniere)
    return Raison("sources", "inconnue", AGE_SOURCES_JOURS, derniere, "date")


def porteurs_admis(d: Dispositif) -> tuple[str, ...] | None:
    """Who may hold the project; ``None``: anybody."""
    return d.conditions.types_porteur or None


def _plage(plage: Plage | None) -> Plage | None:
    return None if plage is None or (plage.min is None and plage.max is None) else plage


class Condition(NamedTuple):
    """One condition: its value in a record (``None``: the record does not set it) and how it is judged.

    ``champs`` are the fields of the profile that the judgement depends on; ``devient``: at a later stage it is
    something to become. Both tell which judgements may be reused.
    """

    nom: str
    cle: Callable[[Dispositif], Any]
    juger: Callable[[Any, Contexte], Raison]
    champs: tuple[str, ...] = ()
    devient: bool = False


_STRUCTURE = ("type_porteur", "structure_existante", "employeur")
TERRITOIRE = Condition("territoire", valeur_lieu, _juger_territoire, ("territoire",))
CONDITIONS: tuple[Condition, ...] = (
    TERRITOIRE,
    Condition("stade", lambda d: d.stades or None, _juger_stade, ("stade",)),
    Condition("besoin_social", lambda d: d.besoins_sociaux or None, _juger_besoin_social, ("besoin_social",)),
    Condition("type_porteur", porteurs_admis, _juger_porteur, _STRUCTURE, True),
    Condition("structure_existante", lambda d: d.conditions.structure_existante, _juger_structure, _STRUCTURE, True),
    Condition("employeur", lambda d: d.conditions.employeur, _juger_employeur, _STRUCTURE, True),
    Condition(
        "anciennete_mois",
        lambda d: _plage(d.conditions.anciennete_mois),
        _juger_anciennete,
        (*_STRUCTURE, "anciennete_mois"),
        True,
    ),
    Condition(
        "publics", lambda d: d.conditions.publics or None, _juger_publics, ("publics", "publics_exclus", "territoire")
    ),
    Condition("public_particulier", lambda d: d.conditions.public_particulier, _juger_public_particulier),
    Condition(
        "montant_recherche", lambda d: _plage(d.conditions.montant_demande), _juger_montant, ("montant_recherche",)
    ),
    Condition("periode", lambda d: d.periode if isinstance(d.periode, Periode) else None, _juger_periode),
    Condition("statut", lambda d: None if d.statut == "actif" else d.statut, _juger_statut),
    Condition("sources", lambda d: (derniere_source(d),), lambda v, ctx: _juger_sources(v[0], ctx)),
)
_PAR_NOM = {c.nom: c for c in CONDITIONS}


def debut_de(partielle: str) -> date:
    """First day of a partial date."""
    annee, mois, jour = (*map(int, partielle.split("-")), 1, 1)[:3]
    return date(annee, mois, jour)


def fin_de(partielle: str) -> date:
    """Last day of a partial date."""
    parts = [*map(int, partielle.split("-"))]
    annee = parts[0]
    mois = parts[1] if len(parts) > 1 else 12
    return date(annee, mois, parts[2] if len(parts) > 2 else monthrange(annee, mois)[1])


def derniere_source(d: Dispositif) -> date | None:
    """When the latest dated source of a record was current (the end of a partial date)."""
    return max((fin_de(s.consulte) for s in d.sources if s.consulte), default=None)


# ---------------------------------------------------------------- one record
def evaluer(
    dispositif: Dispositif,
    profil: Profil,
    aujourd_hui: date,
    stade: str | None = None,
    lieux: Referentiel | None = None,
) -> Verdict:
    """Judges one record for a profile.

    Args:
        dispositif: the record.
        profil: what is known of the project.
        aujourd_hui: the day on which dates and sources are judged.
        stade: judge as if the project were at this (later) stage; by default at its own.
        lieux: the official places; by default the shared ones.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    return evaluer_dans(dispositif, Contexte(profil, lieux or referentiel(), aujourd_hui, stade))


def evaluer_dans(dispositif: Dispositif, ctx: Contexte) -> Verdict:
    """Judges one record with facts already put together."""
    raisons = tuple(
        condition.juger(valeur, ctx) for condition in CONDITIONS if (valeur := condition.cle(dispositif)) is not None
    )
    pire = max((ETATS.index(r.etat) for r in raisons), default=REMPLIE)
    return Verdict(VERDICTS[pire], raisons)


# ---------------------------------------------------------------- wishes
def argent(d: Dispositif) -> tuple[tuple[str, ...], bool]:
    """The kinds of money of a record, and whether money is all that it is about."""
    return (d.types_financement, d.categorie == "financement")


def argent_refuse(valeur: tuple[tuple[str, ...], bool], profil: Profil) -> bool:
    """Is this money of a kind that the person does not want? All kinds refused, no money at all is wanted."""
    types, est_financement = valeur
    refuses = set(profil.type_financement_exclus)
    return bool(refuses & set(types)) or (est_financement and refuses >= set(voc.TYPES_FINANCEMENT))


def refus(d: Dispositif, profil: Profil) -> Raison | None:
    """Why a record is left out though nothing forbids it: a wish is no condition, and may change with no new fact."""
    if not argent_refuse(argent(d), profil):
        return None
    en_cause = tuple(t for t in d.types_financement if t in profil.type_financement_exclus)
    return Raison("type_financement", "echouee", d.types_financement, en_cause)


# ---------------------------------------------------------------- all records
Etats = npt.NDArray[np.int8]


class Jugement(NamedTuple):
    """States of records: ``etats[condition]`` and ``verdicts`` are arrays of ranks (0, 1, 2) in ``ETATS``, ``VERDICTS``."""

    etats: dict[str, Etats]
    verdicts: Etats


def juger_base(base: Base, ctx: Contexte, rangs: Indices | slice = TOUS) -> Jugement:
    """Judges the records of these ranks: each condition once per distinct value, and once per set of facts."""
    etats = {c.nom: etats_de(base, c.nom, ctx, rangs) for c in CONDITIONS}
    return Jugement(etats, np.maximum.reduce(list(etats.values())))


def etats_de(base: Base, nom: str, ctx: Contexte, rangs: Indices | slice = TOUS) -> Etats:
    """The state of one condition for the records of these ranks."""
    condition = _PAR_NOM[nom]
    return _table_des_etats(base, condition, ctx)[_colonne(base, condition).indices[rangs]]


def rangs_du_lieu(base: Base, ctx: Contexte) -> Indices:
    """Ranks of the records whose place does not rule out the project's; of the national ones when it is not known."""

    def calcul() -> Indices:
        table = _table_des_etats(base, TERRITOIRE, ctx)
        gardes = table == REMPLIE if ctx.territoire is None else table != ECHOUEE
        return np.flatnonzero(gardes[_colonne(base, TERRITOIRE).indices])

    return base.retenir(("rangs", *faits(("territoire",), ctx)), calcul)


def _colonne(base: Base, condition: Condition) -> Colonne:
    return base.colonne(condition.nom, condition.cle)


def _table_des_etats(base: Base, condition: Condition, ctx: Contexte) -> Etats:
    """The state of each distinct value of a condition."""
    cle = ("état", condition.nom, *faits(condition.champs, ctx), ctx.aujourd_hui)
    if condition.devient or condition.nom == "stade":
        cle += (ctx.stade, ctx.avenir)
    return base.retenir(cle, lambda: _juger_valeurs(base, condition, ctx))


def faits(champs: tuple[str, ...], ctx: Contexte) -> tuple[Hashable, ...]:
    """The values of these fields, to recognise a profile that says the same of them."""
    return tuple(
        (ctx.territoire.cle if ctx.territoire else None) if champ == "territoire" else getattr(ctx.profil, champ)
        for champ in champs
    )


def _juger_valeurs(base: Base, condition: Condition, ctx: Contexte) -> Etats:
    """Judges each distinct value. Places that cannot touch the project's are not looked at one by one."""
    valeurs = _colonne(base, condition).valeurs

    def etat(valeur: Any) -> int:
        return REMPLIE if valeur is None else ETATS.index(condition.juger(valeur, ctx).etat)

    if condition is not TERRITOIRE:
        return np.fromiter(map(etat, valeurs), dtype=np.int8, count=len(valeurs))
    table = np.full(len(valeurs), INCONNUE if ctx.territoire is None else ECHOUEE, dtype=np.int8)
    for rang in base.valeurs_en_cause(ctx.territoire):
        table[rang] = etat(valeurs[rang])
    return table
