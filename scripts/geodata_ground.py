"""The ground of each departement's map: outlines and names of its communes, one small file each.

A file is JSON, one array per column, positions as steps from the one before, in units of the grid:

    prefix, code     the Insee codes: prefix, then the running sum of `code` on three digits
    names            separated by "|"; a city in arrondissements has a name and no face, after all the faces
    rank             how large: 2 (ten people) to 16; 6 for an arrondissement
    lx, ly           where the name goes: the middle of the largest circle inside
    origin, unit     degrees of the corner, degrees in one step: longitude, latitude
    n, left, right   of each border: number of points, faces on its two sides (1 is the first code; see Arc)
    x, y             the points of all borders, one after the other
"""

import gzip
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import shapely
from shapely import Geometry

from scripts.geodata_arcs import GRID, Edge, inland_edges, make_arcs, thread
from scripts.geodata_communes import ARRONDISSEMENTS, Face

FOLDER = "communes"
SUMS = f"{FOLDER}/SHA256SUMS"
_RANK_OF_ARRONDISSEMENT = 6


def make_files(faces: Mapping[str, Face], cities: Mapping[str, tuple[str, int]]) -> dict[str, bytes]:
    """Return the file of each departement by name, and their fingerprints.

    `cities` gives the name and the population of the three cities that are drawn by arrondissement.
    """
    by_departement: dict[str, dict[str, Face]] = defaultdict(dict)
    for code, face in faces.items():
        by_departement[face.departement][code] = face
    inland = inland_edges(face.outline for face in faces.values() if len(face.departement) == 2)
    files = {}
    for departement, own in sorted(by_departement.items()):
        columns = _columns(own, cities, inland if len(departement) == 2 else set())
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":")) + "\n"
        files[f"{FOLDER}/{departement}.json.gz"] = gzip.compress(text.encode(), 9, mtime=0)
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {Path(name).name}\n" for name, content in files.items()
    )
    return files | {SUMS: sums.encode()}


def _columns(
    own: Mapping[str, Face], cities: Mapping[str, tuple[str, int]], inland: set[Edge]
) -> dict[str, object]:
    outlines = {code: face.outline for code, face in own.items()}
    arcs = make_arcs(list(outlines.values()), inland)
    names = {code: face.name for code, face in own.items()}
    ranks = {code: _rank(code, face.population) for code, face in own.items()}
    for city, prefix in ARRONDISSEMENTS.items():
        parts = [outline for code, outline in outlines.items() if code.startswith(prefix)]
        if len(parts) > 1:
            names[city], population = cities[city]
            outlines[city], ranks[city] = shapely.union_all(parts), _rank(city, population)
    labels = [_label(outline) for outline in outlines.values()]
    points = [point for arc in arcs for point in arc.points]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    arcs = thread([arc.moved(-west, -south) for arc in arcs])
    points = [point for arc in arcs for point in arc.points]
    unit = [GRID / metres for metres in next(iter(own.values())).scale]
    return {
        "prefix": next(iter(own))[:2],
        "origin": [round(west * unit[0], 6), round(south * unit[1], 6)],
        "unit": [float(f"{degrees:.6g}") for degrees in unit],
        "code": _steps(int(code[2:]) for code in names),
        "names": "|".join(names.values()),
        "rank": list(ranks.values()),
        "lx": _steps(x - west for x, _ in labels),
        "ly": _steps(y - south for _, y in labels),
        "n": [len(arc.points) for arc in arcs],
        "left": [arc.left for arc in arcs],
        "right": [arc.right for arc in arcs],
        "x": _steps(x for x, _ in points),
        "y": _steps(y for _, y in points),
    }


def _rank(code: str, population: int) -> int:
    if code.startswith(tuple(ARRONDISSEMENTS.values())) and code not in ARRONDISSEMENTS:
        return _RANK_OF_ARRONDISSEMENT
    return round(2.5 * math.log10(max(population, 10)))


def _label(outline: Geometry) -> tuple[int, int]:
    """The middle of the largest circle inside the largest part, in steps of the grid."""
    largest = max(shapely.get_parts(outline), key=lambda part: part.area)
    x, y = shapely.maximum_inscribed_circle(largest, tolerance=GRID).coords[0]
    return round(x / GRID), round(y / GRID)


def _steps(values: Iterable[int]) -> list[int]:
    found, before = [], 0
    for value in values:
        found.append(value - before)
        before = value
    return found
