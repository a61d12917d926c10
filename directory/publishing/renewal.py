"""Publishing again after an upgrade, when this program says listings in another way than what is stored."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from directory.listings.contacts import Contact
from directory.listings.public_view import PublicView
from directory.models import SearchToken
from directory.publishing import publication
from directory.publishing.tokens import FACTS

#: To be raised when tokens or what is published change without a new kind or a new field.
_TOKENS = 4
KIND = "edition"
_TABLE = SearchToken.__table__  # type: ignore[attr-defined]


def edition() -> str:
    """Return what tells this program's projection and index from another's."""
    said = [*FACTS, *PublicView.__struct_fields__, *Contact._fields, str(_TOKENS)]
    return sha256(" ".join(said).encode()).hexdigest()[:16]


def renew(session: Session, progress: Callable[[int], None] = lambda done: None) -> int | None:
    """Publish every listing again unless this program did it already; the caller commits.

    Return how many there are, None when nothing had to be done; `progress` gets running counts.
    """
    if is_current(session):
        return None
    done = publication.rebuild(session, progress)
    mark(session)
    return done


def is_current(session: Session) -> bool:
    """Whether what is published was published by this program's own edition."""
    stored = session.connection().execute(select(_TABLE.c.token).where(_TABLE.c.kind == KIND)).scalar()
    return bool(stored == edition())


def mark(session: Session) -> None:
    """Say that everything published is of this program's edition."""
    connection = session.connection()
    connection.execute(delete(_TABLE).where(_TABLE.c.kind == KIND))
    connection.execute(insert(_TABLE).values(kind=KIND, token=edition(), block=0, numbers=b""))
