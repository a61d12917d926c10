"""Saving and confirming, one act: what somebody learnt of a listing, and that they checked it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlmodel import Session

from directory.editing.former_states import may_move
from directory.editing.listings import (
    SAVED,
    Done,
    Stale,
    apply,
    confirm_listing,
    public_name,
    require_keeper,
    require_number,
)
from directory.listings.contacts import CHANNELS, PUBLIC, Contact, best_first
from directory.listings.drafts import Draft
from directory.listings.sources import is_told
from directory.listings.verification import make_verification
from directory.models import Listing
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.proposals import changed_facts
from directory.storing.states import stored_state
from directory.storing.two_people import is_guarded


def check_listing(
    session: Session,
    listing: Listing,
    draft: Draft,
    *,
    by: Actor,
    how: str,
    answered_by: str,
    at: datetime,
    version: int,
) -> Done:
    """Bring a published listing to a draft and write down that it was checked, in one change.

    `how` and `answered_by` are of `verification.WAYS` and `verification.ANSWERERS` (or ""). What takes two
    people is proposed whole, its check with it. Raise `Stale` when the listing is no longer as it was read,
    `Refused`, NotAllowed, KeyError.
    """
    hold(session)
    session.refresh(listing)
    require_keeper(session, listing, by)
    if listing.version != version or listing.status != "published":
        raise Stale
    require_number(draft, how)
    before = read_draft(session, listing)
    if stored_state(before) == stored_state(draft):
        confirm_listing(session, listing, by=by, how=how, at=at, answered_by=answered_by)
        return Done(listing, SAVED)
    require(may_move(before, draft, by))
    verification = make_verification(at.date(), public_name(session, listing, by), how, answered_by)
    return apply(session, listing, draft, by=by, at=at, verb="check", verification=verification)


#: What a contact told that way has for source.
_SOURCES = {"telephone": "phone", "courriel": "email", "visite": "visit", "lettre": "letter"}


def learnt(before: Draft, after: Draft, *, how: str, from_whom: str, at: datetime) -> Draft:
    """The draft after a check: a contact that is new was told that day, in one of `WAYS`, by `ANSWERERS`."""
    known = {contact.value for channel in CHANNELS for contact in getattr(before, channel)}

    def told(contact: Contact) -> Contact:
        if contact.value in known or is_told(contact):
            return contact
        day = at.date().isoformat()
        return contact._replace(source_date=day, source_kind=_SOURCES[how], source_role=from_whom)

    return replace(after, **{channel: tuple(map(told, getattr(after, channel))) for channel in CHANNELS})


def answered(draft: Draft, service: str, at: datetime) -> Draft:
    """The draft once its first public number was answered: this number is right, a service says so.

    What two people guard stays as it is: one person does not touch a contact there.
    """
    dialled = first_number(draft)
    if dialled is None or is_guarded(draft):
        return draft
    right = dialled._replace(confirmed_on=at.date().isoformat(), confirmed_by=service)
    return replace(draft, phones=tuple(right if one == dialled else one for one in draft.phones))


def without_number(draft: Draft) -> Draft:
    """The draft without the number that turned out to be wrong, the first that the public reads."""
    wrong = first_number(draft)
    return replace(draft, phones=tuple(one for one in draft.phones if one != wrong))


def first_number(draft: Draft) -> Contact | None:
    """The number that is dialled: the best of those the public reads, as its page says it."""
    return next(iter(best_first(one for one in draft.phones if one.audience == PUBLIC)), None)


def differing_facts(before: Draft, after: Draft) -> Sequence[str]:
    """The names of the facts that differ, the confirmation of a contact aside."""
    old, new = (_plain(stored_state(draft)) for draft in (before, after))
    return list(changed_facts(old, new))


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    kept = [name for name in Contact._fields if not name.startswith("confirmed")]
    return state | {
        channel: [[getattr(Contact(*one), name) for name in kept] for one in state[channel]]
        for channel in CHANNELS
    }
