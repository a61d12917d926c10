"""The points of a map as columns: about ten bytes a point once compressed.

Numbers and coordinates are differences from the row before, coordinates in units of 1e-4 degree (11 m).
Names travel along up to 300 points; beyond, the map asks for the one that is clicked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import sub
from typing import Any

from msgspec import Struct, json
from sqlmodel import Session

from directory.french.names import of
from directory.listings.cards import Card
from directory.listings.categories import POSITIONS
from directory.listings.public_view import PublicView
from directory.places.geocoding import COMMUNE
from directory.publishing.search_index import index
from directory.publishing.tokens import OWN
from directory.publishing.views import find_stored, find_views
from directory.search.local import LocalSearch, find_map_numbers
from directory.search.ordering import read_points
from directory.search.results import Drawn

MOST_NAMED = 300
_UNITS_PER_DEGREE = 10_000


def find_columns(wanted: LocalSearch) -> dict[str, Any]:
    """Return the map data of a search, and the Insee code of the commune it is made from, if any."""
    columns = make_columns(wanted.session, find_map_numbers(wanted), [wanted.departement.code])
    if wanted.near:
        columns["commune"] = wanted.near.code_insee
    return columns


def make_columns(session: Session, drawn: Drawn, codes: Sequence[str]) -> dict[str, Any]:
    """Return the points of listings, in the order of their numbers, as columns.

    `here`: whether the listing is of one of these departements. Of few points, `names`, and `approximate`:
    whether only the commune is known.
    """
    rows, here = read_points(session, drawn.numbers), index(session).any(OWN, codes)
    numbers, categories, latitudes, longitudes = zip(*rows, strict=True) if rows else ((),) * 4
    columns: dict[str, Any] = {
        "numbers": _differences(numbers),
        "categories": [POSITIONS[category] for category in categories],
        "y": _differences([round(latitude * _UNITS_PER_DEGREE) for latitude in latitudes]),
        "x": _differences([round(longitude * _UNITS_PER_DEGREE) for longitude in longitudes]),
        "here": [int(number in here) for number in numbers],
        "hidden": drawn.hidden,
    }
    if len(rows) <= MOST_NAMED:
        views = find_views(session, numbers)
        columns["names"] = [view.name for view in views]
        columns["approximate"] = [int(view.precision == COMMUNE) for view in views]
    return columns


class _Placed(Struct, frozen=True, gc=False):
    """What a point of GeoJSON tells of the stored view of a listing."""

    slug: str
    name: str
    category: str
    latitude: float
    longitude: float
    precision: str


_read_placed = json.Decoder(_Placed).decode


def write_features(wanted: LocalSearch) -> bytes:
    """Return the same points as GeoJSON (RFC 7946)."""
    stored = find_stored(wanted.session, list(find_map_numbers(wanted).numbers))
    features = [_feature(_read_placed(view)) for view in stored]
    return json.encode({"type": "FeatureCollection", "features": features})


def _feature(placed: _Placed) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": placed.slug,
        "geometry": {"type": "Point", "coordinates": [placed.longitude, placed.latitude]},
        "properties": {"name": placed.name, "category": placed.category, "precision": placed.precision},
    }


def label(view: PublicView, at: datetime) -> dict[str, str | bool]:
    """What the map tells of one point: the listing, where the point stands, its page, its number, the way in.

    `ask` is what to ask for; `phone` is as read and `dial` as dialled, all empty without a number.
    """
    card = Card(view, at)
    return {
        "name": view.name,
        "what": card.what,
        "place": view.commune,
        "where": _where(view),
        "is_approximate": view.precision == COMMUNE,
        "href": f"/fiches/{view.slug}",
        "phone": card.phone.display if card.phone else "",
        "dial": card.phone.href if card.phone else "",
        "ask": card.phone.label if card.phone else "",
    }


def _where(view: PublicView) -> str:
    """The address, and what the point is when only the commune is known."""
    if view.precision != COMMUNE:
        return f"Adresse : {view.address}, {view.postcode} {view.commune}"
    centre = f"centre {of(view.commune)}"
    if view.address:
        return f"{view.address}, {view.postcode} {view.commune}. Le point est au {centre}."
    return f"Commune seulement : {centre}"


def _differences(values: Sequence[int]) -> list[int]:
    """The first value, then each one's difference from the one before."""
    return [*values[:1], *map(sub, values[1:], values)]
