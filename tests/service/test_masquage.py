"""What identifies a person is masked; what describes a project stays."""

import pytest

from service.masquage import masquer


@pytest.mark.parametrize(
    ("texte", "masque"),
    [
        ("appelez-moi au 06 12 34 56 78", "appelez-moi au [numéro de téléphone]"),
        ("0612345678", "[numéro de téléphone]"),
        ("06.12.34.56.78 ou 04-77-00-00-00", "[numéro de téléphone] ou [numéro de téléphone]"),
        ("+33 6 12 34 56 78", "[numéro de téléphone]"),
        ("00 33 (0)6 12 34 56 78", "[numéro de téléphone]"),
        ("+262 692 12 34 56", "[numéro de téléphone]"),
        ("écrire à marie.dupont+ess@exemple.asso.fr, merci", "écrire à [adresse électronique], merci"),
        ("mon numéro 1 85 05 78 006 084 36", "mon numéro [numéro de sécurité sociale]"),
        ("285057800608436", "[numéro de sécurité sociale]"),
        ("2 85 05 2A 006 084", "[numéro de sécurité sociale]"),
        ("FR76 3000 6000 0112 3456 7890 189", "[IBAN]"),
        ("FR7630006000011234567890189", "[IBAN]"),
    ],
)
def test_identifying_numbers_are_masked(texte, masque):
    assert masquer(texte) == masque


@pytest.mark.parametrize(
    "texte",
    [
        "il nous faut 15 000 euros, soit 25 000 avec les travaux",
        "à Saint-Étienne, 42000, depuis 2015",
        "entre 10 000 et 20 000 € sur 3 ans",
        "SIRET 123 456 789 00012",
        "le 12 05 2024 à 10 h 30",
        "le 3e arrondissement, 250 m², 18 bénévoles",
    ],
)
def test_amounts_places_and_dates_stay(texte):
    assert masquer(texte) == texte
