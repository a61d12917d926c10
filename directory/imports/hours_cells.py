"""The hours of a cell: in French or in OpenStreetMap's words, comments and seconds apart."""

from __future__ import annotations

import re
from functools import lru_cache

from directory.listings import usual_week
from directory.listings.hours_in_french import parse

_COMMENT = re.compile(r'\s*"([^"]*)"')
_SECONDS = re.compile(r"(\d\d?:\d\d):00\b")
#: What spreadsheets make of « 24/7 »: the 24th of July.
_NEVER_CLOSED = re.compile(r"24-juil\.?|24/0?7(?:/\d{2,4})?|\d{4}-07-24")


@lru_cache(maxsize=2048)
def read_hours(typed: str) -> tuple[str, str, str]:
    """Return the opening hours of a cell, its comments, and what was understood when it was in French.

    What cannot be read is returned as the hours, and refused by the check of the draft. Raise `InvalidHours`
    for French that cannot be read: its sentence says more.
    """
    if _NEVER_CLOSED.fullmatch(typed.strip()):
        return "24/7", "", ""
    comments = " ; ".join(comment.strip() for comment in _COMMENT.findall(typed))
    text = _SECONDS.sub(r"\1", _COMMENT.sub("", typed)).strip()
    found = parse(text)
    words = usual_week.in_words(found) if found != text else ""
    return found, comments, words
