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
from pyroaring import BitMap
from sqlmodel import Session

from directory.database.rows import read_numbered
from directory.french.names import of
from directory.listings.cards import Card
from directory.listings.categories import POSITIONS
from directory.listings.public_view import PublicView
from directory.places.geocoding import COMMUNE
from directory.publishing.search_index import index
from directory.publishing.tokens import OWN
from directory.search.local import LocalSearch, find_map_numbers
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
    here = index(session).any(OWN, codes)
    rows = _read_placed(session, drawn.numbers, codes)
    numbers, categories, latitudes, longitudes, _, names, precisions = (
        zip(*rows, strict=True) if rows else ((),) * 7
    )
    columns: dict[str, Any] = {
        "numbers": _differences(numbers),
        "categories": [POSITIONS[category] for category in categories],
        "y": _differences([round(latitude * _UNITS_PER_DEGREE) for latitude in latitudes]),
        "x": _differences([round(longitude * _UNITS_PER_DEGREE) for longitude in longitudes]),
        "here": [int(number in here) for number in numbers],
        "hidden": drawn.hidden,
    }
    if len(rows) <= MOST_NAMED:
        columns["names"] = names
        columns["approximate"] = [int(precision == COMMUNE) for precision in precisions]
    return columns


#: What a map tells of a listing that has a point.
_PLACED = "number, category, latitude, longitude, slug, name, precision"
_FROM = f"SELECT {_PLACED} FROM publication_departement WHERE latitude IS NOT NULL AND"
#: So few points are looked for one at a time.
_FEW = 200


def _read_placed(session: Session, numbers: BitMap, codes: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return what a map tells of listings, those that have a point, by number.

    Most of them answer for some departements, whose rows follow one another.
    """
    known: dict[int, tuple[Any, ...]] = {}
    if len(numbers) > _FEW:
        of_codes = read_numbered(session, f"{_FROM} departement", codes)
        known = {row[0]: row for row in of_codes if row[0] in numbers}
    for row in read_numbered(session, f"{_FROM} is_primary AND number", numbers - BitMap(known)):
        known[row[0]] = row
    return [known[number] for number in sorted(known)]


class _Point(Struct, tag_field="type", tag="Point", gc=False):
    coordinates: tuple[float, float]


class _Said(Struct, gc=False):
    name: str
    category: str
    precision: str


class _Feature(Struct, tag_field="type", tag="Feature", gc=False):
    id: str
    geometry: _Point
    properties: _Said


def write_features(wanted: LocalSearch) -> bytes:
    """Return the same points as GeoJSON (RFC 7946)."""
    numbers = find_map_numbers(wanted).numbers
    features = [
        _Feature(slug, _Point((longitude, latitude)), _Said(name, category, precision))
        for _, category, latitude, longitude, slug, name, precision in _read_placed(
            wanted.session, numbers, [wanted.departement.code]
        )
    ]
    return json.encode({"type": "FeatureCollection", "features": features})


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
