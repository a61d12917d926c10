"""A search resolved: from a form to the exact set of listings it finds, once for every door.

The list of a departement, the country, embedded maps, exports, feeds and the API all start here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pyroaring import BitMap
from sqlmodel import Session

from directory.places.distances import Point
from directory.publishing.search_index import Index, read_words
from directory.search import matching
from directory.search.form import SearchForm
from directory.search.ordering import Order, Split


class Scope(NamedTuple):
    """The listings a search looks among, and those of them whose opening hours are worked out."""

    asked: BitMap
    timed: BitMap


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a search finds at an instant.

    `numbers` are the listings found; `said` those that answer its words, whether or not they fit its filters.
    `tiers` splits them by how well they answer the words (empty without words), `corrected` is the words as
    they were understood, and `relaxed` says that no listing holds them all.
    """

    session: Session
    index: Index
    form: SearchForm
    at: datetime
    numbers: BitMap
    said: BitMap
    opened: matching.Opened
    tiers: Split = ()
    corrected: str = ""

    @property
    def relaxed(self) -> bool:
        """Whether the words were not all required."""
        return len(self.tiers) == 1

    @property
    def until(self) -> datetime | None:
        """The next instant at which an opening hour changes the answer."""
        return self.opened.until

    def order(self, before: Sequence[Split] = (), *, origin: Point | None = None) -> Order:
        """The order of what was found: the splits of `before`, how well words are answered, then the rule."""
        first = [*before, self.tiers] if self.tiers else before
        return Order(
            self.session, self.index, self.form, self.at.date(), self.opened.numbers, first, origin=origin
        )


def resolve(
    session: Session,
    form: SearchForm,
    at: datetime,
    find_scope: Callable[[Index], Scope],
    *,
    any_hour: bool = False,
) -> Resolved:
    """Find the listings of a scope that fit a form and its words.

    `any_hour`: the answer will be read at other hours than `at`, so that its order depends on none.
    """
    index, words = read_words(session, form.q)
    asked, timed = find_scope(index)
    opened = matching.find_opened(index, timed, at, any_hour=any_hour) if timed else matching.Opened(timed)
    tiers = words.within(asked) if words else ()
    said = matching.union(tiers) if words else asked
    found = said & matching.fitting(index, form, opened.numbers)
    corrected = words.question.corrected if words else ""
    return Resolved(session, index, form, at, found, said, opened, tiers, corrected)
