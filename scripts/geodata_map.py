"""The drawing of the national map: Lambert-93 mainland, five overseas frames, the petite couronne enlarged.

Build time only. The unit is that of the SVG view box.
"""

import math
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from scripts.geodata_outlines import is_metropolitan

WIDTH, HEIGHT = 720, 616
MAINLAND = (104.0, 8.0, 608.0, 600.0)
FRAME = 92.0, 112.0
FRAME_STEP = 122.0
INSET = 596.0, 4.0, 120.0, 122.0
CAPTION = 18.0
PADDING = 7.0
OVERSEAS = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}
PETITE_COURONNE = ("75", "92", "93", "94")
OTHER_TERRITORIES = ("975", "977", "978", "986", "987", "988")
MAINLAND_TOLERANCE = 1.25
FRAME_TOLERANCE = 0.9
SMALLEST_PART = 0.5

# SVG path grammar: a sign, or the point of a number after a decimal one, separates by itself.
_NEEDLESS_SPACE = re.compile(r" (?=-)|(?<=\.\d) (?=\.)")

Points = NDArray[np.float64]
Projection = Callable[[Points], Points]
Box = tuple[float, float, float, float]


def lambert_93(points: Points) -> Points:
    """Project degrees to the conic of RGF93 / Lambert-93 (parallels 44° and 49°), on a sphere: a drawing."""
    south, north, origin = math.radians(44), math.radians(49), math.radians(46.5)
    n = math.log(math.cos(south) / math.cos(north)) / math.log(_tangent(north) / _tangent(south))
    f = math.cos(south) * _tangent(south) ** n / n
    radius = f / _tangent(np.radians(points[:, 1])) ** n
    angle = n * np.radians(points[:, 0] - 3)
    return np.column_stack((radius * np.sin(angle), f / _tangent(origin) ** n - radius * np.cos(angle)))


def _tangent(latitude: Any) -> Any:
    return np.tan(np.pi / 4 + latitude / 2)


def plate_carree(points: Points) -> Points:
    """Project a small territory so that both directions have one scale."""
    return np.column_stack((points[:, 0] * math.cos(math.radians(points[:, 1].mean())), points[:, 1]))


def draw(outlines: Mapping[str, Geometry]) -> dict[str, Any]:
    """Return the map as JSON-ready values; `outlines` are clean but not simplified, in degrees.

    Each of the 101 departements is once in `shapes`; the petite couronne is drawn again, enlarged, in its
    frame.
    """
    mainland = {code: outline for code, outline in outlines.items() if is_metropolitan(code)}
    shapes = _shapes(mainland, lambert_93, MAINLAND, MAINLAND_TOLERANCE)
    frames = []
    for place, (code, name) in enumerate(OVERSEAS.items()):
        box = 4.0, 4.0 + FRAME_STEP * place, *FRAME
        shapes += _shapes({code: outlines[code]}, plate_carree, _inner(box), FRAME_TOLERANCE)
        frames.append(_frame(name, box, []))
    couronne = {code: outlines[code] for code in PETITE_COURONNE}
    enlarged = _shapes(couronne, lambert_93, _inner(INSET), FRAME_TOLERANCE)
    frames.append(_frame("Paris et petite couronne", INSET, enlarged))
    return {
        "view_box": f"0 0 {WIDTH} {HEIGHT}",
        "shapes": shapes,
        "frames": frames,
        "other_territories": list(OTHER_TERRITORIES),
    }


def _inner(box: Box) -> Box:
    x, y, width, height = box
    return x + PADDING, y + PADDING, width - 2 * PADDING, height - PADDING - CAPTION


def _frame(label: str, box: Box, enlarged: list[dict[str, Any]]) -> dict[str, Any]:
    x, y, width, height = box
    return {
        "label": label,
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "label_x": x + width / 2,
        "label_y": y + height - 6,
        "enlarged": enlarged,
    }


def _shapes(
    outlines: Mapping[str, Geometry], projection: Projection, box: Box, tolerance: float
) -> list[dict[str, Any]]:
    flat = [shapely.transform(outline, projection) for outline in outlines.values()]
    west, south, east, north = shapely.total_bounds(flat)
    x, y, width, height = box
    scale = min(width / (east - west), height / (north - south))
    left, top = x + (width - scale * (east - west)) / 2, y + (height - scale * (north - south)) / 2

    def place(points: Points) -> Points:
        return np.column_stack((left + scale * (points[:, 0] - west), top + scale * (north - points[:, 1])))

    placed = [shapely.transform(shape, place) for shape in flat]
    simple = shapely.coverage_simplify(placed, tolerance, simplify_boundary=True)
    return [_shape(code, shape) for code, shape in zip(outlines, simple, strict=True)]


def _shape(code: str, shape: Geometry) -> dict[str, Any]:
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    centre = shapely.maximum_inscribed_circle(parts[0], tolerance=0.1).coords[0]
    kept = [part for part in parts if part is parts[0] or part.area >= SMALLEST_PART]
    rings = [ring for part in kept for ring in (part.exterior, *part.interiors)]
    return {
        "departement": code,
        "x": round(centre[0], 1),
        "y": round(centre[1], 1),
        "path": "".join(_ring(np.asarray(ring.coords)) for ring in rings),
    }


def _ring(points: Points) -> str:
    """Return one closed sub-path in relative moves, counted in tenths so that rounding never drifts."""
    tenths = [tuple(point) for point in np.rint(points * 10).astype(int).tolist()]
    stops = [tenths[0], *(b for a, b in pairwise(tenths) if a != b)]
    if len(stops) < 4:
        return ""
    moves = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(stops[:-1])]
    steps = " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in moves)
    steps = _NEEDLESS_SPACE.sub("", steps)
    return f"M{_tenth(stops[0][0])} {_tenth(stops[0][1])}l{steps}z"


def _tenth(value: int) -> str:
    return f"{value / 10:g}".replace("0.", ".", 1) if abs(value) < 10 else f"{value / 10:g}"
