"""``python -m bench [NAME …]``: runs the named measurements, or all of them. ``make bench ARGS=conversation``."""

import itertools
import runpy
import sys

#: Module -> what it measures. Those that take long come last.
MESURES = {
    "parcours": "un parcours, une recherche, le chargement de la base",
    "lieux": "tous les noms de lieux, exacts et mal écrits",
    "comprehension": "intention et faits sur les textes d'évaluation",
    "widget": "le poids du widget, à côté d'autres",
    "conversation": "un tour complet, la mémoire, le démarrage, à côté de la configuration d'origine de Rasa",
}


def main() -> int:
    """Runs each measurement in turn; an unknown name is said, with the known ones."""
    noms = list(itertools.takewhile(lambda mot: not mot.startswith("-"), sys.argv[1:]))
    options, choisies = sys.argv[1 + len(noms) :], noms or list(MESURES)
    inconnues = [nom for nom in choisies if nom not in MESURES]
    if inconnues:
        print(f"Mesure inconnue : {', '.join(inconnues)}. Mesures : {', '.join(MESURES)}.", file=sys.stderr)
        return 2
    sys.argv[1:] = options
    for nom in choisies:
        print(f"\n== {nom} : {MESURES[nom]}", flush=True)
        try:
            runpy.run_module(f"bench.{nom}", run_name="__main__")
        except SystemExit as fin:
            if fin.code:
                return int(fin.code)
    return 0


sys.exit(main())
