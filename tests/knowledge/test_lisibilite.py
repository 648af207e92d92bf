import pytest

from knowledge.lisibilite import nombre_de_mots, phrases, phrases_longues

LONGUE = "Mot " + " ".join(["mot"] * 25) + "."


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Une phrase. Une autre ! Une troisième ?", ["Une phrase.", "Une autre !", "Une troisième ?"]),
        ("1. Écrivez. 2. Envoyez le dossier.", ["1. Écrivez.", "2. Envoyez le dossier."]),
        ("Voir art. 5 du code. Puis signer.", ["Voir art. 5 du code.", "Puis signer."]),
        ("Ils disent « oui. » Puis ils signent.", ["Ils disent « oui. »", "Puis ils signent."]),
        ("De 1,5 à 2.5 km, c'est loin", ["De 1,5 à 2.5 km, c'est loin"]),
        ("Un titre\nUne ligne", ["Un titre", "Une ligne"]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends(texte, attendu):
    assert phrases(texte) == attendu


def test_only_what_holds_a_letter_or_a_digit_is_a_word():
    assert nombre_de_mots("Ouvrez « l'épicerie » : 3 jours !") == 4


def test_a_sentence_over_the_limit_is_told_with_its_place_and_its_length(fiche, base_de):
    base = base_de(fiche("longue", resume="Court. " + LONGUE), fiche("courte", autres=[LONGUE.replace("mot ", "", 1)]))
    (longue,) = phrases_longues(base)
    assert (longue.genre, longue.fiche, longue.champ, longue.mots) == ("dispositifs", "longue", "resume", 26)
    assert longue.texte == LONGUE


def test_lists_inside_records_are_read_too(fiche, base_de):
    base = base_de(fiche("a", autres=["Court.", LONGUE]), fiche("b", prealables=[{"texte": LONGUE}]))
    assert [p.champ for p in phrases_longues(base)] == ["conditions.autres", "prealables.texte"]


def test_the_limit_may_be_changed(fiche, base_de):
    assert [p.mots for p in phrases_longues(base_de(fiche("a", resume="Un deux trois.")), limite=2)] == [3]
