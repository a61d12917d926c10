"""docs/securite.md names tests and files that exist, and every chapter of the standard."""

from __future__ import annotations

import re

from directory.config import ROOT

TEXT = (ROOT / "docs" / "securite.md").read_text("utf-8")


def test_every_test_and_file_that_the_security_page_names_exists() -> None:
    named = re.findall(r"`((?:tests|scripts|directory|docs)/[\w/.]+)`", TEXT)
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_chapter_of_the_standard_and_every_enemy_has_its_line() -> None:
    assert re.findall(r"^\| V(\d+) ", TEXT, re.MULTILINE) == [str(number) for number in range(1, 18)]
    for enemy in ("un trafiquant", "quelqu’un de la maison", "un exploitant négligent", "saisit ou vole"):
        assert enemy in TEXT


#: How many requirements of level 1 or 2 each section of the standard begins with (ASVS 5.0.0).
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2,
    "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3,
    "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
    "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2,
    "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip


def test_each_requirement_of_level_two_is_assessed_once() -> None:
    wanted = [f"{section}.{n}" for section, most in SECTIONS.items() for n in range(1, most + 1)]
    assert len(wanted) == 253
    told: list[str] = []
    for said, state in re.findall(r"^\| (\d[\d., –]*) \| ([^|]+) \|", TEXT, re.MULTILINE):
        assert state in {"tenu", "en partie", "non", "sans objet"}
        for part in said.split(", "):
            first, _, last = part.partition("–")
            told += wanted[wanted.index(first) : wanted.index(last or first) + 1]
    assert told == wanted
