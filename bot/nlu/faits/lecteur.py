"""All the facts of a text: numbers read by rule, the rest by the trained model, denials by the words around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.nlu.exemples import CHAMPS_MULTIPLES, CHAMPS_SIMPLES, Exemple
from bot.nlu.faits.durees import durees
from bot.nlu.faits.fait import Fait
from bot.nlu.faits.montants import montants
from bot.nlu.faits.portee import Portee, portee
from bot.nlu.faits.statistique import ModeleFaits
from bot.nlu.intentions import Etendue, document, lieux_etiquetes
from bot.nlu.lexique import lexique
from bot.nlu.normalisation import Phrase, Texte, normaliser, phrases

_BOOLEANS = {"true": True, "false": False}
_DENIABLE = ("type_financement", "publics", "type_porteur", "besoin_social")
#: From which probability on a code is taken as told (chosen by cross-validation: docs/decisions/0003-comprehension.md).
SEUILS = {
    "besoin_social": 0.35, "besoin_appui": 0.35, "type_financement": 0.4, "publics": 0.35,
    "stade": 0.35, "type_porteur": 0.35, "structure_existante": 0.35, "employeur": 0.4,
}  # fmt: skip
#: From how many characters on the model also reads sentence by sentence.
_LONG = 400


class LecteurFaits:
    """Reads the facts of texts of any length."""

    def __init__(self, modele: ModeleFaits) -> None:
        self._modele = modele

    @classmethod
    def apprendre(cls, exemples: Iterable[Exemple]) -> LecteurFaits:
        """Trains on the fully labelled examples among those given."""
        labelled = [e for e in exemples if e.etiquete]
        documents = [document(normaliser(e.texte), lieux_etiquetes(e)) for e in labelled]
        return cls(ModeleFaits.apprendre(labelled, documents))

    def ecrire(self, fichier: Path) -> None:
        """Writes the trained part."""
        self._modele.ecrire(fichier)

    @classmethod
    def lire_modele(cls, fichier: Path) -> LecteurFaits:
        """Reads what :meth:`ecrire` wrote."""
        return cls(ModeleFaits.lire(fichier))

    def faits(self, original: str, lieux: Sequence[Etendue] = (), question: str | None = None) -> list[Fait]:
        """The facts of a text; ``lieux`` bound the places read in it, ``question`` is the field just asked about."""
        texte = normaliser(original)
        found = list(self._read(texte, lieux))
        denied = list(_denied(texte))
        excluded = {(f.champ.removesuffix("_exclus"), f.valeur) for f in denied}
        found = [f for f in found if (f.champ, f.valeur) not in excluded]
        return sorted([*found, *denied], key=lambda f: (f.debut, f.champ))

    def _read(self, texte: Texte, lieux: Sequence[Etendue]) -> Iterator[Fait]:
        amount = _amount(texte)
        if amount:
            yield amount
        age = _age(texte)
        if age:
            yield age
        parts = phrases(texte.plie) or [Phrase(0, len(texte.plie))]
        documents = [document(texte, lieux)]
        long = len(texte.plie) > _LONG
        if long:
            documents += [document(normaliser(texte.extrait(p.debut, p.fin))) for p in parts]
        tables = self._modele.probabilites(documents)
        for champ, whole in tables[0].items():
            readings = []
            for code, probability in whole.items():
                where: Phrase | None = None
                for part, table in zip(parts, tables[1:]):
                    if table[champ][code] > probability:
                        probability, where = table[champ][code], part
                readings.append((probability, code, where))
            readings = [r for r in readings if r[0] >= SEUILS[champ]]
            if champ in CHAMPS_SIMPLES:
                readings = sorted(readings, key=lambda r: -r[0])[:1]
            for probability, code, where in readings:
                start, end = _evidence(texte, champ, code, where)
                value: str | bool = _BOOLEANS.get(code, code)
                yield Fait(champ, value, *texte.etendue(start, end), confiance=probability)


def _evidence(texte: Texte, champ: str, code: str, part: Phrase | None) -> Etendue:
    """The words a reading rests on: those of the lexicon when it has some, the sentence otherwise."""
    start, end = (part.debut, part.fin) if part else (0, len(texte.plie))
    if champ in CHAMPS_MULTIPLES or champ in CHAMPS_SIMPLES[:2]:
        for mention in lexique(champ).mentions(texte.plie[start:end]):
            if mention.code == code:
                return start + mention.debut, start + mention.fin
    return start, end


def _amount(texte: Texte) -> Fait | None:
    sought = [m for m in montants(texte.plie) if m.cherche]
    if not sought:
        return None
    first = sought[0]
    return Fait("montant_recherche", first.euros, *texte.etendue(first.debut, first.fin))


def _age(texte: Texte) -> Fait | None:
    for duration in durees(texte.plie):
        if duration.passee and duration.mois >= 1:
            return Fait("anciennete_mois", round(duration.mois), *texte.etendue(duration.debut, duration.fin), confiance=0.7)
    return None


def _denied(texte: Texte) -> Iterator[Fait]:
    """What the person says it is not, or does not want."""
    for champ in _DENIABLE:
        affirmed, denied = set(), {}
        for mention in lexique(champ).mentions(texte.plie):
            state = portee(texte.plie, mention.debut, mention.fin)
            if state in (Portee.NIE, Portee.REFUSE):
                denied.setdefault(mention.code, mention)
            else:
                affirmed.add(mention.code)
        for code, mention in denied.items():
            if code not in affirmed:
                yield Fait(f"{champ}_exclus", code, *texte.etendue(mention.debut, mention.fin), confiance=0.8)
