"""What every search of a departement needs and only a change of the data changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from directory.listings.public_view import PublicView
from directory.publishing.per_version import PerVersion
from directory.publishing.publication import NATIONAL, read_view
from directory.publishing.tables import P, T
from directory.search import conditions, statements
from directory.search.form import SearchForm

_FIRST = (
    select(T.c.number, T.c.is_seat, T.c.rank)
    .where(T.c.departement == bindparam("departement"), T.c.category == "crip")
    .order_by(T.c.is_seat.desc(), T.c.rank, T.c.number)
    .limit(3)  # a departement has one; a second or third may know the number the first lacks
    .subquery()
)
_CRIP = (
    select(P.c.view)
    .join(_FIRST, P.c.number == _FIRST.c.number)
    .order_by(_FIRST.c.is_seat.desc(), _FIRST.c.rank, _FIRST.c.number)
)


Counts = dict[str, Counter[str]]
"""Numbers of listings by departement ("FR" for the country), then by what is counted."""


@dataclass(frozen=True, slots=True)
class DepartementFacts:
    """Of a departement and the country: opening hours as (zone, text) pairs, how many listings.

    `crip` is the CRIP of the departement to call: the first that has a number, if any has.
    """

    hours: tuple[tuple[str, str], ...]
    counts: Counts
    crip: PublicView | None


def add_up(code: str, rows: Iterable[Any]) -> Counts:
    """Add up rows of `statements.counts`: by group, by category, hidden from the map, fresh."""
    counted: Counts = {code: Counter(), NATIONAL: Counter()}
    for departement, category, is_seat, is_confidential, total, fresh in rows:
        counts = counted[departement]
        counts["here" if is_seat else "covers"] += total
        counts[intern(f"category:{category}")] += total
        counts["hidden"] += total if is_confidential else 0
        counts["fresh"] += fresh or 0
    return counted


def _read(session: Session, code: str, today: date) -> DepartementFacts:
    execute = session.connection().execute
    counts = execute(statements.counts(SearchForm(), today, has_words=False), {"code": code}).all()
    pairs = conditions.read_hours(session, (code, NATIONAL))
    crips = [read_view(text) for text in execute(_CRIP, {"departement": code}).scalars()]
    with_phone = next((view for view in crips if view.phones), None)
    return DepartementFacts(
        # The same few texts in every departement: each is kept once.
        hours=tuple((intern(zone), intern(text)) for zone, text in pairs),
        counts=add_up(code, counts),
        crip=with_phone or next(iter(crips), None),
    )


#: The facts of a departement as counted on a day.
departement_facts = PerVersion(_read)
