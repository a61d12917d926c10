"""Publishing: from stored listings to the tables the public side reads.

A listing is projected once, when it changes, by `listings.public_view`; every public page reads that
projection. Withdrawing takes it out of the tables, the text index and the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import bindparam, delete, func, update
from sqlmodel import Session, col, select

from directory.database.rows import insert_rows
from directory.listings.categories import CATEGORIES
from directory.listings.codes import DEDICATED_FIRST
from directory.listings.contacts import oldest
from directory.listings.public_view import PublicView, public_view
from directory.models import (
    DatasetVersion,
    HeldPublication,
    Listing,
    Publication,
    PublicationChange,
    PublicationDepartement,
)
from directory.publishing import index_writing
from directory.publishing.per_version import begin_writing
from directory.publishing.phrases import known_phrases
from directory.publishing.stored import read_drafts, read_record
from directory.publishing.tokens import NATIONAL as NATIONAL
from directory.publishing.tokens import answers_for

GENERALIST_PENALTY = 1000
UNKNOWN_AUDIENCE_PENALTY = 5
BATCH = 500

_READER = json.Decoder(PublicView)


def publish(session: Session, listings: Sequence[Listing]) -> None:
    """Make the public tables say what these listings now are: projected if published, absent otherwise."""
    raise_version(session)  # first: this row is also the lock that puts changes in the order of commits
    shown = [listing for listing in listings if listing.status == "published"]
    index = index_writing.Change(session)
    swap_views(session, [listing.number for listing in listings], project(session, shown), index)
    index.write()


def swap_views(
    session: Session, numbers: Sequence[int], views: Sequence[PublicView], index: index_writing.Change
) -> None:
    """Put views in place of what the public tables say of listings, absent when they have none.

    `numbers` may leave out listings that were never published before. The caller holds the version, and
    writes the `index` once all is swapped.
    """
    before = _read_stored(session, numbers) if numbers else {}
    if before:
        connection = session.connection()
        gone = list(before)
        connection.execute(delete(PublicationDepartement).where(col(PublicationDepartement.number).in_(gone)))
        connection.execute(delete(Publication).where(col(Publication.number).in_(gone)))
    after = {view.number: write_view(view) for view in views}
    _add_rows(session, views, after)
    index.note(map(read_view, before.values()), views)
    _record_changes(session, numbers, before, after)


def rebuild(session: Session, progress: Callable[[int], None] = lambda done: None) -> int:
    """Project every published listing again and return how many there are; `progress` gets running counts."""
    raise_version(session)
    before = _read_stored(session)
    index_writing.clear(session)
    session.connection().execute(delete(PublicationDepartement))
    session.connection().execute(delete(Publication))
    statement = select(Listing).where(Listing.status == "published").order_by(col(Listing.number))
    listings = iter(session.exec(statement).all())
    index, done = index_writing.Change(session), 0
    while batch := list(islice(listings, BATCH)):
        _add_views(session, project(session, batch), index)
        done += len(batch)
        progress(done)
    index.write()
    after = _read_stored(session)
    _record_changes(session, {*before, *after}, before, after)
    return done


def raise_version(session: Session) -> None:
    """Raise the dataset version: every cached page is made again, and nobody else writes until the end."""
    session.connection().execute(update(DatasetVersion).values(number=DatasetVersion.number + 1))
    begin_writing(session)


def hold(session: Session) -> None:
    """Wait for the right to write and hold it until the end of the transaction, on both engines.

    What is read after this is what will be changed: nobody writes in between.
    """
    session.connection().execute(update(DatasetVersion).values(number=DatasetVersion.number))
    begin_writing(session)


def _read_stored(session: Session, numbers: Sequence[int] | None = None) -> dict[int, str]:
    """Return stored views as text, by number; all of them when no numbers are given."""
    statement = select(Publication.number, Publication.view)
    if numbers is not None:
        statement = statement.where(col(Publication.number).in_(numbers))
    return dict(session.exec(statement).all())


def _record_changes(
    session: Session, numbers: Iterable[int], before: Mapping[int, str], after: Mapping[int, str]
) -> None:
    """Remember what happened to the listings whose public view is no longer the same.

    `numbers`: those of them that may have changed before.
    """
    verbs = {
        number: "withdrawn" if number not in after else "changed" if number in before else "published"
        for number in sorted({*before, *after})
        if before.get(number) != after.get(number)
    }
    last = session.exec(select(func.max(PublicationChange.version))).one() or 0
    known = sorted(verbs.keys() & set(numbers))
    if known:
        former = delete(PublicationChange).where(col(PublicationChange.number) == bindparam("gone"))
        session.connection().execute(former, [{"gone": number} for number in known])
    rows = [
        {"number": number, "version": version, "verb": verb}
        for version, (number, verb) in enumerate(verbs.items(), start=last + 1)
    ]
    insert_rows(session, "publication_change", rows)


def project(session: Session, listings: Sequence[Listing]) -> list[PublicView]:
    """Return the public views of listings, but of those held back, in seven queries."""
    held = find_held(session)
    listings = [listing for listing in listings if listing.id not in held]
    drafts, phrases = read_drafts(session, listings), known_phrases(session)
    return [
        public_view(draft, read_record(listing), phrases)
        for draft, listing in zip(drafts, listings, strict=True)
    ]


def find_held(session: Session) -> frozenset[UUID]:
    """Return the listings of which the public reads nothing yet."""
    return frozenset(session.exec(select(HeldPublication.listing_id)))


def add_views(session: Session, views: Iterable[PublicView]) -> None:
    """Insert projected views into the public tables and the index."""
    index = index_writing.Change(session)
    _add_views(session, list(views), index)
    index.write()


def _add_views(session: Session, views: Sequence[PublicView], index: index_writing.Change) -> None:
    _add_rows(session, views, {view.number: write_view(view) for view in views})
    index.note((), views)


def _add_rows(session: Session, views: Sequence[PublicView], written: Mapping[int, str]) -> None:
    rows = [{"number": view.number, "slug": view.slug, "view": written[view.number]} for view in views]
    insert_rows(session, "publication", rows)
    # In the order of the table: each of its indexes is then written from one end to the other.
    rows = sorted(chain.from_iterable(map(departement_rows, views)), key=itemgetter("departement"))
    insert_rows(session, "publication_departement", rows)


def departement_rows(view: PublicView) -> Iterator[dict[str, Any]]:
    """Yield one row for each departement a listing answers for (`tokens.answers_for`)."""
    served, own = answers_for(view)
    primary = view.seat_departement if view.seat_departement in served else next(iter(served), "")
    rank = CATEGORIES[view.category].order + DEDICATED_FIRST[view.is_dedicated] * GENERALIST_PENALTY
    # Within a kind, those known to take minors come first (orders of categories are ten apart).
    rank += 0 if view.admits_minors == "yes" else UNKNOWN_AUDIENCE_PENALTY
    for code in served:
        yield {
            "departement": code,
            "number": view.number,
            "is_seat": code in own,
            "is_primary": code == primary,
            "rank": rank,
            "category": view.category,
            "is_confidential": view.is_confidential,
            "admits_minors": view.admits_minors,
            "supports_professionals": view.supports_professionals,
            "walk_in": view.walk_in,
            "genders": view.genders,
            "minimum_age": view.minimum_age,
            "maximum_age": view.maximum_age,
            "who_may_refer": " ".join(view.who_may_refer),
            "hours": view.local_hours,
            "timezone": view.timezone,
            "verified_on": view.verified_on,
            "is_dedicated": view.is_dedicated,
            "has_number": bool(view.phones),
            "oldest_number": oldest(view.phones),
            "slug": view.slug,
            "name": view.name,
            "precision": view.precision,
            "latitude": None if view.is_national else view.latitude,
            "longitude": None if view.is_national else view.longitude,
        }


def write_view(view: PublicView) -> str:
    """Return a view as JSON text."""
    return json.encode(view).decode()


def read_view(stored: str) -> PublicView:
    """Return the view that `write_view` wrote."""
    view = _READER.decode(stored)
    vars(view)["_fingerprint"] = hash(stored)
    return view
