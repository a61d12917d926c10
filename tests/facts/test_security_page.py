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
