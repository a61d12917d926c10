"""A row beside the listing it may double: what each says of every fact, to keep one, the other, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from directory.imports.cells import make_draft
from directory.imports.columns import FACT_COLUMNS
from directory.imports.rows import Unread
from directory.listings.codes import CONFIDENTIAL
from directory.listings.differences import READINGS, word_of
from directory.listings.phones import InvalidPhone
from directory.models import Listing
from directory.permissions import Actor
from directory.publishing.stored import read_draft
from directory.storing.kept import kept_by
from directory.storing.states import stored_state

#: Contacts of which both may be kept.
BESIDE = ("phones", "emails")
_NOT_MERGED = frozenset(("ref", "departements", "is_national"))


@dataclass(frozen=True, slots=True)
class Beside:
    """One fact that a row and a listing say in two ways; `takes_both` when both may be kept."""

    fact: str
    label: str
    known: str
    told: str
    takes_both: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing that a row may double, and every fact they say in two ways."""

    listing: Listing
    why: str
    facts: Sequence[Beside]


def find_pairs(
    session: Session, cells: Mapping[str, str], doubles: Sequence[Sequence[str]], category: str, *, by: Actor
) -> list[Pair]:
    """Return the stored listings a row may double that this person keeps; none under secrecy."""
    found = []
    for _name, _where, why, ref in (each for each in doubles if len(each) > 3 and each[3]):
        statement = select(Listing).where(Listing.ref == ref, Listing.disclosure != CONFIDENTIAL, kept_by(by))
        listing = session.exec(statement).one_or_none()
        if listing is not None:
            found.append(Pair(listing, why, _compare(session, cells, listing, category)))
    return found


def _compare(session: Session, cells: Mapping[str, str], listing: Listing, category: str) -> list[Beside]:
    said = {
        fact
        for fact, columns in FACT_COLUMNS.items()
        if fact not in _NOT_MERGED and any(cells.get(column) for column in columns)
    }
    try:
        told = stored_state(make_draft(cells, None, [], category=category))
    except (Unread, InvalidPhone):
        return []
    known = stored_state(read_draft(session, listing))
    found = []
    for fact, (label, _write) in READINGS.items():
        if fact in said:
            here, there = word_of(fact, known[fact]), word_of(fact, told[fact])
            if there and here != there:
                found.append(Beside(fact, label, here, there, bool(here) and fact in BESIDE))
    return found
