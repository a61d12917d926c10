"""What a search answers, ready to be shown: groups of cards, counts and the places to look next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pyroaring import BitMap

from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, group_of


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """One heading of the list. `total` counts the group, of which `cards` are shown on this page."""

    key: str  # here | covers | national | nearby | everywhere
    title: str
    note: str
    total: int
    cards: tuple[Card, ...]
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many listings of the place (filters aside) each group and category holds.

    `dedicated`: the categories that one of them answers without being a generalist door.
    """

    groups: Mapping[str, int]
    categories: Mapping[str, int]
    total: int
    dedicated: frozenset[str]
    languages: tuple[str, ...] = ()

    @classmethod
    def count(
        cls, counted: Mapping[str, int], dedicated: Iterable[str], languages: tuple[str, ...] = ()
    ) -> Facets:
        """From numbers of listings by category, in the order of the list, and the languages they speak."""
        categories = dict(counted)
        groups: Counter[str] = Counter()
        for slug, number in categories.items():
            groups[group_of(slug).slug] += number
        return cls(groups, categories, sum(categories.values()), frozenset(dedicated), languages)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The options the plan promises everywhere that nobody has reported here, generalist doors aside."""
        return tuple(CATEGORIES[slug].label for slug in self.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """The categories of these options."""
        return tuple(c.slug for c in CATEGORIES.values() if c.counts_in_plan and c.slug not in self.dedicated)

    @property
    def says(self) -> tuple[object, ...]:
        """All these counts as one tuple: equal when two pages have the same filters."""
        return (*self.groups.items(), *self.categories.items(), *self.missing, *self.languages)


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search; its facets are what the filters would find.

    `total` counts what is listed for the place (here and covering it); `hidden` the confidential listings
    among them, which the map only counts; `masked` those a strict filter left out because the fact is
    unknown; `gaps` the labels of the plan's options nobody has reported here. "Open now" holds until
    `valid_until` (None: for good).
    """

    groups: tuple[ResultGroup, ...]
    facets: Facets
    total: int
    page: int
    pages: int
    summary: str
    hidden: int = 0
    masked: int = 0
    gaps: tuple[str, ...] = ()
    corrected: str = ""
    relaxed: bool = False
    valid_until: datetime | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card of the page, in order."""
        return tuple(card for group in self.groups for card in group.cards)


class Drawn(NamedTuple):
    """What the map of a search draws, and how many confidential listings it only counts."""

    numbers: BitMap
    hidden: int
