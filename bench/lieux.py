"""How well places are read: every official name, in several sentences, as it is written, without accents, misspelt.

    python -m bench.lieux [--echantillon N] [--graine G] [--fautes F]

Right: the place is settled and it is the one meant. Rightly asked: it is among the namesakes handed over as a choice.
Wrong: another place is settled. Missed: nothing is read, or the choice leaves the place out.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from bot.nlu.lieux import LecteurLieux, LectureLieux
from knowledge.profil import Territoire
from knowledge.territoires.referentiel import Referentiel, referentiel

Issue = Literal["juste", "demande", "faux", "manque"]
#: As many candidates as a person is shown.
CHOIX_MONTRE = 6

_A = {"Le ": "au ", "Les ": "aux ", "La ": "à La ", "L'": "à L'", "Los ": "à Los ", "Aux ": "aux "}
_DE = {"Le ": "du ", "Les ": "des ", "La ": "de La ", "L'": "de L'", "Los ": "de Los ", "Aux ": "des "}
#: INSEE's codes of articles -> « dans le… » of a département or region.
_DANS = {0: "en ", 1: "en ", 2: "dans le ", 3: "en ", 4: "dans les ", 5: "dans l'", 8: "dans les "}


class Nom(NamedTuple):
    """A name to read and the place it means."""

    genre: str
    texte: str
    lieu: Territoire


def avec(nom: str, contractions: dict[str, str], defaut: str, elide: str) -> str:
    """A name after « à » or « de », contracted with its article: « au Mans », « de La Ciotat », « d'Arras »."""
    for article, contracte in contractions.items():
        if nom.lower().startswith(article.lower()):
            return contracte + nom[len(article) :]
    return (elide if sans_accents(nom)[0] in "AEIOUYHaeiouyh" else defaut) + nom


def phrases(ref: Referentiel, nom: Nom) -> Iterator[tuple[str, bool]]:
    """Sentences that name the place, each with whether the place was just asked."""
    yield nom.texte, True
    if nom.genre in ("commune", "ancienne"):
        a, de = avec(nom.texte, _A, "à ", "à "), avec(nom.texte, _DE, "de ", "d'")
        yield f"Nous voulons ouvrir une épicerie solidaire {a} avec des voisins.", False
        yield f"C'est {a}", True
        yield f"Un café associatif près {de}, pour les jeunes : qui peut nous aider ?", False
        yield f"Projet de ressourcerie {a} ({nom.lieu.departement})", False
    elif nom.genre == "epci":
        yield f"Nous sommes une association, sur le territoire de {nom.texte}.", False
        yield f"{nom.texte} : quelles aides pour un jardin partagé ?", False
    else:
        situe = _DANS[ref.liaisons[nom.lieu.cle]] + nom.texte.removeprefix("La ")
        situe = situe.replace("en Réunion", "à La Réunion")
        yield f"On cherche un local {situe} pour notre recyclerie.", False
        yield situe, True


def noms(ref: Referentiel) -> list[Nom]:
    """Every official name: communes, merged communes, EPCI, départements, regions."""
    liste = [Nom("commune", t.nom, t) for t in ref.tous("commune")]
    liste += [Nom("ancienne", nom, t) for _, nom, t in ref.anciennes_communes()]
    liste += [Nom("epci", t.nom, t) for t in ref.tous("epci")]
    liste += [Nom("departement", t.nom, t) for t in ref.tous("departement")]
    liste += [Nom("region", t.nom, t) for t in ref.tous("region")]
    return liste


def sans_accents(texte: str) -> str:
    """The text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))


def faute(texte: str, hasard: random.Random) -> str:
    """One typing error in a name of at least five letters: a letter left out, added, changed, or two swapped.

    Capitals stay where they were: people type « Naters » for « Nantes », not « aNntes ».
    """
    places = [i for i, c in enumerate(texte) if c.isalpha()]
    if len(places) < 5:
        return texte
    i = hasard.choice(places)
    lettre = hasard.choice("abcdefghijklmnopqrstuvwxyz")
    fautes = {
        "oubli": texte[:i] + texte[i + 1 :],
        "ajout": texte[:i] + lettre + texte[i:],
        "change": texte[:i] + lettre + texte[i + 1 :],
        "echange": texte[:i] + texte[i : i + 2][::-1] + texte[i + 2 :],
    }
    fautif = fautes[hasard.choice(list(fautes))]
    if not texte[i].isupper() and not (texte[i + 1 : i + 2].isupper()):
        return fautif
    return fautif[:i] + fautif[i : i + 1].upper() + fautif[i + 1 : i + 2].lower() + fautif[i + 2 :]


def juge(ref: Referentiel, lecture: LectureLieux, attendu: Territoire) -> Issue:
    """What came of one reading."""
    if lecture.territoire:
        return "juste" if ref.relation(lecture.territoire, attendu) == "egal" else "faux"
    demandes = lecture.choix[:CHOIX_MONTRE]
    return "demande" if any(ref.relation(lieu, attendu) == "egal" for lieu in demandes) else "manque"


def mesure(
    ref: Referentiel, lecteur: LecteurLieux, liste: Iterable[Nom], ecrit: Callable[[str], str], exemples: int
) -> tuple[dict[str, Counter[str]], list[float]]:
    """Reads every name, spelt by ``ecrit``, in its sentences; returns the outcomes by kind and the computing times in ms."""
    issues: dict[str, Counter[str]] = defaultdict(Counter)
    durees = []
    for nom in liste:
        for phrase, attendu in phrases(ref, nom._replace(texte=ecrit(nom.texte))):
            debut = time.thread_time()
            lecture = lecteur.lire(phrase, attendu=attendu)
            durees.append(1000 * (time.thread_time() - debut))
            issue = juge(ref, lecture, nom.lieu)
            issues[nom.genre][issue] += 1
            if issue in ("faux", "manque") and exemples > 0:
                exemples -= 1
                lu = lecture.territoire.nom if lecture.territoire else [t.nom for t in lecture.choix[:3]]
                print(f"    {issue} : « {phrase} » (attendu {nom.lieu.nom}, {nom.lieu.code}) → {lu}")
    return issues, durees


def affiche(titre: str, issues: dict[str, Counter[str]], durees: list[float]) -> None:
    """Prints one table of rates."""
    centiles = statistics.quantiles(durees, n=100)
    print(f"\n{titre} — {len(durees)} phrases ; calcul : p50 {centiles[49]:.2f} ms, p95 {centiles[94]:.2f} ms")
    print(f"  {'':12} {'noms lus':>9} {'juste':>8} {'demandé':>8} {'faux':>8} {'manqué':>8}   juste ou demandé")
    total: Counter[str] = sum(issues.values(), Counter())
    for genre, compte in [*issues.items(), ("ensemble", total)]:
        n = compte.total()
        taux = {issue: 100 * compte[issue] / n for issue in ("juste", "demande", "faux", "manque")}
        colonnes = " ".join(f"{t:7.2f}%" for t in taux.values())
        print(f"  {genre:12} {n:9} {colonnes}   {taux['juste'] + taux['demande']:.2f}%")


def main() -> None:
    """The command."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--echantillon", type=int, help="nombre de noms tirés au sort (tous par défaut)")
    arguments.add_argument("--graine", type=int, default=1, help="graine du hasard")
    arguments.add_argument("--fautes", type=int, default=0, help="nombre d'échecs à montrer par tableau")
    choix = arguments.parse_args()

    hasard = random.Random(choix.graine)
    ref = referentiel()
    lecteur = LecteurLieux(ref)
    liste = noms(ref)
    if choix.echantillon and choix.echantillon < len(liste):
        gardes = [nom for nom in liste if nom.genre in ("departement", "region")]
        liste = hasard.sample(liste, choix.echantillon) + gardes
    gc.collect()
    gc.freeze()
    ecritures: list[tuple[str, Callable[[str], str]]] = [
        ("Noms exacts", lambda nom: nom),
        ("Sans accents", sans_accents),
        ("Sans accents, en minuscules", lambda nom: sans_accents(nom).lower()),
        ("Une faute de frappe", lambda nom: faute(nom, hasard)),
    ]
    for titre, ecrit in ecritures:
        issues, durees = mesure(ref, lecteur, liste, ecrit, choix.fautes)
        affiche(titre, issues, durees)


if __name__ == "__main__":
    main()
