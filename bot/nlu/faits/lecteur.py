"""All the facts of a text: numbers chosen among candidates, the rest by the trained model, denials by the words around."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.nlu.exemples import CHAMPS_SIMPLES, Exemple
from bot.nlu.faits.choix import Choix
from bot.nlu.faits.durees import PRECISION, durees
from bot.nlu.faits.fait import Fait
from bot.nlu.faits.mentions import CHAMPS_LEXICAUX, MentionLue, ModeleMentions, dits
from bot.nlu.faits.montants import montants
from bot.nlu.faits.portee import Portee, nie_nettement, portee
from bot.nlu.faits.statistique import ModeleFaits
from bot.nlu.lexique import Mention, mentions
from bot.nlu.lineaire import Array
from bot.nlu.normalisation import Texte, normaliser
from bot.nlu.premier_etage import PremierEtage, valeurs
from bot.nlu.traits import Document
from bot.nlu.vues import Etendue, Vues

#: Yes and no, at the beginning of an answer.
_OUI = re.compile(r"(?:oui|ouais|si|bien sur|exact\w*|tout a fait|deja|c'est fait|absolument|evidemment)(?!\w)")
_NON = re.compile(r"(?:non|pas encore|pas du tout|aucune?|toujours pas|jamais|zero|pas pour l'instant|rien)(?!\w)")
_BOOLEANS = {"true": True, "false": False}
#: Fields whose codes people deny; "pas de médecin" denies no theme, so that some fields take a plain denial.
_DENIABLE = ("type_financement", "publics", "type_porteur", "besoin_social", "stade")
_PLAINLY = ("type_porteur", "besoin_social", "stade")
#: Said of a sum that is given up.
_TOO_MUCH = re.compile(
    r"[ ,]*(?:c'est|est|serait|ca fait) (?:bien |un peu |vraiment )?(?:trop|pas assez|insuffisant|exagere)"
)
#: Said of a help that is wanted no more.
_SETTLED = re.compile(
    r"[ ,:]*(?:c'est |est |ca y est,? )?(?:deja |maintenant )?(?:regle|trouve|bon|fait|en poche|couvert|plus la peine)"
)
#: A theme or a stage is denied in a correction, which is short.
_CORRECTION = 160
#: From which probability on a code is taken as told: in a short text, in a long one. Chosen by cross-validation
#: (docs/decisions/0003-comprehension.md).
SEUILS = {
    "besoin_social": (0.4, 0.6), "besoin_appui": (0.38, 0.47), "type_financement": (0.37, 0.52), "publics": (0.4, 0.5),
    "stade": (0.42, 0.28), "type_porteur": (0.3, 0.3), "structure_existante": (0.25, 0.3), "employeur": (0.4, 0.4),
}  # fmt: skip
#: With the age of the structure, the stage is hardly ever left unsaid (one labelled example in twenty).
_SEUIL_STADE_AGE = 0.22
_SEUIL_MONTANT = 0.6
#: Low, because the examples do not always label the age that they tell (cross-validated with the others).
_SEUIL_ANCIENNETE = 0.25
#: The day on which the examples tell ages: "créée en mars 2024" is two years and eight months in their labels.
_ECRITS_LE = datetime.date(2026, 11, 26)
#: A long text often speaks of money that others have, or that one has already: it must say clearly that some is wanted.
_SEUIL_ARGENT = 0.72
_ARGENT, _GENRES = "financement", "type_financement"
#: A text of several sentences is long from this many characters on: it is then also read part by part.
_CARACTERES = 200
#: An answer to a question has no more characters than this.
_REPONSE = 60
#: Up to here an activity is young, from there on it is settled (in months; contract, ``stade``).
_DEUX_ANS, _TROIS_ANS = 26, 36
#: Holders that are a legal structure.
_STRUCTURES = ("association", "cooperative", "entreprise", "collectivite")


@dataclass(frozen=True)
class _Lu:
    """A code read by the model: how likely, and in which stretch of the folded text."""

    code: str
    probabilite: float
    debut: int
    fin: int


class LecteurFaits:
    """Reads the facts of texts of any length."""

    def __init__(self, modele: ModeleFaits, mentions: ModeleMentions, montant: Choix, anciennete: Choix) -> None:
        self._modele, self._mentions, self._montant, self._anciennete = modele, mentions, montant, anciennete

    @classmethod
    def apprendre(
        cls, etage: PremierEtage, scores: Array, exemples: Sequence[Exemple], documents: Sequence[Document]
    ) -> LecteurFaits:
        """Trains on fully labelled examples, their left-out scores and their documents, in the same order."""
        plies = [normaliser(e.texte).plie for e in exemples]
        told = {champ: [valeurs(e, champ) for e in exemples] for champ in CHAMPS_LEXICAUX}
        mentions, unseen = ModeleMentions.apprendre(plies, told)
        return cls(
            ModeleFaits.apprendre(etage, scores, exemples, documents, unseen),
            mentions,
            apprendre_montant(plies, exemples),
            apprendre_anciennete(plies, exemples),
        )

    def vers_tableaux(self) -> dict[str, Any]:
        """The trained parts as plain arrays, all but the first stage."""
        return {
            **self._modele.vers_tableaux(),
            **self._mentions.vers_tableaux(),
            **self._montant.vers_tableaux("montant"),
            **self._anciennete.vers_tableaux("anciennete"),
        }

    @classmethod
    def depuis_tableaux(cls, arrays: Any, etage: PremierEtage) -> LecteurFaits:
        """The inverse of :meth:`vers_tableaux`."""
        return cls(
            ModeleFaits.depuis_tableaux(arrays, etage),
            ModeleMentions.depuis_tableaux(arrays),
            Choix.depuis_tableaux(arrays, "montant"),
            Choix.depuis_tableaux(arrays, "anciennete"),
        )

    def faits(self, vues: Vues, scores: Array, question: str | None = None) -> list[Fait]:
        """The facts of a text, from its views and their scores; ``question`` is the field just asked about."""
        texte = vues.texte
        denied = list(_denied(texte))
        excluded = {(f.champ.removesuffix("_exclus"), f.valeur) for f in denied}
        found = [f for f in self._read(vues, scores, question) if (f.champ, f.valeur) not in excluded]
        found.extend(_yes_or_no(texte, question, {f.champ for f in found}))
        found.extend(_stage_by_age(texte, question, {f.champ for f in found}))
        found.extend(_implied(found))
        return sorted([*found, *denied], key=lambda f: (f.debut, f.champ))

    def _read(self, vues: Vues, scores: Array, question: str | None) -> Iterator[Fait]:
        texte = vues.texte
        ages = list(self._age(texte, question))
        yield from ages
        long = bool(vues.phrases) and len(texte.plie) >= _CARACTERES
        lues = self._mentions.lire(texte.plie)
        fields = self._readings(vues, scores, long, lues)
        if long and not _money_is_wanted(fields.get("besoin_appui", ())):
            fields = {
                champ: [r for r in readings if r.code != _ARGENT]
                for champ, readings in fields.items()
                if champ != _GENRES
            }
        else:
            yield from self._amount(texte, question)
        for champ, readings in fields.items():
            threshold = _SEUIL_STADE_AGE if champ == "stade" and ages else SEUILS[champ][long]
            likely = [r for r in readings if r.probabilite >= threshold]
            if champ in CHAMPS_SIMPLES:
                likely = sorted(likely, key=lambda r: -r.probabilite)[:1]
            for reading in likely:
                evidence = texte.etendue(*_evidence(champ, reading, lues))
                yield Fait(champ, _BOOLEANS.get(reading.code, reading.code), *evidence, confiance=reading.probabilite)

    def _readings(self, vues: Vues, scores: Array, long: bool, lues: Sequence[MentionLue]) -> dict[str, list[_Lu]]:
        """What the model says of every code: of the whole text and, when it is long, of its parts too."""
        parts = vues.phrases if long else []
        stretches = [*parts, *vues.paires] if long else []
        told = [dits(lues)]
        told += [dits(m for m in lues if p.debut <= m.debut < p.fin) for p in stretches]
        views = 1 + len(stretches)
        whole, *tables = self._modele.probabilites(scores[:views], vues.documents[:views], told)
        readings: dict[str, list[_Lu]] = {}
        for champ, codes in whole.items():
            readings[champ] = []
            for code, probability in codes.items():
                start, end = 0, len(vues.texte.plie)
                if tables:
                    inside = np.array([table[champ][code] for table in tables])
                    best = int(inside[: len(parts)].argmax())
                    start, end = parts[best].debut, parts[best].fin
                    # The text as a whole, its most telling sentence and its most telling pair of sentences, as equals.
                    shares = np.clip(
                        [probability, inside[best], inside[len(parts) :].max(initial=inside[best])], 1e-4, 1 - 1e-4
                    )
                    probability = float(1 / (1 + np.exp(-np.mean(np.log(shares / (1 - shares))))))
                readings[champ].append(_Lu(code, probability, start, end))
        return readings

    def _amount(self, texte: Texte, question: str | None) -> Iterator[Fait]:
        """The likeliest of the amounts, if it is likely enough (or asked for, or given in place of a denied one)."""
        found = montants(texte.plie)
        denied = [m for m in found if nie_nettement(texte.plie, m.debut) or _TOO_MUCH.match(texte.plie, m.fin)]
        candidates = [(self._montant.probabilite(m.indices), m) for m in found if m not in denied]
        if candidates:
            probability, amount = max(candidates, key=lambda c: c[0])
            asked = question == "montant_recherche" and len(texte.plie) <= _REPONSE
            corrected = bool(denied) and len(texte.plie) <= _CORRECTION
            if probability >= _SEUIL_MONTANT or asked or corrected:
                yield Fait(
                    "montant_recherche",
                    amount.euros,
                    *texte.etendue(amount.debut, amount.fin),
                    confiance=max(probability, 0.5),
                )

    def _age(self, texte: Texte, question: str | None) -> Iterator[Fait]:
        """The likeliest age of the structure among the lengths of time, if it is likely enough (or asked for)."""
        asked = question == "anciennete_mois" and len(texte.plie) <= _REPONSE
        told = [d for d in durees(texte.plie) if d.mois >= 1]
        if told:
            probability, duration = max(
                ((self._anciennete.probabilite(d.indices), d) for d in told), key=lambda c: c[0]
            )
            if asked or probability >= _SEUIL_ANCIENNETE:
                yield Fait(
                    "anciennete_mois",
                    round(duration.mois),
                    *texte.etendue(duration.debut, duration.fin),
                    confiance=max(probability, 0.5),
                )


def _money_is_wanted(appuis: Iterable[_Lu]) -> bool:
    """Is money clearly among the kinds of help that a long text wants? (yes when the model knows nothing of it)"""
    return max((r.probabilite for r in appuis if r.code == _ARGENT), default=1.0) >= _SEUIL_ARGENT


def _evidence(champ: str, reading: _Lu, lues: Iterable[MentionLue]) -> Etendue:
    """The words a reading rests on: its most telling mention when it has one, the sentence otherwise."""
    own = [m for m in lues if m.champ == champ and m.code == reading.code and reading.debut <= m.debut < reading.fin]
    if own:
        best = max(own, key=lambda m: m.probabilite)
        return best.debut, best.fin
    return reading.debut, reading.fin


def apprendre_montant(plies: Sequence[str], exemples: Sequence[Exemple]) -> Choix:
    """Learns which amount of a folded text is the one that is sought."""
    signs, right = [], []
    for plie, example in zip(plies, exemples, strict=True):
        sought = example.faits.get("montant_recherche")
        for amount in montants(plie):
            signs.append(amount.indices)
            right.append(sought is not None and abs(amount.euros - sought) <= 0.01 * sought)
    return Choix.apprendre(signs, right)


def apprendre_anciennete(plies: Sequence[str], exemples: Sequence[Exemple]) -> Choix:
    """Learns which length of time of a folded text is the age of the structure."""
    signs, right = [], []
    for plie, example in zip(plies, exemples, strict=True):
        told = example.faits.get("anciennete_mois")
        for duration in durees(plie, _ECRITS_LE):
            signs.append(duration.indices)
            right.append(told is not None and abs(duration.mois - told) <= PRECISION[duration.sorte])
    return Choix.apprendre(signs, right)


def _yes_or_no(texte: Texte, question: str | None, told: set[str]) -> Iterator[Fait]:
    """A short yes or no to a question that takes one."""
    if question not in ("structure_existante", "employeur") or question in told or len(texte.plie) > _REPONSE:
        return
    for value, answer in ((True, _OUI), (False, _NON)):
        match = answer.match(texte.plie.lstrip())
        if match and "idee" not in texte.plie:
            yield Fait(question, value, *texte.etendue(0, match.end()), confiance=0.9)


def _stage_by_age(texte: Texte, question: str | None, told: set[str]) -> Iterator[Fait]:
    """A length of time given in answer to the question about the stage (contract: two years are creation, three more)."""
    if question != "stade" or "stade" in told or len(texte.plie) > _REPONSE:
        return
    for duration in durees(texte.plie)[:1]:
        if not _DEUX_ANS < duration.mois < _TROIS_ANS:
            stage = "creation" if duration.mois <= _DEUX_ANS else "developpement"
            yield Fait("stade", stage, *texte.etendue(duration.debut, duration.fin), confiance=0.7)


def _implied(found: Sequence[Fait]) -> Iterator[Fait]:
    """What other facts imply: money named means money wanted, a legal holder or an employer is a structure."""
    told = {f.champ for f in found}
    wanted = {f.valeur for f in found if f.champ == "besoin_appui"}
    money = next((f for f in found if f.champ in ("type_financement", "montant_recherche")), None)
    if money and "financement" not in wanted:
        yield Fait("besoin_appui", "financement", money.debut, money.fin, money.confiance)
    if "structure_existante" not in told:
        holder = next(
            (
                f
                for f in found
                if (f.champ == "type_porteur" and f.valeur in _STRUCTURES)
                or (f.champ == "employeur" and f.valeur is True)
            ),
            None,
        )
        if holder:
            yield Fait("structure_existante", True, holder.debut, holder.fin, holder.confiance)


def _denied(texte: Texte) -> Iterator[Fait]:
    """What the person says it is not, or does not want: mentions denied and nowhere affirmed."""
    yield from _help_refused(texte)
    for champ in _DENIABLE:
        if champ in ("besoin_social", "stade") and len(texte.plie) > _CORRECTION:
            continue
        affirmed: set[str] = set()
        denied: dict[str, Mention] = {}
        for mention in mentions(champ, texte.plie):
            standing = portee(texte.plie, mention.debut, mention.fin)
            plainly = champ not in _PLAINLY or nie_nettement(texte.plie, mention.debut)
            if plainly and standing in (Portee.NIE, Portee.REFUSE):
                denied.setdefault(mention.code, mention)
            else:
                affirmed.add(mention.code)
        for code, mention in denied.items():
            if code not in affirmed:
                yield Fait(f"{champ}_exclus", code, *texte.etendue(mention.debut, mention.fin), confiance=0.8)


def _help_refused(texte: Texte) -> Iterator[Fait]:
    """The kinds of help that a short message does without ("plus besoin de local", "laissez tomber l'argent")."""
    if len(texte.plie) > _CORRECTION:
        return
    kept: set[str] = set()
    refused: dict[str, Mention] = {}
    for mention in mentions("besoin_appui", texte.plie):
        standing = portee(texte.plie, mention.debut, mention.fin)
        settled = _SETTLED.match(texte.plie, mention.fin) is not None
        if settled or (standing is Portee.REFUSE and mention.code not in kept):
            refused.setdefault(mention.code, mention)
        elif standing is not Portee.NIE and mention.code not in refused:
            kept.add(mention.code)
    for code, mention in refused.items():
        yield Fait("besoin_appui_exclus", code, *texte.etendue(mention.debut, mention.fin), confiance=0.8)
