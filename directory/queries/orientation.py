"""The resources a plan may propose: of the place, national, and of the neighbours where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlmodel import Session

from directory.categories import CATEGORIES
from directory.departements import Departement, nearest, neighbours
from directory.forms import SearchForm
from directory.orientation import Candidate, Candidates, Need, Situation
from directory.publication import NATIONAL
from directory.queries import conditions
from directory.queries.conditions import ADULT, T
from directory.queries.local import LocalSearch
from directory.queries.views import find_views
from directory.reasons import distance_km, far_words, local_reason

PER_CATEGORY = 4
#: Beyond, a neighbour is no help tonight: it keeps Mayotte from being sent to La Réunion.
FARTHEST_KM = 400


def find_candidates(
    session: Session, situation: Situation, needs: Sequence[Need], at: datetime
) -> Candidates:
    """Return what may answer some needs at the aware instant `at`, each kind in the order of a call.

    Nothing that excludes the age or the gender, nor, unless the age is 18 or more, anything for adults only.
    """
    place = situation.where.departement
    categories = {slug for need in needs for slug in need.categories}
    codes = (place.code, NATIONAL) if place else (NATIONAL,)
    opened = conditions.find_open_hours(session, codes, at)
    keys = [_refers(situation.referrer), *conditions.order(situation.search_form(), opened, at.date())]
    where = [T.c.departement.in_(codes), T.c.category.in_(categories), *_fits(situation)]
    rows = _first(session, where, (T.c.departement, T.c.category), [*keys, T.c.number])
    found = [(row, _group(row)) for row in rows]
    if place:
        known = {row.category for row in rows if row.departement == place.code}
        gaps = [need for need in needs if not known & set(need.categories)]
        found += [(row, "nearby") for row in _nearby(session, place, situation, gaps, at)]
    return Candidates(tuple(_candidates(session, situation, found, at)), opened.until)


def _fits(situation: Situation) -> list[ColumnElement[bool]]:
    """Age and gender. An unknown age may be that of a minor; a national service must say it takes them."""
    found = conditions.filters(situation.search_form(), conditions.OpenHours())
    if situation.age is None or situation.age < ADULT:
        found.append(T.c.admits_minors != "no")
        found.append(or_(T.c.minimum_age.is_(None), T.c.minimum_age < ADULT))
        found.append(or_(T.c.departement != NATIONAL, T.c.admits_minors == "yes"))
    return found


def _refers(referrer: str) -> ColumnElement[int]:
    """Resources this visitor may call first, then those only others may refer to."""
    if not referrer:
        return case((T.c.who_may_refer == "", 0), (T.c.who_may_refer.contains("anyone"), 0), else_=1)
    direct = or_(T.c.who_may_refer == "", conditions.may_refer(referrer))
    return case((direct, 0), else_=1)


def _first(
    session: Session,
    where: Iterable[ColumnElement[bool]],
    by: Sequence[ColumnElement[Any]],
    keys: Sequence[ColumnElement[Any]],
    limit: int = PER_CATEGORY,
) -> list[Row[Any]]:
    """Return the first rows of each kind."""
    place = func.row_number().over(partition_by=by, order_by=keys).label("place")
    ranked = select(T.c.number, T.c.departement, T.c.category, T.c.is_seat, place).where(*where).subquery()
    statement = select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.place, ranked.c.number)
    return list(session.connection().execute(statement))


def _nearby(
    session: Session, place: Departement, situation: Situation, gaps: Sequence[Need], at: datetime
) -> list[Row[Any]]:
    """Return the nearest resources of the neighbours, for needs nothing here answers; never a confidential
    one, which has no point, nor a kind that only serves its own departement.
    """
    wanted = {slug for need in gaps for slug in need.categories if CATEGORIES[slug].answers_elsewhere}
    around = neighbours(place.code) or (nearest(place.code, 3) if wanted else ())
    codes = [other.code for other in around if other.border_km or other.distance_km <= FARTHEST_KM]
    if not wanted or not codes:
        return []
    origin = _local(session, situation, place, at).origin
    where = [
        T.c.departement.in_(codes), T.c.category.in_(wanted), T.c.is_seat, T.c.latitude.is_not(None),
        *_fits(situation),
    ]  # fmt: skip
    far = conditions.squared_distance(origin.latitude, origin.longitude)
    return _first(session, where, (T.c.category,), [_refers(situation.referrer), far, T.c.number], 2)


def _candidates(
    session: Session, situation: Situation, found: Sequence[tuple[Row[Any], str]], at: datetime
) -> Iterable[Candidate]:
    """Give each row its view, the reason it is there and, where it helps, its distance."""
    views = {view.number: view for view in find_views(session, [row.number for row, _ in found])}
    place = situation.where.departement
    for row, group in found:
        view = views.get(row.number)
        if view is None:
            continue
        if place is None:
            yield Candidate(view, group, "Service national")
            continue
        origin = _local(session, situation, place, at).origin
        measured = group == "nearby" or (situation.where.commune is not None and group != "national")
        distance = distance_km(origin, view) if measured else None
        yield Candidate(view, group, local_reason(place, group, view, far_words(origin, distance)), distance)


def _local(session: Session, situation: Situation, place: Departement, at: datetime) -> LocalSearch:
    return LocalSearch(session, place, SearchForm(), at, situation.where.commune)


def _group(row: Row[Any]) -> str:
    if row.departement == NATIONAL:
        return "national"
    return "here" if row.is_seat else "covers"
