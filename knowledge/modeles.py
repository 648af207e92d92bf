"""The typed records of the knowledge base: one structure per kind of record, strict about keys and codes.

Texts are French, amounts are euros, ages are months, dates are ISO and may be partial (``2024``, ``2024-10``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec

from knowledge import vocabulaire as voc

if TYPE_CHECKING:
    # The lists of codes stand in the vocabulary file; a type checker only sees texts.
    Stade: TypeAlias = str
    BesoinSocial: TypeAlias = str
    BesoinAppui: TypeAlias = str
    TypeFinancement: TypeAlias = str
    TypePorteur: TypeAlias = str
    Public: TypeAlias = str
    Categorie: TypeAlias = str
    Niveau: TypeAlias = str
else:
    Stade = Literal[voc.STADES]
    BesoinSocial = Literal[voc.BESOINS_SOCIAUX]
    BesoinAppui = Literal[voc.BESOINS_APPUI]
    TypeFinancement = Literal[voc.TYPES_FINANCEMENT]
    TypePorteur = Literal[voc.TYPES_PORTEUR]
    Public = Literal[voc.PUBLICS]
    Categorie = Literal[voc.CATEGORIES]
    Niveau = Literal[voc.NIVEAUX]

Texte = Annotated[str, msgspec.Meta(min_length=1)]
Identifiant = Annotated[
    str, msgspec.Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", description="minuscules, chiffres, tirets")
]
DatePartielle = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", description="2024, 2024-10 ou 2024-10-31"
    ),
]
Adresse = Annotated[str, msgspec.Meta(pattern="^https?://", description="adresse http:// ou https://")]
Nombre = Annotated[float, msgspec.Meta(ge=0)]


class Fiche(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all records and their parts share: no unknown key is accepted, nothing changes once read."""


class Lieu(Fiche, frozen=True, kw_only=True):
    """A reference to an official place."""

    niveau: Niveau
    code: Texte

    @property
    def cle(self) -> tuple[str, str]:
        """Level and code: what makes two places the same."""
        return (self.niveau, self.code)


class Plage(Fiche, frozen=True, kw_only=True):
    """A range, both ends included; ``None`` leaves an end open."""

    min: Nombre | None = None
    max: Nombre | None = None


class Conditions(Fiche, frozen=True, kw_only=True):
    """Who may ask. Empty or ``None``: no such condition.

    ``public_particulier`` is an audience that the vocabulary has no code for (« les étudiants »): it can only be checked by
    the person, and comes after what is open to all.
    """

    types_porteur: tuple[TypePorteur, ...] = ()
    structure_existante: bool | None = None
    structure_hote: Literal[True] | None = None
    employeur: Literal[True] | None = None
    ess: Literal[True] | None = None
    publics: tuple[Public, ...] = ()
    public_particulier: Texte | None = None
    montant_demande: Plage | None = None
    anciennete_mois: Plage | None = None
    autres: tuple[Texte, ...] = ()


class Montant(Fiche, frozen=True, kw_only=True):
    """What is given, in euros, with a sentence that says it in words."""

    min: Nombre | None = None
    max: Nombre | None = None
    detail: Texte | None = None


class Periode(Fiche, frozen=True, kw_only=True):
    """When one may apply; ``None`` leaves a side open."""

    ouverture: DatePartielle | None = None
    cloture: DatePartielle | None = None


class Contact(Fiche, frozen=True, kw_only=True):
    """Public ways of reaching somebody."""

    site: Adresse | None = None
    email: Annotated[str, msgspec.Meta(pattern="^[^@ ]+@[^@ ]+$", description="adresse électronique")] | None = None
    telephone: Texte | None = None


class Source(Fiche, frozen=True, kw_only=True):
    """Where a fact comes from; ``consulte`` is the date of the page, when known."""

    url: Adresse
    consulte: DatePartielle | None = None
    fait: Texte | None = None


class Prealable(Fiche, frozen=True, kw_only=True):
    """What must come first: another dispositif, or something to do, in words. Exactly one of the two."""

    dispositif: Identifiant | None = None
    texte: Texte | None = None

    def __post_init__(self) -> None:
        if (self.dispositif is None) == (self.texte is None):
            raise ValueError("un préalable donne soit « dispositif », soit « texte »")


Sources = Annotated[tuple[Source, ...], msgspec.Meta(min_length=1, description="au moins une source")]


class Dispositif(Fiche, frozen=True, kw_only=True):
    """One programme, place or fund that a project may turn to.

    ``a_reverifier_jours``: how often the record must be checked again, in days (``None``: the usual delay of its
    category). ``interlocuteur``: the person or office who answers.
    """

    id: Identifiant
    nom: Texte
    operateur: Texte
    categorie: Categorie
    resume: Texte
    territoires: Annotated[tuple[Lieu, ...], msgspec.Meta(min_length=1, description="au moins un territoire")]
    statut: Literal["actif", "a_verifier", "clos"]
    sources: Sources
    stades: tuple[Stade, ...] = ()
    besoins_sociaux: tuple[BesoinSocial, ...] = ()
    besoins_appui: tuple[BesoinAppui, ...] = ()
    types_financement: tuple[TypeFinancement, ...] = ()
    territoires_exclus: tuple[Lieu, ...] = ()
    conditions: Conditions = Conditions()
    montant: Montant = Montant()
    periode: Literal["permanent"] | Periode | None = None
    demarche: Texte | None = None
    contact: Contact = Contact()
    interlocuteur: Texte | None = None
    prealables: tuple[Prealable, ...] = ()
    compatibles: tuple[Identifiant, ...] = ()
    exclusifs: tuple[Identifiant, ...] = ()
    a_reverifier_jours: Annotated[int, msgspec.Meta(gt=0)] | None = None
    confiance: Literal["haute", "moyenne", "basse"] = "moyenne"


class Definition(Fiche, frozen=True, kw_only=True):
    """A word of the field, explained; ``autres_formes`` are the other ways of writing or saying it."""

    id: Identifiant
    terme: Texte
    definition: Texte
    sources: Sources
    autres_formes: tuple[Texte, ...] = ()
    voir: tuple[Identifiant, ...] = ()


class Conseil(Fiche, frozen=True, kw_only=True):
    """A practical question and its answer."""

    id: Identifiant
    besoin_appui: BesoinAppui
    question: Texte
    reponse: Texte
    sources: Sources
    stades: tuple[Stade, ...] = ()
    etapes: tuple[Texte, ...] = ()
    pieges: tuple[Texte, ...] = ()
    voir_definitions: tuple[Identifiant, ...] = ()


class Exemple(Fiche, frozen=True, kw_only=True):
    """What a place has done."""

    lieu: Texte
    realise: Texte
    sources: Sources


class Levier(Fiche, frozen=True, kw_only=True):
    """What a local authority can do."""

    id: Identifiant
    theme: Texte
    question: Texte
    reponse: Texte
    sources: Sources
    etapes: tuple[Texte, ...] = ()
    exemples: tuple[Exemple, ...] = ()


GENRES: dict[str, type[Fiche]] = {
    "dispositifs": Dispositif,
    "definitions": Definition,
    "conseils": Conseil,
    "leviers": Levier,
}
"""Kind of record -> its type; each kind has a folder of this name."""


def en_json(fiche: Fiche) -> dict[str, Any]:
    """The record as plain JSON data, every field present."""
    donnees: dict[str, Any] = msgspec.to_builtins(fiche)
    return donnees
