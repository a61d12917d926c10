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
from directory.editing.listings import Stale, elsewhere, require_keeper
from directory.editing.reappearing import hold_back
from directory.keys.sealed import Keys
from directory.listings.codes import CONFIDENTIAL
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Problem
from directory.listings.verification import read_verification
from directory.models import Listing, PendingChange
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.kept import kept_by
from directory.storing.listing import Refused, put_listing
from directory.storing.states import draft_of_state, stored_state
from directory.storing.territory import tell
from directory.storing.two_people import lifts_secrecy

#: Waiting longer is late: the desk says so, and those who may decide are written to.
SOON = timedelta(days=30)
#: The question about a confidential listing: its field, and what is said without an answer.
NAME_QUESTION = "nom"
UNANSWERED = "Dites si ce nom dit où se trouve la ressource."
#: Why a change is sent back: closed words, so that no note ever says what must not be written.
REASONS = {
    "name": "le nom dit peut-être où",
    "text": "un texte dit peut-être où",
    "contact": "un contact n’est peut-être pas celui de la structure",
    "talk": "parlons-en d’abord",
}


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


def approve(
    session: Session,
    pending_id: UUID,
    *,
    by: Actor,
    version: int,
    at: datetime,
    name_tells_nothing: bool = False,
    keys: Keys | None = None,
) -> Listing:
    """Apply a change somebody else proposed, to the listing as it was shown at this version.

    Only the facts proposed change. `name_tells_nothing`: this person says that the name of a confidential
    listing does not say where it is. Raise NotAllowed to who proposed it, `Stale` when the listing or the
    change is no longer there as shown or was sent back, `Refused` when together they break a rule.
    """
    pending, listing = _find(session, pending_id)
    require_keeper(session, listing, by)
    require(pending.asked_by != by.email)
    if listing.version != version or pending.returned_for:
        raise Stale
    before = read_draft(session, listing)
    state: dict[str, Any] = stored_state(before) | pending.changes
    # The history names both: who proposed, then who approved.
    both = f"{pending.asked_by}, {by.email}"
    draft = draft_of_state(state)
    if draft.disclosure == CONFIDENTIAL and not name_tells_nothing:
        raise Refused([Problem(NAME_QUESTION, UNANSWERED)])
    if lifts_secrecy((listing.category, listing.disclosure), (draft.category, draft.disclosure)):
        hold_back(session, listing, at=at, keys=keys)
    checked = read_verification(pending.changes) if "verified_on" in pending.changes else None
    put_listing(session, draft, by=both, at=at, verb="approve", confirmed_by=by.email, verification=checked)
    tell(session, listing.id, elsewhere(before, draft, by), by=pending.asked_by, at=at)
    session.delete(pending)
    return listing


def send_back(session: Session, pending_id: UUID, *, by: Actor, reason: str) -> Listing:
    """Give a change back to who proposed it, with a reason of `REASONS`; nothing is published.

    It waits until they propose it again, corrected, or take it back. Raise KeyError for an unknown reason,
    NotAllowed to who proposed it, `Stale`.
    """
    pending, listing = _find(session, pending_id)
    require_keeper(session, listing, by)
    require(pending.asked_by != by.email)
    assert REASONS[reason]
    pending.returned_for, pending.returned_by = reason, by.email
    session.add(pending)
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
