"""What interrupts a usual week of opening hours: public holidays, months, dated closures.

Opening hours are cut into the usual week and the rules after it that only take days out, or give holidays
hours of their own; these are said in French, and the holidays of a departement are written out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from directory.french.typography import MONTHS, join_words
from directory.places.holidays import local_holidays

#: OpenStreetMap's months, in order.
OSM_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = f"(?:{'|'.join(OSM_MONTHS)})"
_DATE = rf"(?:(?P<{{0}}y>\d{{{{4}}}}) )?(?P<{{0}}m>{_MONTH}) (?P<{{0}}d>\d\d?)"
_DATES = re.compile(rf"{_DATE.format('a')}(?:-(?:{_DATE.format('b')}|(?P<only>\d\d?)))?")
_SOME_MONTHS = re.compile(rf"{_MONTH}(?:-{_MONTH})?(?:,{_MONTH}(?:-{_MONTH})?)*")
_OFF = re.compile(r"(.+?) (?:off|closed)")
_HOLIDAY_HOURS = re.compile(r"PH (\d.+)")
#: A rule of holidays, alone or with days of the week: "PH off", "Sa,Su,PH off", "Su,PH 00:00-24:00".
_WITH_HOLIDAYS = re.compile(r"((?:\w\w(?:-\w\w)?,)*)PH (.+)")
#: Characters that a published listing keeps for its hours.
MOST = 255
_BETWEEN_RULES = r"(\s*;\s*|,\s+)"


@lru_cache(maxsize=4096)
def split(hours: str) -> tuple[str, tuple[str, ...]]:
    """Cut checked opening hours into those of the usual week and the rules that interrupt it."""
    rules, interrupting = re.split(_BETWEEN_RULES, hours.strip()), list[str]()
    while len(rules) > 1 and _interrupts(rules[-1]):
        interrupting.insert(0, rules.pop())
        rules.pop()
    if (mixed := _WITH_HOLIDAYS.fullmatch(rules[-1])) and mixed[1]:
        rules[-1] = f"{mixed[1].rstrip(',')} {mixed[2]}"
        interrupting.insert(0, f"PH {mixed[2]}")
    return "".join(rules), tuple(interrupting)


def _interrupts(rule: str) -> bool:
    off = _OFF.fullmatch(rule)
    if not off:
        return _HOLIDAY_HOURS.fullmatch(rule) is not None
    return off[1] == "PH" or bool(_SOME_MONTHS.fullmatch(off[1]) or _DATES.fullmatch(off[1]))


def closes_holidays(rules: Sequence[str]) -> bool:
    """Whether some rules close on public holidays."""
    return any((found := _OFF.fullmatch(rule)) and found[1] == "PH" for rule in rules)


def holiday_hours(rules: Sequence[str]) -> str:
    """The hours of public holidays that some rules give ("10:00-12:00"), else ""."""
    return next((found[1] for rule in rules if (found := _HOLIDAY_HOURS.fullmatch(rule))), "")


def say(rules: Sequence[str]) -> list[str]:
    """Say the closures among the rules of `split`: "fermé en août", "fermé du 3 au 5 mars 2027".

    Public holidays aside, which are said with the week.
    """
    closed = [found[1] for rule in rules if (found := _OFF.fullmatch(rule)) and found[1] != "PH"]
    return [f"fermé {_say_when(when)}" for when in closed]


def _say_when(when: str) -> str:
    dates = _DATES.fullmatch(when)
    if dates is None:
        return join_words([_say_months(*part.split("-")) for part in when.split(",")])
    first = dates["ad"], dates["am"], dates["ay"] or ""
    last = (dates["only"], dates["am"], first[2]) if dates["only"] else None
    if dates["bd"]:
        last = dates["bd"], dates["bm"], dates["by"] or ""
    every = "" if first[2] else "chaque année "
    if last is None:
        return f"{every}le {_say_date(*first)}"
    shortened = (first[0], "" if first[1:] == last[1:] else first[1], "" if first[2] == last[2] else first[2])
    return f"{every}du {_say_date(*shortened)} au {_say_date(*last)}"


def _say_months(first: str, last: str = "") -> str:
    names = [f"en {MONTHS[OSM_MONTHS.index(first)]}"]
    return f"de {names[0].removeprefix('en ')} à {MONTHS[OSM_MONTHS.index(last)]}" if last else names[0]


def _say_date(day: str, month: str, year: str) -> str:
    number = "1er" if int(day) == 1 else str(int(day))
    return " ".join(part for part in (number, MONTHS[OSM_MONTHS.index(month)] if month else "", year) if part)


@lru_cache(maxsize=4096)
def with_local_holidays(hours: str, departements: tuple[str, ...]) -> str:
    """The same hours, the holidays that these departements have of their own written beside the nation's."""
    days = local_holidays(departements) if "PH" in hours else ()
    if not days:
        return hours
    parts = re.split(_BETWEEN_RULES, hours)
    for number, rule in enumerate(parts):
        if said := _WITH_HOLIDAYS.fullmatch(rule):
            parts[number] = "; ".join([rule, *(f"{day} {said[2]}" for day in days)])
    written = "".join(parts)
    return written if len(written) <= MOST else hours
