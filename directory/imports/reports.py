"""What a file would do, row by row, as it is kept until the file is applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from directory.database.columns import gather, spread
from directory.imports.packing import pack, unpack
from directory.imports.preparing import Row
from directory.models.imports import ImportJob

_ENTRY = ("line", "outcome", "name", "number", "version", "problems", "warnings", "differences", "doubles")


def make_report(rows: Iterable[Row]) -> bytes:
    """What `read_report` reads of these rows."""
    return pack(gather(_ENTRY, map(_entry, rows)))


def read_report(job: ImportJob, outcome: str = "") -> list[dict[str, Any]]:
    """The rows of a file that is ready, those of one outcome when asked."""
    entries = spread(unpack(job.report)) if job.report else []
    return [entry for entry in entries if outcome in {"", entry["outcome"]}]


def _entry(row: Row) -> tuple[Any, ...]:
    """A row as the report keeps it; of a refused one, its line and why, and nothing it said."""
    return (
        row.line,
        row.outcome,
        row.draft.name if row.draft else "",
        row.number,
        row.version,
        [[one.field, one.message] for one in row.problems],
        row.warnings,
        [[one.label, one.before, one.after] for one in row.differences],
        [[one.name, one.where, one.why, one.ref] for one in row.doubles],
    )
