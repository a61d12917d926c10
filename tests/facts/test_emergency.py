import re
from dataclasses import fields
from pathlib import Path

import pytest

from directory.listings.national_numbers import OF_FILE, SOURCE, EmergencyNumber, read_numbers
from directory.listings.phones import InvalidPhone, is_free, parse


def test_the_ladder_goes_from_immediate_danger_to_listening() -> None:
    read = [number.number.replace("\u202f", " ") for number in OF_FILE.ladder]
    assert read == ["17", "112", "114", "15", "18", "119", "116 000", "3018"]


def test_every_number_is_free_and_dials_what_it_shows() -> None:
    for number in OF_FILE.all:
        scheme, dialled = number.href.split(":")
        assert dialled == parse(number.number)
        assert scheme == ("sms" if dialled in {"114", "31177"} else "tel")
        assert is_free(dialled) or (dialled == "31177" and "au prix d’un SMS" in number.purpose)


def test_hours_are_those_of_the_latest_official_sources() -> None:
    hours = {number.key: number.hours for number in OF_FILE.all}
    assert hours["3018"] == "7 j/7, de 9 h à 23 h"
    assert hours["116000"] == "24 h/24, 7 j/7"
    assert "l’équipe dédiée" in hours["119"]


def test_every_number_says_what_it_is_for_and_where_it_comes_from() -> None:
    for number in OF_FILE.all:
        assert number.label
        assert number.short_label
        assert number.purpose.endswith(".")
        assert number.source_url.startswith("https://")
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", number.source_date)
        assert number.status == "à vérifier"


def test_each_number_has_its_own_place() -> None:
    assert len({number.order for number in OF_FILE.all}) == len(OF_FILE.all)


def test_short_labels_fit_one_line() -> None:
    assert sum(len(f"{number.short_label} {number.number} ") for number in OF_FILE.ladder) <= 125


def test_a_wrong_or_unfinished_entry_stops_the_reading(tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    broken = tmp_path / "emergency.toml"
    broken.write_text(text.replace('number = "3018"', 'number = "3237"'), encoding="utf-8")
    with pytest.raises(InvalidPhone):
        read_numbers(broken)
    broken.write_text(text.replace("in_ladder = false\n", ""), encoding="utf-8")
    with pytest.raises(TypeError):
        read_numbers(broken)


def test_the_file_names_every_field() -> None:
    assert {field.name for field in fields(EmergencyNumber)} - {"key", "is_retired"} <= set(
        re.findall(r"^(\w+) = ", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    )
