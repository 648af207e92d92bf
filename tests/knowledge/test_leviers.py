from knowledge.leviers import THEMES_DE_DEPART, THEMES_PAR_BESOIN, THEMES_PAR_SUJET, leviers_pour


def test_the_kind_of_help_chooses_the_theme(base_reelle, profil):
    for besoin, themes in THEMES_PAR_BESOIN.items():
        choisis = leviers_pour(profil(besoin_appui=besoin), base_reelle)
        assert choisis and choisis[0].theme == themes[0]
        assert {levier.theme for levier in choisis} <= set(themes)


def test_every_theme_named_exists(base_reelle):
    connus = {levier.theme for levier in base_reelle.leviers.values()}
    cites = {t for themes in (*THEMES_PAR_BESOIN.values(), *THEMES_PAR_SUJET.values()) for t in themes}
    assert cites | set(THEMES_DE_DEPART) <= connus


def test_words_find_their_lever(base_reelle, profil):
    choisis = leviers_pour(
        profil(), base_reelle, "Nous avons des locaux vides, une vacance commerciale en centre-bourg"
    )
    assert "lutter-contre-la-vacance" in [levier.id for levier in choisis]


def test_the_summary_stands_for_the_words(base_reelle, profil):
    resume = "créer un fonds de dotation"
    assert leviers_pour(profil(resume=resume), base_reelle) == leviers_pour(profil(), base_reelle, resume)


def test_without_anything_said_one_lever_of_each_first_theme(base_reelle, profil):
    assert [levier.theme for levier in leviers_pour(profil(), base_reelle)][:3] == list(THEMES_DE_DEPART)[:3]


def test_no_more_than_asked(base_reelle, profil):
    assert len(leviers_pour(profil(besoin_appui="local"), base_reelle, limite=2)) == 2
