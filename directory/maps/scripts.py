"""The script of each map, kept on disk under a name that says what it was built from.

The engine (static/map/) and what folium wrote for a departement or a region are one file: one request less.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from directory.maps.communes import communes_url, version_of_communes
from directory.maps.modules import ENGINE, join_modules
from directory.maps.outlines import find_bounds, make_contours, version_of_contours
from directory.places.territories import FRANCE, TERRITORIES

#: The codes that have such a map: the country is drawn departement by departement.
MAPPED = tuple(code for code in TERRITORIES if code != FRANCE)
PLAN_PATH = "/fond/{z}/{x}/{y}.png"
_BUILDER = Path(__file__).parent / "builder.py"


@dataclass(frozen=True, slots=True)
class MapScript:
    """The JavaScript of a map, and the digest of all it was built from: its version in an address."""

    text: str
    digest: str


@cache
def version_of_script(*, has_plan: bool = False) -> str:
    """Return the version of the scripts, without building any."""
    made_from = f"{version_of_contours()} {version_of_communes()} {has_plan}"
    return hashlib.sha256(_BUILDER.read_bytes() + made_from.encode()).hexdigest()[:12]


def script_url(code: str, *, tiles: bool = False) -> str:
    """Return the address of the script of a departement or a region, which changes with its content."""
    return f"/carte/{code}.js?v={version_of_script(has_plan=tiles)}"


def points_url(code: str) -> str:
    """Return the address of the points of a departement or a region, which the script asks for."""
    region = TERRITORIES[code].region_code
    return f"/points.json?{'region' if region else 'departement'}={region or code}"


def map_script(code: str, folder: Path, *, has_plan: bool = False) -> MapScript:
    """Return the script of a map, read from `folder` or else built there; KeyError when unknown."""
    digest = version_of_script(has_plan=has_plan)
    kept = folder / f"{code}-{digest}.js"
    if kept.exists():
        return MapScript(kept.read_text("utf-8"), digest)
    from directory.maps.builder import build_script  # folium: 0.4 s and 25 MB a serving worker need not pay

    text = join_modules(ENGINE) + build_script(
        code,
        find_bounds(code),
        contours=make_contours(code),
        points_url=points_url(code),
        communes_url=communes_url(code),
        plan_url=PLAN_PATH if has_plan else None,
    )
    with suppress(OSError):  # a full or read-only disk costs time, never a map
        folder.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{hashlib.sha256(text.encode()).hexdigest()[:8]}.part")
        draft.write_text(text, "utf-8")
        draft.replace(kept)
    return MapScript(text, digest)


def build_scripts(folder: Path, *, has_plan: bool = False, codes: Iterable[str] = MAPPED) -> int:
    """Write the scripts of all maps, drop those of former versions, and return how many there are."""
    wanted = {f"{code}-{map_script(code, folder, has_plan=has_plan).digest}.js" for code in codes}
    for former in folder.glob("*.js"):
        if former.name not in wanted:
            former.unlink(missing_ok=True)
    return len(wanted)
