"""The committed geographic files: whole, valid, consistent with one another and traceable."""

import csv
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

import pytest
import shapely
from shapely.geometry import shape

from directory.maps import national as national_map
from directory.places.communes import normalise, without_article
from directory.places.departements import DATA, DEPARTEMENTS

TERRITORIES = {"975", "977", "978", "986", "987", "988"}
RECORDED = (
    "communes.csv.gz",
    "departements.csv",
    "departements.geojson",
    "national_map.json",
    "neighbours.csv",
)


@cache
def outlines() -> dict[str, shapely.Geometry]:
    features = json.loads((DATA / "departements.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["id"]: shape(feature["geometry"]) for feature in features}


@cache
def gazetteer_rows() -> list[dict[str, str]]:
    with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_101_departements_have_a_valid_outline() -> None:
    assert set(outlines()) == set(DEPARTEMENTS) - TERRITORIES
    assert [code for code, outline in outlines().items() if not outline.is_valid] == []


def test_outlines_weigh_at_most_250_kilobytes() -> None:
    assert (DATA / "departements.geojson").stat().st_size <= 250_000


def test_metropolitan_outlines_share_their_borders_without_gap_or_overlap() -> None:
    metropolitan = [outline for code, outline in outlines().items() if len(code) == 2]
    assert shapely.coverage_is_valid(metropolitan)


def test_the_only_large_hole_of_the_country_is_the_spanish_enclave_of_llivia() -> None:
    country = shapely.union_all([outline for code, outline in outlines().items() if len(code) == 2])
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(country) for ring in part.interiors]
    assert len(holes) == 1
    assert holes[0].contains(shapely.Point(1.982, 42.466))


def test_label_points_lie_inside_their_outline() -> None:
    outside = [
        code
        for code, outline in outlines().items()
        if not outline.contains(shapely.Point(DEPARTEMENTS[code].longitude, DEPARTEMENTS[code].latitude))
    ]
    assert outside == []


def test_at_least_99_percent_of_commune_points_fall_in_their_own_departement() -> None:
    rows = [row for row in gazetteer_rows() if row["departement"] in outlines()]
    prepared = outlines()
    for outline in prepared.values():
        shapely.prepare(outline)
    inside = sum(
        shapely.intersects_xy(prepared[row["departement"]], float(row["longitude"]), float(row["latitude"]))
        for row in rows
    )
    assert inside / len(rows) >= 0.99


def test_every_gazetteer_key_is_what_the_search_would_compare() -> None:
    wrong = [row["name"] for row in gazetteer_rows() if row["key"] != without_article(normalise(row["name"]))]
    assert wrong == []
    keys = [row["key"] for row in gazetteer_rows()]
    assert keys == sorted(keys)


def test_the_gazetteer_holds_the_communes_of_2026_and_their_former_names() -> None:
    kinds = Counter(row["kind"] for row in gazetteer_rows())
    assert kinds[""] == 34_963
    assert kinds["arrondissement"] == 45
    assert kinds["former_commune"] > 1_700


def test_every_former_commune_and_arrondissement_belongs_to_a_current_commune() -> None:
    current = {row["code_insee"] for row in gazetteer_rows() if not row["kind"]}
    assert {row["current"] for row in gazetteer_rows() if row["kind"]} <= current


def test_sixteen_postcodes_span_two_departements() -> None:
    served = {
        (postcode, row["departement"]) for row in gazetteer_rows() for postcode in row["postcodes"].split()
    }
    per_postcode = Counter(postcode for postcode, _ in served)
    assert sum(number > 1 for number in per_postcode.values()) == 16


def test_the_national_map_draws_each_departement_once_and_the_petite_couronne_again() -> None:
    drawing = national_map.load()
    assert sorted(drawn.departement for drawn in drawing.shapes) == sorted(set(DEPARTEMENTS) - TERRITORIES)
    assert set(drawing.other_territories) == TERRITORIES
    assert [frame.label for frame in drawing.frames][:2] == ["Guadeloupe", "Martinique"]
    assert [s.departement for frame in drawing.frames for s in frame.enlarged] == ["75", "92", "93", "94"]
    assert (DATA / "national_map.json").stat().st_size <= 60_000


def test_every_shape_of_the_national_map_stays_inside_the_picture() -> None:
    drawing = national_map.load()
    _, _, width, height = map(float, drawing.view_box.split())
    for drawn in (*drawing.shapes, *(again for frame in drawing.frames for again in frame.enlarged)):
        points = [point for ring in drawn_rings(drawn.path) for point in ring]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points), drawn.departement
        assert drawn.path.endswith("z")
        ElementTree.fromstring(f'<path d="{drawn.path}"/>')


def test_marks_of_the_national_map_stand_inside_their_shape() -> None:
    for drawn in national_map.load().shapes:
        parts = [shapely.Polygon(ring).buffer(0) for ring in drawn_rings(drawn.path)]
        assert any(part.contains(shapely.Point(drawn.x, drawn.y)) for part in parts), drawn.departement


def drawn_rings(path: str) -> Iterator[list[tuple[float, float]]]:
    for ring in re.findall(r"M([^z]+)z", path):
        start, steps = ring.split("l")
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.\d|\.\d|\d+)", f"{start} {steps}")]
        x, y = 0.0, 0.0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_fingerprint_is_that_of_the_file(name: str) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    recorded = re.search(rf"^\| `{re.escape(name)}` .*`([0-9a-f]{{64}})` \|$", readme, re.MULTILINE)
    assert recorded is not None
    assert recorded[1] == hashlib.sha256((DATA / name).read_bytes()).hexdigest()
