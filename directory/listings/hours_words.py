"""The words of opening hours in French: days, hours, closures, and what separates them.

A text becomes tokens, then items: « de 9 h à 12 h » is one item of hours, « du lundi au vendredi » of days.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from directory.french.typography import MONTHS
from directory.listings.closures import OSM_MONTHS
from directory.listings.hours import InvalidHours

Span = tuple[int, int]  # minutes from midnight; one that ends before it begins runs into the next day
Item = tuple[str, Any]
DAYS, HOURS, CLOSED, EXCEPT, STRETCH, CLOSURE, JOIN, CUT = (
    "days", "hours", "closed", "except", "stretch", "closure", "join", "cut",
)  # fmt: skip
HOLIDAY = 7
_EXAMPLE = "« du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30 »"
_DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes of one kind; as long as the text, so that places agree."""
    folded = (unicodedata.normalize("NFD", c)[0] for c in text.lower().replace("’", "'"))
    return "".join(folded)


_MONTHS = tuple(_plain(month) for month in MONTHS)
_MONTH = "|".join(_MONTHS)
_DATE = rf"\d{{1,2}}(?:er)?\s+(?:{_MONTH})(?:\s+\d{{4}})?\b|\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?(?!\d|\s*h)"
_DAY = "|".join((*(f"{name}s?" for name in _DAY_NAMES), *(f"{n[:3]}|{n[:2]}" for n in _DAY_NAMES)))
#: Each kind of token has a letter; `_ITEMS` reads the sequence of letters.
_TOKENS = re.compile(
    rf"""
    (?P<A>\bh\s*24\b|24\s*h?(?:eures?)?\s*(?:/|sur)\s*24(?:\s*h(?:eures?)?\b)?)
    | (?P<E>7\s*(?:j(?:ours?)?)?\s*(?:/|sur)\s*7(?:\s*j(?:ours?)?\b)?
        |\b(?:tous\s+les|chaque)\s+jours?\b(?!\s+ouv|\s+fer))
    | (?P<i>,?\s*(?:(?:y\s+compris|meme)\s+(?:les\s+)?jours?\s+feries?|jours?\s+feries?\s+(?:inclus|compris)))
    | (?P<P>\bjours?\s+feries?\b)
    | (?P<W>\b(?:en\s+semaine|(?:tous\s+les\s+)?jours?\s+ouvres)\b)
    | (?P<K>\bweek[\s-]?ends?\b)
    | (?P<T>{_DATE})
    | (?P<M>\b(?:{_MONTH})\b)
    | (?P<D>\b(?:{_DAY})\b\.?)
    | (?P<H>\d{{1,2}}\s*(?:h(?:eures?\b)?(?:\s*\d\d)?|:\s*\d\d)(?!\d)|\bmidi\b|\bminuit\b)
    | (?P<N>\b\d{{1,2}}(?:er)?\b)
    | (?P<R>-|–|—|→|\ba\b|\bau\b|\bjusqu'(?:a|au)\b)
    | (?P<J>\bet\b|&|\+)
    | (?P<S>,|;|\.|\bpuis\b)
    | (?P<Z>/)
    | (?P<C>\bferme(?:e|s|es|ture)?\b)
    | (?P<X>\b(?:sauf|hors|excepte|a\s+l'exception)\b)
    | (?P<B>\bentre\b)
    | (?P<O>\b(?:matins?|matinees?|apres[\s-]midis?|soirs?|soirees?)\b)
    | (?P<f>\b(?:du|de|des|d|le|les|la|l|en|ouvert(?:e|s|es|ure)?|sans\s+interruption|non\s+stop
        |chaque\s+annee)\b|[:()']|\s+)
    """,
    re.VERBOSE,
)
_ITEMS = re.compile(
    r"""
    (?P<part>O(?=[HNBA])|(?<=[HNA])Z(?=[HNBA]))  # « le matin » says nothing more than its hours
    | (?P<stretch>DR?HRDR?H(?!R))
    | (?P<hours>[HN]R[HN]|B[HN]J[HN]|A)
    | (?P<days>DRD|[DEWKP])R?
    | (?P<closure>[TN]RT|T|MRM|M(?:[JS]M)*)
    | (?P<closed>C) | (?P<except>X) | (?P<join>J) | (?P<cut>S)
    """,
    re.VERBOSE,
)


def unreadable(part: str) -> InvalidHours:
    """The refusal of hours of which this part is not understood."""
    told = f"Horaires non compris\u202f: «\u202f{part[:40]}\u202f»." if part else "Horaires non compris."
    return InvalidHours(f"{told} Écrivez par exemple {_EXAMPLE}\u202f; le reste se met dans les précisions.")


def clock(minutes: int) -> str:
    """Return "09:30" for minutes from midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_items(text: str) -> Iterator[Item]:
    """Yield the items of a text, as (kind, value); raise `InvalidHours` at what is not understood."""
    tokens = _tokens(text)
    letters = "".join(letter for letter, _, _ in tokens)
    at = 0
    while at < len(letters):
        found = _ITEMS.match(letters, at)
        if found is None:
            raise unreadable(text[tokens[at][2] :])
        kind, words = str(found.lastgroup), [(letter, word) for letter, word, _ in tokens[at : found.end()]]
        if kind != "part":
            yield kind, _VALUES[kind](words)
        at = found.end()


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """The tokens of a text: (letter, plain word, where it begins)."""
    plain, found, at = _plain(text), list[tuple[str, str, int]](), 0
    while at < len(plain):
        token = _TOKENS.match(plain, at)
        if token is None or token.end() == at:
            raise unreadable(text[at:])
        letter, word, end = str(token.lastgroup), token.group(), token.end()
        if letter == "H" and _ends_a_span(found):
            word = _without_next_hour(word, plain[end:])
            end = at + len(word)
        if letter not in "if":
            found.append((letter, word, at))
        at = end
    return found


def _ends_a_span(found: list[tuple[str, str, int]]) -> bool:
    return [letter for letter, _, _ in found[-2:]] in (["H", "R"], ["N", "R"])


def _without_next_hour(word: str, rest: str) -> str:
    """« 12h 14-17h »: the 14 begins other hours when what follows says so; it is not minutes."""
    glued = re.fullmatch(r"(\d{1,2}\s*h(?:eures?)?)\s+\d\d", word)
    return glued[1] if glued and re.match(r"\s*(?:h|:|-|–|a\b)", rest) else word


def _day_values(words: list[tuple[str, str]]) -> list[int]:
    named = [_day(word) if letter == "D" else -1 for letter, word in words if letter != "R"]
    if len(named) == 2:
        first, last = named
        return [day % 7 for day in range(first, (last if last > first else last + 7) + 1)]
    letter = words[0][0]
    every = {"E": [*range(7)], "W": [0, 1, 2, 3, 4], "K": [5, 6], "P": [HOLIDAY]}
    return every.get(letter) or named


def _day(word: str) -> int:
    return next(n for n, name in enumerate(_DAY_NAMES) if name[:2] == word[:2])


def _span_values(words: list[tuple[str, str]]) -> list[Span]:
    if words[0][0] == "A":
        return [(0, 24 * 60)]
    (first, start), (last, end) = (pair for pair in words if pair[0] in "HN")
    if first == last == "N":
        raise unreadable(f"{start}-{end}")
    opens, closes = _minutes(start), _minutes(end) or 24 * 60
    if opens == closes or opens == 24 * 60:
        raise unreadable(f"{start} - {end}")
    return [(opens, closes)]


def _stretch_values(words: list[tuple[str, str]]) -> tuple[int, int, int, int]:
    (_, first), (_, start), (_, last), (_, end) = (pair for pair in words if pair[0] in "DH")
    return _day(first), _minutes(start), _day(last), _minutes(end)


def _minutes(word: str) -> int:
    """Minutes from midnight of "9 h 30", "9:30", "9" or "midi"."""
    if word in {"midi", "minuit"}:
        return 12 * 60 if word == "midi" else 0
    hour, minute = (int(digits) for digits in (re.findall(r"\d+", word) + ["0"])[:2])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise unreadable(word)
    return hour * 60 + minute


def _closure_values(words: list[tuple[str, str]]) -> str:
    """Months or dates in the words of OpenStreetMap: "Aug", "Jul-Aug", "2026 Dec 24-2027 Jan 02"."""
    said = [pair for pair in words if pair[0] in "TMN"]
    if said[0][0] == "M":
        mark = "-" if any(letter == "R" for letter, _ in words) else ","
        return mark.join(OSM_MONTHS[_MONTHS.index(word)] for _, word in said)
    dates = [_date(word) for _, word in said]
    last = dates[-1]
    for number, (day, month, year) in enumerate(dates):
        if not month:  # « du 3 au 5 mars »
            month = last[1]
        if not year and last[2]:  # « du 24/12 au 2/1/2027 » began the year before
            year = last[2] - ((month, day) > (last[1], last[0]))
        dates[number] = day, month, year
    return "-".join(
        f"{f'{year} ' if year else ''}{OSM_MONTHS[month - 1]} {day:02}" for day, month, year in dates
    )


def _date(word: str) -> tuple[int, int, int]:
    """(day, month, year) of "24 decembre 2026" or "24/12", 0 for what is not said."""
    day, month, year, *_ = [*re.findall(r"\d+|[a-z]{3,}", word), "0", "0"]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    if not (1 <= int(day) <= 31 and number <= 12):
        raise unreadable(word)
    return int(day), number, int(year)


_VALUES: dict[str, Any] = {
    "stretch": _stretch_values,
    "hours": _span_values,
    "days": _day_values,
    "closure": _closure_values,
    **dict.fromkeys(("closed", "except", "join", "cut"), lambda words: None),
}
