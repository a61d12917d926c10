"""The 101 departements and 6 other territories, their grammar, their neighbours.

Codes are those of the Insee Code officiel géographique, always strings ("01", "2A", "974").
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from directory.config import ROOT
from directory.places.distances import geodesic_km

DATA = ROOT / "data"


@dataclass(frozen=True, slots=True)
class Departement:
    """A departement and the French words around it; the point (degrees) lies inside its outline."""

    code: str
    name: str
    locative: str
    genitive: str
    region_code: str
    region: str
    timezone: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another departement: shared border and distance between label points, in kilometres."""

    code: str
    border_km: float
    distance_km: float


def _load() -> dict[str, Departement]:
    with (DATA / "departements.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Departement(
                code=row["code"],
                name=row["name"],
                locative=row["locative"],
                genitive=row["genitive"],
                region_code=row["region_code"],
                region=row["region"],
                timezone=row["timezone"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                population=int(row["population"]),
            )
            for row in csv.DictReader(file)
        }


DEPARTEMENTS: Mapping[str, Departement] = MappingProxyType(_load())
REGIONS: Mapping[str, str] = MappingProxyType(
    {d.region_code: d.region for d in sorted(DEPARTEMENTS.values(), key=lambda d: d.region_code)}
)


def find_departement(code: str) -> Departement | None:
    """Return the departement of this code, forgiving case, spaces and a missing zero ("2a", "1")."""
    return DEPARTEMENTS.get(code.strip().upper().zfill(2))


@cache
def _borders() -> Mapping[str, tuple[Neighbour, ...]]:
    found: dict[str, list[Neighbour]] = {code: [] for code in DEPARTEMENTS}
    with (DATA / "neighbours.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            border, distance = float(row["border_km"]), float(row["distance_km"])
            found[row["a"]].append(Neighbour(row["b"], border, distance))
            found[row["b"]].append(Neighbour(row["a"], border, distance))
    return {code: tuple(sorted(rows, key=lambda n: n.distance_km)) for code, rows in found.items()}


def neighbours(code: str) -> tuple[Neighbour, ...]:
    """Return the departements sharing a land border with `code`, nearest label point first."""
    return _borders().get(code, ())


def nearest(code: str, limit: int = 5) -> tuple[Neighbour, ...]:
    """Return the departements nearest to `code` by geodesic distance, for those without neighbours.

    Raises KeyError when the code is unknown. `border_km` is 0.0 where no border is shared.
    """
    here = DEPARTEMENTS[code]
    borders = {n.code: n.border_km for n in neighbours(code)}
    others = (
        Neighbour(
            other.code,
            borders.get(other.code, 0.0),
            round(geodesic_km((here.latitude, here.longitude), (other.latitude, other.longitude)), 1),
        )
        for other in DEPARTEMENTS.values()
        if other.code != code
    )
    return tuple(sorted(others, key=lambda n: n.distance_km)[:limit])


def suggest(text: str, limit: int = 5) -> tuple[Departement, ...]:
    """Return the departements whose name or code is closest to what was typed, best first."""
    from rapidfuzz import fuzz, process

    from directory.french.text import normalise  # that package is built on this module

    spellings = {code: normalise(d.name) for code, d in DEPARTEMENTS.items()}
    typed = normalise(text[:80])
    digits = typed[: len(typed) - len(typed.lstrip("0123456789"))]
    by_code = [code for code in dict.fromkeys((digits[:3], digits[:2].zfill(2))) if code in DEPARTEMENTS]
    close = process.extract(typed, spellings, scorer=fuzz.WRatio, score_cutoff=75, limit=limit)
    by_name = [code for _, _, code in close]
    return tuple(DEPARTEMENTS[code] for code in dict.fromkeys([*by_code, *by_name]))[:limit]
