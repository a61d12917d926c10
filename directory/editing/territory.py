"""Departements that others added to a listing: those who keep them are told, agree or decline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.editing.listings import Stale, apply
from directory.models import Account, AddedTerritory, Listing
from directory.permissions import Actor, require
from directory.places.departements import DEPARTEMENTS
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft


@dataclass(frozen=True, slots=True)
class Told:
    """A departement added to a listing; `by` names who added it, `is_mine`: it was this person."""

    listing: Listing
    code: str
    by: str
    at: datetime
    is_mine: bool

    @property
    def place(self) -> str:
        """The name of the departement."""
        return DEPARTEMENTS[self.code].name


def find_told(session: Session, by: Actor) -> list[Told]:
    """Return what others added in the departements this person keeps, then what they added elsewhere."""
    require(by.writes)
    statement = (
        select(AddedTerritory, Listing, Account.name)
        .join(Listing, col(Listing.id) == col(AddedTerritory.listing_id))
        .join(Account, col(Account.email) == col(AddedTerritory.added_by), isouter=True)
        .order_by(col(AddedTerritory.added_at))
    )
    found = [
        Told(listing, row.departement, name or row.added_by, row.added_at, row.added_by == by.email)
        for row, listing, name in session.exec(statement)
        if row.added_by == by.email or by.keeps(row.departement)
    ]
    return sorted(found, key=lambda told: told.is_mine)


def agree(session: Session, listing_id: UUID, code: str, *, by: Actor) -> None:
    """Keep a departement that somebody else added; the caller commits. Raise `Stale` when it is decided."""
    require(by.keeps(code))
    session.delete(_find(session, listing_id, code))


def decline(session: Session, listing_id: UUID, code: str, *, by: Actor, at: datetime) -> None:
    """Take a departement out of a listing again: by who keeps it, or by who added it. The caller commits.

    Raise `Stale` when it is decided already, `Refused` when the listing would break a rule, NotAllowed.
    """
    hold(session)
    row = _find(session, listing_id, code)
    require(by.writes and (by.keeps(code) or row.added_by == by.email))
    listing = session.get_one(Listing, listing_id, populate_existing=True)
    draft = read_draft(session, listing)
    served = tuple(each for each in draft.departements if each != code)
    session.delete(row)
    apply(session, listing, replace(draft, departements=served), by=by, at=at)


def _find(session: Session, listing_id: UUID, code: str) -> AddedTerritory:
    row = session.get(AddedTerritory, (listing_id, code))
    if row is None:
        raise Stale
    return row
