"""Engines and sessions. SQLite by default, PostgreSQL by address; the same rules hold on both."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session

#: A server that does not answer is given up: seconds to connect, milliseconds for what was sent to arrive.
_POSTGRESQL = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
#: What SQLite answers when it cannot write the files it needs beside the database, by primary code.
_CANNOT_WRITE = frozenset(
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)
)


class FileConnection(sqlite3.Connection):
    """`is_frozen`: opened as a file that nobody may write, because this disk cannot be."""

    is_frozen = False


def make_engine(database_url: str) -> Engine:
    """Return an engine for an SQLAlchemy address.

    On SQLite every connection verifies foreign keys (the rule that a confidential listing owns no place
    depends on it), erases deleted content, waits up to 5 s for another writer, and a commit is on the disk
    before it is acknowledged. A file that is not there is not made (see `make_file`): a service that lost
    its database must say so, not begin an empty one. Errors never repeat the values of a statement: they
    may be what somebody searched, and errors are logged.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url,
            hide_parameters=True,
            json_serializer=_write_json,
            json_deserializer=orjson.loads,
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=8,
            connect_args=_POSTGRESQL,
        )
    path = url.database or ""
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_write_json,
        json_deserializer=orjson.loads,
        creator=lambda: open_file(path),
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: FileConnection, record: Any) -> None:
        _prepare_sqlite(connection)
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def check_file(_connection: FileConnection, record: Any, _proxy: Any) -> None:
        # SQLite goes on writing to a file that was moved or deleted: what it acknowledges would be lost.
        if _identity(path) != record.info["file"]:
            raise DisconnectionError

    @event.listens_for(engine, "checkin")
    def let_go(connection: FileConnection | None, record: Any) -> None:
        if connection is not None and connection.is_frozen:  # the disk may be writable next time
            record.invalidate()

    @event.listens_for(engine, "handle_error")
    def give_up(context: Any) -> None:
        # A connection opened while the disk was read-only can never write; a new one may.
        if getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
            context.is_disconnect = True

    return engine


def make_file(engine: Engine) -> None:
    """Make the file of a SQLite database and its folder where they are not there yet; nothing elsewhere."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        Path(engine.url.database).touch(mode=0o600)


def open_file(path: str) -> sqlite3.Connection:
    """Open an existing SQLite file; where nothing can be written beside it, as it stands, to read it.

    The latter is refused when a journal holds something: it would be missing.
    """
    try:
        return _try(path, "rw")
    except sqlite3.OperationalError as error:
        journal = Path(f"{path}-wal")
        has_more = journal.is_file() and journal.stat().st_size
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE or has_more:
            raise
        connection = _try(path, "ro&immutable=1")
        connection.is_frozen = True
        return connection


def _try(path: str, mode: str) -> FileConnection:
    connection = sqlite3.connect(
        f"file:{quote(path)}?mode={mode}",
        uri=True,
        timeout=5,
        check_same_thread=False,
        factory=FileConnection,
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _identity(path: str) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    """Set the pragmas of one new SQLite connection."""
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "busy_timeout = 5000",
        "trusted_schema = OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def is_sqlite(session: Session) -> bool:
    """Whether the session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"
