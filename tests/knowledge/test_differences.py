from datetime import date

from knowledge.differences import MOINS_ADAPTE, TOUJOURS_POSSIBLE, comparer
from knowledge.parcours import construire_parcours

JOUR = date(2026, 6, 15)


def test_all_is_new_the_first_time(base_de, fiche, profil):
    base = base_de(fiche("a"), fiche("b"))
    changements = comparer(None, construire_parcours(profil(), base, JOUR), profil(), base, JOUR)
    assert changements.ajoutes == ["a", "b"] and changements.retires == [] and changements


def test_nothing_changes_when_nothing_was_learnt(base_de, fiche, profil):
    base = base_de(fiche("a"))
    parcours = construire_parcours(profil(), base, JOUR)
    assert not comparer(parcours, parcours, profil(), base, JOUR)


def test_what_leaves_says_which_conditions_fail(base_de, fiche, profil):
    base = base_de(fiche("a", employeur=True, types_porteur=["association"]), fiche("b", types_porteur=["particulier"]))
    avant, apres = profil(), profil(type_porteur="particulier", employeur=False)
    p1, p2 = (construire_parcours(p, base, JOUR) for p in (avant, apres))
    changements = comparer(p1, p2, apres, base, JOUR)
    assert changements.ajoutes == []
    (retrait,) = changements.retires
    assert retrait.id == "a" and len(retrait.raisons) == 2


def test_what_is_still_possible_says_where_to_find_it(base_de, fiche, profil):
    locales = [fiche(f"l-{i}", "commune:26362") for i in range(3)]
    base = base_de(fiche("a"), *locales)
    avant, apres = profil(), profil(territoire="commune:26362")
    changements = comparer(
        construire_parcours(avant, base, JOUR), construire_parcours(apres, base, JOUR), apres, base, JOUR
    )
    assert changements.ajoutes == ["l-0", "l-1", "l-2"]
    assert [(r.id, r.raisons) for r in changements.retires] == [("a", [TOUJOURS_POSSIBLE])]


def test_what_is_no_longer_useful_says_so(base_de, fiche, profil):
    base = base_de(fiche("a", categorie="reseau"), *(fiche(f"r-{i}", categorie="emergence") for i in range(3)))
    avant, apres = profil(), profil(stade="developpement", besoin_appui="local")
    p1, p2 = (construire_parcours(p, base, JOUR) for p in (avant, apres))
    changements = comparer(p1, p2, apres, base, JOUR)
    assert {r.id: r.raisons for r in changements.retires} == {"r-0": [MOINS_ADAPTE], "r-1": [MOINS_ADAPTE]}
