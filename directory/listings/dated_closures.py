"""Closures with their dates and their reason: read as typed, said in French, ended by themselves.

A closure is kept as one word, an ISO 8601 interval of days and the code of its reason, when it is known:
"2026-12-24/2027-01-02/leave". Both days are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from directory.french.dates import read_date
from directory.french.text import normalise
from directory.french.typography import day_and_month, long_date
from directory.listings.closures import OSM_MONTHS
from directory.listings.codes import CLOSURE_WORDS

#: Closures of one listing, days one may last, and days before it that it is announced.
MOST, LONGEST, ANNOUNCED = 4, timedelta(days=366), timedelta(days=30)
UNREAD = "Fermeture illisible : écrivez « du 24/12/2026 au 02/01/2027 (congés) »."
_CODE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)(?:/([a-z]+))?")
_DAY = r"(\d\d?[/.-]\d\d?[/.-]\d{4}|\d\d?(?:er)? [^\W\d]+ \d{4}|\d{4}-\d\d-\d\d)"
_WRITTEN = re.compile(rf"(?:ferm[ée]e? )?(?:du |le )?{_DAY}(?: (?:au|à|a|-) {_DAY})?(?: ?\((.+)\))?")


class Closure(NamedTuple):
    """The first and the last day closed, and the code of the reason ("" when nobody said)."""

    first: date
    last: date
    reason: str = ""

    @property
    def code(self) -> str:
        """The word it is kept as."""
        return "/".join(filter(None, (self.first.isoformat(), self.last.isoformat(), self.reason)))

    @property
    def why(self) -> str:
        """Its reason between brackets, or nothing."""
        return f" ({CLOSURE_WORDS[self.reason]})" if self.reason else ""

    @property
    def words(self) -> str:
        """ "fermé du 24 décembre 2026 au 2 janvier 2027 (congés)"."""
        if self.first == self.last:
            return f"fermé le {long_date(self.first)}{self.why}"
        start = long_date if self.first.year != self.last.year else day_and_month
        return f"fermé du {start(self.first)} au {long_date(self.last)}{self.why}"


def read_closure(kept: str) -> Closure:
    """Return the closure a kept word says; raise ValueError for any other word."""
    found = _CODE.fullmatch(kept)
    if not found or (found[3] and found[3] not in CLOSURE_WORDS):
        raise ValueError(kept)
    return Closure(date.fromisoformat(found[1]), date.fromisoformat(found[2]), found[3] or "")


def say_closure(kept: str) -> str:
    """A kept closure in French; any other word as it is."""
    try:
        return read_closure(kept).words
    except ValueError:
        return kept


def read_typed(typed: str) -> str:
    """The kept word of a closure written "du 24/12/2026 au 02/01/2027 (congés)", or `typed` when unread."""
    found = _WRITTEN.fullmatch(" ".join(typed.lower().split())) if not _CODE.fullmatch(typed) else None
    if found is None:
        return typed
    reasons = {normalise(words): code for code, words in CLOSURE_WORDS.items()}
    why = normalise(found[3] or "")
    try:
        first, last = (date.fromisoformat(read_date(day)) for day in (found[1], found[2] or found[1]))
    except ValueError:
        return typed
    return Closure(first, last, reasons.get(why, "")).code if not why or why in reasons else typed


def find_faults(kept: Sequence[str]) -> list[str]:
    """Say in French what is wrong with the closures of a listing."""
    try:
        closures = [read_closure(one) for one in kept]
    except ValueError:
        return [UNREAD]
    faults = [f"{MOST} fermetures au plus."] if len(closures) > MOST else []
    if any(one.last < one.first for one in closures):
        faults.append("Le dernier jour d’une fermeture est avant le premier.")
    if any(one.last - one.first > LONGEST for one in closures):
        faults.append("Une fermeture dure un an au plus : au-delà, archivez la fiche.")
    return faults


def current(kept: Iterable[str], today: date) -> Closure | None:
    """The closure a day is in, the one that ends last; None when it is in none."""
    found = [one for one in map(read_closure, kept) if one.first <= today <= one.last]
    return max(found, key=lambda one: one.last, default=None)


def announced(kept: Iterable[str], today: date) -> Closure | None:
    """The next closure, from thirty days before it."""
    found = [one for one in map(read_closure, kept) if today < one.first <= today + ANNOUNCED]
    return min(found, default=None)


def not_over(kept: Iterable[str], today: date) -> tuple[Closure, ...]:
    """The closures of today and of later, in order."""
    return tuple(sorted(one for one in map(read_closure, kept) if one.last >= today))


def with_closures(hours: str, kept: Iterable[str]) -> str:
    """Opening hours, in the syntax of OpenStreetMap, with the days closed taken out; "" stays unknown."""
    if not hours:
        return ""
    return "; ".join([hours, *(f"{_osm(one.first)}-{_osm(one.last)} off" for one in map(read_closure, kept))])


def _osm(day: date) -> str:
    return f"{day.year} {OSM_MONTHS[day.month - 1]} {day.day:02}"
