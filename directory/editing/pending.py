"""Changes that wait for a second person: approving, refusing, taking back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts import events
from directory.accounts.people import find_account
from directory.editing.listings import Stale, require_keeper
from directory.listings.differences import Difference, compare
from directory.models import Listing, PendingChange
from directory.permissions import Actor, require
from directory.publishing.publication import hold, publish
from directory.storing.kept import kept_by
from directory.storing.listing import put_listing
from directory.storing.states import draft_of_state, read_draft, stored_state

#: Waiting longer is late: the desk says so, and those who may decide are written to.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, and what it would change now; `is_mine`: somebody else must decide."""

    pending: PendingChange
    listing: Listing
    differences: Sequence[Difference]
    is_mine: bool
    days: int

    @property
    def is_late(self) -> bool:
        """Whether it waits for longer than it should."""
        return self.days > SOON.days


def find_waiting(session: Session, by: Actor, at: datetime) -> list[Waiting]:
    """Return the changes that wait on the listings this person keeps, the oldest first."""
    require(by.writes)
    statement = (
        select(PendingChange, Listing)
        .join(Listing, col(Listing.id) == col(PendingChange.listing_id))
        .where(kept_by(by))
        .order_by(col(PendingChange.asked_at))
    )
    found = []
    for pending, listing in session.exec(statement):
        now = stored_state(read_draft(session, listing))
        differences = compare(now, now | pending.changes)
        days = (at - pending.asked_at).days
        found.append(Waiting(pending, listing, differences, pending.asked_by == by.email, days))
    return found


def approve(session: Session, pending_id: UUID, *, by: Actor, version: int, at: datetime) -> Listing:
    """Apply a change somebody else proposed, to the listing as it was shown at this version.

    Only the facts proposed change. Raise NotAllowed to who proposed it, `Stale` when the listing or the
    change is no longer there as shown, `Refused` when together they break a rule.
    """
    pending, listing = _find(session, pending_id)
    require_keeper(session, listing, by)
    require(pending.asked_by != by.email)
    if listing.version != version:
        raise Stale
    state: dict[str, Any] = stored_state(read_draft(session, listing)) | pending.changes
    # The history names both: who proposed, then who approved.
    both = f"{pending.asked_by}, {by.email}"
    draft = draft_of_state(state)
    put_listing(session, draft, by=both, at=at, verb="approve", confirmed_by=by.email)
    session.delete(pending)
    session.flush()
    publish(session, [listing])
    return listing


def drop(session: Session, pending_id: UUID, *, by: Actor, at: datetime) -> Listing:
    """Refuse a change, or take one's own back: the listing stays as it is, the audit remembers."""
    pending, listing = _find(session, pending_id)
    require_keeper(session, listing, by)
    proposer = find_account(session, pending.asked_by)
    # By its number: the name or the address of a listing hidden later must not stay anywhere.
    events.record(session, proposer, events.ABOUT_LISTING, at=at, by=by.email, detail=str(listing.number))
    session.delete(pending)
    return listing


def _find(session: Session, pending_id: UUID) -> tuple[PendingChange, Listing]:
    """The change and its listing as they now are, held until the end of the transaction."""
    hold(session)
    pending = session.get(PendingChange, pending_id, populate_existing=True)
    if pending is None:
        raise Stale
    listing = session.get_one(Listing, pending.listing_id, populate_existing=True)
    return pending, listing
