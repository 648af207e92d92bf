from pathlib import Path

import pytest
import yaml

from knowledge.chargement import DOSSIER, FicheInvalide, charger, defauts_de, vers_fiche
from knowledge.modeles import Dispositif

SOURCES = [{"url": "https://exemple.fr"}]
BONNE = {
    "id": "aide",
    "nom": "Aide",
    "operateur": "Ville",
    "categorie": "accueil",
    "resume": "Une aide.",
    "territoires": [{"niveau": "region", "code": "84"}],
    "statut": "actif",
    "sources": SOURCES,
}


def ecrire(dossier: Path, genre: str, *fiches: object, nom: str = "a.yml") -> None:
    (dossier / genre).mkdir(parents=True, exist_ok=True)
    (dossier / genre / nom).write_text(yaml.safe_dump(list(fiches), allow_unicode=True), encoding="utf-8")


def fautes(dossier: Path, lieux=None) -> list[tuple[str, str, str, str]]:
    with pytest.raises(FicheInvalide) as erreur:
        charger(dossier, lieux)
    return [(f.fichier, f.fiche, f.champ, f.message) for f in erreur.value.fautes]


def test_absent_optional_keys_take_their_defaults(tmp_path):
    ecrire(tmp_path, "dispositifs", BONNE)
    lue = charger(tmp_path).dispositifs["aide"]
    assert (
        lue.stades == () and lue.conditions.types_porteur == () and lue.periode is None and lue.confiance == "moyenne"
    )


def test_missing_folders_are_empty(tmp_path):
    assert charger(tmp_path).definitions == {}


@pytest.mark.parametrize("ecrite", ["2024", "2024-10", "2024-10-31"])
def test_dates_may_be_partial_and_stay_texts(tmp_path, ecrite):
    (tmp_path / "dispositifs").mkdir()
    texte = yaml.safe_dump([BONNE]).replace("https://exemple.fr", f"https://exemple.fr\n    consulte: '{ecrite}'")
    (tmp_path / "dispositifs" / "a.yml").write_text(texte, encoding="utf-8")
    assert charger(tmp_path).dispositifs["aide"].sources[0].consulte == ecrite


def test_an_unquoted_whole_date_is_a_text_too(tmp_path):
    (tmp_path / "dispositifs").mkdir()
    texte = yaml.safe_dump([BONNE]).replace("https://exemple.fr", "https://exemple.fr\n    consulte: 2024-10-31")
    (tmp_path / "dispositifs" / "a.yml").write_text(texte, encoding="utf-8")
    assert charger(tmp_path).dispositifs["aide"].sources[0].consulte == "2024-10-31"


@pytest.mark.parametrize(
    ("changement", "champ", "mots"),
    [
        ({"couleur": "bleu"}, "couleur", "n'existe pas"),
        ({"categorie": "banque"}, "categorie", "accompagnement"),
        ({"stades": ["idee", "ideee"]}, "stades[2]", "changement_echelle"),
        ({"conditions": {"employeur": False}}, "conditions.employeur", "true"),
        ({"conditions": {"employee": True}}, "conditions.employee", "n'existe pas"),
        ({"sources": []}, "sources", "au moins une source"),
        ({"sources": [{"url": "exemple.fr"}]}, "sources[1].url", "http"),
        ({"sources": [{"url": "https://a.fr", "consulte": "2024-13"}]}, "sources[1].consulte", "2024-10"),
        ({"sources": [{"url": "https://a.fr", "consulte": 2024}]}, "sources[1].consulte", "2024-10"),
        ({"territoires": [{"niveau": "canton", "code": "1"}]}, "territoires[1].niveau", "commune"),
        ({"montant": {"min": -5}}, "montant.min", "nombre positif"),
        ({"periode": "toujours"}, "periode", "permanent"),
        ({"id": "Aide 1"}, "id", "minuscules"),
        ({"nom": ""}, "nom", "texte"),
        (
            {"prealables": [{"dispositif": "aide-2", "texte": "x"}]},
            "prealables[1]",
            "soit « dispositif », soit « texte »",
        ),
        ({"contact": {"email": "pas une adresse"}}, "contact.email", "adresse électronique"),
    ],
)
def test_a_fault_names_file_record_field_and_what_is_wrong(tmp_path, changement, champ, mots):
    ecrire(tmp_path, "dispositifs", {**BONNE, **changement})
    (faute,) = [f for f in fautes(tmp_path) if f[2] == champ]
    assert faute[0] == "dispositifs/a.yml" and faute[1] == changement.get("id", "aide") and mots in faute[3]


def test_a_missing_source_is_a_fault(tmp_path):
    ecrire(tmp_path, "dispositifs", {cle: valeur for cle, valeur in BONNE.items() if cle != "sources"})
    assert fautes(tmp_path) == [("dispositifs/a.yml", "aide", "sources", "ce champ est obligatoire.")]


def test_an_identifier_is_used_once_per_kind_but_two_kinds_may_share_it(tmp_path):
    ecrire(tmp_path, "dispositifs", BONNE)
    ecrire(tmp_path, "definitions", {"id": "aide", "terme": "Aide", "definition": "Un mot.", "sources": SOURCES})
    assert charger(tmp_path).definitions.keys() == {"aide"}
    ecrire(tmp_path, "dispositifs", BONNE, nom="b.yml")
    assert fautes(tmp_path) == [
        ("dispositifs/b.yml", "aide", "id", "cet identifiant existe déjà dans dispositifs/a.yml.")
    ]


def test_references_must_lead_somewhere(tmp_path):
    ecrire(
        tmp_path,
        "dispositifs",
        {
            **BONNE,
            "compatibles": ["rien"],
            "exclusifs": ["rien"],
            "prealables": [{"dispositif": "rien"}, {"texte": "Écrire."}],
        },
    )
    ecrire(
        tmp_path, "definitions", {"id": "mot", "terme": "M", "definition": "D", "voir": ["rien"], "sources": SOURCES}
    )
    ecrire(
        tmp_path,
        "conseils",
        {
            "id": "c",
            "besoin_appui": "local",
            "question": "Q",
            "reponse": "R",
            "voir_definitions": ["mot", "x"],
            "sources": SOURCES,
        },
    )
    assert {f[1:3] for f in fautes(tmp_path)} == {
        ("aide", "compatibles"),
        ("aide", "exclusifs"),
        ("aide", "prealables"),
        ("mot", "voir"),
        ("c", "voir_definitions"),
    }


def test_a_record_does_not_refer_to_itself(tmp_path):
    ecrire(tmp_path, "dispositifs", {**BONNE, "compatibles": ["aide"]})
    assert [f[2] for f in fautes(tmp_path)] == ["compatibles"]


def test_places_must_exist(tmp_path, lieux):
    ecrire(
        tmp_path,
        "dispositifs",
        {
            **BONNE,
            "territoires": [{"niveau": "commune", "code": "00000"}],
            "territoires_exclus": [{"niveau": "region", "code": "999"}],
        },
    )
    assert [f[2] for f in fautes(tmp_path, lieux)] == ["territoires", "territoires_exclus"]


def test_all_faults_of_all_files_come_together(tmp_path):
    ecrire(
        tmp_path,
        "dispositifs",
        {**BONNE, "couleur": "bleu", "categorie": "banque"},
        {**BONNE, "id": "autre", "statut": "?"},
    )
    ecrire(tmp_path, "leviers", {"id": "l", "theme": "foncier", "question": "Q", "sources": SOURCES})
    assert {f[:3] for f in fautes(tmp_path)} == {
        ("dispositifs/a.yml", "aide", "couleur"),
        ("dispositifs/a.yml", "aide", "categorie"),
        ("dispositifs/a.yml", "autre", "statut"),
        ("leviers/a.yml", "l", "reponse"),
    }


def test_unreadable_yaml_says_where(tmp_path):
    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "a.yml").write_text("- id: [\n- x", encoding="utf-8")
    ((fichier, _, _, message),) = fautes(tmp_path)
    assert fichier == "dispositifs/a.yml" and "ligne" in message


@pytest.mark.parametrize("texte", ["id: aide", "- juste un texte"])
def test_a_file_holds_a_list_of_records(tmp_path, texte):
    (tmp_path / "dispositifs").mkdir()
    (tmp_path / "dispositifs" / "a.yml").write_text(texte, encoding="utf-8")
    assert len(fautes(tmp_path)) == 1


def test_the_sentence_names_everything(tmp_path):
    ecrire(tmp_path, "dispositifs", {**BONNE, "couleur": "bleu"})
    with pytest.raises(
        FicheInvalide, match=r"dispositifs/a.yml, fiche « aide », champ « couleur » : ce champ n'existe pas."
    ):
        charger(tmp_path)


def test_one_record_can_be_read_by_itself():
    assert vers_fiche(BONNE, Dispositif).id == "aide"
    with pytest.raises(FicheInvalide, match="ce champ n'existe pas"):
        vers_fiche({**BONNE, "couleur": "bleu"}, Dispositif)
    assert defauts_de(BONNE, Dispositif) == []


def test_the_records_of_the_product_can_be_used(lieux):
    contenu = charger(DOSSIER, lieux)
    assert contenu.dispositifs and contenu.definitions and contenu.conseils and contenu.leviers
