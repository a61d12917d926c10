"""Opening hours as somebody writes them in French, turned into OpenStreetMap's opening_hours.

« du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, samedi 9h-12h, sauf jours fériés » becomes
"Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off". What `hours.in_words` says is read back.
"""

from __future__ import annotations

import re
import unicodedata

from directory.listings import hours
from directory.listings.hours import EXAMPLE, InvalidHours

FRENCH_EXAMPLE = "« du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, samedi 9 h - 12 h »"
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = r"(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)s?\b\.?"
_TOKENS = re.compile(
    rf"""
    (?P<always>24\s*h(?:eures)?\s*(?:/|sur)\s*24(?:\s*h(?:eures)?\b)?)
    | (?P<whole>(?:,\s*)?7\s*(?:j(?:ours)?)?\s*(?:/|sur)\s*7(?:\s*j(?:ours)?\b)?
                |tous\s+les\s+jours|chaque\s+jour)
    | (?P<holiday>(?:sauf|hors|ferme\s+(?:les\s+)?|excepte)\s*(?:les\s+)?jours?\s+feries?)
    | (?P<weekdays>(?:en\s+semaine|jours?\s+ouvr(?:es|ables?)))
    | (?P<weekend>week[\s-]?end)
    | (?P<day>{_DAY})
    | (?P<hour>\d{{1,2}}\s*(?:h(?:eures?)?\s*(?:\d\d)?(?!\d)|:\s*\d\d)|midi\b|minuit\b
               |\d{{1,2}}(?=\s*[-–]\s*\d{{1,2}}\s*h))
    | (?P<range>-|–|\ba\b|\bau\b|\bjusqu.a\b)
    | (?P<join>\bet\b|\bpuis\b|,|/)
    | (?P<end>;|\.)
    | (?P<closed>\bferme(?:e|ture)?\b)
    | (?P<filler>\b(?:du|de|des|le|les|la|ouvert(?:e|ure)?|entre|sans\s+interruption|non\s+stop)\b|:|\s+)
    """,
    re.VERBOSE,
)


def parse(text: str) -> str:
    """Return opening_hours for French or OpenStreetMap text; "" for "". Raise `InvalidHours` otherwise."""
    written = " ".join(text.split())
    if not written:
        return ""
    try:
        hours.check(written)
    except InvalidHours:
        if re.search(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|off)\b", written):
            raise
        written = _read(_plain(written))
        hours.check(written)
    return written


def _read(text: str) -> str:
    """Return the opening_hours of plain text, a rule for each set of days."""
    rules, days, spans, off = list[str](), list[int](), list[str](), False
    pending: str | None = None  # an hour that waits for its end
    linked = False  # "au", "à" or a dash was read since the last day or hour
    for kind, value in _tokens(text):
        if kind in {"day", "whole", "weekdays", "weekend"}:
            if spans and (days or kind != "whole"):  # "24 h/24, 7 jours sur 7": the days come last
                rules.append(_rule(days, spans))
                days, spans = [], []
            days += _days(kind, value, days, linked)
            linked = False
        elif kind == "always":
            spans.append("00:00-24:00")
        elif kind == "hour":
            if pending is None:
                pending = _clock(value)
            else:
                spans.append(f"{pending}-{'24:00' if (end := _clock(value)) == '00:00' else end}")
                pending = None
            linked = False
        elif kind == "range":
            linked = True
        elif kind == "holiday":
            off = True
        elif kind == "closed" and days:
            days = []
    if spans:
        rules.append(_rule(days, spans))
    if pending is not None or not rules or (days and not spans):
        raise _unreadable()
    return "; ".join([*rules, *(["PH off"] if off else [])])


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        token = _TOKENS.match(text, at)
        if token is None or token.end() == at:
            raise _unreadable()
        if token.lastgroup not in {"filler", None}:
            found.append((str(token.lastgroup), token.group()))
        at = token.end()
    return found


def _days(kind: str, value: str, before: list[int], linked: bool) -> list[int]:
    """The days a word adds: "du lundi au vendredi" adds four after the first."""
    if kind == "whole":
        return [day for day in range(7) if day not in before]
    if kind == "weekdays":
        return [0, 1, 2, 3, 4]
    if kind == "weekend":
        return [5, 6]
    day = ("lu", "ma", "me", "je", "ve", "sa", "di").index(value[:2])
    if not linked or not before:
        return [day]
    last = before[-1]
    return [each % 7 for each in range(last + 1, (day if day > last else day + 7) + 1)]


def _rule(days: list[int], spans: list[str]) -> str:
    """Return "Mo-Fr 09:00-12:00,14:00-17:00", or "24/7"."""
    numbers = sorted(set(days)) or list(range(7))
    if len(numbers) == 7:
        return "24/7" if spans == ["00:00-24:00"] else f"Mo-Su {','.join(spans)}"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = (_CODES[run[0]] + (f"-{_CODES[run[-1]]}" if len(run) > 1 else "") for run in runs)
    return f"{','.join(names)} {','.join(spans)}"


def _clock(text: str) -> str:
    """Return "09:30" for "9 h 30", "9:30", "9" or "midi"."""
    if text in {"midi", "minuit"}:
        return "12:00" if text == "midi" else "00:00"
    hour, minute = (re.findall(r"\d+", text) + ["0"])[:2]
    if int(hour) > 24 or int(minute) > 59:
        raise _unreadable()
    return f"{int(hour):02}:{int(minute):02}"


def _plain(text: str) -> str:
    """Lower case without accents; apostrophes and dashes of every kind made one."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in folded if not unicodedata.combining(c))


def _unreadable() -> InvalidHours:
    return InvalidHours(f"Horaires non compris : écrivez par exemple {FRENCH_EXAMPLE}, ou {EXAMPLE}.")
