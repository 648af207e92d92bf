"""The whole evaluation: what is measured in one run, and the figures to reach."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import msgspec

from bot.moteur import Moteur
from service.evaluation.bilan import BilanIntentions, Latence, bilan_intentions, latence
from service.evaluation.client import client_de, service_local
from service.evaluation.entretien import Deroule, mener, propositions
from service.evaluation.origine import entrainer_origine, lire_avec_origine
from service.evaluation.personnes import Personne, lire_personnes
from service.evaluation.textes import BilanTextes, Texte, echantillon, juger_textes, lire_jeu, lire_textes
from service.evaluation.verdict import BilanPersonnes, Verdict, bilan_personnes, juger
from service.reglages import RACINE

JEUX = RACINE / "tests" / "evaluation"
"""The held-out texts and people."""
_NOMS = ("messages", "triage")
_EN_PARALLELE = 4

Dire = Callable[[str], None]


class Choix(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure.

    ``adresse``: a service that runs already, for the people. ``epoques``: of the stock pipeline; Rasa's default is 100, but on
    thousands of long examples one takes a quarter of an hour. ``limite``: at most so many texts of each set, and people, spread over the
    whole.
    """

    modele: Path
    textes: bool = True
    personnes: bool = True
    origine: bool = True
    adresse: str | None = None
    epoques: int = 1
    limite: int | None = None


class JeuOrigine(msgspec.Struct, frozen=True):
    """Rasa's stock pipeline on one set: intents and latency only."""

    intentions: BilanIntentions | None
    latence: Latence | None


class BilanOrigine(msgspec.Struct, frozen=True, kw_only=True):
    """Rasa's stock pipeline, trained on our data in the same run; how long that took, in seconds."""

    epoques: int
    apprentissage_s: float
    jeux: dict[str, JeuOrigine]


class Cible(msgspec.Struct, frozen=True, kw_only=True):
    """A figure to reach: at most, or at least."""

    nom: str
    valeur: float
    borne: float
    au_plus: bool = False
    pourcentage: bool = True

    @property
    def atteinte(self) -> bool:
        """Is it reached?"""
        return self.valeur <= self.borne if self.au_plus else self.valeur >= self.borne


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """All that was measured in one run; what was not asked for is empty."""

    date: str
    textes: dict[str, BilanTextes]
    origine: BilanOrigine | None
    personnes: BilanPersonnes | None


async def evaluer(choix: Choix, dire: Dire) -> Evaluation:
    """Measures what was chosen; ``dire`` is told what goes on.

    Raises:
        RuntimeError: our service cannot start.
        subprocess.CalledProcessError: the stock pipeline could not be trained or run.
        ValueError: a held-out file cannot be read.
    """
    jeux = {nom: echantillon(lire_jeu(JEUX / f"{nom}.jsonl"), choix.limite) for nom in _NOMS} if choix.textes else {}
    gens = echantillon(lire_personnes(JEUX / "personas"), choix.limite) if choix.personnes else []
    # What takes longest, and may fail, comes first: nothing else is lost with it.
    origine = await asyncio.to_thread(_mesurer_origine, jeux, choix.epoques, dire) if jeux and choix.origine else None
    bilans: dict[str, BilanTextes] = {}
    personnes = None
    async with AsyncExitStack() as pile:
        adresse = choix.adresse
        if jeux or (gens and adresse is None):
            locale, moteur = await pile.enter_async_context(service_local(choix.modele))
            adresse = adresse or locale
            bilans = await _mesurer_textes(moteur, jeux, dire)
        if gens and adresse is not None:
            personnes = await _mesurer_personnes(gens, adresse, dire)
    return Evaluation(
        date=datetime.now().astimezone().isoformat(timespec="seconds"),
        textes=bilans,
        origine=origine,
        personnes=personnes,
    )


async def _mesurer_textes(moteur: Moteur, jeux: Mapping[str, Sequence[Texte]], dire: Dire) -> dict[str, BilanTextes]:
    bilans = {}
    for nom, textes in jeux.items():
        dire(f"Je lis {len(textes)} textes ({nom})…")
        bilans[nom] = juger_textes(textes, await lire_textes(moteur, textes))
    return bilans


async def _mesurer_personnes(gens: Sequence[Personne], adresse: str, dire: Dire) -> BilanPersonnes:
    dire(f"Je fais parler {len(gens)} personnes simulées avec {adresse}…")
    places = asyncio.Semaphore(_EN_PARALLELE)
    async with client_de(adresse) as client:

        async def une(personne: Personne) -> tuple[Deroule, Verdict]:
            async with places:
                deroule = await mener(personne, client)
                ids = {p["id"] for _, p in propositions(deroule.parcours)}
                fiches = {identifiant: await client.fiche(identifiant) for identifiant in ids}
            return deroule, juger(deroule, fiches)

        issues = await asyncio.gather(*map(une, gens))
        return bilan_personnes([d for d, _ in issues], [v for _, v in issues], client.attentes)


def _mesurer_origine(jeux: Mapping[str, Sequence[Texte]], epoques: int, dire: Dire) -> BilanOrigine:
    with tempfile.TemporaryDirectory() as dossier:
        dire(f"J'entraîne la configuration d'origine de Rasa sur les mêmes données ({epoques} époques, c'est long)…")
        debut = time.monotonic()
        modele = entrainer_origine(Path(dossier), epoques)
        duree = time.monotonic() - debut
        dire(f"Elle est prête en {duree / 60:.0f} min. Elle lit les mêmes textes…")
        tous = [texte.texte for textes in jeux.values() for texte in textes]
        lectures = iter(lire_avec_origine(modele, tous))
    bilans = {}
    for nom, textes in jeux.items():
        du_jeu = [next(lectures) for _ in textes]
        jugees = [j for t, lu in zip(textes, du_jeu, strict=True) if (j := t.juger(lu.intention, lu.confiance))]
        bilans[nom] = JeuOrigine(bilan_intentions(jugees), latence(lu.duree for lu in du_jeu))
    return BilanOrigine(epoques=epoques, apprentissage_s=duree, jeux=bilans)


def cibles(evaluation: Evaluation) -> list[Cible]:
    """The figures to reach, for what was measured."""
    resultat = []
    messages, gens = evaluation.textes.get("messages"), evaluation.personnes
    if messages and messages.intentions:
        resultat += [
            Cible(nom="Intentions, macro-F1 (messages)", valeur=messages.intentions.macro_f1, borne=0.92),
            Cible(
                nom="Intentions, sûr et faux (messages)",
                valeur=messages.intentions.sures_et_fausses,
                borne=0.01,
                au_plus=True,
            ),
            *(
                Cible(nom=f"{champ}, F1 (messages)", valeur=bilan.f1, borne=0.90)
                for champ, bilan in messages.champs.items()
                if bilan.f1 is not None
            ),
        ]
    if gens:
        if gens.mediane_avant_parcours is not None:
            nom = "Questions avant un parcours d'au moins 3 propositions (médiane)"
            resultat.append(
                Cible(nom=nom, valeur=gens.mediane_avant_parcours, borne=4, au_plus=True, pourcentage=False)
            )
        resultat += [
            Cible(nom="Boucles", valeur=gens.boucles, borne=0, au_plus=True, pourcentage=False),
            Cible(nom="Erreurs", valeur=gens.erreurs, borne=0, au_plus=True, pourcentage=False),
        ]
    return resultat
