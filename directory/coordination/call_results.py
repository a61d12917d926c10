"""What a call gave: written down with all it changes, in one transaction, and taken back in one.

The caller commits. What a call learnt goes through `editing`: same checks, same history, two people where two
are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from directory.coordination import call_turns
from directory.coordination.call_queue import last_call
from directory.coordination.call_words import (
    CALL_BACK,
    CLOSED,
    CONFIRMED,
    CORRECTED,
    NO_ANSWER,
    OUTCOMES,
    REFUSED,
    WRONG_NUMBER,
)
from directory.editing import listings as editing
from directory.editing.checking import (
    answered,
    check_listing,
    differing_facts,
    learnt,
    without_number,
)
from directory.editing.listings import SAVED, Stale
from directory.listings.drafts import Draft
from directory.models import Call, CallNote, Listing, Revision
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.writer import UNCHANGED

PARIS = ZoneInfo("Europe/Paris")
MOST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody says of a call: `outcome` of `call_words.OUTCOMES`; when it was answered, the listing as
    it should be, how it was checked, who answered, and the facts said to be true."""

    outcome: str
    draft: Draft
    version: int
    how: str = "telephone"
    answered_by: str = ""
    call_back_at: datetime | None = None
    checked: tuple[str, ...] = ()


def record(
    session: Session, listing: Listing, result: Result, *, by: Actor, at: datetime
) -> tuple[Call, str]:
    """Write down a call and what it changes; return it and what became of the change, as `editing` says.

    The listing leaves the caller's screen. Raise `Stale` when it is no longer as it was read, `Refused`,
    NotAllowed, KeyError for unknown words.
    """
    assert OUTCOMES[result.outcome]
    hold(session)
    session.refresh(listing)
    if listing.version != result.version:
        raise Stale
    before, outcome = read_draft(session, listing), result.outcome
    became, back_at = UNCHANGED, result.call_back_at
    if outcome == CONFIRMED:
        draft = learnt(before, result.draft, how=result.how, from_whom=result.answered_by, at=at)
        outcome = CORRECTED if differing_facts(before, draft) else CONFIRMED
        if result.how == "telephone":
            draft = answered(draft, editing.public_name(session, listing, by), at)
        became = check_listing(
            session, listing, draft, by=by, how=result.how, answered_by=result.answered_by, at=at,
            version=result.version,
        ).outcome  # fmt: skip
        back_at = None
    elif outcome == WRONG_NUMBER:
        draft = without_number(before)
        became = editing.save(session, draft, by=by, at=at, version=result.version).outcome
        back_at = back_at or next_morning(at)
    elif outcome in {CLOSED, REFUSED}:
        became, back_at = editing.archive(session, listing, by=by, at=at).outcome, None
    elif outcome in {NO_ANSWER, CALL_BACK}:
        back_at = back_at or next_morning(at)
    call = Call(
        listing_id=listing.id, at=at, by=by.email, outcome=outcome, call_back_at=back_at,
        facts=list(result.checked), revision_id=_last_revision(session, listing) if became == SAVED else None,
    )  # fmt: skip
    session.add(call)
    call_turns.release(session, listing, by)
    return call, became


def undo(session: Session, call_id: int, *, by: Actor, at: datetime) -> Listing:
    """Take back one's last call about a listing and what it changed, and open the listing again.

    Raise `Stale` when the listing changed or somebody called since, NotAllowed for another's call.
    """
    hold(session)
    call = session.get(Call, call_id, populate_existing=True)
    if call is None:
        raise Stale
    require(call.by == by.email)
    listing = session.get_one(Listing, call.listing_id, populate_existing=True)
    last = last_call(session, listing)
    if last is None or last.id != call.id:
        raise Stale
    if call.revision_id is not None:
        editing.undo(session, listing, call.revision_id, by=by, at=at)
    session.delete(call)
    session.flush()
    if listing.status == "published":
        call_turns.take(session, listing, by, at)
    return listing


def find_note(session: Session, listing: Listing) -> CallNote | None:
    """Return the note left for the next call, or None."""
    return session.get(CallNote, listing.id)


def keep_note(session: Session, listing: Listing, text: str, *, by: Actor, at: datetime) -> None:
    """Keep a note in place of the former one; an empty one takes it away. None of a confidential listing."""
    known = find_note(session, listing)
    if (known.text if known else "") == text:
        return
    session.exec(delete(CallNote).where(col(CallNote.listing_id) == listing.id))
    if text:
        session.flush()
        note = CallNote(listing_id=listing.id, disclosure=listing.disclosure, text=text, by=by.name, at=at)
        session.add(note)


def next_morning(at: datetime, hour: int = 9) -> datetime:
    """The next working day at an hour, in the time of Paris."""
    day = at.astimezone(PARIS).date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour), PARIS)


def _last_revision(session: Session, listing: Listing) -> int | None:
    return session.exec(select(func.max(Revision.id)).where(Revision.listing_id == listing.id)).one()
