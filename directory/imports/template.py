"""The CSV template of the project: one row a listing, the columns of `data/listings.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from directory.imports.cells import make_draft
from directory.imports.contact_file import with_contacts
from directory.imports.rows import ReadRow
from directory.listings.drafts import Problem, check


def read(path: Path) -> list[ReadRow]:
    """Read every row of a file, none dropped, and the contacts beside it (`contact_file`).

    Raise OSError or UnicodeDecodeError for the file itself.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [read_row(line, row) for line, row in enumerate(csv.DictReader(file), start=2)]
    return with_contacts(rows, path)


def read_row(line: int, row: Mapping[str, str]) -> ReadRow:
    """Read one row as the whole of a listing."""
    warnings: list[str] = []
    try:
        draft = make_draft(row, None, warnings)
    except ValueError as error:
        problem = Problem("ligne", f"Ligne illisible : {error}")
        return ReadRow(line, row.get("ref", ""), None, (problem,))
    finess = (row.get("finess") or "").strip()
    return ReadRow(line, draft.ref, draft, tuple(check(draft)), tuple(warnings), finess)
