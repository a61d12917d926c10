"""Many rows into one table at once: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Dialect
from sqlmodel import Session, SQLModel

from directory.db import is_sqlite


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector away from many rows, which make no cycle: it would walk them all, often."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def insert_rows(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the columns of the first one, every column without a default among them.

    Values are those of the models, or what the driver takes where no model has the table. Going past
    SQLAlchemy's own parameters halves the time of ten thousand rows, and COPY is ten times an INSERT.
    """
    if not rows:
        return
    names = list(rows[0])
    connection = session.connection()
    converted = _values(table, names, rows, connection.dialect)
    columns = ", ".join(f'"{name}"' for name in names)
    if is_sqlite(session):
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', converted)
        return
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in converted:
            copy.write_row(row)


def _values(
    table: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]], dialect: Dialect
) -> list[tuple[Any, ...]]:
    """The values of rows as the driver takes them, a column at a time."""
    known = SQLModel.metadata.tables.get(table)
    columns = []
    for name in names:
        values = map(itemgetter(name), rows)
        convert = _converter(known.c[name].type, dialect) if known is not None else None
        columns.append(map(convert, values) if convert else values)
    return list(zip(*columns, strict=True))


def _converter(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, JSON):
        return _json
    converter: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return converter


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
