"""The database knows how large its tables are, and nothing else of them."""

from __future__ import annotations

from sqlalchemy import Engine, insert, inspect, select, text
from sqlmodel import Session

from directory.database.engine import is_sqlite
from directory.database.statistics import keep_statistics
from directory.publishing.tables import BY_DEPARTEMENT
from tests.fictional import make_draft, store

COUNT = text(
    "EXPLAIN QUERY PLAN SELECT count(*) FROM publication_departement WHERE category = 'open_environment'"
    " AND number IN (SELECT value FROM json_each('[1, 2, 3]'))"
)


def fill(session: Session) -> Engine:
    """Store one listing and two thousand rows like its own, as a country has of one category."""
    store(session, make_draft("rose"))
    connection = session.connection()
    session.commit()
    if is_sqlite(session):
        session.connection().execute(text("PRAGMA foreign_keys = OFF"))
        row = session.connection().execute(select(BY_DEPARTEMENT)).mappings().one()
        copies = [{**row, "number": number} for number in range(1000, 3000)]
        session.connection().execute(insert(BY_DEPARTEMENT), copies)
        session.commit()
    return connection.engine


def test_a_count_of_one_category_among_some_numbers_goes_by_the_numbers(session: Session) -> None:
    engine = fill(session)
    keep_statistics(engine)
    if is_sqlite(session):  # PostgreSQL counts its tables by itself
        session.close()
        assert "ix_publication_number" in str(session.connection().execute(COUNT).first())


def test_statistics_hold_no_value_of_a_listing(session: Session) -> None:
    keep_statistics(fill(session))
    if is_sqlite(session):
        told = session.connection().execute(text("SELECT stat FROM sqlite_stat1")).scalars()
        assert all(word.isdecimal() for one in told for word in one.split())
        if inspect(session.connection()).has_table("sqlite_stat4"):
            assert not session.connection().execute(text("SELECT * FROM sqlite_stat4")).first()
