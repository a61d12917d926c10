"""The rows of closures of a form: shown as stored, read as typed, what is wrong beside its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from directory.french.dates import read_date
from directory.listings.codes import CLOSURE_WORDS
from directory.listings.dated_closures import MOST, Closure, find_faults, not_over

#: What each row sends, by the name of its field.
PARTS = ("closure_first", "closure_last", "closure_reason")
UNREAD = "Date illisible : écrivez-la comme 24/12/2026."


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """The first and the last day as typed (ISO text once read), the code of the reason, what is wrong."""

    first: str = ""
    last: str = ""
    reason: str = ""
    problem: str = ""


def closure_rows(kept: Sequence[str], today: date) -> list[ClosureRow]:
    """The rows of stored closures that are not over."""
    return [
        ClosureRow(one.first.isoformat(), one.last.isoformat(), one.reason) for one in not_over(kept, today)
    ]


def read_closures(
    typed: Mapping[str, Sequence[str]], stored: Sequence[str], today: date
) -> tuple[list[ClosureRow], tuple[str, ...]]:
    """The rows as typed, and the closures they make, past ones left out; a row with a problem makes none.

    A form that has no such rows changes nothing.
    """
    if PARTS[0] not in typed:
        return closure_rows(stored, today), tuple(stored)
    columns = [typed.get(name, ()) for name in PARTS]
    rows: list[ClosureRow] = []
    kept: list[Closure] = []
    for place in range(min(len(columns[0]), MOST)):
        cells = [column[place].strip()[:20] if place < len(column) else "" for column in columns]
        if not cells[0] and not cells[1]:
            continue
        row, closure = _read(*cells)
        rows.append(row)
        kept += [closure] if closure and closure.last >= today else []
    return rows, tuple(one.code for one in sorted(kept))


def _read(first: str, last: str, reason: str) -> tuple[ClosureRow, Closure | None]:
    """One row; a day alone is a closure of that day."""
    row = ClosureRow(first, last, reason if reason in CLOSURE_WORDS else "")
    days = [read_date(day) for day in (first or last, last or first)]
    try:
        closure = Closure(date.fromisoformat(days[0]), date.fromisoformat(days[1]), row.reason)
    except ValueError:
        return replace(row, problem=UNREAD), None
    row = replace(row, first=days[0], last=days[1])
    faults = find_faults([closure.code])
    return replace(row, problem=" ".join(faults)), None if faults else closure
