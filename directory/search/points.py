"""The points of a map as columns: about ten bytes a point once compressed.

Numbers and coordinates are differences from the row before, coordinates in units of 1e-4 degree (11 m).
Names travel along up to 300 points; beyond, the map asks for the one that is clicked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pyroaring import BitMap
from sqlmodel import Session

from directory.listings.cards import Card
from directory.listings.categories import POSITIONS
from directory.listings.public_view import PublicView
from directory.publishing.views import find_views
from directory.search.local import LocalSearch, find_map_numbers
from directory.search.ordering import read_points

MOST_NAMED = 300
_UNITS_PER_DEGREE = 10_000


def find_columns(wanted: LocalSearch) -> dict[str, Any]:
    """Return the map data of a search: numbers, categories, y, x, hidden, and names of few points."""
    return make_columns(wanted.session, *find_map_numbers(wanted))


def make_columns(session: Session, numbers: BitMap, hidden: int) -> dict[str, Any]:
    """Return the points of listings, in the order of their numbers, as columns."""
    rows = read_points(session, numbers)
    columns: dict[str, Any] = {
        "numbers": _differences(row[0] for row in rows),
        "categories": [POSITIONS[row[1]] for row in rows],
        "y": _differences(round(row[2] * _UNITS_PER_DEGREE) for row in rows),
        "x": _differences(round(row[3] * _UNITS_PER_DEGREE) for row in rows),
        "hidden": hidden,
    }
    if len(rows) <= MOST_NAMED:
        columns["names"] = [view.name for view in find_views(session, [row[0] for row in rows])]
    return columns


def find_features(wanted: LocalSearch) -> dict[str, Any]:
    """Return the same points as GeoJSON (RFC 7946)."""
    numbers, _hidden = find_map_numbers(wanted)
    views = find_views(wanted.session, list(numbers))
    return {"type": "FeatureCollection", "features": [_feature(view) for view in views]}


def _feature(view: PublicView) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": view.slug,
        "geometry": {"type": "Point", "coordinates": [view.longitude, view.latitude]},
        "properties": {"name": view.name, "category": view.category, "precision": view.precision},
    }


def label(view: PublicView, at: datetime) -> dict[str, str]:
    """What a popup says of one point: name, category, address of its page, phone as read and as dialled."""
    card = Card(view, at)
    return {
        "name": view.name,
        "category": card.category.label,
        "href": f"/fiches/{view.slug}",
        "phone": card.phone.display if card.phone else "",
        "dial": card.phone.href if card.phone else "",
    }


def _differences(values: Iterable[int]) -> list[int]:
    """The first value, then each one's difference from the one before."""
    found, before = [], 0
    for value in values:
        found.append(value - before)
        before = value
    return found
