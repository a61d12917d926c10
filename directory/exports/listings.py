"""Whole lists of listings as files, written piece by piece: the same bytes for the same data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from msgspec import json

from directory.exports import FORMATS
from directory.exports.record import HEADER, make_feature, make_record, make_row
from directory.listings.categories import POSITIONS
from directory.listings.public_view import PublicView

LICENCE_NAME = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_PIECE = 200
_write = json.Encoder().encode


@dataclass(frozen=True, slots=True)
class ListingFormat:
    """`write(views, public_url)` yields the bytes of a file."""

    label: str
    media_type: str
    write: Callable[[Iterable[PublicView], str], Iterator[bytes]]


def write_json(views: Iterable[PublicView], public_url: str) -> Iterator[bytes]:
    """Yield one JSON object: the licence and the listings."""
    opening = json.encode({"licence": LICENCE_URL, "listings": []})[:-2]
    yield from write_array((make_record(view, public_url) for view in views), opening, b"]}\n")


def write_geojson(views: Iterable[PublicView], public_url: str) -> Iterator[bytes]:
    """Yield a GeoJSON feature collection (RFC 7946)."""
    opening = b'{"type":"FeatureCollection","features":['
    yield from write_array((make_feature(view, public_url) for view in views), opening, b"]}\n")


def write_array(values: Iterable[Any], opening: bytes = b"[", closing: bytes = b"]\n") -> Iterator[bytes]:
    """Yield a JSON array, a few hundred values at a time, between an opening and a closing."""
    waiting, separator = iter(values), b"\n"
    yield opening
    while piece := [_write(value) for value in islice(waiting, _PIECE)]:
        yield separator + b",\n".join(piece)
        separator = b",\n"
    yield closing


def make_columns(views: Iterable[PublicView]) -> dict[str, list[Any]]:
    """Return the listings that have a point as columns, for maps; `category` is a rank among categories."""
    shown = [view for view in views if view.latitude is not None]
    return {
        "number": [view.number for view in shown],
        "slug": [view.slug for view in shown],
        "name": [view.name for view in shown],
        "category": [POSITIONS[view.category] for view in shown],
        "latitude": [view.latitude for view in shown],
        "longitude": [view.longitude for view in shown],
    }


def _table(
    write: Callable[[Sequence[str], Iterable[Sequence[Any]]], Iterator[bytes]],
) -> Callable[[Iterable[PublicView], str], Iterator[bytes]]:
    """Turn the writer of a table into a writer of listings."""

    def write_listings(views: Iterable[PublicView], public_url: str) -> Iterator[bytes]:
        return write(HEADER, (make_row(view, public_url) for view in views))

    return write_listings


#: Every format of listings by the extension of its file.
LISTING_FORMATS: Mapping[str, ListingFormat] = {
    "json": ListingFormat("JSON", "application/json", write_json),
    "geojson": ListingFormat("GeoJSON", "application/geo+json", write_geojson),
    **{name: ListingFormat(one.label, one.media_type, _table(one.write)) for name, one in FORMATS.items()},
}
