"""French typography: spaces that do not break, apostrophes, dates, counts and lists in words.

Rules: « Lexique des règles typographiques en usage à l’Imprimerie nationale ».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

NARROW = "\u202f"
NO_BREAK = "\u00a0"

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

_SPACE = f"[ {NO_BREAK}{NARROW}]"
# One pass, first match wins: a word holding an address is left whole, so no later rule can touch it.
_RULES = re.compile(
    rf"""
    (?P<address>(?<!\S)\S*(?:@|://|www\.)\S*)
    | (?P<phone>(?<![\d+])0(?:\d(?:{_SPACE}\d\d){{4}}|{_SPACE}?\d{{3}}(?:{_SPACE}\d\d){{3}})(?!\d))
    | (?P<number>(?<!\d)[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+(?!\d))
    | (?P<unit>(?<=\d){_SPACE}(?=(?:h|km|%|€)(?!\w)))
    | (?P<apostrophe>(?<=[^\W\d_])'(?=[\w«]))
    | (?P<opening>«{_SPACE}*(?=\S))
    | (?<=[^\s(\[«:;!?]){_SPACE}*(?P<closing>[;!?»]+)(?!\w)
    | (?P<colon>(?<=[^\s(\[«:;!?]){_SPACE}*:(?=\s|$))
    """,
    re.VERBOSE,
)
# Every correction begins with one of these; most texts have none, and looking is twenty times faster.
_MAY_NEED = re.compile(rf"[';!?»«:]|\d{_SPACE}")
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")


def nobreak(text: str) -> str:
    """Return `text` with French no-break spaces and typographic apostrophes; addresses stay as they are.

    Applying it twice changes nothing more.
    """
    return _corrected(text) if _MAY_NEED.search(text) else text


@lru_cache(maxsize=1024)  # a list repeats the same facts from card to card
def _corrected(text: str) -> str:
    return _RULES.sub(_correct, text)


def _correct(match: re.Match[str]) -> str:
    """Return the corrected form of one match of `_RULES`."""
    found = match.group()
    match match.lastgroup:
        case "phone" | "number":
            return re.sub(_SPACE, NARROW, found)
        case "unit":
            return NO_BREAK
        case "apostrophe":
            return "’"
        case "opening":
            return f"«{NARROW}"
        case "closing":
            return f"{NARROW}{match['closing']}"
        case "colon":
            return f"{NO_BREAK}:"
        case _:
            return found


def day_and_month(day: date) -> str:
    """Return "3 octobre" or "1er octobre"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{MONTHS[day.month - 1]}"


def long_date(day: date) -> str:
    """Return "3 octobre 2026"."""
    return f"{day_and_month(day)} {day.year}"


def partial_date(text: str) -> str:
    """Write an ISO 8601 date of any precision: "2020", "avril 2023", "3 avril 2023".

    Anything else, the empty string included, comes back unchanged.
    """
    found = _PARTIAL_DATE.fullmatch(text)
    if not found:
        return text
    year, month, day = found.groups()
    if not month:
        return year
    if not day:
        return f"{MONTHS[int(month) - 1]} {year}"
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def count(number: int, singular: str, plural: str) -> str:
    """Return "0 ressource", "1 ressource", "1 204 ressources": in French zero is singular."""
    grouped = f"{number:,}".replace(",", NARROW)
    return f"{grouped} {singular if number < 2 else plural}"


def join_words(words: Sequence[str]) -> str:
    """Return "a, b et c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"
