"""What the printed sheet of a departement is made from, in an order that no hour changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pyroaring import BitMap
from sqlmodel import Session

from directory.emergency import CripLine
from directory.listings.cards import Card
from directory.listings.national_numbers import in_force
from directory.listings.public_view import PublicView
from directory.listings.reasons import local_reason
from directory.places.departements import Departement
from directory.publishing.search_index import index
from directory.publishing.tokens import ANSWERS, MINORS, NATIONAL, OWN
from directory.publishing.views import find_view, find_views
from directory.search import local
from directory.search.crip import find_crip_line
from directory.search.form import SearchForm
from directory.search.ordering import Order

#: More than two pages hold, so that the sheet chooses; the rest is only counted.
MOST_LOCAL = 60
MOST_NATIONAL = 6


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The cards of a sheet: of the departement (`total` counts them all), near it, and national ones.

    `line` says the CRIP in the ladder, `crip` is its listing, None when no number is known; `gaps` the labels
    of the plan's options nobody has reported here.
    """

    departement: Departement
    line: CripLine
    crip: Card | None
    local: tuple[Card, ...]
    nearby: tuple[Card, ...]
    national: tuple[Card, ...]
    total: int
    gaps: tuple[str, ...]


def find_sheet_content(session: Session, place: Departement, at: datetime) -> SheetContent:
    """Read what a departement's sheet shows; adults' services are left out."""
    results = local.search(local.LocalSearch(session, place, SearchForm(), at))
    line = find_crip_line(session, place, at)
    crip = find_view(session, line.slug) if line.phone else None
    nearby = next((group.cards for group in results.groups if group.key == "nearby"), ())
    return SheetContent(
        departement=place,
        line=line,
        crip=Card(crip, at, reason=local_reason(place, "here", crip, "")) if crip else None,
        local=tuple(_card(place, view, at) for view in _views(session, place.code, at.date(), MOST_LOCAL)),
        nearby=tuple(card for card in nearby if card.view.admits_minors != "no"),
        national=tuple(
            Card(view, at, reason=local_reason(place, "national", view, ""))
            for view in _views(session, NATIONAL, at.date(), MOST_LOCAL)
            if not _is_in_ladder(view)
        )[:MOST_NATIONAL],
        total=results.total,
        gaps=results.gaps,
    )


def _views(session: Session, departement: str, today: date, limit: int) -> list[PublicView]:
    """The first listings of a departement (or "FR") that may take a minor, in the order of a list."""
    known = index(session)
    order = Order(session, known, SearchForm(), today, BitMap(), own=known.get(OWN, departement))
    found = known.get(ANSWERS, departement) - known.get(MINORS, "no")
    return find_views(session, order.take(found, limit))


def _card(place: Departement, view: PublicView, at: datetime) -> Card:
    is_here = view.seat_departement in {"", place.code} and len(view.departements) < 2
    group = "here" if is_here or view.seat_departement == place.code else "covers"
    return Card(view, at, reason=local_reason(place, group, view, ""))


def _is_in_ladder(view: PublicView) -> bool:
    """Whether a national line is already said by the emergency ladder."""
    return any(phone.value in {number.value for number in in_force().ladder} for phone in view.phones)
