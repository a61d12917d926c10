"""Every listing of a departement, page after page of its list, and every national one: for paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from directory.listings.cards import Card
from directory.places.departements import Departement
from directory.search import local, national
from directory.search.form import SearchForm

#: Pages read at most: beyond, nobody prints.
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Whole:
    """The cards of a departement, in the order of its list, and those of the country."""

    local: tuple[Card, ...]
    national: tuple[Card, ...]


def find_whole(session: Session, place: Departement, at: datetime) -> Whole:
    """Return everything a departement's list shows on all its pages, as of the aware instant `at`."""
    form = SearchForm()
    results = local.search(local.LocalSearch(session, place, form, at))
    cards = [card for group in results.groups if group.key in _LOCAL for card in group.cards]
    for number in range(2, min(results.pages, MOST_PAGES) + 1):
        following = local.search(local.LocalSearch(session, place, replace(form, page=number), at))
        cards += [card for group in following.groups if group.key in _LOCAL for card in group.cards]
    return Whole(tuple(cards), _national(session, at))


_LOCAL = ("here", "covers")


def _national(session: Session, at: datetime) -> tuple[Card, ...]:
    found: list[Card] = []
    for number in range(1, MOST_PAGES + 1):
        wanted = national.NationalSearch(session, SearchForm(page=number), at, None, only_national=True)
        results = national.search(wanted)
        found += results.cards
        if number >= results.pages:
            break
    return tuple(found)
