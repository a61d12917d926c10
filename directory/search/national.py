"""Searching the whole country, or some departements of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from pyroaring import BitMap
from sqlmodel import Session

from directory.french.names import of
from directory.french.typography import count
from directory.listings.cards import Card
from directory.listings.public_view import PublicView
from directory.listings.reasons import Origin, distance_km, far_words, where_words
from directory.places.cells import cells_around
from directory.places.communes import Commune
from directory.places.distances import Point
from directory.publishing.search_index import Index
from directory.publishing.tokens import ANSWERS, CELL, NATIONAL, POINT
from directory.publishing.views import find_views
from directory.search import matching
from directory.search.form import SearchForm
from directory.search.local import PAGE_SIZE
from directory.search.resolving import Resolved, Scope, resolve
from directory.search.results import ResultGroup, Results

#: Around a place, what is within about an hour comes first, then within half a day: quarter-degree cells.
_REACHES = (2, 6)


@dataclass(frozen=True, slots=True)
class NationalSearch:
    """One search in the whole country, or among what answers for some departements (`codes`).

    `only_national` keeps the services of no departement.
    """

    session: Session
    form: SearchForm
    at: datetime
    near: Commune | None = None
    only_national: bool = False
    any_hour: bool = False  # the answer will be read at other hours than `at`
    codes: tuple[str, ...] = ()


def search(wanted: NationalSearch) -> Results:
    """Answer a search in the whole country, one card a listing, the closest first when a place is given."""
    found = find(wanted)
    total = len(found.numbers)
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(wanted.form.page, pages)
    near = _point(wanted.near)
    order = found.order([_bands(found.index, near, wanted.near)] if near else [], origin=near)
    shown = order.take(found.numbers, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    cards = tuple(_card(wanted, view) for view in find_views(wanted.session, shown))
    title = "Services nationaux" if wanted.only_national else "Partout en France"
    return Results(
        groups=(ResultGroup("everywhere", title, "", total, cards),) if cards else (),
        facets=matching.count_facets(found.index, found.numbers),
        total=total,
        page=page,
        pages=pages,
        summary=count(total, "ressource trouvée", "ressources trouvées") + ".",
        corrected=found.corrected,
        relaxed=found.relaxed,
        valid_until=found.until,
    )


def find(wanted: NationalSearch) -> Resolved:
    """Find the listings of a search, each once, whatever the departements it answers for."""

    def scope(index: Index) -> Scope:
        found = index.get(ANSWERS, NATIONAL) if wanted.only_national else index.every
        if wanted.codes:
            found = found & index.any(ANSWERS, wanted.codes)
        return Scope(found, found)

    return resolve(wanted.session, wanted.form, wanted.at, scope, any_hour=wanted.any_hour)


def _point(near: Commune | None) -> Point | None:
    if near is None or near.latitude is None or near.longitude is None:
        return None
    return near.latitude, near.longitude


def _bands(index: Index, near: Point, commune: Commune | None) -> list[BitMap]:
    """Split by how far one would have to go: the best of the country is no help at its other end.

    What answers for the departement of the commune is near, with or without a point; other listings without
    a point come last.
    """
    placed = index.get(POINT, "")
    home = index.get(ANSWERS, commune.departement) - placed if commune else BitMap()
    bands = [index.any(CELL, cells_around(near, reach)) | home for reach in _REACHES]
    return [*bands, placed]


def _card(wanted: NationalSearch, view: PublicView) -> Card:
    near = wanted.near
    if near is None or near.latitude is None or near.longitude is None or view.is_national:
        return Card(view, wanted.at, reason=where_words(view), age=wanted.form.age)
    origin = Origin(near.latitude, near.longitude, of(near.name))
    distance = distance_km(origin, view)
    far = far_words(origin, view, distance)
    reason = where_words(view) + (f", {far}" if far else "")
    return Card(view, wanted.at, reason=reason, distance_km=distance, age=wanted.form.age)
