"""Search over the records: full text (SQLite FTS5), without accents, by French stems, with synonyms and filters.

Texts and questions go through the same mill (``radicaux``): folded, cut into words, empty words left out, stemmed.
The other names that definitions give to a term are synonyms: « CAE » finds « coopérative d'activité et d'emploi ».
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import msgspec
import numpy as np
import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.base import Base, Indices, Masque
from knowledge.classement import proximites
from knowledge.eligibilite import Contexte, rangs_du_lieu
from knowledge.modeles import Conseil, Definition, Dispositif, Levier
from knowledge.profil import Profil, Territoire
from knowledge.territoires.noms import replie

MOTS_VIDES = frozenset(
    [
        "a",
        "ai",
        "au",
        "aux",
        "avec",
        "avez",
        "avons",
        "c",
        "ca",
        "ce",
        "cela",
        "ces",
        "cet",
        "cette",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "etre",
        "eux",
        "fait",
        "faire",
        "faut",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "meme",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "peut",
        "peux",
        "plus",
        "pour",
        "pourquoi",
        "qu",
        "quand",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "quoi",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "soit",
        "son",
        "sont",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "veut",
        "veux",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
_RADICALISE = snowballstemmer.stemmer("french")
PAGE = 20
MOT_COURT = 4
PAGE_MAX = 100
A_PESER = 2_000
"""Most results weighed one by one: a word found in more records than that tells nothing of which is best."""


@lru_cache(maxsize=100_000)
def _radical(mot: str) -> str:
    if len(mot) <= MOT_COURT:  # acronyms: CAE and DLA are not cut
        return mot[:-1] if len(mot) == MOT_COURT and mot.endswith("s") else mot
    if mot.endswith("os"):  # a plural that the stemmer leaves: vélos
        mot = mot[:-1]
    radical: str = _RADICALISE.stemWord(mot)
    return radical


def radicaux(texte: str) -> list[str]:
    """The stems of the words that mean something, in order: « des épiceries solidaires » -> ``epicer solidair``."""
    return [_radical(mot) for mot in replie(texte).split() if mot not in MOTS_VIDES]


class Page(msgspec.Struct, frozen=True):
    """One page of results, and how many there are in all."""

    total: int
    resultats: list[Dispositif]


class Recherche:
    """The index of one base. Building it takes about a second for the real base."""

    def __init__(self, base: Base) -> None:
        self.base = base
        # Read only once filled; the service may search from several threads.
        self._sql = sqlite3.connect(":memory:", check_same_thread=False)
        self._index("dispositifs", ((d.nom, d.operateur, _mots_cles(d), d.resume) for d in base.fiches))
        self._definitions = list(base.definitions.values())
        self._conseils = list(base.conseils.values())
        self._leviers = list(base.leviers.values())
        self._index("definitions", ((d.terme, " ".join(d.autres_formes), d.definition, "") for d in self._definitions))
        self._index("conseils", ((c.question, c.reponse, " ".join(c.etapes + c.pieges), "") for c in self._conseils))
        self._index("leviers", ((v.question, v.reponse, " ".join(v.etapes), _exemples(v)) for v in self._leviers))

    def _index(self, table: str, lignes: Iterable[Sequence[str]]) -> None:
        self._sql.execute(f"create virtual table {table} using fts5(a, b, c, d, tokenize='ascii')")
        self._sql.executemany(
            f"insert into {table}(rowid, a, b, c, d) values (?, ?, ?, ?, ?)",
            ((rang, *(" ".join(radicaux(texte)) for texte in ligne)) for rang, ligne in enumerate(lignes, start=1)),
        )

    # ------------------------------------------------------------ dispositifs
    def dispositifs(
        self,
        q: str = "",
        *,
        stade: str | None = None,
        besoin_social: str | None = None,
        besoin_appui: str | None = None,
        categorie: str | None = None,
        territoire: Territoire | None = None,
        type_financement: str | None = None,
        limite: int = PAGE,
        page: int = 1,
    ) -> Page:
        """Records that answer a question and every filter given, best first (near first, then by name, without ``q``).

        Closed ones come last.

        Args:
            q: words; empty for all records.
            stade: a code; a record without any fits all stages.
            besoin_social: a code; a record without any fits all themes.
            besoin_appui: a code.
            categorie: a code.
            territoire: keeps what may serve a project there.
            type_financement: a code.
            limite: results a page, 1 to 100.
            page: from 1.

        Raises:
            LieuInconnu: there is no such place.
        """
        masque = self._filtre(stade, besoin_social, besoin_appui, categorie, territoire, type_financement)
        limite, debut = max(1, min(limite, PAGE_MAX)), (max(1, page) - 1) * max(1, min(limite, PAGE_MAX))
        rangs = self._trouver("dispositifs", q)
        if rangs is None:
            candidats = self._ordre(territoire)
            tries = candidats[masque[candidats]]
        else:
            trouves = rangs[masque[rangs]]
            tries = trouves[np.argsort(self._clos[trouves], kind="stable")]
        return Page(len(tries), [self.base.fiches[int(r)] for r in tries[debut : debut + limite]])

    def _filtre(
        self,
        stade: str | None,
        besoin_social: str | None,
        besoin_appui: str | None,
        categorie: str | None,
        territoire: Territoire | None,
        type_financement: str | None,
    ) -> Masque:
        base = self.base
        masque: Masque = np.ones(len(base), dtype=np.bool_)
        if stade:
            masque &= base.masque("stades", lambda d: d.stades, lambda v: not v or stade in v)
        if besoin_social:
            masque &= base.masque("besoins_sociaux", lambda d: d.besoins_sociaux, lambda v: not v or besoin_social in v)
        if besoin_appui:
            masque &= base.masque("besoins_appui", lambda d: d.besoins_appui, lambda v: besoin_appui in v)
        if categorie:
            masque &= base.masque("categorie", lambda d: d.categorie, lambda v: v == categorie)
        if type_financement:
            masque &= base.masque("types_financement", lambda d: d.types_financement, lambda v: type_financement in v)
        if territoire is not None:
            masque &= _du_lieu(base, rangs_du_lieu(base, self._contexte(territoire)))
        return masque

    def _contexte(self, territoire: Territoire | None) -> Contexte:
        return Contexte(Profil(territoire=territoire), self.base.lieux, date.min)

    def _ordre(self, territoire: Territoire | None) -> Any:
        """All ranks: nearest first, closed ones last, then by name."""
        proches = proximites(self.base, self._contexte(territoire)) if territoire else np.zeros(len(self.base))
        return np.lexsort((self._rang_des_noms, -proches, self._clos))

    @cached_property
    def _clos(self) -> Masque:
        return self.base.masque("statut seul", lambda d: d.statut, lambda v: v == "clos")

    @cached_property
    def _rang_des_noms(self) -> Any:
        ordre = sorted(range(len(self.base)), key=lambda r: (replie(self.base.fiches[r].nom), r))
        rangs = np.empty(len(self.base), dtype=np.intp)
        rangs[ordre] = np.arange(len(self.base))
        return rangs

    # ------------------------------------------------------------ words, advice, levers
    def chercher_definition(self, q: str, limite: int = 3) -> list[Definition]:
        """Definitions, best first: those whose term stands in the text as such, the longest first; else by words."""
        mots = radicaux(q)
        nommees = [self.base.definitions[i] for _, _, i in self._termes_dans(mots)]
        if nommees:
            return list({d.id: d for d in nommees}.values())[:limite]
        return [self._definitions[r] for r in self._premiers("definitions", q)][:limite]

    def chercher_conseil(
        self, q: str = "", besoin_appui: str | None = None, stade: str | None = None, limite: int = 3
    ) -> list[Conseil]:
        """Advice, best first. The kind of help and the stage are preferences: what fits them comes first."""
        trouves = self._trouver("conseils", q)
        rangs = range(len(self._conseils)) if trouves is None else trouves.tolist()

        def ecart(place: int, conseil: Conseil) -> tuple[bool, bool, int]:
            hors_besoin = besoin_appui is not None and conseil.besoin_appui != besoin_appui
            hors_stade = stade is not None and bool(conseil.stades) and stade not in conseil.stades
            return (hors_besoin, hors_stade, place)

        candidats = [(place, self._conseils[r]) for place, r in enumerate(rangs)]
        return [c for _, c in sorted(candidats, key=lambda item: ecart(*item))][:limite]

    def chercher_levier(self, q: str, limite: int = 3) -> list[Levier]:
        """Levers of local authorities, best first."""
        return [self._leviers[r] for r in self._premiers("leviers", q)][:limite]

    # ------------------------------------------------------------ full text
    def _premiers(self, table: str, q: str) -> list[int]:
        """Ranks that answer any word of ``q``, best first."""
        trouves = self._trouver(table, q, tous=True)
        return [] if trouves is None else trouves.tolist()

    def _trouver(self, table: str, q: str, tous: bool = False) -> Indices | None:
        """Ranks that answer ``q``, best first; ``None`` when there is no word to look for.

        All words must be there; failing that, any. ``tous``: any word will do from the start.
        """
        groupes = self._groupes(radicaux(q), en_cours=not tous)
        if not groupes:
            return None
        trouves = np.empty(0, dtype=np.intp)
        for lien in (" OR ",) if tous else (" AND ", " OR "):
            trouves = self._chercher(table, lien.join(groupes))
            if len(trouves):
                break
        return trouves

    def _chercher(self, table: str, expression: str) -> Indices:
        """Ranks of what answers an FTS5 expression, best first; beyond ``A_PESER``, only titles are weighed."""
        # One text of all ranks: a row for each would take longer than the search itself.
        sql = f"select group_concat(rowid - 1) from {table} where {table} match ?"
        (texte,) = self._sql.execute(sql, (expression,)).fetchone()
        if not texte:
            return np.empty(0, dtype=np.intp)
        tous = np.fromstring(texte, dtype=np.intp, sep=",")
        pesee = expression if len(tous) <= A_PESER else f"a : ({expression})"
        classe = (
            f"select rowid - 1 from {table} where {table} match ? order by bm25({table}, 10, 4, 3, 2), rowid limit ?"
        )
        premiers = np.array([rang for (rang,) in self._sql.execute(classe, (pesee, A_PESER))], dtype=np.intp)
        if len(premiers) == len(tous):
            return premiers
        deja = np.zeros(tous.max() + 1, dtype=np.bool_)
        deja[premiers] = True
        return np.concatenate([premiers, tous[~deja[tous]]])

    def _groupes(self, mots: list[str], en_cours: bool) -> list[str]:
        """One FTS5 expression per word or term of the question; a term stands with its synonyms.

        ``en_cours``: the last word may still be being typed.
        """
        groupes = []
        position = 0
        termes = {debut: (fin, i) for debut, fin, i in self._termes_dans(mots)}
        while position < len(mots):
            if position in termes:
                fin, definition = termes[position]
                formes = {f'"{" ".join(forme)}"' for forme in self._formes[definition]}
                propre = " ".join(f'"{m}"' for m in mots[position:fin])
                groupes.append("(" + " OR ".join([f"({propre})", *sorted(formes)]) + ")")
                position = fin
            else:
                dernier = position == len(mots) - 1
                groupes.append(f'"{mots[position]}"' + ("*" if dernier and en_cours else ""))
                position += 1
        return groupes

    @cached_property
    def _formes(self) -> Mapping[str, list[tuple[str, ...]]]:
        """Definition -> its term and other forms, as stems; each part of « CAE (coopérative…) » is one too."""
        return {
            d.id: list(
                dict.fromkeys(
                    forme
                    for texte in (d.terme, *d.autres_formes)
                    for partie in (texte, *re.split(r"[():,–—]", texte))
                    if (forme := tuple(radicaux(partie)))
                )
            )
            for d in self._definitions
        }

    @cached_property
    def _par_premier_mot(self) -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
        """First stem -> the forms that begin with it, the longest first."""
        index: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for definition, formes in self._formes.items():
            for forme in formes:
                index[forme[0]].append((forme, definition))
        return {mot: sorted(formes, key=lambda f: (-len(f[0]), f[1])) for mot, formes in index.items()}

    def _termes_dans(self, mots: Sequence[str]) -> list[tuple[int, int, str]]:
        """Terms found in the words: (begin, end, definition), the longest first, without overlap."""
        trouves = [
            (debut, debut + len(forme), definition)
            for debut, mot in enumerate(mots)
            for forme, definition in self._par_premier_mot.get(mot, ())
            if tuple(mots[debut : debut + len(forme)]) == forme
        ]
        retenus: list[tuple[int, int, str]] = []
        for debut, fin, definition in sorted(trouves, key=lambda t: (t[0] - t[1], t[0], t[2])):
            if all(fin <= d or debut >= f for d, f, _ in retenus):
                retenus.append((debut, fin, definition))
        return retenus

    # ------------------------------------------------------------ did you mean
    def vouliez_vous_dire(self, q: str) -> str | None:
        """The question with its unknown words replaced by the nearest known ones; ``None`` when nothing is to correct."""
        corriges, change = [], False
        for mot in q.split():
            plie = replie(mot).replace(" ", "")
            propose = None if not plie or plie in MOTS_VIDES or len(plie) < 4 else self._correction(plie)
            change |= propose is not None
            corriges.append(propose or mot)
        return " ".join(corriges) if change else None

    def _correction(self, mot: str) -> str | None:
        if mot in self._lexique or _radical(mot) in self._radicaux_connus:
            return None
        erreurs = 1 if len(mot) < 7 else 2
        proches = process.extract(mot, self._lexique.keys(), scorer=OSA.distance, score_cutoff=erreurs, limit=20)
        if not proches:
            return None
        # Of words equally near, the commoner; the stem then tells « solidaires » from « salaire » for « soldaire ».
        meilleur = min(
            (distance, -self._lexique[proche][1], OSA.distance(_radical(mot), _radical(proche)), proche)
            for proche, distance, _ in proches
        )
        return self._lexique[meilleur[-1]][0]

    @cached_property
    def _lexique(self) -> Mapping[str, tuple[str, int]]:
        """Folded word -> its usual spelling and how often it occurs, over all texts."""
        orthographes: dict[str, Counter[str]] = defaultdict(Counter)
        for texte in self._textes():
            for mot in texte.replace("'", " ").replace("’", " ").replace("-", " ").split():
                nu = mot.strip('.,;:!?«»()[]…/"').lower()
                if len(nu) >= 4 and (plie := replie(nu)).isalpha():
                    orthographes[plie][nu] += 1
        return {plie: (compte.most_common(1)[0][0], compte.total()) for plie, compte in orthographes.items()}

    @cached_property
    def _radicaux_connus(self) -> frozenset[str]:
        return frozenset(map(_radical, self._lexique))

    def _textes(self) -> Iterable[str]:
        for d in self.base.fiches:
            yield f"{d.nom} {d.operateur} {d.resume}"
        for definition in self._definitions:
            yield f"{definition.terme} {' '.join(definition.autres_formes)} {definition.definition}"
        for conseil in self._conseils:
            yield f"{conseil.question} {conseil.reponse}"
        for levier in self._leviers:
            yield f"{levier.question} {levier.reponse}"


def _mots_cles(d: Dispositif) -> str:
    codes: list[str] = [*d.besoins_sociaux, *d.besoins_appui, *d.types_financement, d.categorie, *d.conditions.publics]
    return " ".join(codes).replace("_", " ")


def _du_lieu(base: Base, rangs: Indices) -> Masque:
    masque: Masque = np.zeros(len(base), dtype=np.bool_)
    masque[rangs] = True
    return masque


def _exemples(levier: Levier) -> str:
    return " ".join(f"{e.lieu} {e.realise}" for e in levier.exemples)


def recherche(base: Base) -> Recherche:
    """The index of a base, built once for each."""
    return base.annexe("recherche", Recherche)
