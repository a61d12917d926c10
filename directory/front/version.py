"""Reading the version of the data without loading the application."""

from __future__ import annotations

import os
import select
import sqlite3
import threading
import time
from contextlib import suppress
from typing import Any

#: After a failure, the next try waits this many times as long as the failure took: a database that does not
#: answer for seconds must not make every visitor wait for as long.
_PAUSE = 5
_QUESTION = "SELECT number FROM dataset_version WHERE id = 1"
#: Seconds a server has to say the version; beyond, it is away although it is there (frozen, or its disk is).
_ANSWER_SECONDS = 2


class VersionReader:
    """Reads the dataset version over one small connection per thread; None when the database is away."""

    def __init__(self, database_url: str) -> None:
        scheme, _, rest = database_url.partition("://")
        self._file = rest.removeprefix("/") if scheme.startswith("sqlite") else ""
        self._address = "" if self._file else "postgresql://" + rest
        self._local = threading.local()
        self._resumes_at = self._away_until = 0.0

    def read(self) -> int | None:
        """Return the version, or None when the database cannot be read."""
        started = time.monotonic()
        if started < self._resumes_at:
            return None
        for _attempt in range(2):  # a connection the server has closed is replaced once
            try:
                return self._ask(self._connection())
            except TimeoutError:
                self.close()
                self._away_until = time.monotonic() + _PAUSE * _ANSWER_SECONDS
                break
            except Exception:
                self.close()
        now = time.monotonic()
        self._resumes_at = now + _PAUSE * (now - started)
        return None

    @property
    def is_away(self) -> bool:
        """Whether the database let somebody wait for nothing, a moment ago."""
        return time.monotonic() < self._away_until

    def _ask(self, connection: Any) -> int | None:
        """Ask for the version; raise TimeoutError when nothing comes, which no setting of libpq bounds."""
        if self._file:
            row = connection.execute(_QUESTION).fetchone()
        else:
            connection.pgconn.send_query(_QUESTION.encode())
            until = time.monotonic() + _ANSWER_SECONDS
            while connection.pgconn.is_busy():
                left = max(0.0, until - time.monotonic())
                if not select.select([connection.pgconn.socket], [], [], left)[0]:
                    raise TimeoutError
                connection.pgconn.consume_input()
            row = _first_row(connection.pgconn)
        return int(row[0]) if row else None

    def close(self) -> None:
        """Close the connection of this thread; the next reading opens another."""
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        # A file that was moved or deleted is still read by whoever has it open.
        identity = os.stat(self._file)[1:3] if self._file else None
        if connection is None or identity != self._local.identity:
            self.close()
            connection = self._local.connection = self._connect()
            self._local.identity = identity
        return connection

    def _connect(self) -> Any:
        if self._file:
            return sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, isolation_level=None)
        import psycopg  # only services on PostgreSQL pay for it

        return psycopg.connect(self._address, autocommit=True, connect_timeout=3, prepare_threshold=1)


def _first_row(connection: Any) -> tuple[bytes, ...]:
    """The first row that a libpq connection is given, all of its answer read; raise OSError for an error."""
    row: tuple[bytes, ...] = ()
    while (result := connection.get_result()) is not None:
        if result.status not in {1, 2}:  # neither done nor rows (ExecStatusType of libpq)
            raise OSError(result.status)
        if result.ntuples:
            row = tuple(result.get_value(0, column) for column in range(result.nfields))
    return row
