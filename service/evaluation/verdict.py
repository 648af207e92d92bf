"""Was a simulated person well served? The talk is over; everything here is judged from what was kept of it.

Required: the route (or its absence) as expected, with the categories, kinds of money and records expected; the words, intents
and questions expected; nothing forbidden; what had to follow each ``imprevu``; no loop, no error, not too many questions; and
no proposal that contradicts the place or the stage. Other contradictions are reported, not required. A proposal of a later
step may be for that step's stage, never for a stage the project has left behind.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from knowledge import vocabulaire as voc
from knowledge.territoires.referentiel import LieuInconnu, referentiel
from service.evaluation.attentes import Attente, Valeurs, attentes, en_mots, lieu, valeurs_lues
from service.evaluation.bilan import BilanChamp, Comptes, Latence, latence, part, rapport
from service.evaluation.entretien import TOURS_MAX, Deroule, correspond, propositions
from service.evaluation.textes import Ecart

Fiches = Mapping[str, Mapping[str, Any] | None]
"""Records by id, as the API gives them; None for one that it does not know."""
_VERDICTS = ("eligible", "a_verifier")


class Faute(msgspec.Struct, frozen=True):
    """Something that makes the talk a failure."""

    genre: str
    detail: str


class Contradiction(msgspec.Struct, frozen=True):
    """A proposal that does not fit what is true of the project."""

    genre: str
    id: str
    pourquoi: str


class Replique(msgspec.Struct, frozen=True):
    """One turn, as it is kept in the report."""

    personne: str
    assistant: list[str]
    intention: str | None
    question: str | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One talk, judged. ``tache``: no fault; ``profil_juste``: every field right; ``complet``: both."""

    id: str
    qui: str
    tache: bool
    profil_juste: bool
    champs_justes: int
    champs_juges: int
    questions: int
    tours: int
    propositions: int
    erreurs: list[str]
    fautes: list[Faute]
    ecarts: list[Ecart]
    contradictions: list[Contradiction]
    avis: list[str]
    echange: list[Replique]

    @property
    def complet(self) -> bool:
        """Nothing wrong at all."""
        return self.tache and self.profil_juste


class BilanPersonnes(msgspec.Struct, frozen=True, kw_only=True):
    """All the people together. ``mediane_avant_parcours``: questions before a route with at least three proposals."""

    n: int
    tache: float | None
    complet: float | None
    profil_juste: float | None
    champs_justes: float | None
    champs: dict[str, BilanChamp]
    questions_moyenne: float | None
    questions_max: int
    mediane_avant_parcours: float | None
    tours_moyenne: float | None
    boucles: int
    erreurs: int
    propositions: int
    contradictions: dict[str, int]
    imprevus: int
    imprevus_justes: int
    fautes_par_genre: dict[str, int]
    latence: Latence | None
    attentes: int
    cas: list[Verdict]


def champs_juges(deroule: Deroule) -> list[tuple[Attente, Valeurs]]:
    """What is expected of each field at the end, given the questions that were asked, and what is there."""
    etiquettes, posees = dict(deroule.personne.attendu.profil), set(deroule.posees)
    if "territoire_choix" in posees:
        posees.add("territoire")
    for cle, valeur in deroule.personne.attendu.si_demande.items():
        champ = cle.removesuffix("_ok")
        if champ in posees:
            if cle == champ:
                etiquettes.pop(f"{champ}_ok", None)
            etiquettes[cle] = valeur
    parle_d_argent = posees & {"type_financement", "montant_recherche"}
    return [
        (
            _avec(a, "financement") if a.champ == "besoin_appui" and parle_d_argent else a,
            valeurs_lues(deroule.profil, a.champ),
        )
        for a in attentes(etiquettes)
    ]


def _avec(attente: Attente, code: str) -> Attente:
    return msgspec.structs.replace(attente, ok=attente.ok | {code})


def juger(deroule: Deroule, fiches: Fiches) -> Verdict:
    """Judges a talk; ``fiches`` holds every record of its route."""
    vus = _Parcours(deroule, fiches)
    champs = champs_juges(deroule)
    ecarts = [Ecart(a.champ, en_mots(a.attendu), en_mots(lu)) for a, lu in champs if not a.juger(lu).exact]
    erreurs = [*deroule.erreurs, *(f"dispositif introuvable : {inconnu}" for inconnu in vus.inconnus)]
    fautes = [
        *_fautes_du_parcours(vus),
        *_fautes_de_la_conversation(deroule),
        *_interdits(vus),
        *(Faute("erreur", erreur) for erreur in erreurs),
    ]
    return Verdict(
        id=deroule.personne.id,
        qui=deroule.personne.qui,
        tache=not fautes,
        profil_juste=not ecarts and deroule.profil is not None,
        champs_justes=len(champs) - len(ecarts),
        champs_juges=len(champs),
        questions=deroule.questions,
        tours=len(deroule.tours),
        propositions=len(vus.propositions),
        erreurs=erreurs,
        fautes=fautes,
        ecarts=ecarts,
        contradictions=vus.contradictions,
        avis=sorted({*deroule.avis, *vus.avis}),
        echange=[Replique(t.texte, t.reponse, t.intention, t.question) for t in deroule.tours],
    )


def bilan_personnes(deroules: Sequence[Deroule], verdicts: Sequence[Verdict], attentes_429: int = 0) -> BilanPersonnes:
    """Adds the talks up."""
    comptes = Comptes()
    for deroule in deroules:
        for attendu, lu in champs_juges(deroule):
            comptes.ajouter(attendu, lu)
    imprevus = [imprevu for deroule in deroules for imprevu in deroule.imprevus if imprevu.tour is not None]
    avant = [deroule.avant_parcours for deroule in deroules if deroule.avant_parcours is not None]
    return BilanPersonnes(
        n=len(verdicts),
        tache=part(v.tache for v in verdicts),
        complet=part(v.complet for v in verdicts),
        profil_juste=part(v.profil_juste for v in verdicts),
        champs_justes=rapport(sum(v.champs_justes for v in verdicts), sum(v.champs_juges for v in verdicts)),
        champs=comptes.bilan(),
        questions_moyenne=_moyenne(v.questions for v in verdicts),
        questions_max=max((v.questions for v in verdicts), default=0),
        mediane_avant_parcours=statistics.median(avant) if avant else None,
        tours_moyenne=_moyenne(v.tours for v in verdicts),
        boucles=sum(bool(deroule.boucles) for deroule in deroules),
        erreurs=sum(len(v.erreurs) for v in verdicts),
        propositions=sum(v.propositions for v in verdicts),
        contradictions=dict(Counter(c.genre for v in verdicts for c in v.contradictions).most_common()),
        imprevus=len(imprevus),
        imprevus_justes=sum(not imprevu.manques for imprevu in imprevus),
        fautes_par_genre=dict(Counter(f.genre for v in verdicts for f in v.fautes).most_common()),
        latence=latence(tour.duree for deroule in deroules for tour in deroule.tours),
        attentes=attentes_429,
        cas=list(verdicts),
    )


def _moyenne(nombres: Iterable[float]) -> float | None:
    liste = list(nombres)
    return statistics.mean(liste) if liste else None


# ---------------------------------------------------------------- the route
class _Propose(NamedTuple):
    """A proposal: its id and verdict, the stage of its step, and its record."""

    id: str
    verdict: str
    stade: str | None
    fiche: Mapping[str, Any]

    def codes(self, champ: str) -> set[str]:
        """The codes of a field of the record."""
        return set(self.fiche.get(champ) or ())

    def condition(self, nom: str) -> Any:
        """A condition of the record; None when it sets none."""
        return (self.fiche.get("conditions") or {}).get(nom)


class _Parcours:
    """The route at the end of a talk, beside what is true of the project."""

    def __init__(self, deroule: Deroule, fiches: Fiches) -> None:
        self.deroule, self.attendu = deroule, deroule.personne.attendu
        self.propositions = propositions(deroule.parcours)
        self.ids = {p["id"] for _, p in self.propositions}
        self.fiches = {i: fiche for i in sorted(self.ids) if (fiche := fiches.get(i)) is not None}
        self.inconnus = sorted(self.ids - set(self.fiches))
        self.categories = {p["categorie"] for p in (*(p for _, p in self.propositions), *self.fiches.values())}
        self.types_financement = {t for f in self.fiches.values() for t in f.get("types_financement") or ()}
        self.etiquettes = {a.champ: a for a, _ in champs_juges(deroule)}

    def vrai(self, champ: str) -> set[Any]:
        """The values that are true, or may be, of the project; empty when the file does not say."""
        a = self.etiquettes.get(champ)
        return {v for v in (*a.attendu, *a.un_de, *a.ok) if v is not None} if a else set()

    @cached_property
    def lieu(self) -> tuple[str, str] | None:
        """The place of the project: the one that was read when it is acceptable, else the expected one."""
        if (a := self.etiquettes.get("territoire")) is None:
            return None
        lu = valeurs_lues(self.deroule.profil, "territoire")
        place = next(iter(lu if lu and lu <= a.attendu | a.ok else a.attendu), None)
        return None if place is None or place[0] == "france" else place

    @property
    def lieu_juge(self) -> bool:
        """Does the file say where the project is (or that nobody said)?"""
        return "territoire" in self.etiquettes

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Every proposal that does not fit the project, by kind."""
        proposes = [
            _Propose(p["id"], p["verdict"], etape.get("stade"), self.fiches[p["id"]])
            for etape, p in self.propositions
            if p["id"] in self.fiches
        ]
        return [
            Contradiction(genre, propose.id, pourquoi)
            for propose in proposes
            for genre, verifier in _CONTRADICTIONS.items()
            if (pourquoi := verifier(self, propose))
        ]

    @property
    def avis(self) -> Iterator[str]:
        """What is worth knowing, and is no fault."""
        for _, proposition in self.propositions:
            for cle, mot in (("sources", "source"), ("pourquoi", "raison")):
                if not proposition.get(cle):
                    yield f"{proposition['id']} : proposé sans {mot}"
            if proposition.get("verdict") not in _VERDICTS:
                yield f"{proposition['id']} : verdict {proposition.get('verdict')}"


def _mauvais_territoire(vus: _Parcours, propose: _Propose) -> str | None:
    lieux = [place for brut in propose.fiche.get("territoires") or () if (place := lieu(brut))]
    if not vus.lieu_juge or not lieux:
        return None
    if vus.lieu is None:
        local = all(niveau != "france" for niveau, _ in lieux)
        return "local et dit éligible, lieu inconnu" if local and propose.verdict == "eligible" else None
    if any(_se_touchent(vus.lieu, place) for place in lieux):
        return None
    return f"pour {en_mots(lieux)}, projet à {en_mots([vus.lieu])}"


def _se_touchent(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Do two places share some ground? A place that is not official contradicts nothing."""
    lieux = referentiel()
    try:
        return lieux.relation(lieux.par_code(*a), lieux.par_code(*b)) != "disjoint"
    except LieuInconnu:
        return True


def _mauvais_stade(vus: _Parcours, propose: _Propose) -> str | None:
    du_projet, de_la_fiche = vus.vrai("stade"), propose.codes("stades")
    if not du_projet or not de_la_fiche:
        return None
    permis = set(du_projet)
    if propose.stade and voc.STADES.index(propose.stade) >= min(map(voc.STADES.index, du_projet)):
        permis.add(propose.stade)
    if permis & de_la_fiche:
        return None
    return f"pour {en_mots(de_la_fiche)}, projet : {en_mots(du_projet)} (étape : {propose.stade or 'toutes'})"


def _mauvais_porteur(vus: _Parcours, propose: _Propose) -> str | None:
    porteurs, admis = vus.vrai("type_porteur"), set(propose.condition("types_porteur") or ())
    if propose.verdict != "eligible" or not porteurs or not admis or porteurs & admis:
        return None
    return f"réservé à {en_mots(admis)}, porteur : {en_mots(porteurs)}, et dit éligible"


def _structure_exigee(vus: _Parcours, propose: _Propose) -> str | None:
    attendue = vus.etiquettes.get("structure_existante")
    maintenant = propose.stade is None or propose.stade in vus.vrai("stade")
    exigee = propose.verdict == "eligible" and maintenant and propose.condition("structure_existante") is True
    absente = attendue is not None and attendue.attendu == {False}
    return "exige une structure, il n'y en a pas, et dit éligible" if exigee and absente else None


def _autre_besoin(vus: _Parcours, propose: _Propose) -> str | None:
    themes, de_la_fiche = vus.vrai("besoin_social"), propose.codes("besoins_sociaux")
    if not themes or not de_la_fiche or themes & de_la_fiche:
        return None
    return f"réservé à {en_mots(de_la_fiche)}, thèmes : {en_mots(themes)}"


def _clos(_: _Parcours, propose: _Propose) -> str | None:
    return "dispositif clos" if propose.fiche.get("statut") == "clos" else None


_CONTRADICTIONS: dict[str, Callable[[_Parcours, _Propose], str | None]] = {
    "territoire": _mauvais_territoire,
    "stade": _mauvais_stade,
    "type_porteur": _mauvais_porteur,
    "structure_existante": _structure_exigee,
    "besoin_social": _autre_besoin,
    "clos": _clos,
}
_FAUTIVES = ("territoire", "stade")


# ---------------------------------------------------------------- faults
def _fautes_du_parcours(vus: _Parcours) -> Iterator[Faute]:
    attendu = vus.attendu
    for contradiction in vus.contradictions:
        if contradiction.genre in _FAUTIVES:
            yield Faute(f"contradiction de {contradiction.genre}", f"{contradiction.id} {contradiction.pourquoi}")
    for identifiant in attendu.doit_contenir:
        if identifiant not in vus.ids:
            yield Faute("dispositif absent", identifiant)
    if attendu.parcours is False:
        montres = vus.ids.union(*(tour.proposes for tour in vus.deroule.tours))
        if montres:
            yield Faute("parcours de trop", en_mots(montres))
    elif attendu.parcours:
        if not vus.propositions:
            yield Faute("aucun dispositif", "aucun n'est proposé")
        for genre, attendus, presents in (
            ("catégorie absente", attendu.categories_attendues, vus.categories),
            ("type de financement absent", attendu.types_financement_attendus, vus.types_financement),
        ):
            for un in attendus:
                possibles = {un} if isinstance(un, str) else set(un)
                if not possibles & presents:
                    yield Faute(genre, en_mots(possibles))


def _fautes_de_la_conversation(deroule: Deroule) -> Iterator[Faute]:
    attendu, dits = deroule.personne.attendu, _dits(deroule)
    for motif in attendu.messages_doivent:
        if not correspond(motif, dits):
            yield Faute("message absent", f"/{motif}/")
    for numero, admises in attendu.intentions.items():
        obtenue = deroule.tours[numero - 1].intention if numero <= len(deroule.tours) else None
        if obtenue not in admises:
            yield Faute("intention", f"tour {numero} : attendu {en_mots(admises)}, obtenu {obtenue}")
    for question in attendu.doit_demander:
        if question not in deroule.posees:
            yield Faute("question jamais posée", question)
    for imprevu in deroule.imprevus:
        for manque in imprevu.manques:
            yield Faute("imprévu", f"« {imprevu.texte[:50]} » : {manque}")
    for boucle in deroule.boucles:
        yield Faute("boucle", f"{boucle.question} (tour {boucle.tour})")
    if deroule.plafond:
        yield Faute("sans fin", f"pas fini après {TOURS_MAX} tours")
    if attendu.max_questions is not None and deroule.questions > attendu.max_questions:
        yield Faute(
            "trop de questions",
            f"{deroule.questions}, {attendu.max_questions} au plus : {', '.join(deroule.apres_ouverture)}",
        )


def _interdits(vus: _Parcours) -> Iterator[Faute]:
    """What must not happen, and did."""
    deroule, dits = vus.deroule, _dits(vus.deroule)
    for interdit in vus.attendu.ne_doit_pas:
        code, sens = interdit.code, f" ({interdit.sens})" if interdit.sens else ""
        match interdit.regle:
            case "question" if code in deroule.apres_ouverture:
                yield Faute("question à tort", f"{code}{sens}")
            case "stade" | "territoire" | "categorie" | "id" if interdit.id and interdit.id in vus.ids:
                yield Faute("dispositif de trop", f"{interdit.id}{sens}")
            case "categorie" if code and code in vus.categories:
                yield Faute("catégorie de trop", f"{code}{sens}")
            case "type_financement" if code and code in vus.types_financement:
                yield Faute("argent de trop", f"{code}{sens}")
            case "type_porteur" if autres := [c.id for c in vus.contradictions if c.genre == "type_porteur"]:
                yield Faute("autre porteur", f"{en_mots(autres)}{sens}")
            case "besoin_social" if reserves := [i for i, f in vus.fiches.items() if _reserve(f, interdit.codes)]:
                yield Faute("autre besoin", f"{en_mots(reserves)}{sens}")
            case "intention" if any(tour.intention == code for tour in deroule.tours):
                yield Faute("intention à tort", f"{code}{sens}")
            case "message" if interdit.regex and correspond(interdit.regex, dits):
                yield Faute("message interdit", f"/{interdit.regex}/{sens}")
            case "montant" if _montant_invente(deroule):
                yield Faute("montant inventé", f"{en_mots(valeurs_lues(deroule.profil, 'montant_recherche'))}{sens}")


def _reserve(fiche: Mapping[str, Any], codes: Sequence[str]) -> bool:
    """Is this record for these social needs only?"""
    besoins = set(fiche.get("besoins_sociaux") or ())
    return bool(besoins) and besoins <= set(codes)


def _montant_invente(deroule: Deroule) -> bool:
    return "montant_recherche" not in deroule.posees and bool(valeurs_lues(deroule.profil, "montant_recherche"))


def _dits(deroule: Deroule) -> str:
    return "\n".join(texte for tour in deroule.tours for texte in tour.reponse)
