"""What may enter a cell of a table somebody will open in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

Cell = str | int | float | None

#: What a spreadsheet takes for the start of a formula, their full-width forms included
#: (OWASP ASVS 5.0, 1.2.10).
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
#: A number to dial is no formula, nor are several: "+33 1 99 00 12 34", "+33199001234 | 119".
_ONE_PHONE = r"(?:\+[0-9](?:[ \u00a0\u202f]?[0-9]){3,15}|[0-9]{2,6})"
_PHONE = re.compile(rf"{_ONE_PHONE}(?: \| {_ONE_PHONE})*")
#: Characters XML 1.0 cannot hold, and those that hide what follows them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060]"
)
#: The same, and what a cell of CSV is quoted for.
_UNQUOTED = re.compile(rf'["\r\n]|{_UNWANTED.pattern}')
#: After a semicolon, the start of a text that `neutralise` may change.
_CHANGED = re.compile(rf";(?:[\s{''.join(_STARTS - set('+-'))}-]|(?=\+)(?!{_PHONE.pattern}(?:;|$)))")


def clean(text: str) -> str:
    """Return a text without what XML cannot hold and what hides."""
    return text if text.isprintable() else _UNWANTED.sub("", text)


def are_harmless(texts: Sequence[str]) -> bool:
    """Whether texts can stand as they are between semicolons: `neutralise` changes none, none needs quotes.

    That is most lines of a file, and looking at all their texts at once costs a third of looking at each.
    """
    line = ";" + ";".join(texts)
    if line.count(";") != len(texts) or _CHANGED.search(line):
        return False
    return not ('"' in line if line.isprintable() else _UNQUOTED.search(line))


def neutralise(cell: Cell) -> Cell:
    """Return a cell no spreadsheet runs: text that looks like a formula gets an apostrophe before it.

    Numbers and phone numbers stay as they are; control and invisible characters are dropped.
    """
    if not cell or not isinstance(cell, str) or (cell[0].isalnum() and cell.isprintable()):
        return cell
    text = clean(cell)
    if _PHONE.fullmatch(text):
        return text
    return f"'{text}" if text[:1] in _STARTS or text.lstrip()[:1] in _STARTS else text
