"""The official places of France: codes, names, containment, search.

Data: ``territoires.json.gz``, compiled by ``compiler.py``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.profil import Niveau, Territoire
from knowledge.territoires.formes import SURNOMS_ACCENTUES, Forme, autres_noms, formes_commune, formes_epci, nom_epci
from knowledge.territoires.noms import replie, sans_article

FICHIER = Path(__file__).with_name("territoires.json.gz")
Relation = Literal["egal", "dans", "contient", "recoupe", "disjoint"]
#: A commune under this number of inhabitants is rural.
SEUIL_RURAL = 3500
#: From this number of inhabitants a town is called by the first half of a double name.
POPULATION_VILLE = 1500
_NIVEAUX_LISIBLES = {
    "commune": "commune",
    "epci": "EPCI",
    "departement": "département",
    "region": "région",
    "france": "France",
}
_FRANCE = Territoire(niveau="france", code="FR", nom="France")
_CODE_DANS_REQUETE = re.compile(
    r"^(?:(?P<avant>\d{5}|\d{2,3}|2[ab])\s+)?(?P<nom>.*?)(?:\s+(?P<apres>\d{5}|\d{2,3}|2[ab]))?$"
)


class LieuInconnu(ValueError):
    """No official place has this level and this code; the message is a French sentence."""


class _Donnees(msgspec.Struct):
    """The compiled file, as ``compiler.compile_donnees`` describes it."""

    regions: list[tuple[str, str, int]]
    departements: list[tuple[str, str, str, int]]
    epci: list[tuple[str, str, str, list[str]]]
    communes: list[tuple[str, str, str, int | None, list[str], list[str]]]
    anciennes: list[tuple[str, str, str, str, list[str]]]


class Referentiel:
    """Every official place, with how places contain each other and how they are found by name.

    Use the shared instance of ``referentiel()``; building one reads the whole file (0.2 s).
    """

    def __init__(self, fichier: Path = FICHIER) -> None:
        donnees = msgspec.json.decode(gzip.decompress(fichier.read_bytes()), type=_Donnees)
        self._regions = {code: nom for code, nom, _ in donnees.regions}
        self._departements = {code: (nom, region) for code, nom, region, _ in donnees.departements}
        self._epci = {code: (nom, genre, membres) for code, nom, genre, membres in donnees.epci}
        self._communes = {code: (nom, dep, pop or 0, tuple(cps)) for code, nom, dep, pop, cps, _ in donnees.communes}
        self._anciennes = donnees.anciennes
        #: INSEE's code of the article of départements and regions (0: none, 3: la…), by level and code.
        self.liaisons: dict[tuple[str, str], int] = {("region", code): lien for code, _, lien in donnees.regions}
        self.liaisons.update({("departement", code): lien for code, _, _, lien in donnees.departements})
        self._aujourdhui = {ancien: code for code, *_, anciens in donnees.communes for ancien in anciens}
        self._aujourdhui.update({code: commune for code, _, commune, _, _ in donnees.anciennes})

        self._epci_de: dict[str, list[str]] = defaultdict(list)
        for siren, (_, _, membres) in self._epci.items():
            for membre in membres:
                self._epci_de[membre].append(siren)
        self._par_code_postal: dict[str, list[str]] = defaultdict(list)
        self._par_departement: dict[str, list[str]] = defaultdict(list)
        for code, (_, dep, _, cps) in self._communes.items():
            self._par_departement[dep].append(code)
            for cp in cps:
                self._par_code_postal[cp].append(code)
        self._territoire = lru_cache(maxsize=None)(self._construit)
        self._sol = lru_cache(maxsize=None)(self._communes_couvertes)
        self._relation = lru_cache(maxsize=200_000)(self._compare)

    # ------------------------------------------------------------------ codes
    def par_code(self, niveau: str, code: str) -> Territoire:
        """The place of this level and code.

        Args:
            niveau: commune, epci, departement, region or france.
            code: INSEE code, SIREN of an EPCI, or FR. The code of a delegated, associated or former commune, or of a
                municipal arrondissement, answers with today's commune.

        Raises:
            LieuInconnu: no such place.
        """
        if niveau not in _NIVEAUX_LISIBLES:
            raise LieuInconnu(
                f"« {niveau} » n'est pas un niveau de territoire. Niveaux possibles : {', '.join(_NIVEAUX_LISIBLES)}."
            )
        code = code.strip().upper()
        if niveau == "commune" and code not in self._communes:
            code = self._aujourdhui.get(code, code)
        try:
            return self._territoire(niveau, code)
        except KeyError:
            raise LieuInconnu(
                f"Le code « {code} » ne désigne aucun territoire de niveau {_NIVEAUX_LISIBLES[niveau]}."
            ) from None

    def existe(self, niveau: str, code: str) -> bool:
        """Does ``par_code`` know this level and code?"""
        try:
            self.par_code(niveau, code)
        except LieuInconnu:
            return False
        return True

    def par_code_postal(self, cp: str) -> list[Territoire]:
        """The communes of a postcode (five digits), the most populous first; empty when it is unknown."""
        codes = sorted(self._par_code_postal.get(cp, ()), key=lambda code: (-self._communes[code][2], code))
        return [self._territoire("commune", code) for code in codes]

    def tous(self, niveau: Niveau) -> Iterator[Territoire]:
        """Every place of one level, by code."""
        codes: dict[Niveau, Iterable[str]] = {
            "commune": self._communes,
            "epci": self._epci,
            "departement": self._departements,
            "region": self._regions,
            "france": ("FR",),
        }
        return (self._territoire(niveau, code) for code in codes[niveau])

    def anciennes_communes(self) -> Iterator[tuple[str, str, Territoire]]:
        """Delegated and associated communes and municipal arrondissements: code, name, today's commune."""
        return ((code, nom, self._territoire("commune", commune)) for code, nom, commune, _, _ in self._anciennes)

    def _construit(self, niveau: str, code: str) -> Territoire:
        if niveau == "commune":
            nom, dep, _, cps = self._communes[code]
            return Territoire(
                niveau="commune",
                code=code,
                nom=nom,
                departement=dep,
                region=self._departements[dep][1],
                codes_postaux=cps,
            )
        if niveau == "epci":
            nom, genre, membres = self._epci[code]
            deps = {self._communes[membre][1] for membre in membres}
            regions = {self._departements[dep][1] for dep in deps}
            return Territoire(
                niveau="epci",
                code=code,
                nom=nom_epci(nom, genre),
                departement=deps.pop() if len(deps) == 1 else None,
                region=regions.pop() if len(regions) == 1 else None,
            )
        if niveau == "departement":
            nom, region = self._departements[code]
            return Territoire(niveau="departement", code=code, nom=nom, departement=code, region=region)
        if niveau == "region":
            return Territoire(niveau="region", code=code, nom=self._regions[code], region=code)
        return {"FR": _FRANCE}[code]

    # ------------------------------------------------------------------ containment
    def relation(self, a: Territoire, b: Territoire) -> Relation:
        """How the ground of ``a`` stands to that of ``b``, by the communes that each covers.

        Returns:
            ``egal`` (the same ground, whatever the levels: La Réunion as region or as département, Paris as commune
            or as département), ``dans`` (a within b), ``contient`` (b within a), ``recoupe`` (they share a part),
            ``disjoint``.

        Raises:
            LieuInconnu: one of the places is unknown.
        """
        return self._relation(a.niveau, a.code, b.niveau, b.code)

    def contient(self, grand: Territoire, petit: Territoire) -> bool:
        """Is all the ground of ``petit`` within ``grand``? A place contains itself.

        An EPCI is within a département or a region only when all its members are.
        """
        return self.relation(petit, grand) in ("egal", "dans")

    def communes_de(self, t: Territoire) -> list[Territoire]:
        """The communes of a place, by code; a commune answers with itself."""
        return [self._territoire("commune", code) for code in sorted(self._sol_de(t.niveau, t.code))]

    def ancetres(self, t: Territoire) -> list[Territoire]:
        """What contains ``t``, the smallest first: its EPCI (two in the Grand Paris), département, region, France.

        An EPCI across several départements (or regions) has none.
        """
        t = self.par_code(t.niveau, t.code)
        plus_grands: list[Territoire] = []
        if t.niveau == "commune":
            plus_grands += sorted(
                (self._territoire("epci", siren) for siren in self._epci_de.get(t.code, ())),
                key=lambda epci: len(self._epci[epci.code][2]),
            )
        if t.niveau in ("commune", "epci") and t.departement:
            plus_grands.append(self._territoire("departement", t.departement))
        if t.niveau in ("commune", "epci", "departement") and t.region:
            plus_grands.append(self._territoire("region", t.region))
        if t.niveau != "france":
            plus_grands.append(_FRANCE)
        return plus_grands

    def _communes_couvertes(self, niveau: str, code: str) -> frozenset[str]:
        if niveau == "commune":
            return frozenset((code,))
        if niveau == "epci":
            return frozenset(self._epci[code][2])
        if niveau == "departement":
            return frozenset(self._par_departement[code])
        if niveau == "region":
            return frozenset().union(
                *(self._sol("departement", d) for d, (_, r) in self._departements.items() if r == code)
            )
        return frozenset(self._communes)

    def _sol_de(self, niveau: str, code: str) -> frozenset[str]:
        """The codes of the communes covered, after the code was checked and brought to today's."""
        t = self.par_code(niveau, code)
        return self._sol(t.niveau, t.code)

    def _compare(self, niveau_a: str, code_a: str, niveau_b: str, code_b: str) -> Relation:
        a, b = self._sol_de(niveau_a, code_a), self._sol_de(niveau_b, code_b)
        if a == b:
            return "egal"
        if a <= b:
            return "dans"
        if a >= b:
            return "contient"
        return "disjoint" if a.isdisjoint(b) else "recoupe"

    # ------------------------------------------------------------------ population
    def population(self, t: Territoire) -> int:
        """Inhabitants (legal municipal population; 0 where nobody lives)."""
        t = self.par_code(t.niveau, t.code)
        return self._population(t.niveau, t.code)

    def est_rurale(self, t: Territoire) -> bool:
        """Is this a commune of fewer than 3,500 inhabitants? False for any larger level."""
        return t.niveau == "commune" and self.population(t) < SEUIL_RURAL

    @cached_property
    def _populations(self) -> dict[tuple[str, str], int]:
        """Level and code -> inhabitants, for every level but communes."""
        grands = [("epci", c) for c in self._epci] + [("departement", c) for c in self._departements]
        grands += [("region", c) for c in self._regions] + [("france", "FR")]
        return {cle: sum(self._communes[commune][2] for commune in self._sol(*cle)) for cle in grands}

    def _population(self, niveau: str, code: str) -> int:
        return self._communes[code][2] if niveau == "commune" else self._populations[niveau, code]

    # ------------------------------------------------------------------ names
    @cached_property
    def formes(self) -> dict[str, list[Forme]]:
        """Folded form without its article -> the places that it names. Built at first use (0.4 s)."""
        index: dict[str, list[Forme]] = defaultdict(list)
        for texte, forme in self._toutes_formes():
            if all((f.niveau, f.code, f.article) != (forme.niveau, forme.code, forme.article) for f in index[texte]):
                index[texte].append(forme)
        return dict(index)

    def _toutes_formes(self) -> Iterator[tuple[str, Forme]]:
        for code, (nom, _, population, _) in self._communes.items():
            yield from formes_commune(code, nom, ville=population >= POPULATION_VILLE)
        for _, nom, commune, _, _ in self._anciennes:
            yield from formes_commune(commune, nom, "ancien")
        for code, (nom, _) in self._departements.items():
            article, corps = sans_article(replie(nom))
            yield corps, Forme("departement", code, article, "nom")
        for code, nom in self._regions.items():
            article, corps = sans_article(replie(nom))
            yield corps, Forme("region", code, article, "nom")
        yield "france", Forme("france", "FR", "la", "nom")
        yield from autres_noms()
        communes = {sans_article(replie(nom))[1] for nom, *_ in self._communes.values()}
        for siren, (nom, genre, membres) in self._epci.items():
            yield from formes_epci(siren, nom, genre, (self._communes[membre][0] for membre in membres), communes)

    @cached_property
    def _formes_triees(self) -> list[str]:
        return sorted(self.formes)

    def chercher(self, q: str, limite: int = 10) -> list[Territoire]:
        """Places that a person may mean by ``q``, best first.

        Names with or without accents, hyphens and articles, « st », postcodes, numbers of départements, EPCI, former
        regions, small typing mistakes; « Vienne 38 » and « 38200 Vienne » keep the places of that number. Order: exact
        name, beginning of a name, word within a name, resembling name; then population. Namesakes all come.
        """
        demande = q.strip().lower() if q.strip().lower() in SURNOMS_ACCENTUES else replie(q)
        if not demande or limite < 1:
            return []
        codes = self._par_numero(demande)
        if codes:
            return codes[:limite]
        decoupe = _CODE_DANS_REQUETE.match(demande)
        assert decoupe is not None  # the pattern matches any text
        numero, nom = decoupe["avant"] or decoupe["apres"], decoupe["nom"]
        if numero and nom:
            lieux = self._par_numero(numero)
            trouves = [t for t in self._par_nom(nom) if any(self.contient(lieu, t) for lieu in lieux)]
            return (trouves or self._par_nom(nom))[:limite]
        return self._par_nom(demande)[:limite]

    def _par_numero(self, demande: str) -> list[Territoire]:
        """A postcode, an INSEE code, the number of a département or a SIREN; empty for anything else."""
        if re.fullmatch(r"\d{5}|2[ab]\d{3}", demande):
            return self.par_code_postal(demande) or self._si_existe("commune", demande)
        if re.fullmatch(r"\d{1,3}|2[ab]", demande):
            return self._si_existe("departement", demande.zfill(2))
        return self._si_existe("epci", demande) if re.fullmatch(r"\d{9}", demande) else []

    def _si_existe(self, niveau: str, code: str) -> list[Territoire]:
        return [self.par_code(niveau, code)] if self.existe(niveau, code) else []

    def _par_nom(self, demande: str) -> list[Territoire]:
        article, corps = sans_article(demande)
        rangs: dict[tuple[str, str], tuple[float, int]] = {}

        def note(texte: str, rang: float) -> None:
            for forme in self.formes[texte]:
                cle = (forme.niveau, forme.code)
                # An exact article tells « La Rochelle » from « Rochelle »; a short name is not the name itself.
                precis = (
                    rang + (0.1 if article and forme.article != article else 0) + (0.5 if forme.sorte == "court" else 0)
                )
                if cle not in rangs or precis < rangs[cle][0]:
                    rangs[cle] = (precis, -self._population(*cle))

        if corps in self.formes:
            note(corps, 0)
        for texte in self._commencent_par(corps):
            note(texte, 1)
        if len(corps) >= 3:
            for texte in self._contiennent_le_mot(corps):
                note(texte, 2)
        if not any(rang < 1 for rang, _ in rangs.values()) and len(corps) >= 4:
            for texte, distance, _ in process.extract(
                corps, self._formes_triees, scorer=OSA.distance, score_cutoff=tolerance(corps), limit=50
            ):
                note(texte, 3 + distance)
        return [self._territoire(*cle) for cle in sorted(rangs, key=lambda cle: (*rangs[cle], cle))]

    @cached_property
    def _formes_en_lignes(self) -> str:
        return "\n".join(self._formes_triees) + "\n"

    def _contiennent_le_mot(self, debut_de_mot: str) -> Iterator[str]:
        """Forms in which a word other than the first begins so."""
        lignes = self._formes_en_lignes
        position = lignes.find(f" {debut_de_mot}")
        while position >= 0:
            fin = lignes.index("\n", position)
            yield lignes[lignes.rfind("\n", 0, position) + 1 : fin]
            position = lignes.find(f" {debut_de_mot}", fin)

    def _commencent_par(self, corps: str) -> Iterator[str]:
        debut = bisect_left(self._formes_triees, corps)
        for i in range(debut, len(self._formes_triees)):
            if not self._formes_triees[i].startswith(corps):
                return
            yield self._formes_triees[i]


def tolerance(nom: str) -> int:
    """How many typing errors a name of this length may hold: none under 4 letters, one under 6, two beyond."""
    return 0 if len(nom) < 4 else 1 if len(nom) < 6 else 2


@lru_cache(maxsize=1)
def referentiel() -> Referentiel:
    """The shared places, read once."""
    return Referentiel()


def empreinte_des_donnees() -> str:
    """A hash of the code and data of this package: it changes whenever an answer may."""
    somme = hashlib.blake2b(digest_size=16)
    for fichier in sorted(Path(__file__).parent.glob("*.*")):
        if fichier.suffix in (".py", ".gz", ".txt"):
            somme.update(fichier.name.encode())
            somme.update(fichier.read_bytes())
    return somme.hexdigest()
