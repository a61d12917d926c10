"""Opening hours: checked, evaluated in local time with French public holidays, and said as of an instant.

`usual_week` says what they are in any week.

Syntax: the OpenStreetMap opening_hours specification,
https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
Holidays are those of the nation; `closures.with_local_holidays` writes those of a departement beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from directory.french.typography import NO_BREAK, day_and_month
from directory.listings import closures

MAXIMUM_LENGTH = 255
# Beyond a year nobody plans a call, and searching further costs half a second for "2020 Mo".
HORIZON_DAYS = 366
EXAMPLE = "« Mo-Fr 09:00-12:00,14:00-17:00 » ou « 24/7 »"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WHOLE_DAY = f"24{NO_BREAK}h/24"

#: A rule of opening hours that says when, and not from what time to what time, would mean day and night.
_HAS_HOURS = re.compile(r"\d\d?:\d\d|24/7|\b(?:off|closed)\b")
CLOSED = "fermé"
_EVERY_HOLIDAY = "PH 00:00-24:00"


class InvalidHours(ValueError):
    """The text is not usable opening hours. The message is a French sentence."""


@dataclass(frozen=True, slots=True)
class HoursState:
    """Whether a place is open at an instant, and the aware local instant at which that changes.

    `is_open` is None when nobody knows; `changes_at` is None when nothing changes within a year.
    """

    is_open: bool | None
    changes_at: datetime | None


class Day(NamedTuple):
    """One row of a week: "lundi", "9 h – 12 h, 14 h – 17 h"."""

    name: str
    text: str


UNKNOWN = HoursState(None, None)


@lru_cache(maxsize=1024)
def check(text: str) -> None:
    """Raise `InvalidHours` unless `text` is opening hours this directory evaluates correctly."""
    if len(text) > MAXIMUM_LENGTH:
        raise InvalidHours(f"Horaires trop longs : {MAXIMUM_LENGTH} caractères au plus.")
    if '"' in text:
        # A comment would be free text shown to the public without the checks free text goes through.
        raise InvalidHours("Horaires sans commentaire : écrivez les précisions dans le champ voisin.")
    if re.search(r"unknown|[0-9]\+", text, re.IGNORECASE):
        raise InvalidHours("Écrivez seulement les horaires certains, avec une heure de fin.")
    if re.search(r"\bSH\b", text):
        raise InvalidHours("Les vacances scolaires (SH) ne sont pas évaluées : écrivez-les en précision.")
    if re.search(r"dawn|dusk|sunrise|sunset", text, re.IGNORECASE):
        raise InvalidHours("Écrivez des heures fixes, sans lever ni coucher du soleil.")
    if not (text.strip() and text.isascii() and text.isprintable() and validate(text)):
        raise InvalidHours(f"Horaires illisibles : écrivez par exemple {EXAMPLE}.")
    if not all(_HAS_HOURS.search(rule) for rule in re.split(r";|,\s|\|\|", text)):
        raise InvalidHours(f"Des jours sont sans heures : écrivez par exemple {EXAMPLE}.")


def state(hours: str, timezone: str, at: datetime) -> HoursState:
    """Evaluate `hours` at the aware instant `at`, to the minute, in the IANA zone `timezone`.

    Empty or invalid hours are unknown. Raises `ZoneInfoNotFoundError` for a zone that does not exist.
    """
    return _state(hours, timezone, int(at.timestamp()) // 60) if hours else UNKNOWN


@lru_cache(maxsize=8192)
def _state(hours: str, timezone: str, minute: int) -> HoursState:
    """Evaluate at a number of minutes since 1970: an integer tells apart the two 2:30 of an autumn night."""
    parsed = _parse(hours, timezone)
    if parsed is None:
        return UNKNOWN
    at = datetime.fromtimestamp(minute * 60, ZoneInfo(timezone))
    found, _comment = parsed.state(at)
    return HoursState(found == State.OPEN, parsed.next_change(at))


@lru_cache(maxsize=4096)
def _parse(hours: str, timezone: str) -> OpeningHours | None:
    """Return parsed hours, or None when they are invalid."""
    try:
        check(hours)
    except InvalidHours:
        return None
    return OpeningHours(
        hours, timezone=ZoneInfo(timezone), country="FR", auto_timezone=False, max_interval_days=HORIZON_DAYS
    )


def clock(at: datetime) -> str:
    """Return the hour of `at` in words: "19 h", "8 h 30"."""
    return f"{at.hour} h {at.minute:02}".removesuffix(" 00").replace(" ", NO_BREAK)


def describe(state: HoursState, at: datetime, timezone: str, *, by_phone: bool = False) -> str:
    """Say a state at the aware instant `at`: "Ouvert maintenant, ferme à 19 h".

    `by_phone` says it of a line: "Joignable maintenant, jusqu’à 17 h".
    """
    today = at.astimezone(ZoneInfo(timezone)).date()
    change = state.changes_at
    if state.is_open is None:
        return "Horaires non renseignés"
    if state.is_open:
        opened = "Joignable" if by_phone else "Ouvert"
        if change is None:
            return f"{opened} 24{NO_BREAK}h/24"
        closing = _closing(change, today)
        return f"{opened} maintenant, {_until(closing) if by_phone else f'ferme {closing}'}"
    if change is None:
        return "Fermé"
    return f"Fermé, {'joignable' if by_phone else 'ouvre'} {_moment(change.date(), clock(change), today)}"


def _closing(change: datetime, today: date) -> str:
    """Say when it closes; midnight belongs to the day it ends."""
    if (change.hour, change.minute) == (0, 0):
        return _moment(change.date() - timedelta(days=1), "minuit", today)
    return _moment(change.date(), clock(change), today)


def _until(moment: str) -> str:
    """Return "jusqu’à 17 h", "jusqu’à demain à 6 h", "jusqu’au 3 décembre à 9 h"."""
    if moment.startswith("le "):
        return f"jusqu’au {moment.removeprefix('le ')}"
    return f"jusqu’{moment}" if moment.startswith("à ") else f"jusqu’à {moment}"


def _moment(day: date, hour: str, today: date) -> str:
    """Say an hour of a day: "à 9 h", "demain à 9 h", "lundi à 9 h", "le 3 décembre à 9 h"."""
    distance = (day - today).days
    if distance == 0:
        return f"à {hour}"
    if distance == 1:
        return f"demain à {hour}"
    return f"{DAYS[day.weekday()]} à {hour}" if distance <= 6 else f"le {day_and_month(day)} à {hour}"


def week(hours: str, timezone: str, monday: date, departements: tuple[str, ...] = ()) -> tuple[Day, ...]:
    """Return the seven days from `monday` with the holidays of that week; nothing for invalid hours.

    `departements`: where the place is, for the holidays that only they have.
    """
    parsed = _parse(closures.with_local_holidays(hours, departements), timezone)
    if parsed is None:
        return ()
    holidays = _parse(closures.with_local_holidays(_EVERY_HOLIDAY, departements), timezone)
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(timezone))
    rows = []
    for name in DAYS:
        start, midnight = midnight, midnight + timedelta(days=1)
        spans = [
            _span(opens, closes, midnight)
            for opens, closes, found, _comment in parsed.intervals(start, midnight)
            if found == State.OPEN
        ]
        text = ", ".join(spans) or CLOSED
        rows.append(Day(name, f"{text} (jour férié)" if holidays and holidays.is_open(start) else text))
    return tuple(rows)


def _span(opens: datetime, closes: datetime, midnight: datetime) -> str:
    """Return "9 h – 12 h", "18 h – minuit", or "24 h/24" for a whole day that ends at `midnight`."""
    if closes != midnight:
        return f"{clock(opens)} – {clock(closes)}"
    return f"{clock(opens)} – minuit" if (opens.hour, opens.minute) != (0, 0) else WHOLE_DAY
