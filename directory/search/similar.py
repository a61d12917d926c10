"""Listings of the same kind as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlmodel import Session

from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import where_words
from directory.places.departements import DEPARTEMENTS
from directory.publishing.publication import NATIONAL
from directory.publishing.tables import T
from directory.publishing.views import find_views
from directory.search import conditions


def find_similar(session: Session, view: PublicView, at: datetime, limit: int = 3) -> tuple[Card, ...]:
    """Return listings of the same kind: in the same departements first, then the nearest ones."""
    served = view.departements or (NATIONAL,)
    here = T.c.departement.in_(served)
    keys: list[ColumnElement[Any]] = [case((here, 0), else_=1)]
    if view.is_national or view.is_confidential or not CATEGORIES[view.category].answers_elsewhere:
        within: ColumnElement[bool] = T.c.departement.in_((*served, NATIONAL))
        keys.append(T.c.rank)
    else:
        latitude, longitude = _point(view)
        around = T.c.latitude.between(latitude - 2, latitude + 2)
        beside = T.c.longitude.between(longitude - 3, longitude + 3)
        within = or_(here, around & beside)
        keys.append(case((T.c.latitude.is_(None), 1), else_=0))
        keys.append(conditions.squared_distance(latitude, longitude))
    statement = (
        select(T.c.number)
        .where(T.c.category == view.category, T.c.is_primary, T.c.number != view.number, within)
        .order_by(*keys, T.c.number)
        .limit(limit)
    )
    found = find_views(session, list(session.connection().execute(statement).scalars()))
    return tuple(Card(other, at, reason=where_words(other)) for other in found)


def _point(view: PublicView) -> tuple[float, float]:
    """The point of a listing, or the label point of the first departement it serves (degrees)."""
    if view.latitude is not None and view.longitude is not None:
        return view.latitude, view.longitude
    place = DEPARTEMENTS.get(next(iter(view.departements), ""), DEPARTEMENTS["75"])
    return place.latitude, place.longitude
