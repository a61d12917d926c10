"""What the map of a departement or a region draws under the points: outlines, neighbours, main communes.

Source: data/departements.geojson (IGN Admin Express, Licence Ouverte). Coordinates are WGS 84 degrees,
longitude first as RFC 7946 asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from directory.maps.communes import drawn_departements, true_bounds
from directory.places import communes
from directory.places.communes import Commune
from directory.places.departements import DATA, DEPARTEMENTS, neighbours
from directory.places.territories import TERRITORIES

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""South-west then north-east corner, each (latitude, longitude) in degrees."""

LABELLED_COMMUNES = 6
MARGIN = 0.25
"""Degrees left around the communes of a territory whose outline is not in the source."""


@cache
def _outlines() -> dict[str, dict[str, Any]]:
    features = orjson.loads((DATA / "departements.geojson").read_bytes())["features"]
    return {feature["properties"]["code"]: _light(feature["geometry"]) for feature in features}


def _light(geometry: dict[str, Any]) -> dict[str, Any]:
    """The same geometry to three decimals: 110 m, for outlines whose points are a kilometre apart."""

    def rounded(part: Any) -> Any:
        return round(part, 3) if isinstance(part, float) else [rounded(each) for each in part]

    return geometry | {"coordinates": rounded(geometry["coordinates"])}


@cache
def version_of_contours() -> str:
    """Return a short digest of all that outlines are made from, without loading any of it."""
    made_from = (
        DATA / "departements.geojson",
        DATA / "neighbours.csv",
        DATA / "communes.csv.gz",
        DATA / "communes" / "SHA256SUMS",
        Path(__file__),
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:12]


def make_contours(code: str) -> bytes:
    """Return the GeoJSON of the map of a departement or a region; raise KeyError when the code is unknown.

    The property `role` says what a feature is: "neighbour", "self" or "commune" (a point and its name).
    The six territories without an outline only have their communes.
    """
    outlines, features, own = _outlines(), [], TERRITORIES[code].codes
    around = dict.fromkeys(n.code for each in own for n in neighbours(each) if n.code not in own)
    for role, near in [("neighbour", near) for near in around] + [("self", each) for each in own]:
        if near in outlines:
            name = DEPARTEMENTS[near].name
            features.append(_feature(outlines[near], role=role, code=near, name=name))
    for commune in _main_communes(own):
        point = {"type": "Point", "coordinates": [round(commune.longitude, 3), round(commune.latitude, 3)]}
        features.append(_feature(point, role="commune", name=commune.name))
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _feature(geometry: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _main_communes(codes: Sequence[str]) -> list[Commune]:
    """The six largest communes of a departement; of a region, the largest of each departement."""
    limit = LABELLED_COMMUNES if len(codes) == 1 else 1
    return [commune for code in codes for commune in communes.main_communes(code, limit=limit)]


def find_bounds(code: str) -> Bounds:
    """Return the box around a departement or a region, else around its communes; KeyError when unknown.

    It holds the true outlines, to 20 m, not those of the map, which are simplified.
    """
    own = TERRITORIES[code].departements
    corners = [corner for d in own if d.code in drawn_departements() for corner in true_bounds(d.code)]
    margin = 0.0
    if not corners:
        corners = [(each.latitude, each.longitude) for each in _main_communes([d.code for d in own])]
        corners += [(each.latitude, each.longitude) for each in own]
        margin = MARGIN
    latitudes, longitudes = zip(*corners, strict=True)
    return (
        (round(min(latitudes) - margin, 3), round(min(longitudes) - margin, 3)),
        (round(max(latitudes) + margin, 3), round(max(longitudes) + margin, 3)),
    )
