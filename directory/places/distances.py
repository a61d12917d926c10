"""How far two points are: by the ellipsoid for what is shown, by the sphere or in degrees for many."""

from __future__ import annotations

from math import asin, cos, hypot, radians, sin, sqrt

Point = tuple[float, float]
"""Latitude and longitude, WGS 84 degrees."""
#: One degree of a great circle, in kilometres.
DEGREE_KM = 111.195
_EARTH_RADIUS_KM = 6371.0


def geodesic_km(one: Point, other: Point) -> float:
    """Return the length in kilometres of the geodesic between two points.

    Karney’s method (https://doi.org/10.1007/s00190-012-0578-z), by the library that geopy uses for this:
    importing geopy itself brings HTTP clients along, 8 MB of a worker.
    """
    # No page without distances needs it.
    from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

    line = Geodesic.WGS84.Inverse(*one, *other, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def sphere_km(one: Point, other: Point) -> float:
    """The great-circle distance of two points in kilometres, within 0.5 % of the geodesic (haversine)."""
    down, across = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    beside = sqrt(cos(radians(one[0])) * cos(radians(other[0]))) * sin(across)
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, hypot(sin(down), beside)))


def narrowing(latitude: float) -> float:
    """What a degree of longitude is worth at a latitude, in degrees of latitude: from 1 down to 0."""
    return cos(radians(latitude))


def squared_degrees(one: Point, other: Point, narrow: float) -> float:
    """Squared degrees of latitude between two points not far from each other: they sort like distances.

    `narrow` is the `narrowing` where the points are.
    """
    return (other[0] - one[0]) ** 2 + ((other[1] - one[1]) * narrow) ** 2
