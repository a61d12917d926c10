"""Adding a CHECK to a table that holds rows, and taking it away, in a migration, on both engines.

SQLite has no statement for it. Its manual allows the stored text of the table to be changed instead, since
no row is written otherwise: https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
Making the table anew would fire the deletions of its children.
"""

from __future__ import annotations

from sqlalchemy import Connection, text


def add_check(connection: Connection, table: str, name: str, rule: str) -> None:
    """Add a named rule to a table; raise AssertionError when a row already breaks it."""
    broken = connection.execute(text(f"SELECT count(*) FROM {table} WHERE NOT ({rule})")).scalar_one()
    assert not broken, f"{name}: {broken}"
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})"))
        return
    stored = _read(connection, table)
    _rewrite(connection, table, stored[: stored.rindex(")")] + _clause(name, rule) + "\n)")


def drop_check(connection: Connection, table: str, name: str, rule: str) -> None:
    """Take away a rule that `add_check` added."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        return
    _rewrite(connection, table, _read(connection, table).replace(_clause(name, rule), ""))


def _clause(name: str, rule: str) -> str:
    return f", CONSTRAINT {name} CHECK ({rule})"


def _read(connection: Connection, table: str) -> str:
    statement = text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :table")
    return str(connection.execute(statement, {"table": table}).scalar_one())


def _rewrite(connection: Connection, table: str, sql: str) -> None:
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema = ON"))
    statement = text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :table")
    connection.execute(statement, {"sql": sql, "table": table})
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))  # other connections read it again
    connection.execute(text("PRAGMA writable_schema = RESET"))
