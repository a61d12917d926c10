"""The list of a departement, asked in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from directory.places import communes
from directory.places.departements import DEPARTEMENTS
from directory.search import local
from directory.search.form import SearchForm
from directory.search.local import LocalSearch
from directory.search.results import Results
from tests.fictional import (
    AT,
)

Group = list[str]


def look(session: Session, code: str = "56", *, at: datetime = AT, near: str = "", **asked: Any) -> Results:
    """Search in a departement; `near` is an Insee code."""
    commune = communes.find_commune(near) if near else None
    wanted = LocalSearch(session, DEPARTEMENTS[code], SearchForm(**asked), at, commune)
    return local.search(wanted)


def groups(results: Results) -> dict[str, Group]:
    """The references listed, by group."""
    return {group.key: [card.view.name.split()[-1] for card in group.cards] for group in results.groups}


def listed(results: Results) -> Group:
    """The references of what is here or covers here, in order."""
    found = groups(results)
    return [*found.get("here", []), *found.get("covers", [])]
