"""Numbers typed alone: departement codes, whole and partial postcodes, Insee codes."""

from directory.places.communes.gazetteer import Gazetteer, gazetteer
from directory.places.communes.match import Found, Match, departement_match, place_match, postcode_match
from directory.places.departements import DEPARTEMENTS, find_departement

_CERTAIN, _LIKELY, _POSSIBLE = 100.0, 80.0, 60.0
_CORSE = ("2A", "2B")  # the departement 20 until 1976, still the beginning of its postcodes


def find_by_digits(digits: str, limit: int) -> Found:
    """Return what a departement code, postcode, beginning of a postcode or Insee code means."""
    places = gazetteer()
    if len(digits) == 5:
        found = _postcode(places, digits)
    elif departement := find_departement(digits) if digits else None:
        first = departement_match(departement.code, _CERTAIN)
        found = Found((first, *_partial(places, digits)), True)
    elif digits == "20":
        found = Found(tuple(departement_match(code, _CERTAIN) for code in _CORSE))
    else:
        found = Found((*_territories(digits), *_missing_zero(places, digits), *_partial(places, digits)))
    return Found(found.matches[:limit], found.is_certain)


def _postcode(places: Gazetteer, digits: str) -> Found:
    rows = places.by_postcode_prefix(digits)
    departements = list(dict.fromkeys(places.departement(row) for row in rows))
    matches: list[Match] = []
    if len(rows) > 1:
        for code in departements:
            served = [row for row in rows if places.departement(row) == code]
            matches.append(postcode_match(digits, served, _CERTAIN))
    matches.extend(place_match(row, _LIKELY if len(rows) > 1 else _CERTAIN, digits) for row in rows)
    by_code = places.by_code(digits)
    same_code = () if by_code is None else (place_match(by_code, _POSSIBLE),)
    if rows:
        return Found((*matches, *same_code), len(departements) == 1)
    area = _area(places, digits)
    is_certain = len({match.departement for match in (*area, *same_code)}) == 1
    return Found((*area, *same_code), is_certain)


def _missing_zero(places: Gazetteer, digits: str) -> tuple[Match, ...]:
    """Return the postcode whose first zero a spreadsheet has eaten."""
    if len(digits) != 4 or not places.by_postcode_prefix(f"0{digits}"):
        return ()
    return _postcode(places, f"0{digits}").matches[:1]


def _area(places: Gazetteer, digits: str) -> tuple[Match, ...]:
    """Answer a CEDEX or company postcode by the departements of the postcodes that begin like it."""
    rows = places.by_postcode_prefix(digits[:4]) or places.by_postcode_prefix(digits[:3])
    departements = dict.fromkeys(places.departement(row) for row in rows)
    return tuple(departement_match(code, _LIKELY) for code in departements)


def _partial(places: Gazetteer, digits: str) -> tuple[Match, ...]:
    if not 1 < len(digits) < 5 or not digits.isdecimal():
        return ()
    rows = places.by_postcode_prefix(digits)[:10]
    return tuple(
        place_match(row, _LIKELY, next(c for c in places.postcodes(row) if c.startswith(digits)))
        for row in rows
    )


def _territories(digits: str) -> tuple[Match, ...]:
    """Return the overseas departements whose three-figure code begins so."""
    codes = [code for code in DEPARTEMENTS if len(code) == 3 and digits and code.startswith(digits)]
    return tuple(departement_match(code, _LIKELY) for code in codes)
