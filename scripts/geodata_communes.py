"""Commune outlines as one coverage without gap or overlap, simplified. Build time only; lengths in metres.

The mainland is cleaned and simplified whole, so that both sides of a departement border are the same points;
each overseas departement is alone.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import Geometry, STRtree

from scripts.geodata_sources import FORMER, SEATS, Edition, current_polygons

METRES_PER_DEGREE = 111_320  # of latitude
MIDDLE_LATITUDE = 46.5  # of the mainland, degrees
GAP_WIDTH = 0.003 * METRES_PER_DEGREE  # slits between communes narrower than this are drawing errors
TOLERANCE = 200.0
#: Code of a city → how the codes of its arrondissements begin.
ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}


@dataclass(frozen=True, slots=True)
class Face:
    """A commune or an arrondissement to draw. `scale` is metres per degree of longitude and of latitude."""

    name: str
    departement: str
    population: int
    outline: Geometry
    scale: tuple[float, float]


def make_faces(
    communes: Sequence[dict[str, Any]], edition: Edition, older: Mapping[tuple[str, str], Geometry]
) -> dict[str, Face]:
    """Return the faces of the departements that have outlines, by Insee code, in code order."""
    polygons = _polygons(communes, edition, older)
    today = {row["code"]: row["chefLieu"] for row in communes if row["type"] in FORMER}
    former = [(today.get(code, code), shape) for (kind, code), shape in older.items() if kind == "COM"]
    facts = {row["code"]: row for row in communes if row["code"] in polygons and row["type"] not in FORMER}
    groups: dict[str, list[str]] = defaultdict(list)
    for code in sorted(polygons):
        groups[code[:3] if code.startswith("97") else "mainland"].append(code)
    faces = {}
    for group, codes in groups.items():
        is_mainland = group == "mainland"
        latitude = MIDDLE_LATITUDE if is_mainland else float(np.mean([polygons[c].centroid.y for c in codes]))
        scale = METRES_PER_DEGREE * math.cos(math.radians(latitude)), float(METRES_PER_DEGREE)
        flat = [_stretch(polygons[code], scale) for code in codes]
        flat = list(shapely.coverage_clean(flat, gap_width=GAP_WIDTH, snapping_distance=1))
        if is_mainland:
            _fill_holes(codes, flat, [(code, _stretch(shape, scale)) for code, shape in former])
        simple = shapely.coverage_simplify(flat, TOLERANCE, simplify_boundary=True)
        for code, outline in zip(codes, simple, strict=True):
            row = facts[code]
            population = row.get("population", 0)
            faces[code] = Face(_short_name(row), row["departement"], population, outline, scale)
    return faces


def _stretch(shape: Geometry, scale: tuple[float, float]) -> Geometry:
    """Degrees to metres, near enough to simplify by."""
    return shapely.transform(shape, lambda points: points * np.array(scale))


def _short_name(row: dict[str, Any]) -> str:
    """The name of a commune; of an arrondissement, its number: "Paris 1er Arrondissement" is "1er"."""
    name = str(row["nom"]).replace("'", "’")
    if row["type"] != "arrondissement-municipal":
        return name
    return name.split(" ", 1)[1].replace("Arrondissement", "").strip()


def _polygons(
    communes: Sequence[dict[str, Any]], edition: Edition, older: Mapping[tuple[str, str], Geometry]
) -> dict[str, Geometry]:
    """The polygon of each commune of today, of each arrondissement instead of the city it is a part of."""
    current = [row for row in communes if row["type"] == "commune-actuelle"]
    polygons = current_polygons((row["code"] for row in current), edition)
    missing = [row for row in current if row["code"] not in polygons and row["departement"] not in SEATS]
    for code in (row["code"] for row in missing):  # restored since: the newer edition has it in another one
        own = next(older[kind, code] for kind in ("COM", "COMD", "COMA") if (kind, code) in older)
        for other in [c for c in polygons if c[:2] == code[:2] and shapely.intersects(polygons[c], own)]:
            polygons[other] = shapely.difference(polygons[other], own)
        polygons[code] = own
    for row in communes:
        if row["type"] == "arrondissement-municipal":
            polygons[row["code"]] = edition.polygons["ARM", row["code"]]
    return {code: polygon for code, polygon in polygons.items() if code not in ARRONDISSEMENTS}


def _fill_holes(codes: Sequence[str], shapes: list[Geometry], former: Sequence[tuple[str, Geometry]]) -> None:
    """Give, in place, the holes of absorbed communes to today's commune, else to the one around the most.

    `former` are the communes of the older edition and the codes of today's. Llivia, a Spanish enclave in the
    Pyrénées-Orientales, is none of them and stays a hole.
    """
    tree, around = STRtree([shape for _, shape in former]), STRtree(shapes)
    rank = {code: i for i, code in enumerate(codes)}
    for ring in _inner_rings(shapely.coverage_union_all(shapes)):
        hole = shapely.Polygon(ring)
        hits = tree.query(shapely.point_on_surface(hole), predicate="within")
        if not len(hits):
            continue
        home = rank.get(former[hits[0]][0])
        if home is None:
            touching = around.query(hole, predicate="intersects")
            home = max(touching, key=lambda i: shapes[i].intersection(ring).length)
        shapes[home] = shapely.union_all([shapes[home], hole])


def _inner_rings(shape: Geometry) -> Iterator[Geometry]:
    for part in shapely.get_parts(shape):
        yield from part.interiors
