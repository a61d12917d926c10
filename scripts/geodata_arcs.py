"""Commune outlines cut into arcs, each border kept once. Points are whole steps of a grid."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import Geometry

GRID = 20  # metres in one step
ABROAD, NEXT_DOOR = -1, 0
"""What is beside a border and no commune of the departement: the sea or a country, another departement."""

Point = tuple[int, int]
Edge = tuple[Point, Point]
Faces = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Arc:
    """A line between two faces, seen along its points: 1, 2, … are communes, 0 and -1 as above."""

    left: int
    right: int
    points: tuple[Point, ...]

    def reversed(self) -> "Arc":
        """Return the same line walked the other way."""
        return Arc(self.right, self.left, self.points[::-1])

    def moved(self, east: int, north: int) -> "Arc":
        """Return the same line so many steps further."""
        return Arc(self.left, self.right, tuple((x + east, y + north) for x, y in self.points))


def edges(outline: Geometry) -> Iterator[Edge]:
    """Yield the edges of an outline on the grid, the outline on their left."""
    for part in shapely.get_parts(shapely.orient_polygons(outline)):
        for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else ():
            points = [(int(x), int(y)) for x, y in np.rint(np.asarray(ring.coords) / GRID).tolist()]
            yield from ((start, end) for start, end in pairwise(points) if start != end)


def inland_edges(outlines: Iterable[Geometry]) -> set[Edge]:
    """Return the edges (smaller point first) with a commune on both sides, anywhere in the country."""
    seen: set[Edge] = set()
    twice: set[Edge] = set()
    for outline in outlines:
        for start, end in edges(outline):
            edge = min(start, end), max(start, end)
            (twice if edge in seen else seen).add(edge)
    return twice


def make_arcs(outlines: Sequence[Geometry], inland: Collection[Edge]) -> list[Arc]:
    """Cut outlines into arcs; the first is face 1. Beyond an edge of `inland` is another departement."""
    sides = _sides(outlines, inland)
    around: dict[Point, list[Point]] = defaultdict(list)
    for start, end in sides:
        around[start].append(end)
        around[end].append(start)

    def faces(start: Point, end: Point) -> Faces:
        if start < end:
            return sides[start, end]
        left, right = sides[end, start]
        return right, left

    is_node = {
        point: len(ends) != 2 or faces(point, ends[0]) != faces(ends[1], point)
        for point, ends in around.items()
    }
    used: set[Edge] = set()
    arcs: list[Arc] = []
    for only_nodes in (True, False):  # what is left after the nodes are closed rings
        for start in sorted(around):
            for end in around[start] if is_node[start] or not only_nodes else ():
                if (min(start, end), max(start, end)) not in used:
                    points = _walk(start, end, around, is_node, used)
                    arcs.append(Arc(*faces(start, end), tuple(points)))
    return arcs


def _sides(outlines: Sequence[Geometry], inland: Collection[Edge]) -> dict[Edge, Faces]:
    """The faces on the left and on the right of each edge, smaller point first.

    Where the grid flattened a sliver, its face is on both sides of an edge, and so on neither.
    """
    found: dict[Edge, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for face, outline in enumerate(outlines, 1):
        for start, end in edges(outline):
            found[min(start, end), max(start, end)][start > end].append(face)
    sides = {}
    for edge, (on_left, on_right) in found.items():
        outside = NEXT_DOOR if edge in inland else ABROAD
        left = next((face for face in on_left if face not in on_right), outside)
        right = next((face for face in on_right if face not in on_left), outside)
        if left != right:
            sides[edge] = left, right
    return sides


def _walk(
    start: Point,
    end: Point,
    around: Mapping[Point, list[Point]],
    is_node: Mapping[Point, bool],
    used: set[Edge],
) -> list[Point]:
    """Follow a border from an edge to the next place where three faces meet, or round to its start."""
    points = [start, end]
    used.add((min(start, end), max(start, end)))
    while not is_node[end] and end != points[0]:
        start, end = end, next(point for point in around[end] if point != start)
        used.add((min(start, end), max(start, end)))
        points.append(end)
    return points


def thread(arcs: Sequence[Arc]) -> list[Arc]:
    """Order and turn arcs, each starting near the end of the one before: small steps make small files."""
    left = dict(enumerate(arcs))
    at_point: dict[Point, set[int]] = defaultdict(set)
    for i, arc in left.items():
        at_point[arc.points[0]].add(i)
        at_point[arc.points[-1]].add(i)
    ends = np.array([[*arc.points[0], *arc.points[-1]] for arc in arcs])
    is_left = np.ones(len(arcs), bool)
    ordered, at = [], (0, 0)
    while left:
        if at_point[at]:
            nearest = min(at_point[at])
        else:
            far = np.abs(ends - np.array([*at, *at]))
            distance = np.minimum(far[:, 0] + far[:, 1], far[:, 2] + far[:, 3])
            nearest = int(np.argmin(np.where(is_left, distance, np.iinfo(np.int64).max)))
        arc = left.pop(nearest)
        is_left[nearest] = False
        at_point[arc.points[0]].discard(nearest)
        at_point[arc.points[-1]].discard(nearest)
        if _distance(at, arc.points[-1]) < _distance(at, arc.points[0]):
            arc = arc.reversed()
        ordered.append(arc)
        at = arc.points[-1]
    return ordered


def _distance(one: Point, other: Point) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
