"""Listings one after the other, for those who copy them: by number, so that nothing is missed or seen twice.

A cursor is the last number read. Whatever changes meanwhile, a listing published all along is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from pyroaring import BitMap
from sqlalchemy import select
from sqlmodel import Session

from directory.listings.public_view import PublicView
from directory.places.cells import SIDE, cells_around
from directory.places.communes import Commune
from directory.places.distances import DEGREE_KM, narrowing, squared_degrees
from directory.publishing.search_index import Index, find_operator, index, read_tokens
from directory.publishing.tables import CHANGES, PUBLICATIONS
from directory.publishing.tokens import (
    ANSWERS,
    CELL,
    CONFIDENTIAL,
    MODIFIED,
    OPERATOR,
    PLACE,
    POINT,
    VERIFIED,
)
from directory.publishing.views import find_views
from directory.search import matching, resolving
from directory.search.form import SearchForm
from directory.search.ordering import read_points
from directory.search.resolving import Resolved, Scope

BATCH = 500
#: A file begins with a few, so that whoever asked for it sees it come.
FIRST_BATCH = 50


@dataclass(frozen=True, slots=True)
class FeedSearch:
    """Which listings are wanted; empty fields filter nothing. `modified_after` is an ISO date.

    `departement` is a code, or "FR" for national services. Around `near`, within `radius` kilometres, there
    is never a confidential listing: it has no point. `way` is a way to publish a place, as in
    `exports.hsds_terms`.
    """

    session: Session
    at: datetime
    form: SearchForm = field(default_factory=SearchForm)
    departement: str = ""
    near: Commune | None = None
    radius: float = 50
    modified_after: str = ""
    operator: str | None = None
    way: str = ""
    has_point: bool = False
    finds_nothing: bool = False


def resolve(wanted: FeedSearch) -> Resolved:
    """Find the listings of a search, once for all its pages."""
    session = wanted.session

    def scope(index: Index) -> Scope:
        asked = index.get(ANSWERS, wanted.departement) if wanted.departement else index.every
        return Scope(asked, asked if wanted.form.open_now else BitMap())

    resolved = resolving.resolve(session, wanted.form, wanted.at, scope)
    index, found = resolved.index, resolved.numbers
    if wanted.modified_after:
        found = found & _since(index, wanted.modified_after)
    if wanted.operator is not None:
        found = found & find_operator(session, wanted.operator)
    if wanted.way:
        found = found & _published_as(index, wanted.way)
    if wanted.has_point:
        found = found & index.get(POINT, "")
    if wanted.finds_nothing:
        found = BitMap()
    if wanted.near:
        found = _within(session, index, found, wanted.near, wanted.radius)
    return replace(resolved, numbers=found)


def find_after(selection: Resolved, cursor: int, limit: int) -> list[PublicView]:
    """Return the next listings after a number, in the order of numbers."""
    following = selection.numbers.iter_equal_or_larger(cursor + 1)
    return find_views(selection.session, list(islice(following, limit)))


def find_slice(selection: Resolved, offset: int, limit: int) -> list[PublicView]:
    """Return one numbered page, for the standards that have no cursor."""
    return find_views(selection.session, list(selection.numbers[offset : offset + limit]))


def iterate(selection: Resolved) -> Iterator[PublicView]:
    """Yield every listing of a search, reading a few hundred at a time."""
    waiting, size = iter(selection.numbers), FIRST_BATCH
    while part := list(islice(waiting, size)):
        yield from find_views(selection.session, part)
        size = BATCH


def count(selection: Resolved) -> int:
    """Return how many listings a search finds."""
    return len(selection.numbers)


def _since(index: Index, day: str) -> BitMap:
    """What was changed or verified on a day (ISO date) or after it."""
    return matching.union(
        [index.any(kind, [one for one in index.of(kind) if one >= day]) for kind in (MODIFIED, VERIFIED)]
    )


def _within(session: Session, index: Index, found: BitMap, near: Commune, radius: float) -> BitMap:
    """Those of a set whose point is within a number of kilometres of a commune."""
    centre, degrees = (near.latitude, near.longitude), radius / DEGREE_KM
    narrow = narrowing(near.latitude)
    # A cell is narrower than it is high.
    some = found & index.any(CELL, cells_around(centre, int(degrees / narrow / SIDE) + 1))
    return BitMap(
        number
        for number, _, latitude, longitude in read_points(session, some)
        if squared_degrees(centre, (latitude, longitude), narrow) <= degrees**2
    )


def find_numbers(session: Session) -> list[int]:
    """Return the number of every published listing, in order."""
    return list(
        session.connection().execute(select(PUBLICATIONS.c.number).order_by(PUBLICATIONS.c.number)).scalars()
    )


def find_operators(session: Session) -> list[str]:
    """Return the name of every operator, in the order of code points."""
    return read_tokens(session, OPERATOR)


def find_changes(session: Session, since: int, limit: int) -> list[tuple[int, int, str, str | None]]:
    """Return (version, number, verb, slug) of what changed after a version; a withdrawn one has no slug."""
    statement = (
        select(CHANGES.c.version, CHANGES.c.number, CHANGES.c.verb, PUBLICATIONS.c.slug)
        .select_from(CHANGES.outerjoin(PUBLICATIONS, PUBLICATIONS.c.number == CHANGES.c.number))
        .where(CHANGES.c.version > since)
        .order_by(CHANGES.c.version)
        .limit(limit)
    )
    return [(*row,) for row in session.connection().execute(statement)]


def find_recent(session: Session, departement: str, limit: int) -> list[PublicView]:
    """Return the listings changed last, of a departement or ("") of the whole country."""
    known = index(session)
    of_here = known.get(ANSWERS, departement) if departement else known.every
    statement = (
        select(CHANGES.c.number).where(CHANGES.c.verb != "withdrawn").order_by(CHANGES.c.version.desc())
    )
    rows = session.connection().execution_options(yield_per=BATCH).execute(statement).scalars()
    recent = list(islice((number for number in rows if number in of_here), limit))
    rows.close()
    return find_views(session, recent)


def _published_as(index: Index, way: str) -> BitMap:
    """The listings of whose place one kind of thing is published."""
    secret, placed, addressed = index.get(CONFIDENTIAL, ""), index.get(POINT, ""), index.get(PLACE, "address")
    ways = {
        "confidential": secret,
        "territory": index.every - secret - placed,
        "address": placed & addressed,
        "commune": placed - addressed,
    }
    return ways[way]


def group_by_operator(views: Iterable[PublicView]) -> list[list[PublicView]]:
    """Return listings together with those of the same operator, in the order of first numbers."""
    groups: dict[str | int, list[PublicView]] = {}
    for view in views:
        groups.setdefault(view.operator or view.number, []).append(view)
    return list(groups.values())
