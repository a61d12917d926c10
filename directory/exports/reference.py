"""What listings refer to, as machines read it: departements, categories, places, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from directory.coverage.picture import Picture
from directory.coverage.tallies import Tally
from directory.listings.categories import CATEGORIES, group_of
from directory.places.communes import Match
from directory.places.departements import DEPARTEMENTS, neighbours
from directory.publishing.publication import NATIONAL

_PLACE = ("label", "detail", "kind", "departement", "code_insee", "postcode", "latitude", "longitude")
_DEPARTEMENT = ("code", "name", "region_code", "region", "timezone", "latitude", "longitude")
_CATEGORY = ("slug", "path", "label", "description", "group", "measure")
_TALLY = ("known", "own", "verified", "generalist", "last_verified", "has_confidential")


def departement_record(code: str, counts: Mapping[str, int], public_url: str) -> dict[str, Any]:
    """Return a departement; `counts` are numbers of listings by code. Raise KeyError for an unknown code."""
    place = DEPARTEMENTS[code]
    return {name: getattr(place, name) for name in _DEPARTEMENT} | {
        "listings": counts.get(code, 0),
        "neighbours": [neighbour.code for neighbour in neighbours(code)],
        "url": f"{public_url}/departements/{code}",
    }


def category_records() -> list[dict[str, Any]]:
    """Return every category, in the order of a list."""
    return [
        {name: getattr(category, name) for name in _CATEGORY}
        | {
            "group_label": group_of(category.slug).label,
            "data_inclusion": list(category.data_inclusion),
        }
        for category in CATEGORIES.values()
    ]


def place_record(match: Match) -> dict[str, Any]:
    """Return a place that a text may mean."""
    return {name: getattr(match, name) for name in _PLACE}


def coverage_records(tallies: Mapping[tuple[str, str], Tally], picture: Picture) -> Iterator[dict[str, Any]]:
    """Yield what is known, one category of one departement at a time; "FR" is the country."""
    for row in (picture.national, *picture.rows, *picture.others):
        code = row.departement.code if row.departement else NATIONAL
        for cell in row.cells:
            tally = tallies.get((code, cell.category.slug), Tally())
            facts = {name: getattr(tally, name) for name in _TALLY}
            yield {"departement": code, "category": cell.category.slug, "state": cell.state.slug} | facts
