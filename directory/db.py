"""Engines and sessions. SQLite by default, PostgreSQL by address; the same rules hold on both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session


def make_engine(database_url: str) -> Engine:
    """Return an engine for an SQLAlchemy address, creating the folder of a SQLite file.

    On SQLite every connection verifies foreign keys (the rule that a confidential listing owns no place
    depends on it), erases deleted content, and waits up to 5 s for another writer. Errors never repeat the
    values of a statement: they may be what somebody searched, and errors are logged.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=8)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 5})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set the pragmas of one new SQLite connection."""
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "secure_delete = ON",
        "busy_timeout = 5000",
        "trusted_schema = OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def is_sqlite(session: Session) -> bool:
    """Whether the session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"
