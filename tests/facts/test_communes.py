"""« Où ? » typed as people type it, and the communes behind codes, names and postcodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.places.communes import (
    commune_or_postcode,
    find,
    find_commune,
    find_commune_by_name,
)
from directory.places.departements import DEPARTEMENTS

# What is typed, the label of the first answer, its departement, and whether it is certain.
QUERIES = [
    ("56", "Morbihan (56)", "56", True),
    ("01", "Ain (01)", "01", True),
    ("1", "Ain (01)", "01", True),
    ("2a", "Corse-du-Sud (2A)", "2A", True),
    ("974", "La Réunion (974)", "974", True),
    ("morbihan", "Morbihan (56)", "56", True),
    ("Côtes d'Armor", "Côtes-d’Armor (22)", "22", True),
    ("cotes darmor", "Côtes-d’Armor (22)", "22", True),
    ("val doise", "Val-d’Oise (95)", "95", True),
    ("SEINE ST DENIS", "Seine-Saint-Denis (93)", "93", True),
    ("réunion", "La Réunion (974)", "974", True),
    ("mayotte", "Mayotte (976)", "976", True),
    ("paris", "Paris (75)", "75", True),
    ("landes", "Landes (40)", "40", True),
    ("mayenne", "Mayenne (53)", "53", True),
    ("loire", "Loire (42)", "42", True),
    ("vienne", "Vienne (86)", "86", False),
    ("saint-martin", "Saint-Martin (978)", "978", False),
    ("morbian", "Morbihan (56)", "56", False),
    ("territoire belfort", "Territoire de Belfort (90)", "90", False),
    ("hts de seine", "Hauts-de-Seine (92)", "92", False),
    ("métropole de Lyon", "Rhône (69)", "69", True),
    ("vannes", "Vannes", "56", True),
    ("VANNES", "Vannes", "56", True),
    ("Vannes CEDEX 9", "Vannes", "56", True),
    ("56035 Vannes cedex", "Vannes", "56", True),
    ("vannes 56", "Vannes", "56", True),
    ("56 vannes", "Vannes", "56", True),
    ("vannes (morbihan)", "Vannes", "56", True),
    ("56000 Vannes", "Vannes", "56", True),
    ("Vannes 56000", "Vannes", "56", True),
    ("56 000", "Vannes", "56", True),
    ("56000", "Vannes", "56", True),
    ("Saint-Denis (93)", "Saint-Denis", "93", True),
    ("st denis 974", "Saint-Denis", "974", True),
    ("saint denis réunion", "Saint-Denis", "974", True),
    ("saint-denis", "Saint-Denis", "93", False),
    ("Paris 11", "Paris 11e arrondissement", "75", True),
    ("Paris XIe", "Paris 11e arrondissement", "75", True),
    ("paris 11ème arrondissement", "Paris 11e arrondissement", "75", True),
    ("11e arrondissement de Paris", "Paris 11e arrondissement", "75", True),
    ("Paris 1er", "Paris 1er arrondissement", "75", True),
    ("Lyon 3e", "Lyon 3e arrondissement", "69", True),
    ("marseille 16", "Marseille 16e arrondissement", "13", True),
    ("75011", "Paris 11e arrondissement", "75", True),
    ("75011 Paris", "Paris 11e arrondissement", "75", True),
    ("69003 LYON CEDEX 03", "Lyon 3e arrondissement", "69", True),
    ("97133", "Saint-Barthélemy", "977", True),
    ("97150", "Saint-Martin", "978", True),
    ("98800", "Nouméa", "988", True),
    ("1000", "01000", "01", False),
    ("2A004", "Ajaccio", "2A", True),
    ("Le Havre", "Le Havre", "76", True),
    ("havre", "Le Havre", "76", True),
    ("l’haÿ les roses", "L’Haÿ-les-Roses", "94", True),
    ("hay les roses", "L’Haÿ-les-Roses", "94", True),
    ("st brieuc", "Saint-Brieuc", "22", True),
    ("Chalon s/ Saône", "Chalon-sur-Saône", "71", True),
    ("Fontenay s/s Bois", "Fontenay-sous-Bois", "94", True),
    ("nimes", "Nîmes", "30", True),
    ("la rochelle", "La Rochelle", "17", True),
    ("vitry sur seine", "Vitry-sur-Seine", "94", True),
    ("Pierrefitte-sur-Seine", "Pierrefitte-sur-Seine", "93", True),
    ("fort de france", "Fort-de-France", "972", True),
    ("mamoudzou", "Mamoudzou", "976", True),
    ("Côtes-du-Nord", "Côtes-d’Armor (22)", "22", True),
    ("vanes", "Vannes", "56", False),
    ("sainbrieuc", "Saint-Brieuc", "22", False),
    ("marsielle", "Marseille", "13", False),
    ("montpelier", "Montpellier", "34", False),
    ("Thionvile", "Thionville", "57", False),
    ("perpinian", "Perpignan", "66", False),
    ("ajacio", "Ajaccio", "2A", False),
    ("bordeau", "Bordeaux", "33", False),
    ("toulous", "Toulouse", "31", False),
    ("aix", "Aix-en-Provence", "13", False),
    ("aix 13", "Aix-en-Provence", "13", False),
    ("evry", "Évry-Courcouronnes", "91", False),
    ("bourg", "Bourg-en-Bresse", "01", False),
    ("sarlat", "Sarlat-la-Canéda", "24", False),
    ("digne", "Digne-les-Bains", "04", False),
    ("vilfranche", "Villefranche-sur-Saône", "69", False),
    ("boulonge", "Boulogne-Billancourt", "92", False),
    ("montigni", "Montigny-le-Bretonneux", "78", False),
]


@pytest.mark.parametrize(("typed", "label", "departement", "is_certain"), QUERIES)
def test_the_first_answer_is_the_place_meant(
    typed: str, label: str, departement: str, is_certain: bool
) -> None:
    found = find(typed)
    assert (found.matches[0].label, found.matches[0].departement) == (label, departement)
    assert found.is_certain is is_certain


def test_vanes_with_a_typo_proposes_vannes_and_its_neighbours_by_name() -> None:
    labels = [match.label for match in find("vanes").matches]
    assert labels[0] == "Vannes"
    assert "Vanves" in labels


def test_in_doubt_five_places_are_proposed() -> None:
    for typed in ("vanes", "saint-denis", "aix", "villeneuve", "vienne"):
        found = find(typed)
        assert not found.is_certain
        assert len(found.matches) == 5


def test_a_hamlet_named_like_a_misspelt_city_leaves_the_choice() -> None:
    found = find("rene")
    assert not found.is_certain
    assert {"René", "Rennes"} <= {match.label for match in found.matches}


def test_a_guess_is_worded_as_a_guess_and_nonsense_gets_none() -> None:
    for typed in ("monaco", "bruxelles", "vanes", "toulous"):
        assert find(typed).says(typed) == "Aucun lieu ne porte exactement ce nom. Vouliez-vous dire…", typed
    for typed in ("Saint-Denis", "bretagne", "aix", "750"):
        assert find(typed).says(typed) == "Plusieurs lieux correspondent. Lequel est le bon ?", typed
    for typed in ("toto", "zzzz", "prostitution", "99999"):
        assert find(typed).says(typed).startswith(f"Aucun lieu ne correspond à « {typed} »."), typed


def test_twenty_and_corse_propose_both_departements() -> None:
    for typed in ("20", "corse"):
        found = find(typed)
        assert not found.is_certain
        assert {match.departement for match in found.matches[:2]} == {"2A", "2B"}


def test_a_postcode_of_two_departements_proposes_both_first() -> None:
    found = find("01410")
    assert not found.is_certain
    assert [(match.kind, match.departement) for match in found.matches[:2]] == [
        ("postcode", "01"),
        ("postcode", "39"),
    ]


def test_a_postcode_of_several_communes_names_the_main_ones() -> None:
    first = find("56190").matches[0]
    assert (first.kind, first.label, first.postcode) == ("postcode", "56190", "56190")
    assert first.detail.startswith("Muzillac, ")
    assert first.detail.endswith("… · Morbihan (56)")


def test_the_beginning_of_a_postcode_proposes_its_largest_communes() -> None:
    found = find("440")
    assert found.matches[0].label == "Nantes"
    assert not found.is_certain


def test_four_figures_are_also_a_postcode_whose_zero_was_lost() -> None:
    assert [match.label for match in find("5600").matches] == ["05600", "Vannes"]


def test_a_cedex_code_alone_gives_its_departement() -> None:
    found = find("56035")
    assert found.is_certain
    assert (found.matches[0].kind, found.matches[0].departement) == ("departement", "56")


def test_a_former_commune_says_what_it_has_become() -> None:
    match = find("Pierrefitte-sur-Seine").matches[0]
    assert match.kind == "former_commune"
    assert match.detail == "Ancienne commune, aujourd’hui Saint-Denis · Seine-Saint-Denis (93)"
    assert match.code_insee == "93066"


def test_paris_is_proposed_once_as_a_departement() -> None:
    for typed in ("paris", "pariss"):
        assert [match.label for match in find(typed).matches].count("Paris") == 0


def test_a_number_that_is_no_postcode_finds_nothing() -> None:
    for typed in ("99999", "0", "123456", "0297000000"):
        assert find(typed).matches == ()
        assert not find(typed).is_certain


@pytest.mark.parametrize("typed", ["Bretagne", "la bretagne", "BRETAGNE"])
def test_a_region_offers_all_its_departements_first(typed: str) -> None:
    assert {match.departement for match in find(typed).matches[:4]} == {"22", "29", "35", "56"}
    assert len([match for match in find("Île-de-France").matches if match.kind == "departement"]) == 8


@given(text=st.text(max_size=120), limit=st.integers(min_value=0, max_value=8))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_within_the_limit_by_known_departements(text: str, limit: int) -> None:
    found = find(text, limit)
    assert len(found.matches) <= limit
    assert all(match.departement in DEPARTEMENTS for match in found.matches)
    assert find_commune(text) is None or len(text.strip()) == 5


_PIECES = ["paris", "56", "2a", "cedex", "56000", "st", "s/", "le", "xi", "11e", "vannes", "(", "97", "é"]


@given(words=st.lists(st.sampled_from(_PIECES), max_size=6), glue=st.sampled_from([" ", "", "-"]))
@settings(max_examples=150, deadline=None)
def test_any_mixture_of_codes_and_words_is_answered(words: list[str], glue: str) -> None:
    typed = glue.join(words)
    found = find(typed)
    assert len(found.matches) <= 5
    assert found.matches or not found.is_certain
    find_commune_by_name(typed, "56", "56000")
    commune_or_postcode(typed)


def test_only_the_first_eighty_characters_are_read() -> None:
    assert find("vannes" + " " * 74 + "zzz").matches[0].label == "Vannes"
    assert len(find("x" * 100_000).matches) <= 5
