"""The point of each commune: its town hall where the sources agree, else its middle. Degrees, WGS 84."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely import Geometry, Point

from scripts.geodata_sources import SEATS

TOWN_HALL_TOLERANCE = 0.003
"""Degrees, about 300 m: 5.6 % of the town-hall points of the newer edition are not in their commune."""
AGREEMENT = 0.006
"""Degrees, about 600 m: farther apart, the points of two editions are of two different buildings."""


def inner_point(polygon: Geometry) -> Point:
    """Return a point inside the largest part of a polygon."""
    return shapely.point_on_surface(max(shapely.get_parts(polygon), key=lambda part: part.area))


def middle(polygon: Geometry) -> Point:
    """Return the centroid where it is inside (of Paris: the Pont-Neuf), else a point inside."""
    return polygon.centroid if shapely.contains(polygon, polygon.centroid) else inner_point(polygon)


def town_hall(polygon: Geometry, newer: Point | None, older: Point | None) -> Point | None:
    """Return the town hall of a commune as two editions place it, or None when both have it elsewhere.

    Where both are in the commune and disagree, one was read from a wrong address: the nearer to the middle
    is kept (Rennes, where the newer is two kilometres away, Cergy, Conflans-Sainte-Honorine, Étampes).
    """
    near = [
        point
        for point in (newer, older)
        if point is not None and shapely.distance(polygon, point) < TOWN_HALL_TOLERANCE
    ]
    if len(near) == 2 and shapely.distance(*near) > AGREEMENT:
        centre = middle(polygon)
        return min(near, key=lambda point: shapely.distance(centre, point))
    return near[0] if near else None


def commune_points(
    communes: Iterable[dict[str, Any]],
    polygons: Mapping[str, Geometry],
    newer: Mapping[str, Point],
    older: Mapping[str, Point],
) -> dict[str, Point]:
    """Return, by code, the town hall, else the middle of the commune, else the seat of its territory."""
    points = {}
    for commune in communes:
        code, polygon = commune["code"], polygons.get(commune["code"])
        if polygon is None:
            latitude, longitude = SEATS[commune["departement"]]
            points[code] = Point(longitude, latitude)
        else:
            points[code] = town_hall(polygon, newer.get(code), older.get(code)) or middle(polygon)
    return points
