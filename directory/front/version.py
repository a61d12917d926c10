"""Reading the version of the data without loading the application."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

_QUESTION = "SELECT number FROM dataset_version WHERE id = 1"


class VersionReader:
    """Reads the dataset version over one small connection per thread; None when the database is away."""

    def __init__(self, database_url: str) -> None:
        scheme, _, rest = database_url.partition("://")
        self._file = rest.removeprefix("/") if scheme.startswith("sqlite") else ""
        self._address = "" if self._file else "postgresql://" + rest
        self._local = threading.local()

    def read(self) -> int | None:
        """Return the version, or None when the database cannot be read."""
        for _attempt in range(2):  # a connection the server has closed is replaced once
            try:
                row = self._connection().execute(_QUESTION).fetchone()
                return int(row[0]) if row else None
            except Exception:
                self.close()
        return None

    def close(self) -> None:
        """Close the connection of this thread; the next reading opens another."""
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return connection

    def _connect(self) -> Any:
        if self._file:
            return sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, isolation_level=None)
        import psycopg  # only services on PostgreSQL pay for it

        return psycopg.connect(self._address, autocommit=True, connect_timeout=3, prepare_threshold=1)
