"""Departements: codes, grammar, time zones, neighbours and suggestions."""

import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from directory.places.departements import (
    DEPARTEMENTS,
    REGIONS,
    find_departement,
    nearest,
    neighbours,
    suggest,
)


def test_101_departements_and_6_territories_come_in_code_order() -> None:
    assert len(DEPARTEMENTS) == 107
    assert list(DEPARTEMENTS) == sorted(DEPARTEMENTS)
    assert "20" not in DEPARTEMENTS


@pytest.mark.parametrize(
    ("typed", "code"), [("2a", "2A"), ("1", "01"), ("01", "01"), (" 974 ", "974"), ("2B", "2B"), ("56", "56")]
)
def test_a_code_is_found_whatever_its_case_and_missing_zero(typed: str, code: str) -> None:
    departement = find_departement(typed)
    assert departement is not None
    assert departement.code == code


@pytest.mark.parametrize("typed", ["", "20", "99", "0", "bzh", "56000", "٥٦"])
def test_an_unknown_code_finds_nothing(typed: str) -> None:
    assert find_departement(typed) is None


@pytest.mark.parametrize(
    ("code", "locative", "genitive"),
    [
        ("01", "dans l’Ain", "de l’Ain"),
        ("2A", "en Corse-du-Sud", "de la Corse-du-Sud"),
        ("22", "dans les Côtes-d’Armor", "des Côtes-d’Armor"),
        ("33", "en Gironde", "de la Gironde"),
        ("35", "en Ille-et-Vilaine", "d’Ille-et-Vilaine"),
        ("40", "dans les Landes", "des Landes"),
        ("49", "en Maine-et-Loire", "de Maine-et-Loire"),
        ("56", "dans le Morbihan", "du Morbihan"),
        ("72", "dans la Sarthe", "de la Sarthe"),
        ("75", "à Paris", "de Paris"),
        ("91", "en Essonne", "de l’Essonne"),
        ("95", "dans le Val-d’Oise", "du Val-d’Oise"),
        ("971", "en Guadeloupe", "de la Guadeloupe"),
        ("974", "à La Réunion", "de La Réunion"),
        ("976", "à Mayotte", "de Mayotte"),
        ("988", "en Nouvelle-Calédonie", "de la Nouvelle-Calédonie"),
    ],
)
def test_a_departement_is_named_in_correct_french(code: str, locative: str, genitive: str) -> None:
    assert (DEPARTEMENTS[code].locative, DEPARTEMENTS[code].genitive) == (locative, genitive)


def test_every_phrase_has_a_preposition_and_a_typographic_apostrophe() -> None:
    for departement in DEPARTEMENTS.values():
        assert departement.locative.startswith(("à ", "en ", "dans le ", "dans la ", "dans les ", "dans l’"))
        assert departement.genitive.startswith(("de ", "d’", "du ", "des "))
        assert "'" not in departement.name + departement.locative + departement.genitive + departement.region


def test_every_time_zone_exists_and_the_overseas_have_their_own() -> None:
    for departement in DEPARTEMENTS.values():
        ZoneInfo(departement.timezone)
    assert DEPARTEMENTS["56"].timezone == "Europe/Paris"
    assert all(d.timezone != "Europe/Paris" for d in DEPARTEMENTS.values() if len(d.code) == 3)


def test_regions_are_named_by_their_insee_code() -> None:
    assert REGIONS["53"] == "Bretagne"
    assert REGIONS["93"] == "Provence-Alpes-Côte d’Azur"
    assert len(REGIONS) == 24


def test_neighbours_of_a_departement_come_nearest_first() -> None:
    found = neighbours("56")
    assert {n.code for n in found} == {"22", "29", "35", "44"}
    assert [n.distance_km for n in found] == sorted(n.distance_km for n in found)
    assert all(n.border_km > 0 for n in found)


def test_to_be_a_neighbour_is_mutual() -> None:
    pairs = {(code, n.code, n.border_km, n.distance_km) for code in DEPARTEMENTS for n in neighbours(code)}
    assert pairs == {(b, a, border, distance) for a, b, border, distance in pairs}
    assert len(pairs) == 2 * 238


def test_the_two_departements_of_corse_border_only_each_other() -> None:
    assert [n.code for n in neighbours("2A")] == ["2B"]
    assert [n.code for n in neighbours("2B")] == ["2A"]


def test_overseas_departements_have_no_neighbour_but_a_nearest() -> None:
    assert neighbours("974") == ()
    assert nearest("974", 1)[0].code == "976"
    assert {n.code for n in nearest("971", 3)} == {"972", "977", "978"}
    assert nearest("56", 1)[0].border_km > 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [("morbian", "56"), ("cotes-darmor", "22"), ("56000", "56"), ("9740", "974"), ("2c", "02")],
)
def test_a_wrong_address_proposes_the_departement_meant(typed: str, code: str) -> None:
    assert code in [departement.code for departement in suggest(typed)]


def test_nothing_close_is_proposed_for_a_code_like_no_other() -> None:
    assert suggest("999") == ()


def test_suggestions_keep_to_their_limit_on_any_text() -> None:
    for typed in ("", "é", "\x00", "x" * 5000, "🤷"):
        assert len(suggest(typed, 3)) <= 3


def test_reading_places_needs_neither_geometry_nor_arrays_nor_geopy() -> None:
    program = (
        "import sys; from directory.maps import national as national_map;"
        "from directory.places import communes; communes.find('vanes'); national_map.load();"
        "print(sorted({'shapely', 'numpy', 'geopy', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
