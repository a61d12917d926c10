"""The communes a map draws: whole, named, the size of a photograph; the points of towns beside them."""

import csv
import gzip
import hashlib
import json
from functools import cache
from itertools import accumulate

import pytest
import shapely

from directory.places.departements import DATA, DEPARTEMENTS

FOLDER = DATA / "communes"
WITHOUT_OUTLINE = {"975", "977", "978", "986", "987", "988"}
DRAWN = sorted(set(DEPARTEMENTS) - WITHOUT_OUTLINE)
CITIES = {"75056": "751", "69123": "6938", "13055": "132"}


@cache
def columns(code: str) -> dict[str, list[int]]:
    return dict(json.loads(gzip.decompress((FOLDER / f"{code}.json.gz").read_bytes())))


def codes(code: str) -> list[str]:
    file = columns(code)
    return [f"{file['prefix']}{number:03d}" for number in accumulate(file["code"])]


@cache
def faces(code: str) -> dict[str, shapely.Geometry]:
    """The polygon of each commune in degrees, joined from its borders."""
    file = columns(code)
    (west, south), (east, north) = file["origin"], file["unit"]
    points = [
        (west + x * east, south + y * north)
        for x, y in zip(accumulate(file["x"]), accumulate(file["y"]), strict=True)
    ]
    ends = list(accumulate(file["n"]))
    borders: dict[int, list[shapely.Geometry]] = {}
    for count, end, *sides in zip(file["n"], ends, file["left"], file["right"], strict=True):
        line = shapely.LineString(points[end - count : end])
        for face in sides:
            borders.setdefault(face, []).append(line)
    named = codes(code)
    return {
        named[face - 1]: shapely.build_area(shapely.union_all(lines))
        for face, lines in borders.items()
        if face > 0
    }


@cache
def rows() -> list[dict[str, str]]:
    with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_departement_with_an_outline_has_its_file_and_its_fingerprint() -> None:
    sums = dict(line.split()[::-1] for line in (FOLDER / "SHA256SUMS").read_text("utf-8").splitlines())
    assert sorted(sums) == [f"{code}.json.gz" for code in DRAWN]
    for name, digest in sums.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_a_file_weighs_at_most_50_kilobytes_and_half_of_them_25() -> None:
    sizes = sorted((FOLDER / f"{code}.json.gz").stat().st_size for code in DRAWN)
    assert sizes[-1] <= 50_000
    assert sizes[len(sizes) // 2] <= 25_000


def test_every_commune_of_today_is_drawn_and_named_cities_by_arrondissement() -> None:
    expected = {
        row["code_insee"]
        for row in rows()
        if row["kind"] != "former_commune" and row["departement"] not in WITHOUT_OUTLINE
    }
    assert {each for code in DRAWN for each in codes(code)} == expected
    for code in DRAWN:
        assert len(columns(code)["names"].split("|")) == len(codes(code)), code
        faces_drawn = {*columns(code)["left"], *columns(code)["right"]} - {0, -1}
        named = codes(code)
        assert {named[face - 1] for face in faces_drawn} == set(named) - set(CITIES), code


@pytest.mark.parametrize("code", ["48", "59", "75", "2A", "974"])
def test_the_borders_of_each_commune_close(code: str) -> None:
    assert [commune for commune, face in faces(code).items() if face is None or face.area == 0] == []
    whole = shapely.union_all(list(faces(code).values()))
    assert sum(face.area for face in faces(code).values()) == pytest.approx(whole.area, rel=1e-6)


def test_the_point_of_each_large_commune_is_in_it() -> None:
    large = sorted(
        (row for row in rows() if row["kind"] == "" and row["departement"] not in WITHOUT_OUTLINE),
        key=lambda row: -int(row["population"]),
    )[:300]
    far = []
    for row in large:
        drawn = faces(row["departement"])
        begins = CITIES.get(row["code_insee"], row["code_insee"])
        own = shapely.union_all([face for code, face in drawn.items() if code.startswith(begins)])
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        if own.distance(point) > 0.004:  # degrees: 300 m of a town hall, 200 m of the drawing
            far.append(row["name"])
    assert far == []


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [  # the town halls, by their public addresses
        ("Paris", 48.8566, 2.3522),
        ("Lyon", 45.7676, 4.8358),
        ("Marseille", 43.2965, 5.3698),
        ("Rennes", 48.1113, -1.6801),
        ("Cergy", 49.0357, 2.0607),
    ],
)
def test_the_point_of_a_city_is_its_centre(name: str, latitude: float, longitude: float) -> None:
    [row] = [row for row in rows() if row["name"] == name and row["kind"] == ""]
    assert float(row["latitude"]) == pytest.approx(latitude, abs=0.01)
    assert float(row["longitude"]) == pytest.approx(longitude, abs=0.012)
