"""The order of a list: one rule for the list of a departement, the country, the nearest, plans, counterparts.

What fits what is asked comes before what does not say; then what can be called, what is dedicated, what takes
minors (yes, unknown, no), what sits here, the nearest where a place is given, the order of categories; being
open breaks ties only. Training comes after what helps a minor now, and what nobody checked for twelve months
after all that. The order covers every listing of a set; only the part that is shown is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyroaring import BitMap
from sqlmodel import Session

from directory.database.rows import read_numbered
from directory.listings.categories import CATEGORIES, TRAINING
from directory.places.cells import SIDE, cells_around
from directory.places.distances import Point, narrowing, squared_degrees
from directory.publishing.search_index import Index
from directory.publishing.tokens import CATEGORY, CELL, HOURS, POINT, STANDING
from directory.search import matching
from directory.search.form import SearchForm

Split = Sequence[BitMap]
"""Sets, the first in the order first: what is in several counts in the first, what is in none comes last."""
_REACHES = (1, 3, 8, 20)  # cells around a point: about 30, 90, 230 and 550 km
#: So few points are read at once.
_FEW = 400


# Without slots, so that the splits are worked out once for all that is taken.
@dataclass(frozen=True)
class Order:
    """How to put listings in order. `first` are splits that come before the rule, such as how well words are
    answered; `own` the listings that sit here; `origin` the point distances are counted from.
    """

    session: Session
    index: Index
    form: SearchForm
    today: date
    opened: BitMap
    first: Sequence[Split] = ()
    own: BitMap | None = None
    origin: Point | None = None

    def take(self, found: BitMap, limit: int, offset: int = 0) -> list[int]:
        """Return numbers of a set in order, at most `limit` of them, after the first `offset`."""
        if limit < 1:
            return []
        if self.origin is None:
            return _take(found, [*self._splits, *self._last], _by_number, offset, limit)
        return _take(found, self._splits, self._nearest, offset, limit)

    @cached_property
    def _splits(self) -> list[Split]:
        """What comes before the distance, or before the categories where there is none."""
        index = self.index
        stale = matching.stale(index, self.today)
        useful, standings = index.once("standings", lambda: _standings(index))
        splits = [
            *self.first,
            [index.every - stale] if stale else [],
            useful,
            *_fits(index, self.form),
            standings,
        ]
        return [split for split in (*splits, [self.own] if self.own is not None else []) if split]

    @cached_property
    def _last(self) -> list[Split]:
        """Categories in their order, then open before unknown before closed."""
        known = self.index.of(CATEGORY)
        categories = [known[slug] for slug in CATEGORIES if slug in known]
        return [categories, [self.opened, self.index.get(HOURS, "")]]

    def _nearest(self, found: BitMap, offset: int, limit: int) -> list[int]:
        """The nearest first, then those without a point."""
        placed = found & self.index.get(POINT, "")
        taken = self._by_distance(placed, offset, limit) if offset < len(placed) else []
        rest = found - placed
        if len(taken) < limit and rest:
            left = max(0, offset - len(placed))
            taken += _take(rest, self._last, _by_number, left, limit - len(taken))
        return taken

    def _by_distance(self, found: BitMap, offset: int, limit: int) -> list[int]:
        """Read no further than the circle that holds the numbers wanted."""
        assert self.origin is not None
        if len(found) > _FEW:
            for reach in _REACHES:
                some = found & self.index.any(CELL, cells_around(self.origin, reach))
                if len(some) < offset + limit:
                    continue
                rows = self._by_squared_distance(some)
                wanted = rows[: offset + limit]
                if wanted[-1][0] <= (reach * SIDE * narrowing(self.origin[0])) ** 2:
                    return [number for *_, number in wanted[offset:]]
        return [number for *_, number in self._by_squared_distance(found)[offset : offset + limit]]

    def _by_squared_distance(self, found: BitMap) -> list[tuple[float, int, int]]:
        """Squared degrees of latitude, which sort like distances; then what breaks ties, and numbers."""
        assert self.origin is not None
        narrow = narrowing(self.origin[0])
        silent = self.index.get(HOURS, "")
        rows = []
        for number, category, latitude, longitude in read_points(self.session, found):
            state = 0 if number in self.opened else 1 if number in silent else 2
            squared = squared_degrees(self.origin, (latitude, longitude), narrow)
            rows.append((squared, CATEGORIES[category].order * 3 + state, number))
        return sorted(rows)


def read_points(session: Session, numbers: BitMap) -> list[tuple[int, str, float, float]]:
    """Return number, category, latitude, longitude of some listings, those that have a point, by number."""
    rows = read_numbered(
        session,
        "SELECT number, category, latitude, longitude FROM publication_departement"
        " WHERE is_primary AND latitude IS NOT NULL AND number",
        numbers,
    )
    return sorted(rows)


def _take(
    found: BitMap,
    splits: Sequence[Split],
    leaf: Callable[[BitMap, int, int], list[int]],
    offset: int,
    limit: int,
) -> list[int]:
    """Go down the splits as far as the numbers wanted ask for; `leaf` puts what is left in order."""
    if len(found) < 2 or not splits:
        return leaf(found, offset, limit)
    taken: list[int] = []
    left, following = found, splits[1:]
    for one in splits[0]:
        part = left & one
        if not part:
            continue
        if offset < len(part):
            taken += _take(part, following, leaf, offset, limit - len(taken))
            if len(taken) >= limit:
                return taken
        offset = max(0, offset - len(part))
        left = left - part
        if not left:
            return taken
    return taken + _take(left, following, leaf, offset, limit - len(taken))


def _by_number(found: BitMap, offset: int, limit: int) -> list[int]:
    return list(found[offset : offset + limit])


def _standings(index: Index) -> tuple[Split, Split]:
    """What is no training, and the standings in their order."""
    known = index.of(STANDING)
    return [index.every - index.any(CATEGORY, TRAINING)], [known[token] for token in sorted(known)]


def _fits(index: Index, form: SearchForm) -> list[Split]:
    """Split by how many of the facts asked for are unknown; no split where none is asked for."""
    classes = [index.every]
    for unknown in matching.unknowns(index, form):
        known = [one - unknown for one in classes] + [BitMap()]
        silent = [BitMap(), *(one & unknown for one in classes)]
        classes = [a | b for a, b in zip(known, silent, strict=True)]
    return [classes] if len(classes) > 1 else []
