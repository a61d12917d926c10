"""From what somebody types to the places it may mean, best first."""

from directory.places.communes.digits import find_by_digits
from directory.places.communes.gazetteer import ARRONDISSEMENT, CITY, COMMUNE, Gazetteer, gazetteer
from directory.places.communes.match import Found, Match, departement_match, place_match
from directory.places.communes.query import Query, named_departements, parse, split_departement
from directory.places.communes.ranking import (
    EXACT,
    cities_called,
    cities_misspelt,
    close_departements,
    close_rows,
    communes_within,
    prior,
)
from directory.places.departements import DEPARTEMENTS

_DOMINATES = 20  # times the inhabitants of the next homonym
_RIVALS = 5  # a city called by its first word (« Aix ») counts from a fifth of the inhabitants
_PLAUSIBLE = 80  # what the best guess scores, or there is none: Bobigny for « bobini », not Troo for « toto »
_SURE = 90  # below, a commune named among the words is meant rather: Lyon for « hébergement lyon »
_TOWN = 2_000  # below, a misspelt city is as likely: « René » for Rennes
_FEW_HOMONYMS = 2
_PARIS = "75056"  # the one commune that is a departement: the departement stands for both


def find(text: str, limit: int = 5) -> Found:
    """Return at most `limit` places, best first, for a name, a code or a postcode, whole, begun or misspelt.

    A region is answered by all its departements, be they more.
    Reads the first 80 characters and never raises on any text. In doubt the list is as full as it can be
    and `is_certain` is False; it is empty when nothing comes close.
    """
    query = parse(text)
    places = gazetteer()
    if query.code_insee:
        row = places.by_code(query.code_insee)
        return Found(() if row is None else (place_match(row, EXACT),), row is not None)
    if not query.key:
        return find_by_digits(query.digits or query.departement, limit)
    rows = _exact_rows(places, query)
    if not rows and not query.departement and not query.digits and (parts := split_departement(query.key)):
        narrowed = Query(parts[0], departement=parts[1])
        if narrowed_rows := _exact_rows(places, narrowed):
            query, rows = narrowed, narrowed_rows
    named = tuple(
        code for code in named_departements(query.key) if query.departement in ("", code) and not query.digits
    )
    exact = _exact_matches(places, query, rows, named)
    if _is_certain(places, query, rows, named):
        return Found(exact[:limit], True)
    likely = sorted([*exact, *_close_matches(places, query)], key=_best_first)
    if not exact and not cities_called(places, query):
        is_plausible = bool(likely) and likely[0].score >= _PLAUSIBLE
        if (not likely or likely[0].score < _SURE) and (within := communes_within(places, query.key)):
            likely = [place_match(row, EXACT - rank) for rank, row in enumerate(within)]
            return Found(_distinct(likely)[:limit], is_guess=True)
        return Found(_distinct(likely)[:limit] if is_plausible else (), is_guess=True)
    return Found(_distinct(likely)[: max(limit, len(named))])


def _exact_rows(places: Gazetteer, query: Query) -> list[int]:
    """Return the rows bearing exactly this name, within the departement or postcode typed with it."""
    rows = list(places.by_key(query.key))
    if query.departement:
        rows = [row for row in rows if places.departement(row) == query.departement]
    if query.digits and rows:
        served = places.by_postcode_prefix(query.digits)
        inside = [row for row in rows if query.digits in places.postcodes(row)]
        districts = [
            row for row in served if places.kind(row) == ARRONDISSEMENT and places.current(row) in rows
        ]
        rows = districts or inside or _in_the_area(places, rows, query.digits)
    return rows


def _in_the_area(places: Gazetteer, rows: list[int], digits: str) -> list[int]:
    """Keep the rows of the departements that postcodes like this one serve (CEDEX codes are not listed)."""
    served = places.by_postcode_prefix(digits[:3]) or places.by_postcode_prefix(digits[:2])
    area = {places.departement(row) for row in served}
    return [row for row in rows if places.departement(row) in area]


def _exact_matches(
    places: Gazetteer, query: Query, rows: list[int], named: tuple[str, ...]
) -> tuple[Match, ...]:
    whole = [departement_match(code, EXACT + 2 + prior(DEPARTEMENTS[code].population)) for code in named]
    postcode = query.digits if len(query.digits) == 5 else None
    parts = [
        place_match(
            row,
            EXACT + prior(places.populations[row]),
            postcode if postcode in places.postcodes(row) else None,
        )
        for row in rows
        if not (places.kind(row) == COMMUNE and places.codes[row] == _PARIS and named)
    ]
    return _distinct(sorted([*whole, *parts], key=_best_first))


def _is_certain(places: Gazetteer, query: Query, rows: list[int], named: tuple[str, ...]) -> bool:
    """Whether one of these exact answers is clearly meant, so that no choice need be offered."""
    if named:
        elsewhere = [places.populations[row] for row in rows if places.departement(row) != named[0]]
        return len(named) == 1 and len(elsewhere) <= _FEW_HOMONYMS and max(elsewhere, default=0) < _TOWN
    if not rows:
        return False
    sizes = sorted((places.populations[row] for row in rows), reverse=True)
    if len({places.current(row) for row in rows}) > 1 and (
        sizes[0] < CITY or sizes[0] < _DOMINATES * sizes[1]
    ):
        return False
    if query.departement or query.digits:
        return True
    if any(places.populations[row] * _RIVALS > sizes[0] for row in cities_called(places, query)):
        return False
    return sizes[0] >= _TOWN or not cities_misspelt(places, query.key)


def _close_matches(places: Gazetteer, query: Query) -> list[Match]:
    scored = close_rows(places, query)
    matches = [departement_match(code, score) for code, score in close_departements(query.key)]
    if query.departement:
        matches.append(departement_match(query.departement, 70))
    if query.digits:
        matches.extend(find_by_digits(query.digits, 3).matches)
    matches.extend(place_match(row, score) for row, score in scored if places.codes[row] != _PARIS)
    return matches


def _best_first(match: Match) -> float:
    return -match.score


def _distinct(matches: list[Match]) -> tuple[Match, ...]:
    kept: dict[tuple[str, str, str | None], Match] = {}
    for match in matches:
        kept.setdefault((match.label, match.departement, match.code_insee), match)
    return tuple(kept.values())
