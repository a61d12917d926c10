"""Reading projected listings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from directory.database.rows import read_numbered
from directory.listings.public_view import PublicView
from directory.publishing import search_index
from directory.publishing.per_version import PerVersion
from directory.publishing.per_version import dataset_version as dataset_version
from directory.publishing.publication import read_view
from directory.publishing.tables import PUBLICATIONS
from directory.publishing.tokens import ANSWERS


def find_view(session: Session, slug: str) -> PublicView | None:
    """Return the published listing of this slug, or None."""
    stored = (
        session.connection().execute(select(PUBLICATIONS.c.view).where(PUBLICATIONS.c.slug == slug)).scalar()
    )
    return read_view(stored) if stored else None


def find_view_by_number(session: Session, number: int) -> PublicView | None:
    """Return the published listing of this number, or None."""
    stored = (
        session.connection()
        .execute(select(PUBLICATIONS.c.view).where(PUBLICATIONS.c.number == number))
        .scalar()
    )
    return read_view(stored) if stored else None


def find_views(session: Session, numbers: Sequence[int]) -> list[PublicView]:
    """Return published listings in the order of their numbers given."""
    return list(map(read_view, find_stored(session, numbers)))


def find_stored(session: Session, numbers: Sequence[int]) -> list[str]:
    """The same as the JSON they are stored as, for those who read a few of their fields."""
    if not numbers:
        return []
    rows = read_numbered(session, "SELECT number, view FROM publication WHERE number", numbers)
    stored: dict[int, str] = dict(rows)
    return [stored[number] for number in numbers if number in stored]


def find_slugs(session: Session, offset: int = 0, limit: int | None = None) -> list[str]:
    """Return published slugs, in order: all of them, or at most `limit` after the first `offset`."""
    statement = select(PUBLICATIONS.c.slug).order_by(PUBLICATIONS.c.slug).offset(offset).limit(limit)
    return list(session.connection().execute(statement).scalars())


def count_by_departement(session: Session) -> dict[str, int]:
    """Return how many listings answer for each departement ("FR" for the national ones)."""
    return {code: len(numbers) for code, numbers in search_index.index(session).of(ANSWERS).items()}


def _count_listings(session: Session) -> int:
    return int(session.connection().execute(select(func.count()).select_from(PUBLICATIONS)).scalar_one())


#: How many listings are published.
count_listings = PerVersion(_count_listings)


def was_withdrawn(session: Session, slug: str) -> bool:
    """Whether a listing of this slug was published once and is archived now."""
    table = SQLModel.metadata.tables["listing"]
    status = session.connection().execute(select(table.c.status).where(table.c.slug == slug)).scalar()
    return bool(status == "archived")


def was_number_withdrawn(session: Session, number: int) -> bool:
    """Whether a listing of this number was published once and is no more."""
    table = SQLModel.metadata.tables["publication_change"]
    verb = session.connection().execute(select(table.c.verb).where(table.c.number == number)).scalar()
    return bool(verb == "withdrawn")


def find_close(session: Session, slug: str, limit: int = 5) -> list[PublicView]:
    """Return published listings whose words look like those of a mistyped slug."""
    return find_views(session, search_index.find_numbers(session, slug.replace("-", " "))[:limit])


def has_no_listing(session: Session) -> bool:
    """Whether nothing was ever stored, not even a draft."""
    table = SQLModel.metadata.tables["listing"]
    return session.connection().execute(select(table.c.id).limit(1)).first() is None
