"""Listings one after the other, for those who copy them: by number, so that nothing is missed or seen twice.

A cursor is the last number read. Whatever changes meanwhile, a listing published all along is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, cast, false, func, or_, select
from sqlmodel import Session, SQLModel

from directory.database.engine import is_sqlite
from directory.french.words import departement_token
from directory.listings.public_view import PublicView
from directory.places.communes import Commune
from directory.publishing import search_index
from directory.publishing.search_index import vocabulary
from directory.publishing.tables import P, T
from directory.publishing.views import find_views
from directory.search import conditions
from directory.search.form import SearchForm

BATCH = 500
C = SQLModel.metadata.tables["publication_change"]
_DEGREE_KM = 111.195  # one degree of a great circle


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


@dataclass(frozen=True, slots=True)
class Selection:
    """A search resolved: its conditions, and the instant at which opening hours change its answer."""

    session: Session
    where: tuple[ColumnElement[bool], ...]
    until: datetime | None = None


def resolve(wanted: FeedSearch) -> Selection:
    """Turn a search into conditions, once for all its pages."""
    session, form = wanted.session, wanted.form
    codes = [wanted.departement] if wanted.departement else []
    opened = conditions.OpenHours()
    if form.open_now:
        opened = conditions.find_open_hours(session, codes, wanted.at)
    where = [T.c.departement == wanted.departement if codes else T.c.is_primary]
    where += conditions.filters(form, opened)
    if form.q:
        question = search_index.understand(form.q, vocabulary(session))
        found = search_index.find_numbers(session, question, [departement_token(code) for code in codes])
        where.append(T.c.number.in_(found))
    if wanted.near:
        distance = conditions.squared_distance(wanted.near.latitude, wanted.near.longitude)
        where.append(distance <= (wanted.radius / _DEGREE_KM) ** 2)
    if wanted.modified_after:
        changed = _fact(session, "modified_on") >= wanted.modified_after
        same = select(P.c.number).where(changed)
        where.append(or_(T.c.number.in_(same), T.c.verified_on >= wanted.modified_after))
    if wanted.operator is not None:
        same = select(P.c.number).where(_fact(session, "operator") == wanted.operator)
        where.append(T.c.number.in_(same))
    if wanted.way:
        where += _published_as(session, wanted.way)
    if wanted.has_point:
        where.append(T.c.latitude.is_not(None))
    if wanted.finds_nothing:
        where.append(false())
    return Selection(session, tuple(where), opened.until)


def find_after(selection: Selection, cursor: int, limit: int) -> list[PublicView]:
    """Return the next listings after a number, in the order of numbers."""
    statement = (
        select(T.c.number).where(*selection.where, T.c.number > cursor).order_by(T.c.number).limit(limit)
    )
    return find_views(selection.session, list(selection.session.connection().execute(statement).scalars()))


def find_slice(selection: Selection, offset: int, limit: int) -> list[PublicView]:
    """Return one numbered page, for the standards that have no cursor."""
    statement = select(T.c.number).where(*selection.where).order_by(T.c.number).offset(offset).limit(limit)
    return find_views(selection.session, list(selection.session.connection().execute(statement).scalars()))


def iterate(selection: Selection) -> Iterator[PublicView]:
    """Yield every listing of a search, reading a few hundred at a time."""
    cursor = 0
    while views := find_after(selection, cursor, BATCH):
        yield from views
        cursor = views[-1].number


def count(selection: Selection) -> int:
    """Return how many listings a search finds."""
    statement = select(func.count()).select_from(T).where(*selection.where)
    return int(selection.session.connection().execute(statement).scalar_one())


def find_numbers(session: Session) -> list[int]:
    """Return the number of every published listing, in order."""
    return list(session.connection().execute(select(P.c.number).order_by(P.c.number)).scalars())


def find_operators(session: Session) -> list[str]:
    """Return the name of every operator, in the order of code points."""
    rows = session.connection().execute(select(_fact(session, "operator")).distinct())
    return sorted(row[0] for row in rows if row[0])


def find_changes(session: Session, since: int, limit: int) -> list[tuple[int, int, str, str | None]]:
    """Return (version, number, verb, slug) of what changed after a version; a withdrawn one has no slug."""
    statement = (
        select(C.c.version, C.c.number, C.c.verb, P.c.slug)
        .select_from(C.outerjoin(P, P.c.number == C.c.number))
        .where(C.c.version > since)
        .order_by(C.c.version)
        .limit(limit)
    )
    return [(*row,) for row in session.connection().execute(statement)]


def find_recent(session: Session, departement: str, limit: int) -> list[PublicView]:
    """Return the listings changed last, of a departement or ("") of the whole country."""
    condition = T.c.departement == departement if departement else T.c.is_primary
    statement = (
        select(T.c.number)
        .join_from(T, C, T.c.number == C.c.number)
        .where(condition)
        .order_by(C.c.version.desc())
        .limit(limit)
    )
    return find_views(session, list(session.connection().execute(statement).scalars()))


def _published_as(session: Session, way: str) -> list[ColumnElement[bool]]:
    """The condition that what is published of the place of a listing is of one kind."""
    if way == "confidential":
        return [T.c.is_confidential]
    if way == "territory":
        return [~T.c.is_confidential, T.c.latitude.is_(None)]
    address = _fact(session, "address")
    same = select(P.c.number).where(address != "" if way == "address" else address == "")
    return [T.c.latitude.is_not(None), T.c.number.in_(same)]


def _fact(session: Session, name: str) -> ColumnElement[str]:
    """One text of the stored view."""
    if is_sqlite(session):
        found: ColumnElement[str] = func.json_extract(P.c.view, f"$.{name}")
        return found
    text: ColumnElement[str] = cast(P.c.view, JSON)[name].as_string()
    return text


def group_by_operator(views: Iterable[PublicView]) -> list[list[PublicView]]:
    """Return listings together with those of the same operator, in the order of first numbers."""
    groups: dict[str | int, list[PublicView]] = {}
    for view in views:
        groups.setdefault(view.operator or view.number, []).append(view)
    return list(groups.values())
