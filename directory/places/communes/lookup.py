"""One certain commune from a code, an exact name or a postcode; the main communes of a departement."""

import re
from functools import lru_cache

from directory.french.text import normalise, without_article
from directory.places.communes.arrondissements import arrondissement_key
from directory.places.communes.gazetteer import FORMER_COMMUNE, Commune, gazetteer

_CEDEX = re.compile(r"\bcedex\b.*")
_LABEL_SPACING = 6  # main communes are at least a sixth of the departement's extent apart


@lru_cache(maxsize=1024)  # an import asks several times for the commune of a row
def find_commune(code_insee: str) -> Commune | None:
    """Return the commune or arrondissement of this Insee code; a former code gives today's commune."""
    places = gazetteer()
    row = places.by_code(code_insee.strip().upper())
    return None if row is None else places.commune(row)


def find_commune_name(code_insee: str) -> str:
    """Return the name of the commune or arrondissement of this Insee code, as `find_commune`; "" for none."""
    places = gazetteer()
    row = places.by_code(code_insee)
    return "" if row is None else str(places.names[places.today(row)])


def find_commune_by_name(name: str, departement: str, postcode: str | None = None) -> Commune | None:
    """Return the one commune of `departement` that bears exactly this name once normalised.

    Names of former communes count when no current commune answers, and give today's commune. `postcode`
    chooses between homonyms. None when nothing or more than one commune answers.
    """
    places = gazetteer()
    key = normalise(name[:80])
    key = without_article(_CEDEX.sub("", key).strip() if "cedex" in key else key)
    rows = [
        row
        for row in places.by_key(arrondissement_key(key) or key)
        if departement in (places.departement(row), places.departement(places.current(row)))
    ]
    if len(rows) == 1:  # nearly always
        return places.commune(rows[0])
    rows = [row for row in rows if places.kind(row) != FORMER_COMMUNE] or rows
    if len(rows) > 1 and postcode:
        rows = [row for row in rows if postcode in places.postcodes(row)]
    found = {places.today(row) for row in rows}
    return places.commune(found.pop()) if len(found) == 1 else None


@lru_cache(maxsize=1024)
def communes_of_postcode(postcode: str) -> tuple[Commune, ...]:
    """Return today's communes and arrondissements of a whole postcode, the most populous first."""
    places = gazetteer()
    rows = places.by_postcode_prefix(postcode) if re.fullmatch(r"[0-9]{5}", postcode) else []
    return tuple(places.commune(row) for row in dict.fromkeys(places.today(row) for row in rows))


def commune_or_postcode(text: str) -> Commune | None:
    """Return the commune of an Insee code, else the most populous one of a postcode.

    Some five digits are both (56260): the Insee code wins, for it is what our own links carry.
    """
    code = text.strip()
    found = find_commune(code)
    if found is None and re.fullmatch(r"[0-9]{5}", code):
        rows = gazetteer().by_postcode_prefix(code)
        found = gazetteer().commune(rows[0]) if rows else None
    return found


def main_communes(departement: str, limit: int = 6) -> tuple[Commune, ...]:
    """Return the most populous communes of a departement that are far enough apart to be labelled."""
    places = gazetteer()
    rows = sorted(places.of_departement(departement), key=lambda row: (-places.populations[row], row))
    if not rows:
        return ()
    latitudes, longitudes = zip(*map(places.point, rows), strict=True)
    extent = max(max(latitudes) - min(latitudes), max(longitudes) - min(longitudes))
    kept: list[int] = []
    for row in rows:
        latitude, longitude = places.point(row)
        if len(kept) < limit and all(
            max(abs(latitude - y), abs(longitude - x)) > extent / _LABEL_SPACING
            for y, x in map(places.point, kept)
        ):
            kept.append(row)
    return tuple(map(places.commune, kept))
