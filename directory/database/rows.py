"""Many rows into one table at once: long INSERTs on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    Float,
    String,
    Uuid,
    any_,
    bindparam,
    func,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

from directory.database.engine import is_sqlite

Item = TypeVar("Item")
#: Values of one statement: with more of them it takes longer to compile and runs no faster.
_MOST_VALUES = 8000


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stop the collector of cycles while many rows are made: they hold none, and it would walk them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def with_room(session: Session) -> Iterator[None]:
    """Give SQLite a cache of 32 MB while many rows are written, then its usual 2 MB again.

    With a smaller cache it writes the same pages of an index several times. PostgreSQL needs nothing.
    """
    if not is_sqlite(session):
        yield
        return
    connection = session.connection()
    connection.exec_driver_sql("PRAGMA cache_size = -32000")
    try:
        yield
    finally:
        with suppress(SQLAlchemyError):  # after an error, which was raised already
            connection.exec_driver_sql("PRAGMA cache_size = -2000")


def batches(items: Sequence[Item], size: int = 1000) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces a statement can carry."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def among(session: Session, column: Any, texts: Collection[str]) -> ColumnElement[bool]:
    """Whether a column holds one of some texts, however many: they are one parameter."""
    if is_sqlite(session):
        listed = func.json_each(orjson.dumps(list(texts)).decode()).table_valued("value")
        return cast("ColumnElement[bool]", column.in_(listed.select()))
    return cast("ColumnElement[bool]", column == any_(bindparam(None, list(texts), type_=ARRAY(String))))


def read_numbered(session: Session, statement: str, numbers: Iterable[int | str]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that ends with a column, which must be one of some numbers, or of some
    texts.

    However many, they are one parameter: nothing is written or compiled again for each.
    """
    connection, wanted = session.connection(), list(numbers)
    if is_sqlite(session):
        asked: tuple[Any, ...] = (orjson.dumps(wanted).decode(),)
        found = connection.exec_driver_sql(f"{statement} IN (SELECT value FROM json_each(?))", asked)
    else:
        found = connection.exec_driver_sql(f"{statement} = ANY(%s)", (wanted,))
    return [(*row,) for row in found.fetchall()]


def insert_rows(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the columns of the first one, as `insert_columns` does."""
    if rows:
        insert_columns(session, table, {name: list(map(itemgetter(name), rows)) for name in rows[0]})


def insert_columns(session: Session, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given by column, every column without a default among them.

    Values are those of the models, identifiers their 32 hexadecimal digits, or what the driver takes where
    no model has the table. Going past SQLAlchemy's own parameters halves the time of ten thousand rows;
    SQLite prepares the checks of a table once a statement, which many rows share; and COPY is ten times an
    INSERT.
    """
    first, values = next(iter(columns.items()))
    if not values:
        return
    connection = session.connection()
    convert = _converters(table, connection.dialect)
    shared: dict[str, Any] = {}
    own: dict[str, Iterable[Any]] = {}
    for name, values in columns.items():
        if name != first and values[0] == values[-1] and values.count(values[0]) == len(values):
            (shared[name],) = convert(name, values[:1])
        else:
            own[name] = convert(name, values)
    rows = zip(*own.values(), strict=True)
    names = ", ".join(f'"{name}"' for name in (*shared, *own))
    if is_sqlite(session):
        for select, part in _selects(tuple(shared.values()), list(rows)):
            connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) {select}', part)
    else:
        driver: Any = connection.connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            before = tuple(shared.values())
            for row in rows:
                copy.write_row(before + row)


def update_columns(session: Session, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Update rows found by the first column, given as `insert_columns` takes them.

    Columns that keep their values are best left out: their indexes are not walked then.
    """
    key, *changed = columns
    if not changed:
        return
    connection = session.connection()
    convert = _converters(table, connection.dialect)
    mark = "?" if is_sqlite(session) else "%s"
    sets = ", ".join(f'"{name}" = {mark}' for name in changed)
    rows = list(zip(*(convert(name, columns[name]) for name in (*changed, key)), strict=True))
    connection.exec_driver_sql(f'UPDATE "{table}" SET {sets} WHERE "{key}" = {mark}', rows)


def _selects(
    shared: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield statements that select rows, what all of them share said once, and their parameters."""
    own = len(rows[0])
    shown = ", ".join([*"?" * len(shared), *(f"column{place}" for place in range(1, own + 1))])
    marks = f"({', '.join('?' * own)})"
    for part in batches(rows, max(1, _MOST_VALUES // own)):
        values = f"SELECT {shown} FROM (VALUES {', '.join([marks] * len(part))})"
        yield values, (*shared, *chain.from_iterable(part))


def _converters(table: str, dialect: Dialect) -> Callable[[str, Sequence[Any]], Iterable[Any]]:
    """How the values of a column of a table become what the driver takes."""
    known = SQLModel.metadata.tables.get(table)

    def convert(name: str, values: Sequence[Any]) -> Iterable[Any]:
        converter = None if known is None else _converter(known.c[name].type, dialect)
        return map(converter, values) if converter else values

    return convert


def _converter(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, JSON):
        return _json
    if isinstance(kind, Boolean | Float | Uuid):
        return None  # both drivers take it as it is
    converter: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    # The rows of a file share their day and their instant.
    return lru_cache(maxsize=8)(converter) if converter else None


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
