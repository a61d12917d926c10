"""What every search of a departement needs and only a change of the data changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from directory.forms import SearchForm
from directory.publication import NATIONAL
from directory.queries import conditions, statements
from directory.queries.kept import PerVersion


@dataclass(frozen=True, slots=True)
class DepartementFacts:
    """Of a departement and the country: opening hours as (zone, text) pairs, rows of `statements.counts`."""

    hours: Sequence[tuple[str, str]]
    counts: Sequence[Any]


def _read(session: Session, code: str, today: date) -> DepartementFacts:
    statement = statements.counts(SearchForm(), today, has_words=False)
    counts = session.connection().execute(statement, {"code": code}).all()
    return DepartementFacts(conditions.read_hours(session, (code, NATIONAL)), counts)


#: The facts of a departement as counted on a day.
departement_facts = PerVersion(_read)
