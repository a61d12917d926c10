"""Opening hours of any week, without a date: said in French, as a table, or as schema.org writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State

from directory.listings import closures
from directory.listings.hours import CLOSED, DAYS, WHOLE_DAY, Day, InvalidHours, check, clock

ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: How a usual week writes the end of a day, as schema.org does.
_MIDNIGHT = "23:59"
# Where usual weeks are read: a year that begins on a Monday and that no rule limited to some years names.
_FIRST_MONDAY = datetime(2001, 1, 1)


def schema_org(hours: str) -> list[dict[str, object]]:
    """Return schema.org OpeningHoursSpecification entries when every week of a year is the same, else none.

    Public holidays are left out. A day open to its end closes at 23:59, as schema.org writes it.
    """
    by_span: dict[tuple[str, str], list[str]] = {}
    for day, opens, closes in _common_week(hours):
        by_span.setdefault((opens, closes), []).append(ENGLISH_DAYS[day])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}
        for (opens, closes), days in by_span.items()
    ]


def days(hours: str) -> tuple[Day, ...]:
    """Return the seven days of any week, interruptions aside; nothing when weeks differ or are unknown."""
    found = _common_week(_split(hours)[0])
    if not found:
        return ()
    spans: list[list[str]] = [[] for _ in DAYS]
    for day, opens, closes in found:
        spans[day].append(_usual_span(opens, closes))
    return tuple(Day(name, ", ".join(spans[day]) or CLOSED) for day, name in enumerate(DAYS))


@lru_cache(maxsize=4096)
def in_words(hours: str) -> str:
    """Say the usual hours without a date: "lundi à jeudi 9 h – 17 h ; vendredi 9 h – 12 h ; fermé en août".

    For what is printed or copied, where "ouvert maintenant" would soon be false. Empty as `days` is.
    """
    open_days = [day for day in _week_by_opening(_split(hours)[0]) if day.text]
    words = " ; ".join(f"{_run(run)} {text}" for run, text in _runs(open_days))
    if len(open_days) == len(DAYS) and {day.text for day in open_days} == {WHOLE_DAY}:
        words = f"{WHOLE_DAY}, 7 jours sur 7"
    if not words:
        return ""
    for interruption in interruptions(hours):
        words += f"{', ' if interruption.startswith('sauf') else ' ; '}{interruption}"
    return words


@lru_cache(maxsize=4096)
def interruptions(hours: str) -> tuple[str, ...]:
    """Say what interrupts the usual week: "sauf jours fériés", "jours fériés 9 h – 12 h", "fermé en août"."""
    rules = _split(hours)[1]
    said = ["sauf jours fériés"] if closures.closes_holidays(rules) else []
    if spans := closures.holiday_hours(rules):
        said.append(f"jours fériés {_week_by_opening(f'Mo {spans}')[0].text}")
    return (*said, *closures.say(rules))


def _split(hours: str) -> tuple[str, tuple[str, ...]]:
    """`closures.split`, of which invalid hours have nothing."""
    try:
        check(hours)
    except InvalidHours:
        return "", ()
    return closures.split(hours)


def _week_by_opening(week: str) -> list[Day]:
    """The days of a usual week, each with what begins on it: a night that ends at 8 h is said whole."""
    spans = list(_common_week(week))
    for span in list(spans):
        day, opens, closes = span
        if closes != _MIDNIGHT or opens == "00:00":
            continue
        morning = next((s for s in spans if s[0] == (day + 1) % 7 and s[1] == "00:00"), None)
        if morning and morning[2] < opens and morning[2] != _MIDNIGHT:
            spans.remove(morning)
            spans[spans.index(span)] = (day, opens, morning[2])
    texts = [[_usual_span(opens, closes) for day, opens, closes in spans if day == n] for n in range(7)]
    return [Day(name, ", ".join(text)) for name, text in zip(DAYS, texts, strict=True)]


def _runs(days: Sequence[Day]) -> list[tuple[list[int], str]]:
    """Gather days that follow each other and have the same hours."""
    runs: list[tuple[list[int], str]] = []
    for day in days:
        number = DAYS.index(day.name)
        if runs and runs[-1][1] == day.text and runs[-1][0][-1] == number - 1:
            runs[-1][0].append(number)
        else:
            runs.append(([number], day.text))
    return runs


def _run(numbers: Sequence[int]) -> str:
    """Return "lundi", "samedi et dimanche", "lundi à vendredi"."""
    first, last = DAYS[numbers[0]], DAYS[numbers[-1]]
    return first if first == last else f"{first} {'et' if len(numbers) == 2 else 'à'} {last}"


def _usual_span(opens: str, closes: str) -> str:
    """Return a span of a usual week in the words of `week`."""
    if (opens, closes) == ("00:00", _MIDNIGHT):
        return WHOLE_DAY
    start, end = (clock(datetime.strptime(hour, "%H:%M")) for hour in (opens, closes))
    return f"{start} – {'minuit' if closes == _MIDNIGHT else end}"


@lru_cache(maxsize=4096)
def _common_week(text: str) -> tuple[tuple[int, str, str], ...]:
    """Return the (weekday, opens, closes) common to 52 weeks; nothing if they differ or are unknown."""
    try:
        check(text)
    except InvalidHours:
        return ()
    # Without a country no day is a holiday.
    parsed = OpeningHours(text, auto_country=False, auto_timezone=False)
    weeks: list[list[tuple[int, str, str]]] = [[] for _ in range(52)]
    for start, stop, found, _comment in parsed.intervals(_FIRST_MONDAY, _FIRST_MONDAY + timedelta(weeks=52)):
        while found == State.OPEN and start < stop:
            midnight = datetime.combine(start.date() + timedelta(days=1), time())
            closes = _MIDNIGHT if midnight <= stop else f"{stop:%H:%M}"
            number, day = divmod((start - _FIRST_MONDAY).days, 7)
            weeks[number].append((day, f"{start:%H:%M}", closes))
            start = midnight
    return tuple(weeks[0]) if all(week == weeks[0] for week in weeks) else ()
