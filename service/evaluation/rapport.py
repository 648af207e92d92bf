"""The figures in French: lines for the terminal, and one page that stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

import jinja2

from knowledge.redaction import jour
from service.evaluation.bilan import BilanChamp, BilanIntentions, Latence
from service.evaluation.mesures import Cible, Evaluation, cibles
from service.evaluation.textes import BilanTextes
from service.evaluation.verdict import BilanPersonnes, Verdict
from service.reglages import RACINE

_FAUTES_MONTREES = 4
_CONFUSIONS_MONTREES = 8
_TEINTES = 5
"""Steps of shading in the confusion matrix."""


def pourcent(valeur: float | None) -> str:
    """A ratio as one reads it: ``93,4 %``."""
    return "–" if valeur is None else f"{nombre(100 * valeur)} %"


def nombre(valeur: float | None) -> str:
    """A number with one decimal at most, and a comma: ``3,5``, ``4``."""
    return "–" if valeur is None else f"{valeur:.1f}".removesuffix(".0").replace(".", ",")


def valeur_de(cible: Cible, valeur: float) -> str:
    """A value of a figure to reach, in its unit."""
    return pourcent(valeur) if cible.pourcentage else nombre(valeur)


# ---------------------------------------------------------------- terminal
def en_lignes(evaluation: Evaluation, *, details: bool) -> Iterator[str]:
    """The report for a terminal; with ``details``, every failure."""
    for nom, bilan in evaluation.textes.items():
        yield from _textes(nom, bilan, details)
        if (origine := evaluation.origine) and nom in origine.jeux:
            duree = f"{nombre(origine.apprentissage_s / 60)} min"
            yield f"  Configuration d'origine de Rasa, mêmes données, même machine ({origine.epoques} époques en {duree}) :"
            yield from _intentions(origine.jeux[nom].intentions)
            yield f"    {_latence(origine.jeux[nom].latence)}"
    if evaluation.personnes:
        yield from _personnes(evaluation.personnes, details)
    yield ""
    yield "Cibles"
    for cible in cibles(evaluation):
        sens = "au plus" if cible.au_plus else "au moins"
        verdict = "atteinte" if cible.atteinte else "MANQUÉE"
        yield f"  {cible.nom:64}{valeur_de(cible, cible.valeur):>9}   {sens} {valeur_de(cible, cible.borne):7} {verdict}"


def _textes(nom: str, bilan: BilanTextes, details: bool) -> Iterator[str]:
    yield ""
    yield f"{nom} : {bilan.n} textes, {bilan.erreurs} erreur(s)"
    yield from _intentions(bilan.intentions)
    yield f"    tous les champs justes {pourcent(bilan.champs_justes)}   tout juste, intention comprise {pourcent(bilan.joint)}"
    lieux = bilan.lieux
    yield (
        f"    lieux : {lieux.justes} justes sur {lieux.attendus}, {lieux.autres} pris pour un autre, "
        f"{lieux.manques} manqués, {lieux.inventes} inventés"
    )
    yield f"    {_latence(bilan.latence)}"
    yield from _champs(bilan.champs)
    if bilan.intentions and bilan.intentions.confusions:
        confusions = (f"{c.attendu} → {c.obtenu} ×{c.n}" for c in bilan.intentions.confusions)
        yield "    confusions d'intention : " + " ; ".join(islice(confusions, 2 * _CONFUSIONS_MONTREES))
    if details:
        for cas in bilan.fautes:
            yield f"  - {cas.id} « {cas.texte[:100]} »" + (f" ERREUR {cas.erreur}" if cas.erreur else "")
            yield from (f"      {e.champ} : attendu {e.attendu}, obtenu {e.obtenu}" for e in cas.ecarts)


def _intentions(bilan: BilanIntentions | None) -> Iterator[str]:
    if bilan:
        yield (
            f"    intentions : exactitude {pourcent(bilan.exactitude)}   macro-F1 {pourcent(bilan.macro_f1)}   "
            f"sûr et faux {pourcent(bilan.sures_et_fausses)}"
        )


def _latence(latence: Latence | None) -> str:
    if latence is None:
        return "latence : –"
    return (
        f"latence : p50 {nombre(latence.p50_ms)} ms   p95 {nombre(latence.p95_ms)} ms   max {nombre(latence.max_ms)} ms"
    )


def _champs(champs: Mapping[str, BilanChamp]) -> Iterator[str]:
    yield f"    {'champ':21}{'jugés':>7}{'précision':>11}{'rappel':>10}{'F1':>10}{'exact':>10}"
    for nom, b in champs.items():
        chiffres = f"{pourcent(b.precision):>11}{pourcent(b.rappel):>10}{pourcent(b.f1):>10}{pourcent(b.exact):>10}"
        yield f"    {nom:21}{b.juges:>7}{chiffres}"
    for nom, b in champs.items():
        if b.confusions:
            yield f"      {nom} : " + " ; ".join(
                f"{k} ×{n}" for k, n in islice(b.confusions.items(), _CONFUSIONS_MONTREES)
            )


def _personnes(bilan: BilanPersonnes, details: bool) -> Iterator[str]:
    yield ""
    yield f"personnes simulées : {bilan.n}"
    yield (
        f"    tâche réussie {pourcent(bilan.tache)}   réussite complète {pourcent(bilan.complet)}   "
        f"profil juste {pourcent(bilan.profil_juste)}   champs justes {pourcent(bilan.champs_justes)}"
    )
    yield (
        f"    questions : {nombre(bilan.questions_moyenne)} en moyenne, {bilan.questions_max} au plus, "
        f"médiane {nombre(bilan.mediane_avant_parcours)} avant un parcours de 3 propositions"
    )
    yield (
        f"    tours {nombre(bilan.tours_moyenne)}   boucles {bilan.boucles}   erreurs {bilan.erreurs}   "
        f"imprévus bien traités {bilan.imprevus_justes} sur {bilan.imprevus}   attentes (429) {bilan.attentes}"
    )
    yield f"    propositions {bilan.propositions}, contradictions : {_comptes(bilan.contradictions)}"
    yield f"    {_latence(bilan.latence)}"
    yield from _champs(bilan.champs)
    if bilan.fautes_par_genre:
        yield f"    fautes : {_comptes(bilan.fautes_par_genre)}"
    for cas in rates(bilan):
        yield f"  - {cas.id} ({cas.qui}) : tâche {'réussie' if cas.tache else 'MANQUÉE'}, champs {cas.champs_justes}/{cas.champs_juges}"
        yield from (f"      {ligne}" for ligne in islice(reproches(cas), None if details else _FAUTES_MONTREES))


def _comptes(comptes: Mapping[str, int]) -> str:
    return " ; ".join(f"{nom} ×{n}" for nom, n in comptes.items()) or "aucune"


def rates(bilan: BilanPersonnes) -> list[Verdict]:
    """The people who were not served in full."""
    return [cas for cas in bilan.cas if not cas.complet]


def reproches(cas: Verdict) -> Iterator[str]:
    """Everything wrong in one talk, a line each."""
    yield from (f"{faute.genre} : {faute.detail}" for faute in cas.fautes)
    yield from (f"{ecart.champ} : attendu {ecart.attendu}, obtenu {ecart.obtenu}" for ecart in cas.ecarts)


# ---------------------------------------------------------------- page
class Matrice:
    """A confusion matrix as a table: a line for each expected intent, a column for each obtained one."""

    def __init__(self, bilan: BilanIntentions) -> None:
        self._comptes = {(c.attendu, c.obtenu): c.n for c in bilan.matrice}
        self._totaux = {nom: classe.n for nom, classe in bilan.classes.items()}
        obtenues = {obtenu for _, obtenu in self._comptes}
        self.lignes = sorted(self._totaux)
        self.colonnes = [*self.lignes, *sorted(obtenues - set(self.lignes))]

    def n(self, attendu: str, obtenu: str) -> int:
        """How many texts of one intent were read as the other."""
        return self._comptes.get((attendu, obtenu), 0)

    def teinte(self, attendu: str, obtenu: str) -> str:
        """The class of a cell: right (``j``) or wrong (``f``) and how much of its line it holds, 1 to 5; empty for none."""
        n = self.n(attendu, obtenu)
        if not n:
            return ""
        force = max(1, round(_TEINTES * n / self._totaux[attendu]))
        return f"{'j' if attendu == obtenu else 'f'}{force}"


def en_page(evaluation: Evaluation) -> str:
    """The report as one HTML page, without script nor anything from elsewhere."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(RACINE / "service" / "gabarits"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(pourcent=pourcent, nombre=nombre, reproches=reproches)
    return env.get_template("evaluation.html").render(
        e=evaluation,
        date=_date(evaluation.date),
        cibles=[(c.nom, valeur_de(c, c.valeur), _borne(c), c.atteinte) for c in cibles(evaluation)],
        matrices=list(_matrices(evaluation)),
        rates=rates(evaluation.personnes) if evaluation.personnes else [],
    )


def _matrices(evaluation: Evaluation) -> Iterator[tuple[str, str, Matrice]]:
    origine = evaluation.origine.jeux if evaluation.origine else {}
    sources: Iterable[tuple[str, str, BilanIntentions | None]] = [
        *((f"notre-{nom}", f"Nos composants, {nom}", b.intentions) for nom, b in evaluation.textes.items()),
        *((f"origine-{nom}", f"Configuration d'origine de Rasa, {nom}", b.intentions) for nom, b in origine.items()),
    ]
    for identifiant, titre, intentions in sources:
        if intentions:
            yield identifiant, titre, Matrice(intentions)


def _borne(cible: Cible) -> str:
    return f"{'au plus' if cible.au_plus else 'au moins'} {valeur_de(cible, cible.borne)}"


def _date(iso: str) -> str:
    instant = datetime.fromisoformat(iso)
    return f"{jour(instant.date())} à {instant.hour} h {instant.minute:02}"
