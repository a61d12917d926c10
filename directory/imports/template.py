"""A file of the command line: the columns of the template, as `data/listings.csv`, one row a listing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from directory.french.typography import join_words
from directory.imports.cells import make_draft
from directory.imports.columns import COLUMNS, is_our_own, match_columns
from directory.imports.contact_file import with_contacts
from directory.imports.reading import read_table
from directory.imports.refusals import tell
from directory.imports.rows import ReadRow, Unread
from directory.imports.tables import Unreadable
from directory.listings.drafts import Draft, Problem, check

#: The one column of this file that is none of a listing: the number of its establishment (`finess`).
FINESS = "finess"


def read(path: Path) -> list[ReadRow]:
    """Read every row of a file, none dropped, and the contacts beside it (`contact_file`).

    The file is read as one that is sent to the site. Raise OSError for the file itself, `Unreadable` when it
    is no table of listings or has columns nobody knows.
    """
    table = read_table(path.read_bytes())
    matched = zip(table.titles, match_columns(table.titles, {}), strict=True)
    columns = [field or (title if title == FINESS else "") for title, field in matched]
    said = zip(table.titles, columns, strict=True)
    unknown = [f"« {title[:40] or 'sans titre'} »" for title, field in said if not field]
    if unknown and not is_our_own(table.titles):
        raise Unreadable(
            f"Colonnes inconnues\u202f: {join_words(unknown)}. Retirez-les ou renommez-les ; les colonnes "
            f"sont {', '.join(f'« {label} »' for label in COLUMNS.values())}."
        )
    rows = ({name: cell for name, cell in zip(columns, row, strict=True) if name} for row in table.rows)
    return with_contacts([read_row(line, row) for line, row in zip(table.lines, rows, strict=True)], path)


def read_row(line: int, row: Mapping[str, str], base: Draft | None = None) -> ReadRow:
    """Read one row as the whole of a listing, or as what changes in `base`."""
    warnings: list[str] = []
    try:
        draft = make_draft(row, base, warnings)
    except Unread as refused:
        problems = tell([Problem(refused.field, str(refused))], row, None)
        return ReadRow(line, row.get("ref", ""), None, tuple(problems), cells=row)
    finess = (row.get(FINESS) or "").strip()
    problems = tell(check(draft), row, draft)
    return ReadRow(line, draft.ref, draft, tuple(problems), tuple(warnings), finess, row)
