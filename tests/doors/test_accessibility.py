"""The accessibility page says what docs/accessibilite.csv holds; the file settles only what is shown."""

from __future__ import annotations

import re

from flask import Flask

from directory.config import ROOT
from directory.web.accessibility import ABSENT, MET, UNMET, UNSEEN, criteria, tally
from tests.page_client import PageClient

#: How many criteria each theme of the RGAA 4.1 has.
SIZES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)


def test_every_criterion_of_the_standard_is_assessed_once() -> None:
    wanted = [f"{theme}.{number}" for theme, size in enumerate(SIZES, 1) for number in range(1, size + 1)]
    assert [criterion.critere for criterion in criteria()] == wanted
    assert {criterion.resultat for criterion in criteria()} <= {MET, UNMET, ABSENT, UNSEEN}


def test_what_is_settled_says_what_shows_it_and_the_tests_named_exist() -> None:
    assert [one.critere for one in criteria() if one.resultat != UNSEEN and not one.preuve] == []
    for one in criteria():
        for path in re.findall(r"(?:tests|directory)/[\w/]+\.\w+", one.preuve):
            assert (ROOT / path).is_file(), (one.critere, path)


def test_the_page_counts_what_the_file_holds(seeded_app: Flask) -> None:
    text = " ".join(PageClient(seeded_app).get("/accessibilite").text.split())
    counted = tally()
    assert sum(counted.values()) == 106
    assert f"{counted[MET]} sont tenus" in text
    assert f"{counted[UNSEEN]} n’ont pas encore été regardés" in text
    assert text.count(UNSEEN) == counted[UNSEEN]
    assert "10.11 À 320 px rien ne défile de côté : conforme" in text
