"""What is remembered of changes, for those who keep a copy of the directory."""

from __future__ import annotations

from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.models import PublicationChange
from directory.publishing.publication import rebuild
from tests.fictional import make_draft, store


def read_changes(session: Session) -> list[tuple[int, str]]:
    """Return (number, verb) in the order of versions."""
    statement = select(PublicationChange).order_by(col(PublicationChange.version))
    return [(change.number, change.verb) for change in session.exec(statement)]


def last_version(session: Session) -> int:
    return max(session.exec(select(PublicationChange.version)).all())


def test_a_listing_is_published_then_changed_then_withdrawn(session: Session) -> None:
    store(session, make_draft("one"), make_draft("two"))
    assert read_changes(session) == [(1, "published"), (2, "published")]
    store(session, make_draft("one", summary="Autre résumé."))
    assert read_changes(session) == [(2, "published"), (1, "changed")]
    store(session, replace(make_draft("two"), status="archived"))
    assert read_changes(session) == [(1, "changed"), (2, "withdrawn")]
    assert last_version(session) == 4


def test_a_listing_never_published_leaves_no_trace(session: Session) -> None:
    store(session, make_draft("one", status="draft"), make_draft("two", status="archived"))
    assert read_changes(session) == []


def test_a_change_the_public_cannot_see_is_no_change(session: Session) -> None:
    guarded = make_draft("one", phones=(("01 99 00 11 11", "", "professionals"),))
    store(session, guarded)
    store(session, make_draft("one", phones=(("01 99 00 22 22", "", "professionals"),)))
    assert read_changes(session) == [(1, "published")]


def test_publishing_everything_again_changes_nothing(session: Session) -> None:
    store(session, *(make_draft(f"fiche-{n}") for n in range(5)))
    before = read_changes(session)
    rebuild(session)
    session.commit()
    assert read_changes(session) == before
