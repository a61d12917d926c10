"""Keeping listings true: saving, confirming, archiving, restoring. Each verb checks who acts, writes, keeps
history and publishes; the caller commits.

What takes two people (`two_people`) is not written but proposed: see `pending`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ScalarResult
from sqlmodel import Session, col, select

from directory.editing.contact_rows import service_name
from directory.editing.former_states import may_move, read_former
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, Problem, check, settled
from directory.listings.verification import NO_NUMBER, Verification, make_verification, read_verification
from directory.models import Listing, Revision
from directory.permissions import Actor, may_edit, require
from directory.publishing.phrases import known_phrases
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.kept import find_served
from directory.storing.listing import HIDING, Refused, change_listing, put_listing
from directory.storing.proposals import changed_facts, propose
from directory.storing.states import stored_state
from directory.storing.territory import tell
from directory.storing.two_people import needs_two
from directory.storing.writer import UNCHANGED

SAVED, WAITING = "saved", "waiting"
ARCHIVED = "archived"


class Stale(Exception):
    """The listing is no longer as it was read: somebody changed it since. Doors answer 409."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a change: `outcome` is saved, unchanged, or waiting for a second person."""

    listing: Listing
    outcome: str


def find_listing(session: Session, number: int, *, by: Actor) -> Listing | None:
    """Return a listing this person may edit, None when there is none; raise NotAllowed for another's."""
    listing = session.exec(select(Listing).where(Listing.number == number)).one_or_none()
    if listing is not None:
        require_keeper(session, listing, by)
    return listing


def require_keeper(session: Session, listing: Listing, by: Actor) -> None:
    """Raise NotAllowed unless this person may edit the listing."""
    require(may_edit(by, find_served(session, listing.id), is_national=listing.is_national))


def save(session: Session, draft: Draft, *, by: Actor, at: datetime, version: int | None = None) -> Done:
    """Create the listing of a draft (`version` None) or change it, as read at that version.

    Raise `Stale` when somebody changed it since, `Refused` when the draft breaks a rule, NotAllowed.
    """
    hold(session)
    listing = _find(session, draft.ref)
    if listing is None:
        require(version is None)
        return _create(session, draft, by=by, at=at)
    require_keeper(session, listing, by)
    if listing.version != version:
        raise Stale
    require(may_move(read_draft(session, listing), draft, by))
    return apply(session, listing, draft, by=by, at=at)


def apply(
    session: Session,
    listing: Listing,
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    verb: str = "",
    verification: Verification | None = None,
) -> Done:
    """Bring a listing to a draft, or propose the change when it takes two people."""
    phrases = known_phrases(session)
    problems = check(draft, phrases)
    if problems:
        raise Refused(problems)
    before = read_draft(session, listing)
    if draft.disclosure == CONFIDENTIAL != before.disclosure:
        raise Refused([Problem("disclosure", HIDING)])
    draft = settled(draft, phrases)
    if needs_two(before, draft):
        propose_change(session, listing, before, draft, by=by, at=at, verification=verification)
        return Done(listing, WAITING)
    put = put_listing(session, draft, by=by.email, at=at, verb=verb, verification=verification)
    tell(session, listing.id, elsewhere(before, draft, by), by=by.email, at=at)
    return Done(put.listing, UNCHANGED if put.outcome == UNCHANGED else SAVED)


def propose_change(
    session: Session,
    listing: Listing,
    before: Draft,
    after: Draft,
    *,
    by: Actor,
    at: datetime,
    verification: Verification | None = None,
) -> None:
    """Propose the facts that differ between two drafts of a listing (`storing.proposals.propose`).

    `verification`: the check they were learnt by, written with them once they are approved.
    """
    changes = changed_facts(stored_state(before), stored_state(after))
    changes |= verification.as_facts() if verification else {}
    propose(session, {listing.id: changes}, by=by.email, at=at)


def confirm_listing(
    session: Session,
    listing: Listing,
    *,
    by: Actor,
    how: str,
    at: datetime,
    version: int | None = None,
    answered_by: str = "",
) -> Revision:
    """Write down that somebody checked a published listing in one of `verification.WAYS`, facts unchanged.

    `answered_by`: one of `verification.ANSWERERS`, or "". Raise `Stale` when it is no longer as it was read,
    `Refused` when it was telephoned and has no number, NotAllowed, KeyError for an unknown way.
    """
    _take(session, listing, by)
    if listing.status != "published" or (version is not None and listing.version != version):
        raise Stale
    require_number(read_draft(session, listing), how)
    verification = make_verification(at.date(), public_name(session, listing, by), how, answered_by)
    change_listing(session, listing, verification.as_facts(), by=by.email, at=at, verb="confirm")
    return _latest_revisions(session, listing).one()


def require_number(draft: Draft, how: str) -> None:
    """Raise `Refused` when somebody says they telephoned a listing that has no number.

    A confidential one is reached through its operator, and none of its own contacts is ever stored.
    """
    if how == "telephone" and not draft.phones and draft.disclosure != CONFIDENTIAL:
        raise Refused([Problem("phone", NO_NUMBER)])


def undo(session: Session, listing: Listing, revision_id: int, *, by: Actor, at: datetime) -> Done:
    """Undo the latest revision of a listing; raise `Stale` when another came since."""
    _take(session, listing, by)
    revision = _latest_revisions(session, listing).one_or_none()
    if revision is None or revision.id != revision_id or revision.before is None:
        raise Stale
    if revision.verb == "confirm":
        check_before = read_verification(revision.before).as_facts()
        change_listing(session, listing, check_before, by=by.email, at=at, verb="restore")
        return Done(listing, SAVED)
    return _restore(session, listing, revision.before, by=by, at=at)


def restore(session: Session, listing: Listing, revision_id: int, *, by: Actor, at: datetime) -> Done:
    """Bring a listing back to the state a revision left, verification included.

    Raise `Refused` when that state breaks a rule or was erased in part, NotAllowed, `Stale` for another's.
    """
    _take(session, listing, by)
    revision = session.get(Revision, revision_id)
    if revision is None or revision.listing_id != listing.id or revision.after is None:
        raise Stale
    return _restore(session, listing, revision.after, by=by, at=at)


def archive(session: Session, listing: Listing, *, by: Actor, at: datetime) -> Done:
    """Withdraw a listing from the public; nothing is deleted. One person is enough."""
    _take(session, listing, by)
    if listing.status == ARCHIVED:
        return Done(listing, UNCHANGED)
    # Not `apply`: a listing that breaks a newer rule must still be withdrawn at once.
    change_listing(session, listing, {"status": ARCHIVED}, by=by.email, at=at, verb="archive")
    return Done(listing, SAVED)


def bring_back(session: Session, listing: Listing, *, by: Actor, at: datetime) -> Done:
    """Bring an archived listing back to what it was; housing waits for a second person."""
    _take(session, listing, by)
    statement = select(Revision).where(Revision.listing_id == listing.id).order_by(col(Revision.id).desc())
    states = (revision.after for revision in session.exec(statement) if revision.after)
    before = next((state for state in states if state["status"] != ARCHIVED), None)
    status = before["status"] if before else "draft"
    draft = replace(read_draft(session, listing), status=status)
    return apply(session, listing, draft, by=by, at=at, verb="restore")


def elsewhere(before: Draft | None, after: Draft, by: Actor) -> list[str]:
    """The departements that a change adds and that this person does not keep."""
    former = before.departements if before else ()
    return [code for code in after.departements if code not in former and not by.keeps(code)]


def public_name(session: Session, listing: Listing, by: Actor) -> str:
    """Who checked, as the public may read it: a function, never a person's name or address."""
    return service_name(by, find_served(session, listing.id))


def _create(session: Session, draft: Draft, *, by: Actor, at: datetime) -> Done:
    require(may_edit(by, draft.departements, is_national=draft.is_national))
    require(may_move(None, draft, by))
    wanted = draft
    if needs_two(None, draft):
        draft = replace(draft, status="draft")
    listing = put_listing(session, draft, by=by.email, at=at).listing
    tell(session, listing.id, elsewhere(None, draft, by), by=by.email, at=at)
    if wanted is draft:
        return Done(listing, SAVED)
    propose_change(session, listing, draft, wanted, by=by, at=at)
    return Done(listing, WAITING)


def _restore(
    session: Session, listing: Listing, state: Mapping[str, Any], *, by: Actor, at: datetime
) -> Done:
    draft = replace(read_former(state), ref=listing.ref)
    require(may_move(read_draft(session, listing), draft, by))
    return apply(session, listing, draft, by=by, at=at, verb="restore", verification=read_verification(state))


def _take(session: Session, listing: Listing, by: Actor) -> None:
    """Hold the right to write, read the listing as it now is, and check that this person may edit it."""
    hold(session)
    session.refresh(listing)
    require_keeper(session, listing, by)


def _find(session: Session, ref: str) -> Listing | None:
    """The listing of a reference, as it now is."""
    statement = select(Listing).where(Listing.ref == ref).execution_options(populate_existing=True)
    return session.exec(statement).one_or_none()


def _latest_revisions(session: Session, listing: Listing) -> ScalarResult[Revision]:
    """The latest change of a listing, if its history says anything."""
    statement = select(Revision).where(Revision.listing_id == listing.id)
    return session.exec(statement.order_by(col(Revision.id).desc()).limit(1))
