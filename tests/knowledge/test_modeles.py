import msgspec
import pytest

from knowledge.modeles import Dispositif, Lieu, Prealable, en_json


def test_a_record_does_not_change(fiche):
    with pytest.raises(AttributeError):
        fiche("a").nom = "autre"


def test_a_prerequisite_is_a_record_or_a_text():
    assert msgspec.convert({"texte": "Écrire."}, Prealable).texte == "Écrire."
    for donnees in ({}, {"dispositif": "a", "texte": "Écrire."}):
        with pytest.raises(msgspec.ValidationError, match="préalable"):
            msgspec.convert(donnees, Prealable)


def test_plain_data_hold_every_field_and_can_be_read_back(fiche):
    d = fiche("a", "region:84", periode={"ouverture": "2026-01"}, employeur=True)
    donnees = en_json(d)
    assert donnees.keys() == set(Dispositif.__struct_fields__)
    assert msgspec.convert(donnees, Dispositif) == d


def test_the_key_of_a_place():
    assert Lieu(niveau="region", code="84").cle == ("region", "84")
