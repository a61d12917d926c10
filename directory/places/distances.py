"""How far two points are: exactly on the ellipsoid for what is shown, by the sphere for many at once."""

from __future__ import annotations

from math import asin, cos, hypot, radians, sin, sqrt

Point = tuple[float, float]


def distance_km(one: Point, other: Point) -> float:
    """The great-circle distance of two (latitude, longitude) in degrees, in kilometres (haversine)."""
    down, across = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    beside = sqrt(cos(radians(one[0])) * cos(radians(other[0]))) * sin(across)
    return 2 * 6371.0 * asin(min(1.0, hypot(sin(down), beside)))


def geodesic_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the length in kilometres of the geodesic between two points of WGS 84 (degrees).

    Karney’s method (https://doi.org/10.1007/s00190-012-0578-z), by the library that geopy uses for this:
    importing geopy itself brings HTTP clients along, 8 MB of a worker.
    """
    # No page without distances needs it.
    from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

    line = Geodesic.WGS84.Inverse(latitude, longitude, to_latitude, to_longitude, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000
