"""From an address to a point. `GEOCODERS` maps the name of a way (the setting GEOCODER) to its function.

`communes`, the default, knows the point of every commune and asks nobody. `ban` asks the national address
base, run by IGN, for the street; when it does not answer well, the point is the commune's, said approximate.
A confidential listing has no place: nothing here is ever called for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from directory.places.communes import Commune

ADDRESS, COMMUNE = "address", "commune"
BAN = "https://data.geopf.fr/geocodage"
TIMEOUT = 2
#: Below, the base itself says its answer is a guess (https://adresse.data.gouv.fr/outils/api-doc/adresse).
LEAST_SCORE = 0.6
STREETS = frozenset({"housenumber", "street", "locality"})


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees; `precision` is address, or commune when only the town was found."""

    latitude: float
    longitude: float
    precision: str


def by_commune(_address: str, commune: Commune) -> Point | None:
    """Return the point of the commune; None for the few communes without one."""
    if commune.latitude is None or commune.longitude is None:
        return None
    return Point(commune.latitude, commune.longitude, COMMUNE)


def by_ban(address: str, commune: Commune) -> Point | None:
    """Return the point of a street of this very commune in the national address base, else the commune's."""
    return ask_ban(address, commune) or by_commune(address, commune)


GEOCODERS: Mapping[str, Callable[[str, Commune], Point | None]] = {"communes": by_commune, "ban": by_ban}


@lru_cache(maxsize=256)
def ask_ban(address: str, commune: Commune, base: str = BAN) -> Point | None:
    """Return the point of a street of this commune, None when the base does not know, or does not answer.

    `base`: address of the service, https://adresse.data.gouv.fr/outils/api-doc/adresse.
    """
    # Slow to import, and only needed here.
    from geopy.exc import GeopyError
    from geopy.geocoders import BANFrance

    asked = " ".join((address, *commune.postcodes[:1], commune.name))
    try:
        scheme, _, domain = base.partition("://")
        found = BANFrance(domain=domain, scheme=scheme, timeout=TIMEOUT, user_agent="relais").geocode(asked)
    except GeopyError:
        return None
    facts = found.raw.get("properties", {}) if found else {}
    is_good = facts.get("type") in STREETS and facts.get("score", 0) >= LEAST_SCORE
    if not is_good or facts.get("citycode") != commune.code_insee:
        return None
    return Point(round(found.latitude, 6), round(found.longitude, 6), ADDRESS)
