"""A file compared with the template for somebody without an account: said, and kept nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlmodel import Session

from directory.accounts import throttling
from directory.accounts.throttling import Subject
from directory.french.typography import count
from directory.imports.columns import AREAS, COLUMNS, PAGE, match_columns
from directory.imports.reading import read_table
from directory.imports.rows import ReadRow
from directory.imports.tables import Unreadable
from directory.imports.template import read_row

#: A stranger's file: half of what somebody with an account sends, and fewer rows.
MOST_BYTES, MOST_ROWS = 1024 * 1024, 2000
#: Files a network may check in a row before it has to wait.
FREE = 10
#: One file at a time in each process: the next one is asked to wait.
_READING = BoundedSemaphore(1)


class Busy(Exception):
    """Another file is being read."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file says: the titles left out, and its rows in order."""

    unknown: Sequence[str]
    rows: Sequence[ReadRow]

    @property
    def refused(self) -> Sequence[ReadRow]:
        """The rows that could not be stored."""
        return [row for row in self.rows if row.problems]

    @property
    def doubtful(self) -> Sequence[ReadRow]:
        """The rows that could, and of which something is to be read again."""
        return [row for row in self.rows if not row.problems and row.warnings]


def wait(session: Session, network: Subject, at: datetime) -> timedelta:
    """Return how long this network has to wait; zero when it may send a file, which is then counted."""
    subject = Subject(hashlib.sha256(f"validator:{network.key}".encode()).hexdigest(), FREE)
    delay = throttling.wait(session, subject, at)
    if not delay:
        throttling.fail(session, subject, at)
    return delay


def check_file(content: bytes) -> Checked:
    """Read a file as an import would, storing nothing; raise `Unreadable`, `Busy`."""
    if len(content) > MOST_BYTES:
        raise Unreadable("Fichier trop lourd : 1 Mo au plus.")
    if not _READING.acquire(blocking=False):
        raise Busy
    try:
        return _check(content)
    finally:
        _READING.release()


def _check(content: bytes) -> Checked:
    table = read_table(content)
    if len(table.rows) > MOST_ROWS:
        raise Unreadable(f"{count(len(table.rows), 'ligne', 'lignes')} : 2 000 au plus ici.")
    columns = match_columns(table.titles, {})
    if not {"name", "ref"} & set(columns):
        raise Unreadable(
            f"Aucune colonne ne s’appelle « {COLUMNS['name']} » : partez du modèle, ou renommez les titres."
        )
    unknown = [title for title, field in zip(table.titles, columns, strict=True) if not field and title]
    kept = [
        {
            field: cell
            for field, cell in zip(columns, row, strict=True)
            if field and field not in {PAGE, AREAS}
        }
        for row in table.rows
    ]
    return Checked(unknown, [read_row(line, row) for line, row in zip(table.lines, kept, strict=True)])
