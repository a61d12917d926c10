"""Dates as French people write them, read as ISO 8601 text of the same precision."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from directory.french.text import normalise
from directory.french.typography import MONTHS

#: What is asked of somebody whose date cannot be read.
EXPECTED = "Date attendue : 12/03/2024, mars 2024 ou 2024."
_MONTH_NUMBERS = {normalise(name): number for number, name in enumerate(MONTHS, start=1)}
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NUMBERS = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4}|\d{2})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]{3,}) (\d{4}|\d{2})")


@lru_cache(maxsize=1024)
def read_date(typed: str) -> str:
    """ISO text for "12/03/2026", "3 mars 2026", "mars 2026", "nov-26", "2026"; `typed` when it is no date."""
    text = typed.strip().removesuffix(" 00:00:00").partition("T")[0]
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _NUMBERS.fullmatch(text):
        day, month, year = found.groups()
    elif (found := _WORDS.fullmatch(normalise(text))) and (month := _month(found[2])):
        day, year = found[1], found[3]
    else:
        return typed
    return _iso(year, month, day) or typed


def is_date(text: str) -> bool:
    """Whether a text is an ISO date of any precision that exists; "" is none."""
    found = _ISO.fullmatch(text)
    return found is not None and bool(_iso(*found.groups()))


def _month(word: str) -> str:
    """The number of a month, its name whole or cut; "" when it may be several, or none."""
    found = [number for name, number in _MONTH_NUMBERS.items() if name.startswith(word)]
    return str(found[0]) if len(found) == 1 else ""


def _iso(year: str, month: str | None, day: str | None) -> str:
    """ISO text of a date that exists, else ""; a year of two digits is of this century."""
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        found = date(whole, int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return ""
    return found[: 10 if day else 7 if month else 4]
