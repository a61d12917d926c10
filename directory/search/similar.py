"""Listings of the same kind as one."""

from __future__ import annotations

from datetime import datetime

from pyroaring import BitMap
from sqlmodel import Session

from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import where_words
from directory.places.cells import cells_around
from directory.places.departements import DEPARTEMENTS
from directory.places.distances import Point
from directory.publishing.search_index import index
from directory.publishing.tokens import ANSWERS, CATEGORY, CELL, NATIONAL
from directory.publishing.views import find_views
from directory.search.form import SearchForm
from directory.search.ordering import Order

#: Quarter-degree cells around a listing: about 200 km.
_REACH = 8


def find_similar(session: Session, view: PublicView, at: datetime, limit: int = 3) -> tuple[Card, ...]:
    """Return listings of the same kind: in the same departements first, then the nearest ones."""
    known = index(session)
    here = known.any(ANSWERS, view.departements or (NATIONAL,))
    origin: Point | None = None
    if view.is_national or view.is_confidential or not CATEGORIES[view.category].answers_elsewhere:
        within = here | known.get(ANSWERS, NATIONAL)
    else:
        origin = _point(view)
        within = here | known.any(CELL, cells_around(origin, _REACH))
    same = (within & known.get(CATEGORY, view.category)) - BitMap([view.number])
    halves = (here, known.every - here)
    order = Order(session, known, SearchForm(), at.date(), BitMap(), [halves], origin=origin)
    found = find_views(session, order.take(same, limit))
    return tuple(Card(other, at, reason=where_words(other)) for other in found)


def _point(view: PublicView) -> Point:
    """The point of a listing, or the label point of the first departement it serves (degrees)."""
    if view.latitude is not None and view.longitude is not None:
        return view.latitude, view.longitude
    place = DEPARTEMENTS.get(next(iter(view.departements), ""), DEPARTEMENTS["75"])
    return place.latitude, place.longitude
