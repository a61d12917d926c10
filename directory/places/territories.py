"""What an embedded map covers: a departement ("59"), a region ("region-53") or the country ("france")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from directory.places.departements import DEPARTEMENTS, REGIONS, Departement

FRANCE = "france"
_REGION = "region-"


@dataclass(frozen=True, slots=True)
class Territory:
    """A code of an address, its French name, and its departements (all of them for the country)."""

    code: str
    name: str
    departements: tuple[Departement, ...]

    @property
    def departement(self) -> Departement | None:
        """The one departement this territory is, if it is one."""
        return DEPARTEMENTS.get(self.code)

    @property
    def region_code(self) -> str:
        """The Insee code of the region this territory is, else empty."""
        return self.code.removeprefix(_REGION) if self.code.startswith(_REGION) else ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The Insee codes of its departements."""
        return tuple(place.code for place in self.departements)

    @property
    def timezone(self) -> str:
        """The time zone its pages are written in."""
        return self.departements[0].timezone if self.code != FRANCE else "Europe/Paris"

    @property
    def public_path(self) -> str:
        """The page of the site that says the most of it."""
        return f"/departements/{self.code}" if self.departement else "/"


def _load() -> dict[str, Territory]:
    every = tuple(DEPARTEMENTS.values())
    regions = [
        Territory(f"{_REGION}{code}", name, tuple(d for d in every if d.region_code == code))
        for code, name in REGIONS.items()
    ]
    single = [Territory(d.code, d.name, (d,)) for d in every]
    return {t.code: t for t in (Territory(FRANCE, "France", every), *regions, *single)}


TERRITORIES: Mapping[str, Territory] = MappingProxyType(_load())


def find_territory(code: str) -> Territory | None:
    """Return the territory of a code, forgiving case and a missing zero ("2a", "1"), or None."""
    typed = code.strip()
    return TERRITORIES.get(typed.lower()) or TERRITORIES.get(typed.upper().zfill(2))
