"""What the database knows of the sizes of its tables, to choose how to answer."""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

#: Rows of an index read to guess at it: as quick however many there are.
_LOOKED_AT = 1000


def keep_statistics(engine: Engine) -> None:
    """Count again, after many rows changed; nothing where the server does it by itself (PostgreSQL).

    What is kept are numbers of rows: samples of values, which some builds of SQLite add, are dropped, since
    a purge would leave them.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as connection:
        connection.execute(text(f"PRAGMA analysis_limit = {_LOOKED_AT}"))
        connection.execute(text("ANALYZE"))
        if inspect(connection).has_table("sqlite_stat4"):
            connection.execute(text("DELETE FROM sqlite_stat4"))
