"""Measures the knowledge base: loading, memory, stateless routes, questions and search.

    python bench/parcours.py [--fiches 100000] [--tirages 300]

Profiles are drawn at random: communes weighted by population, themes and stages uniformly. The large base clones the
real records over random official places. Times are wall-clock milliseconds in one process.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable
from datetime import date

import msgspec
import psutil

from knowledge import vocabulaire as voc
from knowledge.base import Base, construire
from knowledge.chargement import Contenu
from knowledge.modeles import Lieu
from knowledge.parcours import construire_parcours
from knowledge.profil import Profil, Territoire
from knowledge.questions import prochaine_question
from knowledge.recherche import recherche
from knowledge.territoires.referentiel import Referentiel

JOUR = date(2026, 11, 26)
REQUETES = (
    "épicerie solidaire",
    "DLA",
    "prêt d'honneur",
    "incubateur",
    "subvention jeunes",
    "financement",
    "tiers-lieu rural",
)


def memoire() -> float:
    """Resident memory of this process, in megabytes."""
    return psutil.Process().memory_info().rss / 1e6


def profils(lieux: Referentiel, nombre: int, alea: random.Random) -> list[Profil]:
    """People drawn at random, all with a need, a stage and a place, most with more."""
    communes = list(lieux.tous("commune"))
    poids = [lieux.population(c) for c in communes]
    return [
        Profil(
            besoin_social=(alea.choice(voc.BESOINS_SOCIAUX),),
            stade=alea.choice(voc.STADES),
            territoire=lieu,
            besoin_appui=tuple(alea.sample(voc.BESOINS_APPUI, alea.choice((0, 1, 2)))),
            type_porteur=alea.choice((None, *voc.TYPES_PORTEUR)),
            montant_recherche=alea.choice((None, 5_000.0, 30_000.0)),
            publics=alea.choice(((), (alea.choice(voc.PUBLICS),))),
        )
        for lieu in alea.choices(communes, poids, k=nombre)
    ]


def grande_base(petite: Base, nombre: int, alea: random.Random) -> Base:
    """``nombre`` clones of the real records, each local one moved to a random place of the same level."""
    lieux: dict[str, list[Territoire]] = {n: list(petite.lieux.tous(n)) for n in voc.NIVEAUX}  # type: ignore[arg-type]
    dispositifs = {}
    for rang in range(nombre):
        modele = petite.fiches[rang % len(petite)]
        places = tuple(Lieu(niveau=t.niveau, code=alea.choice(lieux[t.niveau]).code) for t in modele.territoires)
        id = f"{modele.id}-{rang}"
        dispositifs[id] = msgspec.structs.replace(
            modele, id=id, territoires=places, territoires_exclus=(), prealables=()
        )
    return Base(Contenu(dispositifs, petite.definitions, petite.conseils, petite.leviers), petite.lieux)


def mesurer(nom: str, appel: Callable[..., object], arguments: Iterable[tuple[object, ...]]) -> None:
    """Prints the median and the 95th percentile of a call over many arguments."""
    durees = []
    for valeurs in arguments:
        debut = time.perf_counter()
        appel(*valeurs)
        durees.append(1000 * (time.perf_counter() - debut))
    durees.sort()
    print(
        f"{nom:46} p50 {durees[len(durees) // 2]:8.2f} ms   p95 {durees[int(0.95 * len(durees))]:8.2f} ms   n {len(durees)}"
    )


def mesurer_base(nom: str, base: Base, gens: list[Profil]) -> None:
    """Routes, questions and search on one base; the first route, which builds the indexes, is told apart."""
    debut = time.perf_counter()
    construire_parcours(gens[0], base, JOUR)
    print(f"{nom}: {len(base)} fiches ; premier parcours {1000 * (time.perf_counter() - debut):.0f} ms")
    mesurer("  parcours", lambda p: construire_parcours(p, base, JOUR), [(p,) for p in gens])
    if len(base) < 10_000:
        mesurer("  prochaine question", lambda p: prochaine_question(p, base, JOUR), [(p,) for p in gens])
    debut = time.perf_counter()
    index = recherche(base)
    print(f"  index de recherche construit en {time.perf_counter() - debut:.1f} s")
    index.dispositifs("épicerie")
    mesurer("  recherche", index.dispositifs, [(q,) for q in REQUETES * 10])
    mesurer(
        "  recherche filtrée",
        lambda q, t: index.dispositifs(q, territoire=t),
        [(q, p.territoire) for q, p in zip(REQUETES * 10, gens, strict=False)],
    )
    print(f"  mémoire {memoire():.0f} Mo")


def main() -> None:
    """Runs all measures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--fiches", type=int, default=100_000, help="taille de la grande base ; 0 : sans elle")
    options.add_argument("--tirages", type=int, default=300)
    choix = options.parse_args()
    alea = random.Random(20)
    avant, debut = memoire(), time.perf_counter()
    petite = construire()
    print(f"chargement {time.perf_counter() - debut:.2f} s, {memoire() - avant:.0f} Mo de plus")
    gens = profils(petite.lieux, choix.tirages, alea)
    mesurer_base("base réelle", petite, gens)
    if choix.fiches:
        mesurer_base("grande base", grande_base(petite, choix.fiches, alea), gens)


if __name__ == "__main__":
    main()
