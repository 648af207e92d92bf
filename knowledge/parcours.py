"""The route: few and good dispositifs, in the order in which a person lives them, ending with somebody to talk to.

``choisir`` picks (identifiers and scores only, fast enough to be tried many times by the questions);
``construire_parcours`` writes the picks out in French.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import msgspec
import numpy as np

from knowledge import redaction
from knowledge import vocabulaire as voc
from knowledge.base import Base, Indices, Masque
from knowledge.base import base as base_du_produit
from knowledge.classement import POIDS, Notes, noter
from knowledge.eligibilite import (
    ECHOUEE,
    FORMES_STRUCTUREES,
    REMPLIE,
    Contexte,
    Jugement,
    NomVerdict,
    Verdict,
    argent,
    argent_refuse,
    etats_de,
    evaluer_dans,
    juger_base,
    porteurs_admis,
    rang_stade,
    rangs_du_lieu,
    refus,
)
from knowledge.leviers import leviers_pour
from knowledge.modeles import Categorie, Dispositif
from knowledge.profil import Profil, sans_paroles

PAR_ETAPE = 3
"""Most dispositifs shown in one step."""
VOIR_AUSSI = 30
"""Most identifiers kept beyond those shown."""
ECARTES = 8
MALUS_ECHEC = -20.0
"""What each failed condition takes from a discarded record when those to tell about are chosen."""
A_PRECISER = 3
PREFIXE_CRESS = "cress-"
"""Identifiers of the regional chambers (CRESS) begin so: the local contact of every route."""
TETE_DE_RESEAU = "ess-france"
"""Who to turn to when no local contact is known: the national network of the CRESS."""


# ---------------------------------------------------------------- what comes out
class Proposition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A dispositif of the route, written out for the person."""

    id: str
    nom: str
    categorie: str
    verdict: NomVerdict
    pourquoi: list[str]
    a_verifier: list[str] = msgspec.field(default_factory=list)
    montant: str | None = None
    demarche: str | None = None
    contact: dict[str, str]
    sources: list[dict[str, str | None]]


class Etape(msgspec.Struct, frozen=True, kw_only=True):
    """A step: what is shown, and the identifiers of what else would do (``voir_aussi``), best first."""

    ordre: int
    titre: str
    stade: str | None
    dispositifs: list[Proposition]
    voir_aussi: list[str]


class Ecarte(msgspec.Struct, frozen=True):
    """A dispositif that one might have expected, and every condition that fails."""

    id: str
    nom: str
    raisons: list[str]


class APreciser(msgspec.Struct, frozen=True):
    """A field of the profile worth making precise, and what it would change."""

    question: str
    effet: str


class LevierPropose(msgspec.Struct, frozen=True):
    """A lever of local authorities, to be opened by its identifier."""

    id: str
    question: str


class Parcours(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole route, as the API gives it. ``leviers``: for local authorities only."""

    etapes: list[Etape]
    ecartes: list[Ecarte]
    a_preciser: list[APreciser]
    leviers: list[LevierPropose] = msgspec.field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """What is shown, in order, each once."""
        return list(dict.fromkeys(p.id for e in self.etapes for p in e.dispositifs))


# ---------------------------------------------------------------- steps
class Gabarit(NamedTuple):
    """A step of the route as planned: the categories it draws from and the kinds of help it answers.

    ``demande``: how many are shown when one of its ``besoins`` is asked for; ``libre``: when nothing is asked for yet;
    ``discret``: when other things are. ``debut``: only for a project not yet created.
    """

    titre: str
    categories: tuple[Categorie, ...]
    besoins: tuple[str, ...]
    demande: int
    libre: int
    discret: int
    debut: bool = False


_APPUI = ("accompagnement", "statut_juridique", "modele_economique", "impact", "gouvernance", "emploi", "formation")
GABARITS: tuple[Gabarit, ...] = (
    Gabarit("Être accueilli et orienté", ("accueil",), ("orientation",), 3, 3, 2),
    Gabarit("Mettre votre idée en forme", ("emergence",), ("orientation", "accompagnement"), 3, 2, 1, debut=True),
    Gabarit("Être accompagné", ("accompagnement",), _APPUI, 3, 3, 2),
    Gabarit("Trouver l'argent qui convient", ("financement",), ("financement",), 3, 2, 1),
    Gabarit("Trouver un local", ("foncier",), ("local",), 3, 0, 0),
    Gabarit(
        "S'appuyer sur un réseau et des ressources", ("reseau", "ressource"), ("partenaires", "formation"), 3, 2, 1
    ),
)
PARLER = "Parler à quelqu'un"
_PLUS_TARD = (2, 3, 4, 5)
"""Which of these steps the later ones draw from, when they are in the route."""
_DEBUTS = (None, "idee", "conception")


def pour_collectivite(profil: Profil) -> bool:
    """Does a local authority speak? It gets levers beside the route."""
    return profil.type_porteur == "collectivite"


def veut_de_l_argent(profil: Profil) -> bool:
    """Is money wanted: said as such, by a kind of money or by an amount?"""
    return "financement" in profil.besoin_appui or bool(profil.type_financement) or bool(profil.montant_recherche)


def besoins_voulus(profil: Profil) -> frozenset[str]:
    """The kinds of help asked for, money included when it follows from the rest."""
    return frozenset(profil.besoin_appui) | ({"financement"} if veut_de_l_argent(profil) else set())


def _combien(gabarit: Gabarit, profil: Profil) -> int:
    voulus = besoins_voulus(profil)
    if gabarit.debut and profil.stade not in _DEBUTS:
        return 0
    if gabarit.categories == ("financement",) and set(profil.type_financement_exclus) >= set(voc.TYPES_FINANCEMENT):
        return 0
    if voulus & set(gabarit.besoins):
        return gabarit.demande
    return gabarit.discret if voulus else gabarit.libre


# ---------------------------------------------------------------- picking
class EtapeChoisie(NamedTuple):
    """A step before it is written out: ranks of the records shown and of the others; judged at ``stade``."""

    titre: str
    stade: str | None
    montres: tuple[int, ...]
    autres: tuple[int, ...]


class Vue:
    """Records judged and scored for one profile, now or at a later stage: those that the place does not rule out.

    ``rangs`` are their ranks in the base, in growing order; every other array has one place for each of them.
    Computed on demand, once.
    """

    def __init__(self, base: Base, ctx: Contexte, rangs: Indices | None = None) -> None:
        self.base, self.ctx = base, ctx
        self.rangs = rangs_du_lieu(base, ctx) if rangs is None else rangs

    @cached_property
    def jugement(self) -> Jugement:
        """The state of every condition."""
        return juger_base(self.base, self.ctx, self.rangs)

    @cached_property
    def notes(self) -> Notes:
        """The scores of the possible ones; zero for the others."""
        return self.noter(self.possibles)

    @cached_property
    def possibles(self) -> Masque:
        """Not discarded, not refused, and of this stage."""
        masque = (self.jugement.verdicts != ECHOUEE) & ~self.refuses
        return masque if self.ctx.stade is None else masque & (self.jugement.etats["stade"] == REMPLIE)

    @cached_property
    def refuses(self) -> Masque:
        """Money of a kind that the person does not want."""
        return self.base.masque("argent", argent, lambda v: argent_refuse(v, self.ctx.profil), self.rangs)

    def noter(self, masque: Masque) -> Notes:
        """The scores of those of the mask; zero for the others."""
        etats, verdicts = self.jugement
        choisis = Jugement({nom: e[masque] for nom, e in etats.items()}, verdicts[masque])
        notes: Notes = np.zeros(len(self.rangs))
        notes[masque] = noter(self.base, self.ctx, choisis, self.rangs[masque])
        return notes

    def parmi(self, categories: Iterable[str]) -> Masque:
        """Of one of these categories."""
        voulues = set(categories)
        return self.base.masque("categorie", lambda d: d.categorie, lambda c: c in voulues, self.rangs)

    def apporte(self, *besoins: str) -> Masque:
        """Brings at least one of these kinds of help."""
        voulus = set(besoins)
        return self.base.masque(
            "besoins_appui", lambda d: d.besoins_appui, lambda b: not voulus.isdisjoint(b), self.rangs
        )

    def place(self, rang: int) -> int:
        """Where the record of this rank stands in the arrays."""
        return int(self.rangs.searchsorted(rang))

    def meilleures(self, masque: Masque, nombre: int, notes: Notes | None = None) -> list[int]:
        """The best places of the mask, best first; ties to the first place (that is, to the smaller identifier)."""
        notes = self.notes if notes is None else notes
        places = np.flatnonzero(masque)
        if len(places) > nombre:
            seuil = np.partition(notes[places], len(places) - nombre)[len(places) - nombre] if nombre else np.inf
            places = places[notes[places] >= seuil]
        ordre = np.lexsort((places, -notes[places]))
        return [int(p) for p in places[ordre][:nombre]]


class Choix(NamedTuple):
    """The picks of a route, with the views they were judged in, by stage."""

    etapes: tuple[EtapeChoisie, ...]
    vues: dict[str | None, Vue]

    @property
    def montres(self) -> tuple[int, ...]:
        """Ranks of all records shown, in order."""
        return tuple(rang for etape in self.etapes for rang in etape.montres)


def choisir(base: Base, profil: Profil, aujourd_hui: date, avenir: bool = True) -> Choix:
    """Picks the dispositifs of a route.

    Args:
        base: the records.
        profil: what is known of the project.
        aujourd_hui: the day on which dates are judged.
        avenir: with the steps of later stages, and everything in its order.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    vue = Vue(base, Contexte(profil, base.lieux, aujourd_hui))
    vues: dict[str | None, Vue] = {profil.stade: vue}
    contact = _contact(vue)
    etapes = _etapes_du_moment(vue, contact)
    categories = [c for i in _PLUS_TARD if _combien(GABARITS[i], profil) for c in GABARITS[i].categories]
    voulus = besoins_voulus(profil) | set(profil.type_financement)
    rangs = vue.rangs[~vue.possibles & vue.parmi(categories)]
    suivants = voc.STADES[rang_stade(profil.stade) + 1 :][:2] if profil.stade and avenir else ()
    for intitule, stade in zip(("Ensuite", "Plus tard"), suivants, strict=False):
        ctx = Contexte(profil, base.lieux, aujourd_hui, stade)
        # Most records do not concern this stage: they are not judged.
        plus_tard = vues[stade] = Vue(base, ctx, rangs[etats_de(base, "stade", ctx, rangs) == REMPLIE])
        titre = f"{intitule}, au stade « {voc.LIBELLES['stade'][stade]} »"
        etapes.append(_choisie(plus_tard, titre, plus_tard.possibles, PAR_ETAPE, voulus, varier=True))
        rangs = np.setdiff1d(rangs, plus_tard.rangs[plus_tard.possibles], assume_unique=True)
    if avenir:  # without it, only what is shown matters, not its order
        etapes = _prealables_devant(base, etapes)
    if contact is not None:
        etapes.append(EtapeChoisie(PARLER, profil.stade, (contact,), ()))
    return Choix(tuple(etapes), vues)


def _etapes_du_moment(vue: Vue, contact: int | None) -> list[EtapeChoisie]:
    """The steps for the project as it is. The contact always stands in the first one, and no record in two.

    The steps asked for choose first.
    """
    libres = vue.possibles.copy()
    if contact is not None:
        libres[vue.place(contact)] = False
    choisies: dict[Gabarit, EtapeChoisie] = {}
    voulus = besoins_voulus(vue.ctx.profil)
    for gabarit in sorted(GABARITS, key=lambda g: voulus.isdisjoint(g.besoins)):
        nombre = _combien(gabarit, vue.ctx.profil)
        masque = vue.parmi(gabarit.categories) & libres
        if gabarit.categories == ("foncier",) and masque.sum() < nombre:
            # Few places of their own: those who also help to find one.
            masque |= libres & vue.apporte("local") & vue.parmi(("accompagnement", "reseau"))
        a_placer = (contact,) if contact is not None and gabarit is GABARITS[0] else ()
        attendus = voulus & set(gabarit.besoins)
        if "financement" in attendus:
            attendus |= set(vue.ctx.profil.type_financement)
        etape = _choisie(vue, gabarit.titre, masque, nombre - len(a_placer), attendus)
        if a_placer:
            montres = sorted(etape.montres + a_placer, key=lambda r: (-vue.notes[vue.place(r)], r))
            etape = etape._replace(montres=tuple(montres))
        libres[[vue.place(r) for r in etape.montres]] = False
        choisies[gabarit] = etape
    for besoin in sorted(voulus):
        _servir(besoin, vue, libres, choisies, contact)
    return [choisies[g] for g in GABARITS if choisies[g].montres]


def _servir(besoin: str, vue: Vue, libres: Masque, choisies: dict[Gabarit, EtapeChoisie], contact: int | None) -> None:
    """Makes room for the best record that brings a kind of help asked for, when none of those shown does."""
    fiches = vue.base.fiches
    if any(besoin in fiches[r].besoins_appui for etape in choisies.values() for r in etape.montres):
        return
    for place in vue.meilleures(libres & vue.apporte(besoin), 1):
        rang = int(vue.rangs[place])
        gabarit = next(g for g in GABARITS if fiches[rang].categorie in g.categories)
        etape = choisies[gabarit]
        # The last one shown gives way, never the contact.
        gardes = etape.montres if len(etape.montres) < PAR_ETAPE else etape.montres[: PAR_ETAPE - 1]
        if contact in etape.montres and contact not in gardes and contact is not None:
            gardes = (*gardes[:-1], contact)
        autres = tuple(r for r in (*etape.montres, *etape.autres) if r not in gardes and r != rang)
        choisies[gabarit] = etape._replace(montres=(*gardes, rang), autres=autres)
        libres[place] = False


def _choisie(
    vue: Vue, titre: str, masque: Masque, nombre: int, voulus: frozenset[str], varier: bool = False
) -> EtapeChoisie:
    """The best of the mask, one by one: each pick favours what of ``voulus`` the former ones do not bring yet."""
    places = vue.meilleures(masque, VOIR_AUSSI + nombre) if nombre > 0 else []
    rangs = [int(r) for r in vue.rangs[places]]
    notes = dict(zip(rangs, vue.notes[places].tolist(), strict=True))
    # Whoever is further behind than all that is missing can bring will not be picked.
    tous = varier or nombre >= len(rangs)
    plancher = -np.inf if tous else notes[rangs[nombre - 1]] - POIDS["attente"] * len(voulus)
    candidats = {r: _apports(vue.base.fiches[r]) for r in rangs if notes[r] >= plancher}
    montres: list[int] = []
    while candidats and len(montres) < nombre:
        manquants = voulus.difference(*(_apports(vue.base.fiches[m]) for m in montres))
        deja = [vue.base.fiches[m].categorie for m in montres] if varier else []

        def points(r: int, manquants: Set[str] = manquants, deja: Sequence[str] = deja) -> float:
            memes = deja.count(vue.base.fiches[r].categorie)
            return notes[r] + POIDS["attente"] * len(manquants & candidats[r]) + POIDS["variete"] * memes

        meilleur = min(candidats, key=lambda r: (-points(r), r))
        montres.append(meilleur)
        del candidats[meilleur]
    return EtapeChoisie(titre, vue.ctx.stade, tuple(montres), tuple(r for r in rangs if r not in montres))


def _apports(d: Dispositif) -> frozenset[str]:
    """The kinds of help and of money that a record brings."""
    return frozenset((*d.besoins_appui, *d.types_financement))


# ---------------------------------------------------------------- somebody to talk to
def _contact(vue: Vue) -> int | None:
    """The rank of the CRESS of the project's region; else of the best welcome for it; else of the national network."""
    cress = vue.base.masque("cress", _est_cress, bool, vue.rangs)
    accueils = vue.parmi(("accueil",)) & vue.possibles
    if vue.ctx.territoire is not None:
        for masque in (cress, accueils):
            if places := vue.meilleures(masque, 1):
                return int(vue.rangs[places[0]])
    tete = vue.base.rang.get(TETE_DE_RESEAU)
    if tete is not None and tete in vue.rangs:
        return tete
    places = vue.meilleures(accueils, 1)
    return int(vue.rangs[places[0]]) if places else None


def _est_cress(d: Dispositif) -> bool:
    return d.categorie == "accueil" and d.id.startswith(PREFIXE_CRESS)


# ---------------------------------------------------------------- what must come first
def _prealables_devant(base: Base, etapes: Sequence[EtapeChoisie]) -> list[EtapeChoisie]:
    """Moves a record after those that must come before it: within its step, or into theirs when it is a later one."""
    place = {r: i for i, e in enumerate(etapes) for r in e.montres}
    besoin = {r: [p for p in _prealables(base, r) if p in place] for r in place}
    for _ in range(len(place)):  # each pass moves at least one record later; chains are shorter than the route
        mouvements = {r: max(place[p] for p in avant) for r, avant in besoin.items() if avant}
        retards = {r: i for r, i in mouvements.items() if i > place[r]}
        if not retards:
            break
        place.update(retards)
    resultat = []
    for i, etape in enumerate(etapes):
        montres = [r for e in etapes for r in e.montres if place[r] == i]
        resultat.append(etape._replace(montres=tuple(_ordonner(list(dict.fromkeys(montres)), besoin))))
    return [e for e in resultat if e.montres]


def _prealables(base: Base, rang: int) -> list[int]:
    return [base.rang[p.dispositif] for p in base.fiches[rang].prealables if p.dispositif in base.rang]


def _ordonner(rangs: list[int], besoin: dict[int, list[int]]) -> list[int]:
    """Stable order in which every record follows its prerequisites; a circle is left as it is."""
    faits: list[int] = []
    restants = list(rangs)
    while restants:
        pret = next((r for r in restants if not set(besoin[r]) & set(restants) - {r}), restants[0])
        faits.append(pret)
        restants.remove(pret)
    return faits


# ---------------------------------------------------------------- written out
def construire_parcours(profil: Profil, base: Base, aujourd_hui: date | None = None) -> Parcours:
    """The route for a profile, however partial.

    Args:
        profil: what is known of the project.
        base: the records.
        aujourd_hui: the day on which dates are judged; today by default.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    choix = choisir(base, profil, aujourd_hui or date.today())
    vue = choix.vues[profil.stade]
    montres = {base.fiches[r].id for r in choix.montres}
    etapes, verdicts = [], []
    for ordre, etape in enumerate(choix.etapes, start=1):
        ctx = choix.vues[etape.stade].ctx
        jugees = [(base.fiches[r], evaluer_dans(base.fiches[r], ctx)) for r in etape.montres]
        verdicts += jugees
        etapes.append(
            Etape(
                ordre=ordre,
                titre=etape.titre,
                stade=etape.stade,
                dispositifs=[proposition(d, v, ctx, base, montres, etape.titre == PARLER) for d, v in jugees],
                voir_aussi=[base.fiches[r].id for r in etape.autres],
            )
        )
    return Parcours(
        etapes=etapes,
        ecartes=_ecartes(vue, set(choix.montres)),
        a_preciser=_a_preciser(verdicts, vue.ctx),
        leviers=[LevierPropose(v.id, v.question) for v in leviers_pour(profil, base)]
        if pour_collectivite(profil)
        else [],
    )


def parcours_du_jour(profil: Profil) -> Parcours:
    """The route for a profile, today, from the product's own records.

    One turn of a conversation needs the same route several times: the latest are kept, without the person's own words
    (``resume``), which must not outlive their conversation. Where these choose (a local authority's), nothing is kept.

    Raises:
        LieuInconnu: the place of the profile does not exist.
    """
    if pour_collectivite(profil):
        return construire_parcours(profil, base_du_produit())
    return _parcours_retenu(sans_paroles(profil), date.today())


@lru_cache(maxsize=256)
def _parcours_retenu(profil: bytes, jour: date) -> Parcours:
    return construire_parcours(msgspec.json.decode(profil, type=Profil), base_du_produit(), jour)


def proposition(
    d: Dispositif,
    verdict: Verdict,
    ctx: Contexte,
    base: Base,
    avec: Set[str] = frozenset(),
    a_joindre: bool = False,
) -> Proposition:
    """A record as it is shown.

    Args:
        d: the record.
        verdict: how it is judged.
        ctx: what it is judged on.
        base: where the names of other records are found.
        avec: identifiers of what else is shown: what goes with it or excludes it is told.
        a_joindre: shown as the one to talk to, to be localised when the place is not known.
    """
    contact = {"operateur": d.operateur, "interlocuteur": d.interlocuteur, **msgspec.to_builtins(d.contact)}
    noms = {i: base.dispositifs[i].nom for p in d.prealables if (i := p.dispositif) and i in base.dispositifs}
    autres = [base.dispositifs[i] for i in sorted(avec - {d.id})]
    allies = [a.nom for a in autres if a.id in d.compatibles or d.id in a.compatibles]
    rivaux = [a.nom for a in autres if a.id in d.exclusifs or d.id in a.exclusifs]
    return Proposition(
        id=d.id,
        nom=d.nom,
        categorie=d.categorie,
        verdict=verdict.verdict,
        pourquoi=[*redaction.pourquoi(d, verdict, ctx), *redaction.se_combine(allies)],
        a_verifier=[
            *([redaction.CONTACT_A_LOCALISER] if a_joindre and ctx.territoire is None else []),
            *redaction.points_a_verifier(d, verdict, ctx, noms),
            *redaction.ne_se_cumule_pas(rivaux),
        ],
        montant=redaction.montant(d.montant),
        demarche=d.demarche,
        contact={cle: valeur for cle, valeur in contact.items() if valeur},
        sources=[{"url": s.url, "consulte": s.consulte} for s in d.sources],
    )


def pourquoi_pas(id: str, profil: Profil, base: Base, aujourd_hui: date | None = None) -> list[str]:
    """Every condition of a dispositif that fails for a profile, and money refused, as sentences; empty when none.

    Raises:
        KeyError: no such dispositif.
        LieuInconnu: the place of the profile does not exist.
    """
    ctx = Contexte(profil, base.lieux, aujourd_hui or date.today())
    d = base.dispositifs[id]
    souhait = refus(d, profil)
    raisons = evaluer_dans(d, ctx).d_etat("echouee") + ((souhait,) if souhait else ())
    return [redaction.raison_d_ecart(r, ctx) for r in raisons]


def _ecartes(vue: Vue, montres: set[int]) -> list[Ecarte]:
    """What one would wonder about: right place, theme and kind of help, yet discarded. Fewest failed conditions first.

    What is kept for local authorities is no wonder for the others, nor what is kept for the others for them.
    """
    etats, base, profil = vue.jugement.etats, vue.base, vue.ctx.profil
    masque = (vue.jugement.verdicts == ECHOUEE) & (etats["territoire"] == REMPLIE) & ~vue.refuses
    masque &= etats["besoin_social"] != ECHOUEE
    if pour_collectivite(profil):
        masque &= etats["type_porteur"] != ECHOUEE
    else:
        masque &= ~base.masque("type_porteur", porteurs_admis, lambda types: types == ("collectivite",), vue.rangs)
    voulus = besoins_voulus(profil) or {"accompagnement", "financement"}
    masque &= vue.apporte(*voulus) & vue.parmi(c for g in GABARITS if voulus & set(g.besoins) for c in g.categories)
    masque[[vue.place(r) for r in montres]] = False
    malus = MALUS_ECHEC * np.sum([e == ECHOUEE for e in etats.values()], axis=0)
    if profil.type_porteur in FORMES_STRUCTUREES:  # a structure does not turn into another: little to wonder about
        malus += MALUS_ECHEC * (etats["type_porteur"] == ECHOUEE)
    resultat = []
    for place in vue.meilleures(masque, ECARTES, vue.noter(masque) + malus):
        d = base.fiches[vue.rangs[place]]
        raisons = evaluer_dans(d, vue.ctx).d_etat("echouee")
        resultat.append(Ecarte(d.id, d.nom, [redaction.raison_d_ecart(r, vue.ctx) for r in raisons]))
    return resultat


def _a_preciser(jugees: Sequence[tuple[Dispositif, Verdict]], ctx: Contexte) -> list[APreciser]:
    """The facts that would settle most of what is shown."""
    attentes: dict[str, list[str]] = {}
    for d, verdict in jugees:
        for raison in verdict.d_etat("inconnue"):
            if raison.condition in redaction.CE_QUE_DIT and raison.precision in ("", "ne_sait_pas", "en_partie"):
                attentes.setdefault(raison.condition, []).append(d.nom)
    classees = sorted(attentes.items(), key=lambda item: (-len(item[1]), item[0]))
    return [APreciser(champ, redaction.effet(champ, noms)) for champ, noms in classees[:A_PRECISER]]
