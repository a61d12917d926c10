"""The statements of a departement's page, built once per kind of search and executed with other values.

Building and fingerprinting a statement costs more than SQLite takes to run it. Parameters: `code` the
departement, `opened` as `OpenHours.keys`, `numbers` the listings that the words of the search find.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from directory.publishing.publication import NATIONAL
from directory.publishing.tables import P, T
from directory.search import conditions
from directory.search.conditions import BOUND_HOURS
from directory.search.form import SearchForm

_KEPT = 128
Point = tuple[float, float]
"""Latitude and longitude, WGS 84 degrees."""


_HERE = T.c.departement == bindparam("code")
_HERE_OR_NATIONAL = T.c.departement.in_((bindparam("code"), NATIONAL))


def where(form: SearchForm, *, has_words: bool) -> list[ColumnElement[bool]]:
    """The conditions of a search, its departement aside."""
    found = conditions.filters(form, BOUND_HOURS)
    if has_words:
        found.append(T.c.number.in_(bindparam("numbers", expanding=True)))
    return found


@lru_cache(maxsize=_KEPT)
def page_of_rows(form: SearchForm, today: date, near: Point | None) -> Select[Any]:
    """Rows and their views in the order of the list, those of the whole country last; to be limited."""
    keys: list[ColumnElement[Any]] = [T.c.departement == NATIONAL, case((T.c.is_seat, 0), else_=1)]
    keys += _order(form, today, near)
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    page = (
        select(T.c.number, T.c.departement, T.c.is_seat, *named)
        .where(_HERE_OR_NATIONAL, *where(form, has_words=False))
        .order_by(*named)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery()
    )
    in_order = [page.c[key.name] for key in named]
    return (
        select(page.c.number, page.c.departement, page.c.is_seat, P.c.view)
        .join(P, P.c.number == page.c.number)
        .order_by(*in_order)
    )


@lru_cache(maxsize=_KEPT)
def found_rows(form: SearchForm, today: date, near: Point | None) -> Select[Any]:
    """Rows the words of a search find, in the order of the list, groups and words aside; at most the two
    hundred the index answers.
    """
    statement = select(T.c.number, T.c.departement, T.c.is_seat).order_by(*_order(form, today, near))
    return statement.where(_HERE_OR_NATIONAL, *where(form, has_words=True))


def _order(form: SearchForm, today: date, near: Point | None) -> list[ColumnElement[Any]]:
    """The order inside a group of the list: fit, open now, rank, the nearest when a place is given."""
    distance = [conditions.squared_distance(*near)] if near else []
    return [*conditions.order(form, BOUND_HOURS, today), *distance, T.c.number]


@lru_cache(maxsize=_KEPT)
def counts(form: SearchForm, today: date, *, has_words: bool) -> Select[Any]:
    """How many rows, and how many fresh, by departement, category, group of the list and secrecy.

    The index of these columns gives them in this order, without a sort.
    """
    by = (T.c.departement, T.c.category, T.c.is_seat, T.c.is_confidential)
    fresh = func.sum(case((conditions.is_fresh(today), 1), else_=0))
    statement = select(*by, func.count(), fresh).group_by(*by)
    return statement.where(_HERE_OR_NATIONAL, *where(form, has_words=has_words))


@lru_cache(maxsize=_KEPT)
def points(form: SearchForm, *, has_words: bool) -> Select[Any]:
    """Rows the map draws, by number; the caller limits them."""
    return (
        select(T.c.number, T.c.category, T.c.latitude, T.c.longitude)
        .where(_HERE, *where(form, has_words=has_words), T.c.latitude.is_not(None))
        .order_by(T.c.number)
        .limit(bindparam("limit"))
    )


@lru_cache(maxsize=_KEPT)
def nearest(form: SearchForm, origin: Point, missing: Sequence[str], *, has_words: bool) -> Select[Any]:
    """Rows that sit `around` and are not of here: missing categories first, then the nearest."""
    of_here = select(T.c.number).where(_HERE)
    return (
        select(T.c.number, T.c.category, T.c.latitude, T.c.longitude)
        .where(
            T.c.departement.in_(bindparam("around", expanding=True)),
            *where(form, has_words=has_words),
            T.c.is_seat,
            T.c.latitude.is_not(None),
            T.c.category.in_(bindparam("useful", expanding=True)),
            T.c.number.not_in(of_here),
        )
        .order_by(
            case((T.c.category.in_(missing), 0), else_=1), conditions.squared_distance(*origin), T.c.number
        )
        .limit(bindparam("limit"))
    )
