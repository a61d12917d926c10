"""The three rungs that open every page, by day, at night, and where the CRIP or the numbers differ."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from directory.emergency import CripLine, Steps, crip_line, make_ladder
from directory.listings.cards import PhoneLink
from directory.places.departements import DEPARTEMENTS

NIGHT = datetime(2026, 11, 30, 22, 10, tzinfo=UTC)  # a Monday, 23 h 10 in Paris
ARDENNES = DEPARTEMENTS["08"]
PHONE = PhoneLink("01 99 00 08 08", "tel:+33199000808", "", "appel majoré")


def dialled(ladder: Steps) -> list[str]:
    return [rung.href for rung in ladder.rungs]


def test_a_page_about_no_departement_keeps_the_three_places() -> None:
    ladder = make_ladder(None)
    assert dialled(ladder) == ["tel:17", "tel:119", "tel:119"]
    assert ladder.rungs[0].also is not None
    assert ladder.rungs[0].also.href == "tel:112"
    assert [other.href for other in ladder.others] == [
        "sms:114", "tel:15", "tel:18", "tel:116000", "tel:3018",
    ]  # fmt: skip


def test_an_open_crip_is_called_by_its_rung_and_says_until_when() -> None:
    rung = make_ladder(CripLine(ARDENNES, PHONE, is_open=True, change="17 h 30")).rungs[2]
    assert (rung.name, rung.title, rung.href) == ("CRIP 08", "01 99 00 08 08", "tel:+33199000808")
    assert rung.words == "ouverte jusqu’à 17 h 30, puis 119 · appel majoré"
    assert rung.also is None


def test_a_closed_crip_is_the_119_and_its_own_number_comes_after_with_its_hour_and_its_cost() -> None:
    rung = make_ladder(CripLine(ARDENNES, PHONE, is_open=False, change="mardi 8 h 30")).rungs[2]
    assert (rung.href, rung.number, rung.title) == ("tel:119", "119", "CRIP 08 fermée")
    assert rung.also is not None
    assert rung.also.href == "tel:+33199000808"
    assert rung.also.words == "dès mardi 8 h 30 · appel majoré"


def test_a_crip_without_a_known_number_is_reached_by_the_119() -> None:
    rung = make_ladder(crip_line(None, DEPARTEMENTS["80"], NIGHT)).rungs[2]
    assert (rung.href, rung.title) == ("tel:119", "CRIP 80, par le 119")


@pytest.mark.parametrize(
    ("code", "rungs", "others"),
    [
        ("975", ["tel:17", "tel:119", "tel:119"], 5),
        ("977", ["tel:17", "tel:119", "tel:119"], 5),
        ("978", ["tel:17", "tel:119", "tel:119"], 5),
        ("986", ["tel:9860", "tel:9860"], 1),
        ("987", ["tel:17", "tel:119", "tel:+68940465917"], 2),
        ("988", ["tel:17", "tel:+687054444", "tel:+687054444"], 2),
    ],
)
def test_overseas_only_what_a_source_says_is_said(code: str, rungs: list[str], others: int) -> None:
    ladder = make_ladder(crip_line(None, DEPARTEMENTS[code], NIGHT))
    assert dialled(ladder) == rungs
    assert len(ladder.others) == others
    said = " ".join(f"{rung.title} {rung.words}" for rung in ladder.rungs)
    if code in {"975", "986", "988"}:
        assert "CRIP 9" not in said


def test_a_line_of_the_territory_takes_the_place_of_the_112() -> None:
    (danger, *_others) = make_ladder(crip_line(None, DEPARTEMENTS["988"], NIGHT)).rungs
    assert danger.also is None
