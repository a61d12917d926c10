"""Communes by their code or exact name, and how names are compared."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.places.communes import (
    commune_or_postcode,
    find,
    find_commune,
    find_commune_by_name,
    main_communes,
    normalise,
)
from directory.places.departements import DEPARTEMENTS


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("STE MARIE", "sainte marie"),
        ("St-Brieuc", "saint brieuc"),
        ("Œuilly", "oeuilly"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Chalon s/Saône", "chalon sur saone"),
        ("  (Vannes)  ", "vannes"),
        ("st", "st"),
        ("🤷", ""),
    ],
)
def test_names_are_compared_without_accents_case_or_abbreviations(text: str, key: str) -> None:
    assert normalise(text) == key


@given(text=st.text(max_size=60))
@settings(deadline=None)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_commune_is_found_by_its_code_and_by_the_code_it_once_had() -> None:
    vannes = find_commune("56260")
    assert vannes is not None
    assert (vannes.name, vannes.departement, vannes.postcodes) == ("Vannes", "56", ("56000",))
    former = find_commune("93059")
    assert former is not None
    assert former.name == "Saint-Denis"
    assert find_commune("00000") is None


@pytest.mark.parametrize(
    ("name", "departement", "postcode", "code_insee"),
    [
        ("Saint-Denis", "93", None, "93066"),
        ("saint denis", "974", None, "97411"),
        ("ST BRIEUC CEDEX 1", "22", None, "22278"),
        ("Lyon 3e", "69", None, "69383"),
        ("Pierrefitte-sur-Seine", "93", None, "93066"),
        ("Paris", "75", None, "75056"),
        ("Le Havre", "76", "76600", "76351"),
    ],
)
def test_a_commune_is_found_by_its_exact_name_in_its_departement(
    name: str, departement: str, postcode: str | None, code_insee: str
) -> None:
    commune = find_commune_by_name(name, departement, postcode)
    assert commune is not None
    assert commune.code_insee == code_insee


def test_a_name_is_never_guessed() -> None:
    assert find_commune_by_name("Vanes", "56") is None
    assert find_commune_by_name("Vannes", "22") is None
    assert find_commune_by_name("", "56") is None


@pytest.mark.parametrize(
    ("text", "code_insee"),
    [
        ("56260", "56260"),
        ("75011", "75111"),
        ("56000", "56260"),
        ("56190", "56190"),
        ("97150", "97801"),
        ("2a004", "2A004"),
    ],
)
def test_a_place_in_an_address_is_a_code_before_a_postcode(text: str, code_insee: str) -> None:
    commune = commune_or_postcode(text)
    assert commune is not None
    assert commune.code_insee == code_insee


@pytest.mark.parametrize("text", ["", "vannes", "99999", "5600", "٥٦٠٠٠", "56000x"])
def test_anything_else_in_an_address_is_no_place(text: str) -> None:
    assert commune_or_postcode(text) is None


def test_main_communes_are_large_and_far_enough_apart_to_be_labelled() -> None:
    names = [commune.name for commune in main_communes("56")]
    assert names[:3] == ["Lorient", "Vannes", "Pontivy"]
    north = main_communes("59")
    assert north[0].name == "Lille"
    assert "Roubaix" not in [commune.name for commune in north]
    for a, b in combinations(north, 2):
        assert max(abs(a.latitude - b.latitude), abs(a.longitude - b.longitude)) > 0.2


def test_every_departement_has_a_commune_to_label() -> None:
    for code in DEPARTEMENTS:
        assert 1 <= len(main_communes(code, limit=4)) <= 4
    assert main_communes("99") == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Lille Fives", "59350"), ("Bobigny tribunal", "93008"), ("commissariat de Nice", "06088"),
        ("prostitution mineurs Lyon", "69123"), ("Lyon Part-Dieu", "69123"), ("gare de Creil", "60175"),
        ("foyer enfance Amiens", "80021"), ("hébergement Lyon", "69123"),
    ],
)  # fmt: skip
def test_a_commune_among_other_words_is_found_as_a_guess(typed: str, code: str) -> None:
    found = find(typed)
    assert found.matches[0].code_insee == code
    assert not found.is_certain


def test_words_without_a_place_find_no_place() -> None:
    assert find("aide alimentaire").matches == ()
    assert find("mon ado fugue").matches == ()


@pytest.mark.parametrize(("typed", "label"), [("le puy", "Le Puy-en-Velay"), ("lons", "Lons-le-Saunier")])
def test_a_town_called_by_its_first_word_is_offered_and_never_certain(typed: str, label: str) -> None:
    found = find(typed)
    assert label in [match.label for match in found.matches[:2]]
    assert not found.is_certain


@pytest.mark.parametrize("typed", ["D56", "FR-56", "département 56", "dpt 56"])
def test_a_departement_is_understood_by_its_code(typed: str) -> None:
    found = find(typed)
    assert (found.matches[0].departement, found.is_certain) == ("56", True)
