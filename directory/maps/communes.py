"""The communes of a departement that its map draws when one looks closer: data/communes/, see data/README.md.

Their outlines are for drawing. Whether a listing is in a commune or a departement is a fact of its own data.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from itertools import accumulate
from pathlib import Path

import orjson

from directory.maps.modules import GROUND, join_modules, read_modules
from directory.places.departements import DATA

_FOLDER = DATA / "communes"


@cache
def drawn_departements() -> frozenset[str]:
    """The codes that have such a file: the departements whose outline is in the source."""
    return frozenset(path.name.removesuffix(".json.gz") for path in _FOLDER.glob("*.json.gz"))


@cache
def version_of_communes() -> str:
    """Return a short digest of all the files and of what reads them, without opening any."""
    sums = (_FOLDER / "SHA256SUMS").read_bytes()
    return hashlib.sha256(sums + read_modules() + Path(__file__).read_bytes()).hexdigest()[:12]


def communes_url(code: str) -> str:
    """Return the address of the communes of a departement, which changes with its content; "" without any."""
    return f"/carte/{code}-communes.js?v={version_of_communes()}" if code in drawn_departements() else ""


def read_communes(code: str) -> bytes:
    """Return the columns of a departement as JSON (see scripts/geodata_ground.py); KeyError without any."""
    if code not in drawn_departements():
        raise KeyError(code)
    return gzip.decompress((_FOLDER / f"{code}.json.gz").read_bytes()).strip()


def communes_script(code: str) -> str:
    """Return the script that draws the communes of a departement under its map; KeyError without any."""
    return join_modules(GROUND, f"drawCommunes({read_communes(code).decode()});\n")


@cache
def true_bounds(code: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the south-west and north-east corners of an outline, (latitude, longitude); KeyError without."""
    columns = orjson.loads(read_communes(code))
    (west, south), (east, north) = columns["origin"], columns["unit"]
    xs, ys = list(accumulate(columns["x"])), list(accumulate(columns["y"]))
    return (
        (south + min(ys) * north, west + min(xs) * east),
        (south + max(ys) * north, west + max(xs) * east),
    )
