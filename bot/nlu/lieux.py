"""Reads the official places named in a text, and which one is the project's.

Pure: no Rasa, nothing kept between two calls. ``LecteurLieux(referentiel()).lire(texte)`` is all there is to call.

A name is found by its words (longest first), then has to be credible: a preposition, a capital, a postcode, an answer
to the question asked; the more a name looks like an ordinary word, the more it takes. Namesakes are told apart by the
other places named, else by a large difference of population, else they are handed over as a choice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.nlu.exemples import Exemple
from bot.nlu.faits.choix import Choix
from bot.nlu.lieux_choix import Place, apprendre, indices
from bot.nlu.lieux_roles import POIDS, Role, Roles
from knowledge.profil import Territoire
from knowledge.territoires.formes import SURNOMS_ACCENTUES, Forme, aires_sans_code
from knowledge.territoires.mots import LONGUEUR_FLOUE, mots_francais, prenoms
from knowledge.territoires.noms import PLIAGE, developpe
from knowledge.territoires.referentiel import Referentiel

#: The largest of several namesakes is taken for granted above this population and this ratio to the next.
POPULATION_DOMINANTE, RAPPORT_DOMINANT = 10_000, 10
#: The same between a commune and a larger place of that name (« Vienne » is asked about, « Gironde » is not).
_RAPPORT_ENTRE_NIVEAUX = 100
#: How many places named before and after one are looked at to tell which namesake it is.
_VOISINES = 8
#: The weight of a commune that has merged into another: its own population is not known.
_POIDS_ANCIEN = 500
#: More words than this are more than the answer to a question about the place.
_REPONSE_MAX = 7
#: Beyond so many characters a text tells a story: what comes back counts more than what comes first.
_TEXTE_LONG = 350
#: Characters between a name and its postcode: « Corte (20250) ».
_ECART_MAX = 3
#: A town that everybody knows, and one that few do, in inhabitants.
_GRANDE_VILLE, _PETITE_VILLE = 20_000, 5_000
#: How much the choice by the rules counts beside the learnt one (in log-odds).
_AVIS_DES_REGLES = 0.7
_VILLES_A_ARRONDISSEMENTS = {"75056": 20, "69123": 9, "13055": 16}

_CONTRACTES = {"au": ("a", "le"), "aux": ("a", "les"), "du": ("de", "le"), "des": ("de", "les")}
_PREPOSITIONS = {
    "a": "a",
    "sur": "sur",
    "sr": "sur",
    "vers": "vers",
    "dans": "dans",
    "ds": "dans",
    "en": "en",
    "de": "de",
    "d": "de",
    "pres": "pres",
    "cote": "pres",
    "entre": "vers",
    "secteur": "lieu",
    "commune": "lieu",
    "ville": "lieu",
    "departement": "lieu",
    "dpt": "lieu",
    "dept": "lieu",
    "region": "lieu",
}
#: What cuts a clause: the end of a line, a strong sign, a comma, a dash or a slash.
_COUPURES = ("¶", "|", ",")
_LIEU_DE = frozenset(
    """pres cote autour environs alentours proche proches proximite loin commune communes ville village bourg mairie quartier
    quartiers banlieue peripherie centre nord sud est ouest secteur region departement dept dpt canton hameau arrondissement
    agglo agglomeration territoire habitants habitantes maire hauteurs pays""".split()  # noqa: SIM905
)
_QUARTIERS = frozenset(["quartier", "quartiers"])
_PRES = frozenset(["pres", "autour", "environs", "alentours", "proche", "loin"])
_EXPLICITE = frozenset(["commune", "ville", "village", "mairie", "maire", "bourg"])
_PAYSAGE_DE = frozenset(
    """vallee vallees val vals bords bord rives rive foret forets massif monts plateau baie gorges lac estuaire canal
    riviere fleuve marais golfe coteaux chaine parc""".split()  # noqa: SIM905
)
_FORTES = frozenset(["a", "sur", "vers", "dans", "pres", "lieu"])
#: Words of every day that are also the names of départements or regions: in lower case they need « dans le… ».
_MOTS_COURANTS = frozenset(["nord", "somme", "cher", "lot", "manche", "creuse", "aube", "reunion", "vienne", "aura"])
#: Large communes whose name, in lower case, is first of all a word.
_VILLES_AMBIGUES = frozenset(
    """port ports plaisir fontaine garde possession plaisance madeleine chapelle croix sens vaux mont geste lire drain
    targe loche moule robert union fleche trinite valette riche orange avion menton champs fosses bois pont sable portes
    forges ville plan mans tours""".split()  # noqa: SIM905
)
_PRENOMS = frozenset(
    """marie pierre bernard romain adam mathieu gilles robert rene raymond yves francois luc remy lorraine nicole amelie
    anais gael alban alix aime blaise florent leon marin toussaint aude eloise madeleine salome suzanne valentine roux
    bonnet fontaine blanc guerin boyer riviere brunet gaillard lacroix moulin fleury royer aubry baron bailly collet besson
    perrier barre marchal bouchet humbert perret pasquier germaine julienne marcel martin""".split()  # noqa: SIM905
)
#: Words that name no place by themselves, even as an answer to « où ? ».
_GENERIQUES = frozenset(
    """ville village campagne montagne mer bourg plaine vallee pays ile cote banlieue centre quartier rue place cite maison
    chez france non oui pas rien ici nord sud est ouest y""".split()  # noqa: SIM905
)
_AMORCES = frozenset(
    """c est ce sera serait a au aux dans ds sur vers le la les l en je j suis on nous sommes habite mon notre ma projet
    ville commune de d du des pres cote plutot bonjour oui alors eh ben bah euh disons departement region village
    euh non mais finalement""".split()  # noqa: SIM905
)
_POLITESSES = frozenset(["svp", "merci", "stp", "voila", "quoi", "france", "en"])
_PAYS_ENTIER = re.compile(
    r"\b(?:partout en france|(?:dans |sur )?toute la france|france entiere|(?:l )?ensemble (?:du territoire|de la france|du pays)"
    r"|(?:echelle|niveau|portee|envergure|dimension|ampleur|couverture|projet|territoire) nationale?)\b"
)
_FRANCE_SEULE = re.compile(
    r"(?: (?:c est|partout|toute|en|la|dans|l|sur))* (?:france(?: entiere)?|nationale?|partout) $"
)
_MOIS = frozenset("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split())  # noqa: SIM905
_UNITES = frozenset(
    """euros euro eur e k personnes habitants ans an mois jours heures h min km m m2 salaries benevoles adherents
    familles foyers repas rue avenue boulevard""".split()  # noqa: SIM905
)
_ARRONDISSEMENT = re.compile(r"(\d{1,2})(?:e|er|eme|nd|de)?|(x{0,2}(?:ix|iv|v?i{0,3}))(?:e|er|eme)")
_ROMAINS = {"i": 1, "v": 5, "x": 10}
_RUPTURE_FORTE = re.compile(r"[.;:!?()\[\]\"«»…]")
_RUPTURE = re.compile(r"[.,;:!?()\[\]/\"«»…\n]|\s[-–—]\s|[–—]")


class Mention(NamedTuple):
    """A place named in a text.

    ``debut`` and ``fin`` are positions in the text as received; ``candidats`` the places that it may be, most likely
    first (one alone: settled).
    """

    debut: int
    fin: int
    texte: str
    candidats: tuple[Territoire, ...]
    role: Role


class LectureLieux(NamedTuple):
    """What a text says of the place of the project.

    ``territoire`` is its place when it is settled; else ``choix`` holds the namesakes to ask about, most likely first
    (both empty: no place is said). ``exclus``: places denied. ``mentions``: everything named, in the order of the text.
    """

    territoire: Territoire | None
    choix: list[Territoire]
    exclus: list[Territoire]
    mentions: list[Mention]

    def etendue(self, lieu: Territoire) -> tuple[int, int] | None:
        """The first words that name a place, its postcode included: a name and its postcode are one place, no amount."""
        bornes = [(m.debut, m.fin) for m in self.mentions if lieu in m.candidats]
        if not bornes:
            return None
        debut, fin = bornes[0]
        for suivante, apres in bornes[1:]:
            if suivante - fin <= _ECART_MAX:
                fin = apres
        return debut, fin


class _Jeton(NamedTuple):
    mot: str
    debut: int
    fin: int
    capitale: bool
    majuscules: bool
    #: What separates it from the word before: "" or a space, "-", or "|" (a break) or "¶" (a new line).
    lien: str


class _Gauche(NamedTuple):
    """The words before a name: its article, its preposition, the word before that, and whether a sentence begins."""

    article: str
    preposition: str
    appui: str
    debut_phrase: bool


class _Trouvee(NamedTuple):
    """A mention under way: words ``[debut, fin)``, the forms it may be, and how sure the reading is (1 or 2)."""

    debut: int
    fin: int
    formes: tuple[Forme, ...]
    force: int
    #: May the largest candidate be taken for granted? Not among the communes of one postcode.
    tranchable: bool = True


class _Lue(NamedTuple):
    """A mention, how sure its reading is, and its bounds in the folded text."""

    mention: Mention
    force: int
    debut: int
    fin: int


class _Candidat(NamedTuple):
    """A place that a mention may be, its weight (inhabitants), and whether the name is only a short one."""

    lieu: Territoire
    poids: int
    court: bool


class LecteurLieux:
    """Reads places in French texts. Build it once (0.5 s); it may then serve any number of calls."""

    def __init__(self, referentiel: Referentiel, choix: Choix | None = None) -> None:
        """Takes the places, and the learnt choice among several (without it, the rules choose)."""
        self._ref, self._choix = referentiel, choix
        self._mots = mots_francais()
        self._prenoms = prenoms()
        self._aires = aires_sans_code()
        # The name of an EPCI without what says that it is one is an area without a code, within a sentence.
        self._formes = {
            texte: gardees
            for texte, formes in referentiel.formes.items()
            if (gardees := tuple(f for f in formes if f.sorte != "corps" and f.niveau != "france"))
        }
        self._plus_long: dict[str, int] = defaultdict(int)
        for texte in (*self._formes, *self._aires):
            mots = texte.split()
            self._plus_long[mots[0]] = max(self._plus_long[mots[0]], len(mots))
        # Nicknames and initials are too short and too odd to be guessed from something like them.
        self._flou = _Flou(
            texte
            for texte, formes in self._formes.items()
            if any(forme.sorte != "surnom" or (forme.niveau == "epci" and len(texte) > 8) for forme in formes)
        )
        referentiel.population(referentiel.par_code("france", "FR"))  # counted once, before the first call

    # ------------------------------------------------------------------ the reading
    def lire(self, texte: str, attendu: bool = False) -> LectureLieux:
        """Reads a text.

        Args:
            texte: as the person wrote it, any length.
            attendu: the place was just asked: a bare name, a number or a misspelt name is then an answer.
        """
        jetons = _decoupe(texte)
        if not jetons:
            return LectureLieux(None, [], [], [])
        # A longer message, or a question, is no bare answer: it is read as any other.
        attendu = attendu and len(jetons) <= _REPONSE_MAX and not texte.rstrip().endswith("?")
        plat = _texte_plat(jetons)
        lues = self._en_mentions(texte, jetons, plat, list(self._trouve(jetons, attendu)))
        if attendu:
            # « Celui du 93 » answers, where in a story it would tell of another place.
            lues = [
                lue._replace(mention=lue.mention._replace(role="residence")) if lue.mention.role == "ailleurs" else lue
                for lue in lues
            ]
        if not any(POIDS[lue.mention.role] for lue in lues) and self._dit_france(plat, attendu):
            return LectureLieux(self._ref.par_code("france", "FR"), [], [], [lue.mention for lue in lues])
        return self._conclut(plat, lues)

    def indices(self, texte: str) -> list[tuple[int, int, Place, tuple[str, ...]]]:
        """Every place named in a text: its bounds, and the signs by which the choice among them is learnt."""
        jetons = _decoupe(texte)
        plat = _texte_plat(jetons)
        lues = self._en_mentions(texte, jetons, plat, list(self._trouve(jetons, False))) if jetons else []
        places = self._places(lues)
        return [
            (lue.mention.debut, lue.mention.fin, places[rang], indices(plat.texte, places, rang))
            for rang, lue in enumerate(lues)
        ]

    def _en_mentions(self, texte: str, jetons: list[_Jeton], plat: _Plat, trouvees: list[_Trouvee]) -> list[_Lue]:
        roles = Roles(plat.texte)
        bruts = [(t, self._candidats(t.formes), roles.de(plat.debuts[t.debut], plat.fins[t.fin - 1])) for t in trouvees]
        mentions = []
        for k, (trouvee, candidats, son_role) in enumerate(bruts):
            proches = bruts[max(0, k - _VOISINES) : k] + bruts[k + 1 : k + 1 + _VOISINES]
            voisines = [(t, c) for t, c, r in proches if r != "nie"]
            restants, eclaire = self._eclaircit(candidats, trouvee, voisines)
            regles = self._tranche(restants) if trouvee.tranchable else restants
            debut, fin = jetons[trouvee.debut].debut, jetons[trouvee.fin - 1].fin
            lieux = tuple(candidat.lieu for candidat in regles)
            mention = Mention(debut, fin, texte[debut:fin], lieux, son_role)
            bornes = plat.debuts[trouvee.debut], plat.fins[trouvee.fin - 1]
            mentions.append(_Lue(mention, trouvee.force + eclaire, *bornes))
        return mentions

    def _places(self, lues: Sequence[_Lue]) -> list[Place]:
        premiers = [lue.mention.candidats[0] for lue in lues]
        return [
            Place(
                lue.debut,
                lue.fin,
                lue.mention.role,
                premier.cle,
                any(self._ref.relation(premier, autre) == "dans" for autre in premiers),
                any(self._ref.relation(autre, premier) == "dans" for autre in premiers),
            )
            for lue, premier in zip(lues, premiers, strict=True)
        ]

    def _dit_france(self, plat: _Plat, attendu: bool) -> bool:
        return bool(_PAYS_ENTIER.search(plat.texte)) or (attendu and bool(_FRANCE_SEULE.fullmatch(plat.texte + " ")))

    def _conclut(self, plat: _Plat, lues: list[_Lue]) -> LectureLieux:
        """Chooses the place of the project among the mentions."""
        toutes = [lue.mention for lue in lues]
        utiles = [(lue.mention, lue.force) for lue in lues if POIDS[lue.mention.role]]
        positifs = {t.cle for m, _ in utiles for t in m.candidats[:1]}
        exclus = [t for m in toutes if m.role == "nie" for t in m.candidats if t.cle not in positifs]
        if not utiles:
            return LectureLieux(None, [], exclus, toutes)
        meilleur = max(POIDS[m.role] for m, _ in utiles)
        premiers = [(m, force) for m, force in utiles if POIDS[m.role] == meilleur]
        # A bare name gives way to one that a preposition, a number or another place supports.
        solide = max(force for _, force in premiers) > 1
        retenue = self._choisit(plat, lues, self._plus_cite([m for m, force in premiers if force > 1 or not solide]))
        for plus_precise, _ in utiles:
            if POIDS[plus_precise.role] >= min(meilleur, POIDS["projet"]) or len(retenue.candidats) > 1:
                retenue = self._plus_precise(retenue, plus_precise)
        if len(retenue.candidats) == 1:
            return LectureLieux(retenue.candidats[0], [], exclus, toutes)
        return LectureLieux(None, list(retenue.candidats), exclus, toutes)

    def _choisit(self, plat: _Plat, lues: list[_Lue], par_regles: Mention) -> Mention:
        """The likeliest of several places, by what was learnt and what the rules say."""
        if self._choix is None or len({lue.mention.candidats[:1] for lue in lues}) < 2:
            return par_regles
        places = self._places(lues)
        notes = []
        for rang, lue in enumerate(lues):
            if lue.mention.role != "nie":
                chance = self._choix.probabilite(indices(plat.texte, places, rang))
                regle = lue.mention.candidats[:1] == par_regles.candidats[:1]
                notes.append((log(chance / (1 - chance)) + _AVIS_DES_REGLES * regle, -rang))
        return lues[-max(notes)[1]].mention if notes else par_regles

    def _plus_cite(self, mentions: list[Mention]) -> Mention:
        """The first of the mentions; in a long text, the first of the place that comes back most."""
        if mentions[-1].fin < _TEXTE_LONG:
            return mentions[0]
        fois = Counter(m.candidats[:1] for m in mentions)
        return max(mentions, key=lambda m: (fois[m.candidats[:1]], -m.debut))

    def _plus_precise(self, large: Mention, autre: Mention) -> Mention:
        """``autre``, kept to the candidates strictly within ``large`` (or among its own); ``large`` if there is none."""
        if autre is large:
            return large
        if len(large.candidats) > 1:
            communs = tuple(t for t in autre.candidats if t in large.candidats)
            return autre._replace(candidats=communs) if communs else large
        dedans = tuple(t for t in autre.candidats if self._ref.relation(t, large.candidats[0]) == "dans")
        return autre._replace(candidats=dedans) if dedans else large

    # ------------------------------------------------------------------ candidates
    def _candidats(self, formes: Iterable[Forme]) -> list[_Candidat]:
        """The places of these forms, the heaviest first; the same ground is there only once."""
        meilleures: dict[tuple[str, str], Forme] = {}
        for forme in formes:
            cle = (forme.niveau, forme.code)
            if cle not in meilleures or self._poids(forme) > self._poids(meilleures[cle]):
                meilleures[cle] = forme
        precision = {"commune": 0, "epci": 1, "region": 2, "departement": 3}
        gardes: list[_Candidat] = []
        for cle in sorted(meilleures, key=lambda c: precision[c[0]]):
            lieu = self._ref.par_code(*cle)
            if lieu.niveau == "commune" or all(self._ref.relation(lieu, garde.lieu) != "egal" for garde in gardes):
                forme = meilleures[cle]
                gardes.append(_Candidat(lieu, self._poids(forme), forme.sorte == "court"))
        return sorted(gardes, key=lambda candidat: -candidat.poids)

    def _poids(self, forme: Forme) -> int:
        if forme.sorte == "ancien" and forme.niveau == "commune":
            return _POIDS_ANCIEN
        return self._ref.population(self._ref.par_code(forme.niveau, forme.code))

    def _tranche(self, candidats: list[_Candidat]) -> list[_Candidat]:
        """Only the first candidate, when it is alone or dwarfs the others."""
        premier = candidats[0]
        if len(candidats) > 3 and premier.lieu.nom.startswith("Saint"):
            return candidats  # so many villages bear these names that the largest is no safe guess
        for autre in candidats[1:]:
            rapport = RAPPORT_DOMINANT if autre.lieu.niveau == premier.lieu.niveau else _RAPPORT_ENTRE_NIVEAUX
            # « Clermont » is the name of one town before it is short for another.
            if premier.poids < max(POPULATION_DOMINANTE, rapport * autre.poids) or (premier.court and not autre.court):
                return candidats
        return candidats[:1]

    def _eclaircit(
        self, candidats: list[_Candidat], trouvee: _Trouvee, voisines: list[tuple[_Trouvee, list[_Candidat]]]
    ) -> tuple[list[_Candidat], bool]:
        """Keeps the candidates that another place of the text contains, the nearest place first.

        Returns the candidates, and whether another place supports them.
        """
        for _, ailleurs in sorted(voisines, key=lambda voisine: abs(voisine[0].debut - trouvee.debut)):
            dedans = [
                c
                for c in candidats
                if any(
                    self._ref.relation(c.lieu, a.lieu) == "dans" or (c.lieu == a.lieu and len(ailleurs) > 1)
                    for a in ailleurs
                )
            ]
            if dedans:
                return dedans, True
        return candidats, False

    # ------------------------------------------------------------------ finding names
    def _trouve(self, jetons: list[_Jeton], attendu: bool) -> Iterator[_Trouvee]:
        reponse = self._reponse_seule(jetons) if attendu else None
        if reponse and not any(_a_gauche(jetons, reponse.debut)[:2]):
            return iter((reponse,))
        trouvees = list(self._parcourt(jetons, attendu))
        return iter(trouvees or ([reponse] if reponse else []))

    def _parcourt(self, jetons: list[_Jeton], attendu: bool) -> Iterator[_Trouvee]:
        crie = _en_capitales(jetons)
        i, fin_du_nom = 0, -1
        while i < len(jetons):
            trouvee = self._numero(jetons, i, attendu, apres_un_nom=i == fin_du_nom)
            trouvee, suivant = (trouvee, trouvee.fin) if trouvee else self._a_partir_de(jetons, i, crie, attendu)
            if trouvee:
                fin_du_nom = trouvee.fin
                yield trouvee
            i = suivant

    def _a_partir_de(self, jetons: list[_Jeton], i: int, crie: bool, attendu: bool) -> tuple[_Trouvee | None, int]:
        """The mention that begins at word ``i``, if any, and the word to go on from."""
        mot = jetons[i].mot
        gauche = _a_gauche(jetons, i)
        for n in range(min(self._plus_long.get(mot, 0), len(jetons) - i), 0, -1):
            texte = _joint(jetons, i, n)
            if texte in self._aires and not self._commune_plutot_qu_aire(texte, gauche):
                inacheve = _continue_par_tiret(jetons, i + n)
                trouvee = self._mal_ecrit(jetons, i, gauche, crie, attendu, plus_de=n) if inacheve else None
                return (trouvee, trouvee.fin) if trouvee else (None, i + n)
            if texte not in self._formes:
                continue
            formes, force = self._credibles(jetons, i, n, texte, gauche, crie, attendu)
            if formes:
                complet = self._nom_plus_long(jetons, i, n, texte)
                if complet is None and _continue_par_tiret(jetons, i + n):
                    complet = self._mal_ecrit(jetons, i, gauche, crie, attendu, plus_de=n)
                if complet:
                    return complet, complet.fin
                return self._avec_arrondissement(jetons, _Trouvee(i, i + n, formes, force))
        trouvee = self._mal_ecrit(jetons, i, gauche, crie, attendu)
        return (trouvee, trouvee.fin) if trouvee else (None, i + 1)

    def _commune_plutot_qu_aire(self, texte: str, gauche: _Gauche) -> bool:
        """« À La Bresse » is a town, « dans la Bresse » an area without a code."""
        return gauche.preposition in ("a", "sur", "vers", "lieu") and any(
            f.niveau == "commune" and f.article == gauche.article for f in self._formes.get(texte, ())
        )

    def _credibles(
        self, jetons: list[_Jeton], i: int, n: int, texte: str, gauche: _Gauche, crie: bool, attendu: bool
    ) -> tuple[tuple[Forme, ...], int]:
        """The forms that may be meant here, and how sure that is (0: none)."""
        brut = jetons[i]
        if _au_milieu_d_un_nom(jetons, i):
            return (), 0
        if n == 1 and gauche.preposition == "paysage":
            return (), 0
        capitale = not crie and (brut.capitale or (bool(gauche.article) and jetons[i - 1].capitale))
        suivant = jetons[i + n] if i + n < len(jetons) else None
        suite = suivant.mot if suivant and suivant.lien in ("", "-") else ""
        nom_compose = n > 1 and capitale and jetons[i + 1].lien == "-"
        isole = gauche.debut_phrase and (suivant is None or suivant.lien in _COUPURES)
        propre = capitale and brut.capitale
        vu = _Vu(
            texte, n, capitale, self._est_ordinaire(texte) and not nom_compose, gauche, attendu, suite, propre, isole
        )
        formes: list[Forme] = []
        force = 0
        accordees = self._accordees(self._formes[texte], vu)
        cadre = self._cadre(jetons, i, n)
        situees = [f for f in accordees if f.niveau == "commune" and cadre and self._est_dans(f, cadre)]
        if situees:
            return tuple(situees), 2
        for forme in accordees:
            sienne = self._force(forme, vu)
            if sienne:
                formes.append(forme)
                force = max(force, sienne)
        if any(f.niveau == "commune" and f.sorte != "court" for f in formes):
            # What makes one namesake credible does for all: the choice between them comes later.
            nu = not gauche.article and not gauche.preposition
            formes += [
                f
                for f in accordees
                if f not in formes
                and f.sorte != "court"
                and (f.niveau == "commune" or (nu and f.niveau == "departement"))
            ]
        return self._sans_courts_inutiles(formes), force

    def _cadre(self, jetons: list[_Jeton], i: int, n: int) -> list[Territoire]:
        """The places of a postcode beside the name, or of a département or region right after it: « Die (26) »."""
        avant = jetons[i - 1].mot if i and jetons[i].lien != "¶" else ""
        lieux = self._ref.par_code_postal(avant)
        fin = i + n
        if fin < len(jetons) and jetons[fin].lien != "¶":
            apres = jetons[fin].mot
            lieux += self._ref.par_code_postal(apres)
            nombre = _compte_ou_date(jetons, fin) or _compte_peut_etre(jetons, fin)
            if self._ref.existe("departement", apres) and len(apres) > 1 and not nombre:
                lieux.append(self._ref.par_code("departement", apres))
            if jetons[fin].lien in ("|", ","):
                for taille in range(min(4, len(jetons) - fin), 0, -1):
                    formes = self._formes.get(_joint(jetons, fin, taille), ())
                    grandes = [f for f in formes if f.niveau in ("departement", "region") and jetons[fin].capitale]
                    if grandes:
                        lieux += [self._ref.par_code(f.niveau, f.code) for f in grandes]
                        break
        return lieux

    def _est_dans(self, forme: Forme, lieux: list[Territoire]) -> bool:
        commune = self._ref.par_code(forme.niveau, forme.code)
        return any(self._ref.contient(lieu, commune) for lieu in lieux)

    def _accordees(self, formes: tuple[Forme, ...], vu: _Vu) -> list[Forme]:
        """The forms whose article is the one written, or may be left out here."""
        article = vu.gauche.article
        accordees = []
        for forme in formes:
            if forme.niveau == "commune":
                sans_article = not article and forme.article and (vu.attendu or len(vu.texte) >= 6)
                # « au Guilvinec »: people give an article to some names that have none.
                avec_article = article and not forme.article and vu.propre and vu.gauche.preposition in _FORTES
                if forme.article == article or (not vu.ordinaire and (sans_article or avec_article)):
                    accordees.append(forme)
            else:
                accordees.append(forme)
        exactes = [f for f in accordees if f.niveau != "commune" or f.article == article]
        return exactes if any(f.niveau == "commune" for f in exactes) else accordees

    def _sans_courts_inutiles(self, formes: list[Forme]) -> tuple[Forme, ...]:
        """Leaves out the short names beside the official one, unless the town is far larger (« Clermont »)."""
        pleins = [f for f in formes if f.sorte != "court"]
        if not pleins:
            return tuple(formes)
        seuil = 3 * max(self._poids(f) for f in pleins)
        courts = sorted(
            (f for f in formes if f.sorte == "court" and self._poids(f) > seuil), key=self._poids, reverse=True
        )
        return (*pleins, *courts[:2])

    def _est_ordinaire(self, texte: str) -> bool:
        """Is this name, of one or two words, also French for something else? (« Saint-… » is not.)"""
        mots = texte.split()
        return len(mots) < 3 and mots[0] not in ("saint", "sainte") and all(m in self._mots for m in mots if len(m) > 2)

    def _force(self, forme: Forme, vu: _Vu) -> int:
        """How sure it is that this form is meant: 2 (supported), 1 (bare), 0 (not)."""
        if forme.niveau == "commune":
            return self._force_commune(forme, vu)
        if forme.niveau == "epci":
            return self._force_epci(vu)
        return self._force_departement_region(forme, vu)

    def _force_epci(self, vu: _Vu) -> int:
        appuye = vu.gauche.preposition in _FORTES | {"de"} or bool(vu.gauche.article)
        if vu.n == 1:
            return 0 if vu.ordinaire and not vu.capitale else 2 if vu.capitale or appuye else 1
        if vu.ordinaire and not vu.capitale and not vu.attendu:
            return 2 if any(mot in _MARQUES_EPCI for mot in vu.texte.split()) else 0
        return 2

    def _force_departement_region(self, forme: Forme, vu: _Vu) -> int:
        gauche = vu.gauche
        annonce = gauche.appui in ("departement", "departements", "region", "dept", "dpt")
        if gauche.preposition == "paysage" or (vu.texte == "nord" and vu.suite in _SUITES_DE_DIRECTION):
            return 0
        if forme.sorte == "surnom" and vu.texte[0] in "n9" and forme.niveau == "departement":
            return 2 if gauche.article == "le" or vu.attendu else 0
        if vu.attendu and not gauche.article and not gauche.preposition:
            return 1
        situe = bool(gauche.article) or gauche.preposition == "en" or annonce
        if vu.texte in _MOTS_COURANTS and not vu.capitale and not vu.attendu:
            dedans = gauche.preposition == "dans" or annonce or (gauche.preposition == "en" and vu.texte == "creuse")
            a_la_reunion = vu.texte == "reunion" and gauche.preposition == "a" and vu.suite not in _SUITES_DE_REUNION
            return 2 if (dedans and situe) or a_la_reunion else 0
        if forme.niveau == "departement" and gauche.preposition == "a" and not gauche.article and vu.n == 1:
            return 0 if self._a_une_commune(vu) else 2
        if situe:
            return 2 if vu.capitale or gauche.preposition or vu.attendu or not vu.ordinaire else 0
        if gauche.preposition == "de" and vu.capitale:
            return 0 if forme.niveau == "departement" and self._plus_grande_commune(vu) >= POPULATION_DOMINANTE else 2
        if vu.n > 1 or not vu.ordinaire:
            return 2 if gauche.preposition and not self._a_une_commune(vu) else 0 if gauche.preposition else 1
        return 1 if vu.capitale and vu.texte not in _MOTS_COURANTS | _PRENOMS and not gauche.debut_phrase else 0

    def _plus_grande_commune(self, vu: _Vu) -> int:
        return max((self._poids(f) for f in self._formes[vu.texte] if f.niveau == "commune"), default=0)

    def _a_une_commune(self, vu: _Vu) -> bool:
        return any(f.niveau == "commune" and f.sorte == "nom" and not f.article for f in self._formes[vu.texte])

    def _force_commune(self, forme: Forme, vu: _Vu) -> int:
        gauche, population = vu.gauche, self._poids(forme)
        if gauche.preposition == "en" and vu.texte not in ("avignon", "arles"):
            return 0
        forte = gauche.preposition in _FORTES
        elision = vu.texte[0] in "ld" and vu.texte[1:] in self._mots
        if elision and not vu.capitale and not vu.attendu and population < _PETITE_VILLE:
            return 0  # « lhopital », without its apostrophe
        if gauche.appui in _EXPLICITE and gauche.preposition in ("lieu", "de") and forme.sorte != "court":
            return 2
        if vu.ordinaire:
            return self._force_mot(forme, vu, population, forte)
        if forte:
            accent_utile = vu.capitale or len(vu.texte) > 3 or population >= 5000
            return 2 if accent_utile else 0
        if vu.n == 1 and vu.texte in _PRENOMS:
            return 0
        if gauche.preposition == "de":
            return 2 if vu.capitale or population >= 1000 or len(vu.texte) >= 6 else 0
        if forme.sorte != "nom" and not vu.capitale and len(vu.texte) < 8:
            return 0
        if vu.isole and vu.n == 1 and len(vu.texte) >= 5 and (vu.capitale or population >= 2000):
            return 1
        if vu.capitale and not gauche.debut_phrase:
            return 1 if population >= 2000 or len(vu.texte) >= 6 or vu.attendu else 0
        connue = population >= 5000 and (vu.capitale or len(vu.texte) > 4)
        return 1 if connue or len(vu.texte) >= 8 or vu.n > 1 or vu.attendu else 0

    def _force_mot(self, forme: Forme, vu: _Vu, population: int, forte: bool) -> int:
        """A name that is also a French word."""
        gauche = vu.gauche
        appuye = forte or (gauche.preposition == "de" and population >= POPULATION_DOMINANTE)
        if forme.sorte == "court" and not (vu.capitale and appuye and population >= 1500):
            return 0
        if gauche.appui in _QUARTIERS:
            return 0
        if vu.capitale:
            if forte:
                return 2
            if gauche.preposition == "de":
                return 2 if population >= 300 and vu.texte not in _PRENOMS and gauche.appui.islower() else 0
            if gauche.article:
                seuil = _GRANDE_VILLE if gauche.debut_phrase else 2000
                return 1 if population >= seuil and (vu.propre or not gauche.debut_phrase) else 0
            seuil = _GRANDE_VILLE if gauche.debut_phrase else 10_000
            return 1 if population >= seuil and vu.texte not in _VILLES_AMBIGUES | _PRENOMS else 0
        if vu.texte in _VILLES_AMBIGUES and vu.texte not in ("mans", "tours", "orange", "menton"):
            return 0
        if vu.n > 1 and forte:
            return 2 if population >= 1000 else 0
        if forte:
            voisin = gauche.appui in _PRES and not gauche.article and population >= 300
            return 2 if population >= 15_000 or voisin else 0
        seuil = 40_000 if gauche.preposition == "de" else 100_000
        return 1 if population >= seuil and vu.texte not in _VILLES_AMBIGUES else 0

    # ------------------------------------------------------------------ numbers
    def _numero(self, jetons: list[_Jeton], i: int, attendu: bool, apres_un_nom: bool) -> _Trouvee | None:
        """A postcode, or the number of a département."""
        mot = jetons[i].mot
        if not (mot[0].isdigit() or mot in ("2a", "2b")) or _compte_ou_date(jetons, i):
            return None
        gauche = _a_gauche(jetons, i)
        appuye = apres_un_nom or len(jetons) == 1 or (attendu and len(jetons) <= 6)
        if re.fullmatch(r"\d{5}|2[ab]\d{3}", mot):
            communes = self._ref.par_code_postal(mot)
            avant_un_nom = i + 1 < len(jetons) and jetons[i + 1].capitale
            # A round number is more often an amount than a postcode, unless it begins with a zero.
            if (
                appuye
                or avant_un_nom
                or mot[0] == "0"
                or not mot.endswith("00")
                or gauche.preposition in ("dans", "sur")
            ):
                formes = tuple(Forme("commune", commune.code, "", "nom") for commune in communes)
                return _Trouvee(i, i + 1, formes, 2, tranchable=False) if formes else None
        elif re.fullmatch(r"\d{2,3}|2[ab]", mot) and self._ref.existe("departement", mot):
            annonce = gauche.appui in ("departement", "dept", "dpt")
            dans = gauche.article == "le" and gauche.preposition in ("dans", "sur", "de")
            if annonce or dans or (appuye and not _compte_peut_etre(jetons, i)):
                return _Trouvee(i, i + 1, (Forme("departement", mot.upper(), "", "nom"),), 2)
        return None

    def _avec_arrondissement(self, jetons: list[_Jeton], trouvee: _Trouvee) -> tuple[_Trouvee, int]:
        """Extends « Lyon », « Paris », « Marseille » over the number of an arrondissement that follows."""
        maximum = max((_VILLES_A_ARRONDISSEMENTS.get(f.code, 0) for f in trouvee.formes), default=0)
        fin = trouvee.fin
        if not maximum or fin >= len(jetons) or jetons[fin].lien in _COUPURES:
            return trouvee, trouvee.fin
        numero = _ARRONDISSEMENT.fullmatch(jetons[fin].mot)
        suivant = jetons[fin + 1].mot if fin + 1 < len(jetons) else ""
        if numero is None or suivant in _UNITES:
            return trouvee, trouvee.fin
        valeur = int(numero[1]) if numero[1] else _romain(numero[2])
        if not 1 <= valeur <= maximum:
            return trouvee, trouvee.fin
        fin += 2 if suivant.startswith("arr") else 1
        villes = tuple(f for f in trouvee.formes if f.code in _VILLES_A_ARRONDISSEMENTS)
        return trouvee._replace(fin=fin, formes=villes, force=2), fin

    # ------------------------------------------------------------------ misspelt names
    def _nom_plus_long(self, jetons: list[_Jeton], i: int, n: int, texte: str) -> _Trouvee | None:
        """A longer name that begins as the one found, and whose rest is misspelt: « Saint-Étienne de Mongolfier »."""
        suite = i + n
        if suite >= len(jetons) or jetons[suite].lien in _COUPURES:
            return None
        mot = jetons[suite].mot
        if jetons[suite].lien != "-" and mot not in _LIAISONS_DE_NOM and (mot in self._mots or len(mot) < 3):
            return None
        for taille in range(min(n + 5, len(jetons) - i), n, -1):
            long = _joint(jetons, i, taille)
            if not long or jetons[i + taille - 1].mot in _LIAISONS_DE_NOM:
                continue
            noms = [nom for nom, _ in self._flou.proches(long, 1) if nom.startswith(texte + " ")]
            # « Port-en-Bessin » is how Port-en-Bessin-Huppain is called.
            noms = noms or self._flou.commencant_par(long + " ")
            suites = tuple(f for nom in noms for f in self._formes[nom])
            if suites:
                return _Trouvee(i, i + taille, suites, 2)
        return None

    def _mal_ecrit(
        self, jetons: list[_Jeton], i: int, gauche: _Gauche, crie: bool, attendu: bool, plus_de: int = 0
    ) -> _Trouvee | None:
        """A name with a typing error, after a preposition of place, when the place was asked, or a long one.

        It has more than ``plus_de`` words.
        """
        cherche = _ce_qui_peut_etre_mal_ecrit(jetons, i, gauche, crie, attendu)
        if cherche is None:
            return None
        meilleure: tuple[int, int, list[tuple[str, int]]] | None = None
        for n in range(min(12 if cherche.capitale else 6, len(jetons) - i), max(plus_de, cherche.plus_de), -1):
            proches = self._approches(jetons, i, n, cherche, attendu)
            if proches and (meilleure is None or proches[0][1] < meilleure[0]):
                meilleure = (proches[0][1], n, proches)
        if meilleure is None:
            return None
        distance, n, proches = meilleure
        noms = self._les_plus_proches(proches)
        formes = [f for nom in noms for f in self._formes[nom] if attendu or cherche.admet(f, gauche.article)]
        # A far larger town at one error more makes it a question, never a certainty.
        tranchable = OSA.distance(_joint(jetons, i, n), noms[-1]) == distance
        return _Trouvee(i, i + n, self._sans_courts_inutiles(formes), 2, tranchable) if formes else None

    def _approches(
        self, jetons: list[_Jeton], i: int, n: int, cherche: _Recherche, attendu: bool
    ) -> list[tuple[str, int]]:
        """The names that the ``n`` words may be, misspelt, with their distance, the nearest first."""
        texte = _joint(jetons, i, n)
        mot_francais = n == 1 and texte in self._mots and not cherche.malgre_le_mot
        coupe = jetons[i + n - 1].mot in _LIAISONS_DE_NOM or _continue_par_tiret(jetons, i + n)
        personne = n == 1 and texte in self._prenoms and not attendu
        if len(texte) < cherche.minimum or mot_francais or personne or coupe:
            return []
        entier = cherche.coeur == (i, i + n)
        long = 8 if entier else 10
        erreurs = 2 if cherche.appele and len(texte) >= long and (cherche.capitale or entier) else 1
        # Distance 0: had the name been right, it would have been read, or thought not credible, before.
        proches = [
            (nom, distance)
            for nom, distance in self._flou.proches(texte, 2)
            if distance and (cherche.capitale or cherche.coeur or self._resiste(texte, nom))
        ]
        return proches if proches and proches[0][1] <= erreurs else []

    def _resiste(self, texte: str, nom: str) -> bool:
        """May this text in lower case be this name misspelt? As many words, the wrong one long, no tiny village."""
        mots, justes = texte.split(), nom.split()
        ecarts = [mot for mot, juste in zip(mots, justes, strict=False) if mot != juste]
        return (
            len(mots) == len(justes)
            and len(nom) >= LONGUEUR_FLOUE
            and all(len(mot) >= LONGUEUR_FLOUE and mot not in self._mots for mot in ecarts)
            and max(self._poids(f) for f in self._formes[nom]) >= 2000
        )

    def _les_plus_proches(self, proches: list[tuple[str, int]]) -> list[str]:
        """The names at the smallest distance, then those one error further that are far larger towns."""
        distance = proches[0][1]

        def poids(nom: str) -> int:
            return max(self._poids(f) for f in self._formes[nom])

        premiers = [nom for nom, d in proches if d == distance]
        seuil = max(POPULATION_DOMINANTE, RAPPORT_DOMINANT * max(map(poids, premiers)))
        return premiers + [nom for nom, d in proches if d == distance + 1 and poids(nom) > seuil]

    def _reponse_seule(self, jetons: list[_Jeton]) -> _Trouvee | None:
        """The whole text as an answer to « où ? »: any name will do, even an ordinary word, if it is all that is said."""
        debut, fin = _coeur_de_reponse(jetons)
        texte = " ".join(jeton.mot for jeton in jetons[debut:fin])
        if texte not in self._formes or texte in _GENERIQUES or texte in self._aires or texte in _AMORCES:
            return None
        article = _a_gauche(jetons, debut).article
        formes = [f for f in self._formes[texte] if not article or f.article == article] or self._formes[texte]
        return _Trouvee(debut, fin, self._sans_courts_inutiles(list(formes)), 2)


def apprendre_choix(exemples: Iterable[Exemple], lecteur: LecteurLieux) -> Choix:
    """Learns, from the fully labelled examples, which of several places is the project's."""
    return apprendre((example, lecteur.indices(example.texte)) for example in exemples if example.etiquete)


class _Recherche(NamedTuple):
    """How a misspelt name is looked for at some word.

    ``appele``: something calls for a place here (else only long names are looked for). ``minimum``: letters that the
    text must have. ``plus_de``: it has more words than this. ``malgre_le_mot``: even if it is a French word.
    ``departement``: « en », « dans le » announce a département or a region. ``coeur``: the bounds of what answers
    « où ? », when it was asked.
    """

    appele: bool
    capitale: bool
    minimum: int
    plus_de: int
    malgre_le_mot: bool
    departement: bool
    coeur: tuple[int, int] | None

    def admet(self, forme: Forme, article: str) -> bool:
        """Does the grammar of the sentence allow this form?"""
        if forme.niveau == "commune":
            return forme.article == article and not self.departement
        return forme.niveau == "epci" or self.departement


class _Plat(NamedTuple):
    """The folded text with its breaks, and where each word begins and ends in it."""

    texte: str
    debuts: list[int]
    fins: list[int]


class _Vu(NamedTuple):
    """A name as it stands in the text."""

    texte: str
    n: int
    capitale: bool
    ordinaire: bool
    gauche: _Gauche
    attendu: bool
    suite: str
    #: Has the name itself a capital, whatever its article has?
    propre: bool
    #: Is the name all there is between two breaks (« …une étude. Bellac. »)?
    isole: bool


_MARQUES_EPCI = frozenset(["communaute", "agglo", "agglomeration", "metropole", "eurometropole", "cc", "com", "comcom"])
_SUITES_DE_DIRECTION = frozenset(["de", "du", "des", "d", "est", "ouest", "isere"])
_SUITES_DE_REUNION = frozenset(["de", "du", "des", "d", "avec", "publique", "qui", "pour", "sur", "prevue", "zoom"])
_LIAISONS_DE_NOM = frozenset(
    ["de", "du", "des", "d", "en", "sur", "sous", "les", "la", "le", "l", "lez", "au", "aux", "et"]
)


class _Flou:
    """Names within a few typing errors of a given text.

    One error leaves whole either a long beginning of a name or a short end of it: names are looked for by both, among
    names in order and among names read backwards in order.
    """

    def __init__(self, noms: Iterable[str]) -> None:
        self._noms = sorted(nom for nom in noms if len(nom) >= LONGUEUR_FLOUE - 1)
        self._envers = sorted(nom[::-1] for nom in self._noms)

    def commencant_par(self, debut: str) -> list[str]:
        """The names that begin so."""
        return _commencant_par(self._noms, debut, (0, 100))

    def proches(self, texte: str, erreurs: int) -> list[tuple[str, int]]:
        """Names at most ``erreurs`` away, with their distance, the nearest first."""
        fin = max(2, len(texte) // 3)
        debut = max(2, len(texte) - fin - 2)
        tailles = (len(texte) - erreurs, len(texte) + erreurs)
        noms = set(_commencant_par(self._noms, texte[:debut], tailles))
        noms.update(envers[::-1] for envers in _commencant_par(self._envers, texte[: -fin - 1 : -1], tailles))
        trouves = process.extract(texte, list(noms), scorer=OSA.distance, score_cutoff=erreurs, limit=None)
        return sorted(((nom, int(distance)) for nom, distance, _ in trouves), key=lambda t: (t[1], t[0]))


def _commencant_par(tries: list[str], debut: str, tailles: tuple[int, int]) -> list[str]:
    """The texts of a sorted list that begin so and whose length is within bounds."""
    premier, dernier = bisect_left(tries, debut), bisect_left(tries, debut + "\x7f")
    return [texte for texte in tries[premier:dernier] if tailles[0] <= len(texte) <= tailles[1]]


# ---------------------------------------------------------------------- words
_MOT = re.compile(r"[^\W_]+")


def _decoupe(texte: str) -> list[_Jeton]:
    """The words of a text, folded, with their place in it and what separates them."""
    jetons: list[_Jeton] = []
    fin_precedente = 0
    for trouve in _MOT.finditer(texte):
        brut = trouve[0]
        mot = developpe(brut.translate(PLIAGE).replace(" ", ""))
        entre = texte[fin_precedente : trouve.start()]
        if mot == "s" and texte[trouve.end() : trouve.end() + 1] == "/":
            mot = "sur"
        elif jetons and jetons[-1].mot == "sur" and entre == "/":
            entre = " "
        if not mot:
            continue
        if brut.lower() in SURNOMS_ACCENTUES:
            mot = brut.lower()
        jetons.append(
            _Jeton(
                mot, trouve.start(), trouve.end(), brut != brut.lower(), len(brut) > 1 and brut.isupper(), _lien(entre)
            )
        )
        fin_precedente = trouve.end()
    return jetons


def _lien(entre: str) -> str:
    if "\n" in entre:
        return "¶"
    if _RUPTURE.search(entre):
        return "|" if _RUPTURE_FORTE.search(entre) else ","
    return "-" if entre in ("-", "‐", "‑") else ""


def _continue_par_tiret(jetons: list[_Jeton], i: int) -> bool:
    """Is word ``i`` tied to the one before by a hyphen?"""
    return i < len(jetons) and jetons[i].lien == "-"


def _joint(jetons: list[_Jeton], i: int, n: int) -> str:
    """Words ``[i, i + n)`` as one folded text; empty when a break cuts them."""
    # A comma may stand within the name of an EPCI: « Forêts, Seine et Suzon ».
    if any(jetons[k].lien in _COUPURES and (jetons[k].lien != "," or n < 3) for k in range(i + 1, i + n)):
        return ""
    return " ".join([jeton.mot for jeton in jetons[i : i + n]])


def _texte_plat(jetons: list[_Jeton]) -> _Plat:
    morceaux: list[str] = []
    debuts, fins = [], []
    position = 0
    for jeton in jetons:
        separateur = {"|": " | ", ",": " | ", "¶": " ¶ "}.get(jeton.lien, " ")
        morceaux += (separateur, jeton.mot)
        position += len(separateur)
        debuts.append(position)
        position += len(jeton.mot)
        fins.append(position)
    return _Plat("".join(morceaux), debuts, fins)


def _en_capitales(jetons: list[_Jeton]) -> bool:
    """Is the text written with capitals everywhere, so that they tell nothing?"""
    return len(jetons) > 3 and sum(jeton.majuscules for jeton in jetons) > 0.6 * len(jetons)


def _au_milieu_d_un_nom(jetons: list[_Jeton], i: int) -> bool:
    """Is word ``i`` tied by a hyphen to one that is not a direction (« Nord-Isère »)? It is then the end of some name."""
    return i > 0 and jetons[i].lien == "-" and jetons[i - 1].mot not in ("nord", "sud", "est", "ouest", "centre")


def _a_gauche(jetons: list[_Jeton], i: int) -> _Gauche:
    """What stands before word ``i``, within the same clause."""
    debut_phrase = i == 0 or jetons[i].lien in _COUPURES
    if debut_phrase:
        return _Gauche("", "", "", True)
    j = i - 1
    mot = jetons[j].mot
    if mot in _CONTRACTES:
        preposition, article = _CONTRACTES[mot]
    elif mot in ("le", "la", "les", "l") and jetons[i].lien != "-":
        article = mot
        if j == 0 or jetons[j].lien in _COUPURES:
            return _Gauche(article, "", "", True)
        j -= 1
        preposition = _PREPOSITIONS.get(jetons[j].mot, "")
        if jetons[j].mot in _CONTRACTES:
            preposition = _CONTRACTES[jetons[j].mot][0]
    else:
        article, preposition = "", _PREPOSITIONS.get(mot, "")
    appui = jetons[j - 1].mot if j > 0 and jetons[j].lien not in _COUPURES else ""
    if preposition == "lieu":
        appui = jetons[j].mot
    elif preposition == "de" and appui in _LIEU_DE:
        preposition = "lieu"
    elif preposition == "de" and appui in _PAYSAGE_DE:
        preposition = "paysage"
    elif preposition == "de" and appui and jetons[j - 1].capitale and j - 1 > 0:
        # « Conseil de Vie »: in a title, a capital says nothing.
        appui = appui.upper()
    return _Gauche(article, preposition, appui, False)


def _compte_ou_date(jetons: list[_Jeton], i: int) -> bool:
    """Does the number at word ``i`` count something, or is it part of a date or of a longer number?"""
    if i + 1 >= len(jetons):
        return False
    suivant = jetons[i + 1]
    return suivant.mot in _UNITES | _MOIS or (suivant.mot[0].isdigit() and suivant.lien != "¶")


def _compte_peut_etre(jetons: list[_Jeton], i: int) -> bool:
    """Does a word follow the number at word ``i`` after a comma: « à Laon, 45 membres »?"""
    return jetons[i].lien in _COUPURES and i + 1 < len(jetons) and jetons[i + 1].lien not in _COUPURES


def _ce_qui_peut_etre_mal_ecrit(
    jetons: list[_Jeton], i: int, gauche: _Gauche, crie: bool, attendu: bool
) -> _Recherche | None:
    """What misspelt name may begin at word ``i``; None: none."""
    jeton = jetons[i]
    mot_outil = jeton.mot in _AMORCES and not _continue_par_tiret(jetons, i + 1)
    sigle = jeton.majuscules and not (crie or attendu)
    if mot_outil or sigle or _au_milieu_d_un_nom(jetons, i):
        return None
    capitale = jeton.capitale and not crie
    situe = gauche.preposition in _FORTES and (not gauche.article or capitale) and gauche.appui not in _QUARTIERS
    departement = gauche.preposition == "en" or (gauche.preposition == "dans" and bool(gauche.article))
    coeur = _coeur_de_reponse(jetons) if attendu else None
    appele = situe or departement or (coeur is not None and (capitale or coeur[0] == i))
    if not (appele or capitale or jeton.mot in _MARQUES_EPCI):
        return None
    return _Recherche(
        appele=appele,
        capitale=capitale,
        minimum=(4 if capitale else LONGUEUR_FLOUE) if appele else 10,
        plus_de=0 if appele and jeton.mot not in _GENERIQUES else 1,
        malgre_le_mot=situe and capitale,
        departement=departement,
        coeur=coeur,
    )


def _coeur_de_reponse(jetons: list[_Jeton]) -> tuple[int, int]:
    """The words of an answer without « c'est à… » before and « merci » after."""
    debut, fin = 0, len(jetons)
    while debut < fin - 1 and jetons[debut].mot in _AMORCES:
        debut += 1
    while fin > debut + 1 and jetons[fin - 1].mot in _POLITESSES:
        fin -= 1
    return debut, fin


def _romain(chiffres: str) -> int:
    valeurs = [_ROMAINS[c] for c in chiffres]
    return sum(-v if v < max(valeurs[k:]) else v for k, v in enumerate(valeurs))
