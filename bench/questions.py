"""Counts the questions asked to simulated people: chosen by what they change, against a fixed order.

    python bench/questions.py [--tirages 500]

People are drawn at random: communes weighted by population, themes and stages uniformly, the rest by the shares of
``knowledge.questions.REPONSES``. Nobody volunteers anything: each fact is the answer to a question. The fixed order
asks every question that still makes sense. What stopping early costs is told too: the part of the shown dispositifs
that the route of the complete profile shares.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from knowledge import vocabulaire as voc
from knowledge.base import Base, base
from knowledge.eligibilite import FORMES_STRUCTUREES
from knowledge.parcours import construire_parcours
from knowledge.profil import Profil
from knowledge.questions import D_ABORD, REPONSES, avec_reponse, champs_utiles, prochaine_question

JOUR = date(2026, 11, 26)
Choix = Callable[[Profil], str | None]


def personnes(donnees: Base, nombre: int, alea: random.Random) -> list[dict[str, Any]]:
    """What each person would answer to each question, without contradiction."""
    communes = list(donnees.lieux.tous("commune"))
    poids = [donnees.lieux.population(c) for c in communes]
    gens = []
    for lieu in alea.choices(communes, poids, k=nombre):
        faits = {champ: alea.choices(list(r), list(r.values()))[0] for champ, r in REPONSES.items()}
        if faits["type_porteur"] in FORMES_STRUCTUREES:
            faits["structure_existante"] = True
        if not faits["structure_existante"]:
            faits["employeur"] = False
        faits |= {
            "besoin_social": (alea.choice(voc.BESOINS_SOCIAUX),),
            "stade": alea.choice(voc.STADES),
            "territoire": lieu,
        }
        gens.append(faits)
    return gens


def interroger(faits: dict[str, Any], choisir: Choix) -> tuple[Profil, list[str]]:
    """Asks until there is nothing left to ask."""
    profil, posees = Profil(), []
    while (question := choisir(profil)) is not None:
        profil = avec_reponse(profil, question, faits[question])
        posees.append(question)
    return profil, posees


def ordre_fixe(profil: Profil) -> str | None:
    """The next field in a fixed order, whatever it changes."""
    return next((c for c in D_ABORD if not profil.connait(c)), None) or next(iter(champs_utiles(profil)), None)


def main() -> None:
    """Prints the counts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tirages", type=int, default=500)
    tirages = options.parse_args().tirages
    donnees = base()
    choisies, fixes, partages, propositions, au_dela = [], [], [], [], Counter[str]()
    for faits in personnes(donnees, tirages, random.Random(20)):
        profil, posees = interroger(faits, lambda p: prochaine_question(p, donnees, JOUR))
        complet, toutes = interroger(faits, ordre_fixe)
        choisies.append(len(posees))
        fixes.append(len(toutes))
        au_dela.update(posees[len(D_ABORD) :])
        court, long = (set(construire_parcours(p, donnees, JOUR).ids) for p in (profil, complet))
        partages.append(len(court & long) / len(long))
        propositions.append(len(court))
    gain = 1 - sum(choisies) / sum(fixes)
    print(f"{tirages} personnes ; {min(propositions)} propositions au moins")
    print(
        f"questions choisies : médiane {statistics.median(choisies):g}, moyenne {statistics.mean(choisies):.2f}, au plus {max(choisies)}"
    )
    print(
        f"ordre fixe         : médiane {statistics.median(fixes):g}, moyenne {statistics.mean(fixes):.2f} ; {gain:.0%} de moins"
    )
    print(f"part du parcours complet déjà montrée : {statistics.mean(partages):.0%}")
    print("au-delà du besoin, du stade et du lieu :", dict(au_dela.most_common()))


if __name__ == "__main__":
    main()
