"""What somebody decided about a file that waits: its columns, what all its rows share, rows left out or
corrected, doubles. Together with the file as it was read they say all it would do, however often they change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import msgspec

from directory.imports.columns import COLUMNS, FACT_COLUMNS
from directory.imports.packing import pack, unpack
from directory.imports.phone_cells import SEPARATOR
from directory.imports.tables import Table
from directory.models.imports import ImportJob

#: The columns that may be said once for the whole file; a row that fills its cell keeps it.
WHOLE_FILE = ("category", "departements", "disclosure", "status", "source_url", "source_date")
#: Columns that may say where a listing is: nothing of them is kept of a confidential row.
_OPEN_ONLY = frozenset((*FACT_COLUMNS["place"], *FACT_COLUMNS["phones"], *FACT_COLUMNS["emails"], "website"))


class Merge(msgspec.Struct):
    """A row that changes a listing already there: its reference, the facts taken from the file in place of
    those known, and the contacts kept beside those known."""

    ref: str
    take: list[str]
    both: list[str] = []


class Choices(msgspec.Struct):
    """Every decision about a file, rows by the text of their line.

    `withheld`: why rows of confidential listings were refused, (column, sentence); nothing else stays.
    """

    columns: list[str] = []
    defaults: dict[str, str] = {}
    skipped: list[int] = []
    cells: dict[str, dict[str, str]] = {}
    created: list[int] = []
    merged: dict[str, Merge] = {}
    withheld: dict[str, list[tuple[str, str]]] = {}


def keep(job: ImportJob, table: Table, choices: Choices) -> None:
    """Keep a file as it was read and what was decided of it."""
    job.titles = list(table.titles)
    job.source = pack([table.titles, table.rows, table.lines])
    job.choices = msgspec.to_builtins(choices)


def table_of(job: ImportJob) -> Table:
    """The file as it was read; none of the rows withheld."""
    titles, rows, lines = unpack(job.source)
    return Table(tuple(titles), [tuple(row) for row in rows], lines)


def choices_of(job: ImportJob) -> Choices:
    """What was decided of a file."""
    return msgspec.convert(job.choices, Choices)


def rows_of(table: Table, choices: Choices) -> dict[int, dict[str, str]]:
    """The cells of each row by column, those corrected in place, by line; rows left out are not there."""
    kept = [bool(field) for field in choices.columns]
    fields, skipped = list(compress(choices.columns, kept)), set(choices.skipped)
    rows = {
        line: dict(zip(fields, compress(row, kept), strict=True))
        for line, row in zip(table.lines, table.rows, strict=True)
        if line not in skipped
    }
    for line, corrected in choices.cells.items():
        if int(line) in rows:
            rows[int(line)] |= corrected
    return rows


def fill(row: dict[str, str], defaults: Mapping[str, str]) -> list[str]:
    """Give a row what the whole file says where its own cell is empty; return the columns filled."""
    filled = [name for name, value in defaults.items() if value and not row.get(name)]
    row |= {name: defaults[name] for name in filled}
    return filled


def merge_into(row: dict[str, str], merge: Merge, known: Mapping[str, Sequence[str]]) -> None:
    """Make a row say only what it changes of a listing; `known`: the public contacts it has, by fact."""
    taken = {column for fact in (*merge.take, *merge.both) for column in FACT_COLUMNS[fact]}
    for column in [name for name in row if name not in taken]:
        del row[column]
    for fact in merge.both:
        column = fact.removesuffix("s")
        row[column] = SEPARATOR.join(value for value in (*known[fact], row.get(column, "")) if value)
    row["ref"] = merge.ref


def withhold(job: ImportJob, table: Table, choices: Choices, secret: Mapping[int, Any]) -> None:
    """Take out of what is kept of a file all that a confidential row may say of a place.

    `secret`: by line, why the row is refused, or nothing when it was accepted.
    """
    open_columns = [bool(name) and name not in _OPEN_ONLY for name in choices.columns]
    rows, lines = [], []
    for line, row in zip(table.lines, table.rows, strict=True):
        problems = secret.get(line)
        if problems:
            choices.withheld[str(line)] = [(one.field, one.message) for one in problems]
            choices.cells.pop(str(line), None)
            continue
        if problems is not None:
            row = tuple(cell if kept else "" for cell, kept in zip(row, open_columns, strict=True))
        rows.append(row)
        lines.append(line)
    keep(job, Table(table.titles, rows, lines), choices)


def correct(choices: Choices, line: int, cells: Mapping[str, str]) -> None:
    """Write the cells of a row corrected in the page, and put it back among those to import."""
    known = {name: value[:20_000] for name, value in cells.items() if name in COLUMNS}
    choices.cells[str(line)] = choices.cells.get(str(line), {}) | known
    choices.skipped = [each for each in choices.skipped if each != line]
