"""The next opening or closing, in words that stay true while a page is kept."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.listings.moments import moment

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 11, 30, 22, 10, tzinfo=UTC)  # a Monday, 23 h 10 in Paris


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (datetime(2026, 11, 30, 23, 30, tzinfo=PARIS), "23 h 30"),
        (datetime(2026, 12, 1, 0, 0, tzinfo=PARIS), "minuit"),
        (datetime(2026, 12, 1, 8, 30, tzinfo=PARIS), "mardi 8 h 30"),
        (datetime(2026, 12, 6, 9, 0, tzinfo=PARIS), "dimanche 9 h"),
        (datetime(2026, 12, 7, 9, 0, tzinfo=PARIS), "lundi 7 décembre"),
    ],
)
def test_a_moment_is_said_by_its_hour_its_day_or_its_date(change: datetime, words: str) -> None:
    assert moment(change, NIGHT).replace("\u00a0", " ").replace("\u202f", " ") == words
