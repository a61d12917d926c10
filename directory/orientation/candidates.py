"""The resources a plan may propose: of the place, national, and of the neighbours where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, or_, select
from sqlmodel import Session

from directory.french.names import of
from directory.listings.categories import CATEGORIES
from directory.listings.reasons import Origin, distance_km, far_words, local_reason
from directory.orientation import Candidate, Candidates, Need, Situation
from directory.places.departements import Departement, nearest, neighbours
from directory.publishing.publication import NATIONAL
from directory.publishing.tables import T
from directory.publishing.views import find_views
from directory.search import conditions
from directory.search.conditions import ADULT, BOUND_HOURS
from directory.search.departement_facts import departement_facts
from directory.search.form import SearchForm

PER_CATEGORY, PER_CATEGORY_ELSEWHERE = 4, 2
#: Visitors nobody stands behind: what only an institution may ask for is not shown to them.
ASK_ALONE = frozenset({"mineur", "famille"})
#: Beyond, a neighbour is no help tonight: it keeps Mayotte from being sent to La Réunion.
FARTHEST_KM = 400


def find_candidates(
    session: Session, situation: Situation, needs: Sequence[Need], at: datetime
) -> Candidates:
    """Return what may answer some needs at the aware instant `at`, each kind in the order of a call.

    Nothing that excludes the age or the gender, nor, unless the age is 18 or more, anything for adults only.
    """
    place = situation.where.departement
    codes = (place.code, NATIONAL) if place else (NATIONAL,)
    if place:
        opened = conditions.evaluate(departement_facts(session, place.code, at.date()).hours, at)
    else:
        opened = conditions.find_open_hours(session, codes, at)
    statement = _local_rows(situation.search_form(), situation.referrer, at.date())
    categories = sorted({slug for need in needs for slug in need.categories})
    values = {"codes": codes, "categories": categories, "opened": opened.keys}
    rows = list(session.connection().execute(statement, values))
    found = [(row, _group(row)) for row in rows]
    if place:
        known = {row.category for row in rows if row.departement == place.code}
        gaps = [need for need in needs if not known & set(need.categories)]
        found += [(row, "nearby") for row in _nearby_rows(session, place, situation, gaps)]
    return Candidates(tuple(_candidates(session, situation, found)), opened.until)


@lru_cache(maxsize=256)
def _local_rows(form: SearchForm, referrer: str, today: date) -> Select[Any]:
    """The first rows of each kind, of a departement and of the whole country."""
    keys = [_refers(referrer), *conditions.order(form, BOUND_HOURS, today), T.c.number]
    return _first(_fits(form, referrer), (T.c.departement, T.c.category), keys, PER_CATEGORY)


@lru_cache(maxsize=256)
def _distant_rows(form: SearchForm, referrer: str, latitude: float, longitude: float) -> Select[Any]:
    """The nearest rows of each kind that have a point: a confidential one never has."""
    far = conditions.squared_distance(latitude, longitude)
    where = [T.c.is_seat, T.c.latitude.is_not(None), *_fits(form, referrer)]
    return _first(where, (T.c.category,), [_refers(referrer), far, T.c.number], PER_CATEGORY_ELSEWHERE)


def _first(
    where: Sequence[ColumnElement[bool]],
    by: Sequence[ColumnElement[Any]],
    keys: Sequence[ColumnElement[Any]],
    limit: int,
) -> Select[Any]:
    """The first rows of each kind among `codes` and `categories`."""
    place = func.row_number().over(partition_by=by, order_by=keys).label("place")
    ranked = (
        select(T.c.number, T.c.departement, T.c.category, T.c.is_seat, place)
        .where(T.c.departement.in_(bindparam("codes", expanding=True)))
        .where(T.c.category.in_(bindparam("categories", expanding=True)), *where)
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.place, ranked.c.number)


def _fits(form: SearchForm, referrer: str) -> list[ColumnElement[bool]]:
    """Age and gender. An unknown age may be that of a minor; a national service must say it takes them.

    A minor and a family only see what they may ask for themselves.
    """
    found = conditions.filters(form, BOUND_HOURS)
    if form.age is None or form.age < ADULT:
        found.append(T.c.admits_minors != "no")
        found.append(or_(T.c.minimum_age.is_(None), T.c.minimum_age < ADULT))
        found.append(or_(T.c.departement != NATIONAL, T.c.admits_minors == "yes"))
    if referrer in ASK_ALONE:
        found.append(_is_direct(referrer))
    return found


def _is_direct(referrer: str) -> ColumnElement[bool]:
    """Whether this visitor may refer to a row, as far as is known."""
    known = conditions.may_refer(referrer) if referrer else T.c.who_may_refer.contains("anyone")
    return or_(T.c.who_may_refer == "", known)


def _refers(referrer: str) -> ColumnElement[int]:
    """Resources this visitor may call first, then those only others may refer to."""
    return case((_is_direct(referrer), 0), else_=1)


def _nearby_rows(
    session: Session, place: Departement, situation: Situation, gaps: Sequence[Need]
) -> list[Row[Any]]:
    """Return the nearest resources of the neighbours, for needs nothing here answers; never a kind that
    only serves its own departement.
    """
    wanted = sorted({c for need in gaps for c in need.categories if CATEGORIES[c].answers_elsewhere})
    codes = _around(place.code) if wanted else ()
    if not codes:
        return []
    origin = _origin(situation, place)
    statement = _distant_rows(situation.search_form(), situation.referrer, origin.latitude, origin.longitude)
    return list(session.connection().execute(statement, {"codes": codes, "categories": wanted}))


def _origin(situation: Situation, place: Departement) -> Origin:
    """The point distances are counted from: the commune, else the middle of the departement."""
    commune = situation.where.commune
    if commune:
        return Origin(commune.latitude, commune.longitude, of(commune.name))
    return Origin(place.latitude, place.longitude, f"du centre {place.genitive}")


@cache
def _around(code: str) -> tuple[str, ...]:
    """Return the departements one may be sent to from another: its neighbours, else those within reach."""
    near = neighbours(code) or nearest(code, 3)
    return tuple(other.code for other in near if other.border_km or other.distance_km <= FARTHEST_KM)


def _candidates(
    session: Session, situation: Situation, found: Sequence[tuple[Row[Any], str]]
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
        origin = _origin(situation, place)
        measured = group == "nearby" or (situation.where.commune is not None and group != "national")
        distance = distance_km(origin, view) if measured else None
        yield Candidate(
            view, group, local_reason(place, group, view, far_words(origin, view, distance)), distance
        )


def _group(row: Row[Any]) -> str:
    if row.departement == NATIONAL:
        return "national"
    return "here" if row.is_seat else "covers"
