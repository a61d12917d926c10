"""What two departements have of each category, the best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyroaring import BitMap
from sqlmodel import Session

from directory.listings.public_view import PublicView
from directory.publishing.search_index import index
from directory.publishing.tokens import ANSWERS, CATEGORY, MINORS, OWN
from directory.publishing.views import find_views
from directory.search.form import SearchForm
from directory.search.ordering import Order

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Known:
    """The listings of one category in one departement: how many there are, and the first ones."""

    total: int
    views: tuple[PublicView, ...]


def find_known(session: Session, codes: Sequence[str], today: date) -> Mapping[tuple[str, str], Known]:
    """Return what is known by (departement, category), at most three listings each, in the order of a list.

    A service for adults only is no counterpart for a minor.
    """
    known = index(session)
    minors = known.every - known.get(MINORS, "no")
    shown: dict[tuple[str, str], list[int]] = {}
    totals: dict[tuple[str, str], int] = {}
    for code in codes:
        order = Order(session, known, SearchForm(), today, BitMap(), own=known.get(OWN, code))
        here = known.get(ANSWERS, code) & minors
        for slug, of_kind in known.of(CATEGORY).items():
            if found := here & of_kind:
                shown[code, slug] = order.take(found, SHOWN)
                totals[code, slug] = len(found)
    numbers = sorted({number for some in shown.values() for number in some})
    views = {view.number: view for view in find_views(session, numbers)}
    return {
        key: Known(totals[key], tuple(views[number] for number in some if number in views))
        for key, some in shown.items()
    }
