"""Who answers when a service is closed, by what it does and where."""

from __future__ import annotations

import pytest

from directory.listings.categories import CATEGORIES
from directory.listings.local_lines import LOCAL_LINES
from directory.listings.relays import RELAYS, find_relays

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("category", "numbers"),
    [
        ("uaped", ["15"]),
        ("crip", ["119"]),
        ("referent_magistrate", ["119"]),
        ("runaway_referent", ["17", f"116{NARROW}000"]),
        ("digital_outreach", ["3018", "119"]),
        ("emergency_reception", ["119"]),
        ("school_social_service", ["119"]),
    ],
)
def test_each_kind_of_service_has_its_own_relay(category: str, numbers: list[str]) -> None:
    assert [relay.display for relay in find_relays(category, "59")] == numbers


def test_every_category_has_a_relay() -> None:
    assert {category.relay for category in CATEGORIES.values()} <= set(RELAYS)
    assert all(find_relays(slug) for slug in CATEGORIES)


def test_a_territory_with_its_own_numbers_names_only_those_that_a_source_gives() -> None:
    assert [relay.display for relay in find_relays("crip", "987")] == ["119"]
    assert [relay.display for relay in find_relays("uaped", "988")] == ["15"]
    assert [relay.display for relay in find_relays("day_reception", "988")] == ["05 44 44"]
    assert [relay.display for relay in find_relays("crip", "986")] == ["98 60"]
    assert [relay.display for relay in find_relays("crip", "975")] == ["119"]


def test_every_local_line_says_where_it_comes_from() -> None:
    assert set(LOCAL_LINES) == {"975", "977", "986", "987", "988"}
    for lines in LOCAL_LINES.values():
        for line in filter(None, (lines.now, lines.listening, lines.reporting)):
            assert line.source_url.startswith("http")
            assert bool(line.number) == bool(line.href)
