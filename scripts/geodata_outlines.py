"""Departement outlines from commune polygons: dissolved, cleaned, simplified with shared borders kept.

Build time only (shapely, numpy). Geometries are in degrees, WGS 84; areas in square kilometres.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon, STRtree

KM_PER_DEGREE = 111.3
SMALLEST_ISLET_KM2 = 10.0
DECIMALS = 4
METROPOLITAN_TOLERANCE = 0.012  # degrees: about the side of the smallest triangle kept, 1.3 km
OVERSEAS_TOLERANCE = {"973": 0.012}
DEFAULT_OVERSEAS_TOLERANCE = 0.004
GAP_WIDTH = 0.006  # degrees: narrower slits between two communes are drawing errors of the source

Outlines = dict[str, Geometry]


def is_metropolitan(code: str) -> bool:
    """Whether a departement belongs to the one continuous coverage (overseas codes have three signs)."""
    return len(code) == 2


def dissolve(polygons: Mapping[str, Geometry], departement_of: Mapping[str, str]) -> Outlines:
    """Unite commune polygons by departement."""
    members: dict[str, list[Geometry]] = defaultdict(list)
    for code_insee, polygon in polygons.items():
        members[departement_of[code_insee]].append(polygon)
    return {code: shapely.union_all(members[code]) for code in sorted(members)}


def fill_holes(outlines: Outlines, former: Mapping[str, Geometry], departement_of: Mapping[str, str]) -> int:
    """Fill, in place, the holes left by communes absorbed since the edition of the polygons.

    `former` holds the polygons of an older edition. A hole that was never a French commune and is larger
    than an islet stays a hole: Llivia, a Spanish enclave in the Pyrénées-Orientales.
    Returns the number of holes filled.
    """
    country = shapely.union_all([g for code, g in outlines.items() if is_metropolitan(code)])
    codes, tree = list(former), STRtree(list(former.values()))
    filled = 0
    for ring in (ring for part in shapely.get_parts(country) for ring in part.interiors):
        hole = Polygon(ring)
        hits = tree.query(shapely.point_on_surface(hole), predicate="within")
        if not len(hits) and area_km2(hole) > SMALLEST_ISLET_KM2:
            continue
        known = departement_of.get(codes[hits[0]]) if len(hits) else None
        home = known or max(outlines, key=lambda code: hole.boundary.intersection(outlines[code]).length)
        outlines[home] = shapely.union_all([outlines[home], hole])
        filled += 1
    return filled


def area_km2(polygon: Polygon) -> float:
    """Return an approximate area, good enough to compare islets."""
    return float(polygon.area) * KM_PER_DEGREE**2 * math.cos(math.radians(polygon.centroid.y))


def clean(outlines: Outlines) -> None:
    """Make, in place, the metropolitan outlines one valid coverage: no gap, no overlap."""
    codes = [code for code in outlines if is_metropolitan(code)]
    outlines.update(_clean([outlines[code] for code in codes], codes, GAP_WIDTH))


def _clean(shapes: Iterable[Geometry], codes: Iterable[str], gap_width: float) -> Outlines:
    cleaned = shapely.coverage_clean(list(shapes), gap_width=gap_width, snapping_distance=0)
    return dict(zip(codes, cleaned, strict=True))


def drop_islets(outlines: Outlines, inhabited: Mapping[str, list[Point]]) -> None:
    """Drop, in place, the parts that are small and hold no commune (`inhabited`: points by departement)."""
    for code, outline in outlines.items():
        tree = STRtree(inhabited[code])
        kept = [
            part
            for part in shapely.get_parts(outline)
            if area_km2(part) > SMALLEST_ISLET_KM2 or len(tree.query(part, predicate="contains"))
        ]
        outlines[code] = MultiPolygon(kept) if len(kept) > 1 else kept[0]


def borders(outlines: Mapping[str, Geometry]) -> dict[tuple[str, str], float]:
    """Return the length in kilometres of each border shared by two departements, pairs in code order."""
    owners: dict[tuple[Any, Any], list[str]] = defaultdict(list)
    for code, outline in outlines.items():
        for edge in _edges(outline):
            owners[edge].append(code)
    lengths: dict[tuple[str, str], float] = defaultdict(float)
    for (start, end), codes in owners.items():
        if len(codes) == 2:
            narrowing = math.cos(math.radians((start[1] + end[1]) / 2))
            degrees = math.hypot((start[0] - end[0]) * narrowing, start[1] - end[1])
            lengths[min(codes), max(codes)] += degrees * KM_PER_DEGREE
    return dict(sorted(lengths.items()))


def _edges(outline: Geometry) -> set[tuple[Any, Any]]:
    found: set[tuple[Any, Any]] = set()
    for part in shapely.get_parts(outline):
        for ring in (part.exterior, *part.interiors):
            points = [tuple(point) for point in np.round(np.asarray(ring.coords), 6).tolist()]
            found.update((min(a, b), max(a, b)) for a, b in pairwise(points) if a != b)
    return found


def simplify(outlines: Outlines) -> Outlines:
    """Return valid outlines for the map: the metropolitan coverage as one, each overseas one alone."""
    codes = [code for code in outlines if is_metropolitan(code)]
    simple = _simplify(outlines, codes, METROPOLITAN_TOLERANCE)
    while not shapely.coverage_is_valid(list(simple.values())):
        repaired = [shapely.make_valid(shape, method="structure") for shape in simple.values()]
        simple = {code: _round(shape) for code, shape in _clean(repaired, codes, 0.0003).items()}
    for code in (code for code in outlines if not is_metropolitan(code)):
        tolerance = OVERSEAS_TOLERANCE.get(code, DEFAULT_OVERSEAS_TOLERANCE)
        shape = _simplify(outlines, [code], tolerance)[code]
        simple[code] = shape if shapely.is_valid(shape) else _round(shapely.make_valid(shape))
    return {code: _without_collapsed_parts(simple[code]) for code in outlines}


def _simplify(outlines: Outlines, codes: list[str], tolerance: float) -> Outlines:
    latitude = float(np.mean([outlines[code].centroid.y for code in codes]))
    scale = [math.cos(math.radians(latitude)), 1]
    flat = [shapely.transform(outlines[code], lambda points: points * scale) for code in codes]
    simple = shapely.coverage_simplify(flat, tolerance, simplify_boundary=True)
    return {
        code: _round(shapely.transform(shape, lambda points: points / scale))
        for code, shape in zip(codes, simple, strict=True)
    }


def _round(shape: Geometry) -> Geometry:
    return shapely.transform(shape, lambda points: np.round(points, DECIMALS))


def _without_collapsed_parts(shape: Geometry) -> Geometry:
    parts = [shapely.remove_repeated_points(part) for part in shapely.get_parts(shape) if part.area > 0]
    return shapely.orient_polygons(MultiPolygon(parts) if len(parts) > 1 else parts[0])


def label_point(outline: Geometry) -> Point:
    """Return the centre of the largest circle inside the largest part of an outline, rounded."""
    largest = max(shapely.get_parts(outline), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=0.001).coords[0]
    return Point(round(centre[0], DECIMALS), round(centre[1], DECIMALS))


def coordinates(outline: Geometry) -> dict[str, Any]:
    """Return the GeoJSON geometry (RFC 7946) of an outline."""
    polygons = [
        [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.get_parts(outline)
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
