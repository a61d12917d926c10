"""Dates as French people write them."""

from __future__ import annotations

import pytest

from directory.french.dates import is_date, read_date


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12/03/2024", "2024-03-12"), ("12-3-2024", "2024-03-12"), ("12.03.24", "2024-03-12"),
        ("03/2024", "2024-03"), ("mars 2024", "2024-03"), ("Mars 2024", "2024-03"), ("déc. 2024", "2024-12"),
        ("nov-26", "2026-11"), ("1er avril 2024", "2024-04-01"), ("3 avril 2023", "2023-04-03"),
        ("2024", "2024"), ("2024-03", "2024-03"), ("2024-03-12", "2024-03-12"),
        ("2024-03-12 00:00:00", "2024-03-12"), ("2024-03-12T08:00:00Z", "2024-03-12"),
    ],
)  # fmt: skip
def test_a_date_is_read_with_the_precision_it_has(typed: str, stored: str) -> None:
    assert read_date(typed) == stored
    assert is_date(stored)


@pytest.mark.parametrize("typed", ["31/02/2024", "2024-13", "ju 2024", "hier", "12/13/2024", "0000"])
def test_what_is_no_date_comes_back_as_it_was_typed(typed: str) -> None:
    assert read_date(typed) == typed
    assert not is_date(typed)
