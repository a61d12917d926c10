"""How far two points are."""

from __future__ import annotations

from math import asin, cos, hypot, radians, sin, sqrt

Point = tuple[float, float]


def distance_km(one: Point, other: Point) -> float:
    """The great-circle distance of two (latitude, longitude) in degrees, in kilometres (haversine)."""
    down, across = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    beside = sqrt(cos(radians(one[0])) * cos(radians(other[0]))) * sin(across)
    return 2 * 6371.0 * asin(min(1.0, hypot(sin(down), beside)))
