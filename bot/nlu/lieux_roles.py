"""What a place named in a text is to the project: its own place, where the writer lives, an example seen elsewhere…

Works on folded words (``knowledge.territoires.noms``), in which a break between clauses is the word ``|``, and the end
of a line ``¶``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Role = Literal["affirme", "projet", "residence", "ailleurs", "signature", "nie"]
#: How much a role speaks for the place of the project; a place under 1 is never taken.
POIDS: dict[Role, int] = {"affirme": 3, "projet": 2, "residence": 1, "ailleurs": 0, "signature": 0, "nie": 0}

#: Words that may stand between what tells the role and the place.
_ENTRE = r"(?: (?!mais |donc |et |ou |or )\w+){0,4}"
_PREPOSITION = r"(?: (?:a|au|aux|en|dans|ds|sur|vers|de|du|des|d|pres|chez|pour|c est))*(?: (?:le|la|les|l))?"
_NEGATION = re.compile(
    rf"(?:\b(?:pas|non pas|ni|sauf|hormis|excepte|au lieu|plutot qu\w*|plutot que)(?: (?:du tout|vraiment|question|forcement))?"
    rf"|\b(?:n|ne|suis|est|sommes|etait|sera) plus|\bnon plus){_PREPOSITION}$"
)
_RESIDENCE = re.compile(
    r"(?:\b(?:habite|habitons|habitais|habitant|vis|vivons|vivant|loge|reside|residons|residant|demeurant|demeure)"
    r"|\bdomicilie\w*|\bmon domicile|\bj ai demenage|\bon vit|\bchez (?:moi|nous)"
    r"|\b(?:je|on) (?:travaille|bosse|enseigne)|\bmon (?:bureau|travail|boulot|poste|employeur|entreprise)"
    r"|\boriginaires?|\bnee?s? (?:a|en|dans)|\bnative?s?|\bnatifs?|\b(?:je viens|on vient|nous venons|venue?s?|partie?s?|arrivee?s?) (?:de|du|des|d)"
    r"|\b(?:ai|a|avons|avait|avais) (?:passe|travaille|bosse|vecu|grandi|enseigne)(?: \w+){0,4}"
    r"|\b(?:diplomee?s?|etudes|etudie|etudiante?s?|stage|formation suivie)"
    rf"|\bquitt\w+|\bje (?:suis|sors) (?:de|du|d)"
    rf"|\b(?:ecris|ecrit|ecrivons|appelle|appelons) de|\bde chez (?:moi|nous)){_ENTRE}$"
    r"|\b(?:mon|ma|mes|son|sa|ses|leur|un|une|des) (?:amie?s?|copains?|copines?|cousine?s?|collegues?|soeurs?|freres?|filles?|fils"
    rf"|parents|conjointe?|compagne|compagnon|mari|partenaires?)(?: (?:qui )?(?:habitent?|vit|vivent|est|sont|travaillent?))?{_PREPOSITION}$"
)
_AILLEURS = re.compile(
    r"(?:\b(?:vue?s?|visitee?s?|visite|visitant|decouverte?s?|reperee?s?|croisee?s?|existent? deja|marche deja)"
    r"|\b(?:histoire|presse|article|reportage|entendu parler|abandonnee?s?|ancien projet|autrefois|avait|avions|avais|javais)"
    r"|\b(?:pars|part|partent|partons|partis?|demenag\w+|mutee?s?)|\b(?:forum|france services?|mission locale|france travail|pole emploi)"
    r"|\bcomme|\binspire\w*|\b(?<!par )exemples?|\b(?:le|un|du|au) modele|\ba l image|\bcelui|\bcelle|\bceux|\bcelles)"
    rf"{_ENTRE}$"
)
_AFFIRME = re.compile(
    r"(?:\b(?:se fera|se ferait|se fait|se situe\w*|se situera\w*|se trouve\w*|se trouvera\w*|se deroule\w*|se passera\w*|aura lieu|verra le jour"
    r"|sera (?:situee?|base\w*|implante\w*|installe\w*)|s installe\w*|implant\w+|implantation|ouvri\w*|ouvert\w*|ouverture|lieu du projet"
    r"|projet (?:est|sera|serait|se situe|se fera)|lancer\w*|monter\w*|creer\w*|cree|installer\w*|demarre\w*|local|locaux"
    r"|choisi\w*|retenue?s?|base du projet|exclusivement)"
    rf"{_ENTRE}){_PREPOSITION}$|\bc ?(?:est|sera|serait) (?:bien |donc |toujours )?(?:a|au|aux|en|dans|sur)(?: (?:le|la|les|l))?$"
)
_CLIVEE = re.compile(r"\bc est (?:bien )?(?:a|au|aux|en|dans|sur|pres)(?: (?:de|d|du|le|la|les|l))*$")
#: « J'habite Mende et c'est là que je veux agir »
_C_EST_LA = re.compile(r"^(?: \|)? (?:et |mais )?c est (?:bien |donc )?(?:la|ici|la bas) (?:que|qu)\b")
_VOIE = re.compile(
    r"(?<!\bde )\b(?:rue|avenue|av|boulevard|bd|bld|route|quai|impasse|chemin|allee|faubourg)(?: (?:de|du|des|d|la|le|les|l))*$"
)
_FORMULE = re.compile(
    r"\b(?:cordialement|bien a vous|bien cordialement|salutations|respectueusement|sincerement|amicalement"
    r"|bonne (?:journee|soiree|reception)|dans l attente|merci d avance|par avance merci|a bientot)\b"
)
#: A closing formula before this many characters opens a text rather than it closes one.
_DEBUT_DE_SIGNATURE = 60
_RETOUR = re.compile(r"\b(?:ps|p s|post scriptum|nb|n b)\b")
_SALUTATION = re.compile(
    r"(?:^|¶ ?)(?:re )?(?:bonjour|bonsoir|madame|monsieur|messieurs|mesdames|cher|chere|objet|sujet)\b"
)
_DATE = re.compile(
    r"^ \| (?:le )?\d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)


class Roles:
    """The roles of the places of one text."""

    def __init__(self, texte: str) -> None:
        """Takes the folded text, with ``|`` and ``¶``."""
        self._texte = texte
        self._fin_entete = self._cherche_entete()
        self._signatures = list(self._cherche_signatures())

    def de(self, debut: int, fin: int) -> Role:
        """The role of the place that stands between these two positions."""
        avant, apres = self._texte[max(0, debut - 160) : debut], self._texte[fin : fin + 60]
        if debut < self._fin_entete or any(a <= debut < b for a, b in self._signatures) or _DATE.match(apres):
            return "signature"
        proposition = avant.rsplit("|", 1)[-1].rsplit("¶", 1)[-1].rstrip()
        nie = bool(_NEGATION.search(proposition))
        if _VOIE.search(proposition):
            return "ailleurs"
        if (_CLIVEE.search(proposition) and re.match(r" qu\w*\b", apres)) or _C_EST_LA.match(apres):
            return "nie" if nie else "affirme"
        if _RESIDENCE.search(proposition):
            # « Je n'habite pas à Lens » says nothing against Lens as the place of the project.
            return "projet" if nie else "residence"
        if nie:
            return "nie"
        if _AILLEURS.search(proposition):
            return "ailleurs"
        return "affirme" if _AFFIRME.search(proposition) else "projet"

    def _cherche_entete(self) -> int:
        """Where the head of a letter ends: above its greeting or subject, if it begins with something else."""
        salutation = _SALUTATION.search(self._texte[:600])
        return salutation.start() if salutation and "¶" in self._texte[: salutation.end()] else 0

    def _cherche_signatures(self) -> Iterator[tuple[int, int]]:
        """From a closing formula to the end, or to a postscript."""
        for formule in _FORMULE.finditer(self._texte):
            if formule.start() > _DEBUT_DE_SIGNATURE:
                retour = _RETOUR.search(self._texte, formule.end())
                yield formule.end(), retour.start() if retour else len(self._texte)
