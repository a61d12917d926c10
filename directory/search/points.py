"""The points of a map as columns: about ten bytes a point once compressed.

Numbers and coordinates are differences from the row before, coordinates in units of 1e-4 degree (11 m).
Names travel along up to 300 points; beyond, the map asks for the one that is clicked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from directory.listings.cards import Card
from directory.listings.categories import POSITIONS
from directory.listings.public_view import PublicView
from directory.publishing.views import find_views
from directory.search.local import LocalSearch, find_map_rows

MOST_NAMED = 300
_UNITS_PER_DEGREE = 10_000


def find_columns(wanted: LocalSearch) -> dict[str, Any]:
    """Return the map data of a search: numbers, categories, y, x, hidden, and names of few points."""
    return make_columns(wanted.session, *find_map_rows(wanted))


def make_columns(session: Session, rows: Sequence[Row[Any]], hidden: int) -> dict[str, Any]:
    """Return rows (number, category, latitude, longitude), in the order of their numbers, as columns."""
    columns: dict[str, Any] = {
        "numbers": _differences(row.number for row in rows),
        "categories": [POSITIONS[row.category] for row in rows],
        "y": _differences(round(row.latitude * _UNITS_PER_DEGREE) for row in rows),
        "x": _differences(round(row.longitude * _UNITS_PER_DEGREE) for row in rows),
        "hidden": hidden,
    }
    if len(rows) <= MOST_NAMED:
        views = find_views(session, [row.number for row in rows])
        columns["names"] = [view.name for view in views]
    return columns


def find_features(wanted: LocalSearch) -> dict[str, Any]:
    """Return the same points as GeoJSON (RFC 7946)."""
    rows, _hidden = find_map_rows(wanted)
    views = find_views(wanted.session, [row.number for row in rows])
    return {
        "type": "FeatureCollection",
        "features": [_feature(row, view) for row, view in _pairs(rows, views)],
    }


def _pairs(rows: Sequence[Row[Any]], views: Iterable[Any]) -> list[tuple[Row[Any], Any]]:
    by_number = {view.number: view for view in views}
    return [(row, by_number[row.number]) for row in rows if row.number in by_number]


def _feature(row: Row[Any], view: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": view.slug,
        "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
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
