"""Suggestions of people without an account: received, shown to the right coordinators, decided once.

The caller commits. Accepting goes through `editing.listings`: same checks, same history, two people where
two are asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from directory.accounts import throttling
from directory.accounts.throttling import Subject
from directory.editing import listings as editing
from directory.editing.listings import Stale
from directory.listings.categories import CATEGORIES
from directory.listings.codes import STATUS_WORDS
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Draft
from directory.models import Listing, Suggestion
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.kept import kept_by
from directory.storing.states import stored_state
from directory.storing.writer import UNCHANGED
from directory.suggestions.corrections import FORM, corrected
from directory.suggestions.forms import KINDS, draft_of

NEW, CLOSED = "new", "closed"
ACCEPTED, REFUSED = "accepted", "refused"
#: Suggestions a network may send before it has to wait, and all networks together in an hour.
FREE, MOST_AN_HOUR = 5, 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion, its listing if it has one, and what accepting would change now."""

    suggestion: Suggestion
    listing: Listing | None
    label: str
    differences: Sequence[Difference]
    #: The listing as it would then be; None when no exact value says what to change.
    draft: Draft | None = None

    @property
    def action(self) -> str:
        """What accepting does: makes a draft, changes the listing, or says that it was done by hand."""
        if self.listing is None:
            return "Créer le brouillon"
        if self.suggestion.kind == CLOSED and self.differences:
            return "Archiver la fiche"
        return "Appliquer" if self.differences else "C’est fait"


def wait(session: Session, network: Subject, at: datetime) -> timedelta:
    """Return how long this network has to wait before sending another suggestion; zero when it may."""
    since = at - timedelta(hours=1)
    lately = select(func.count()).select_from(Suggestion).where(col(Suggestion.sent_at) > since)
    if session.exec(lately).one() >= MOST_AN_HOUR:
        return timedelta(minutes=15)
    return throttling.wait(session, _subject(network), at)


def find_listing(session: Session, number: int) -> Listing | None:
    """Return the published listing of a number, or None."""
    return session.exec(
        select(Listing).where(Listing.number == number, Listing.status == "published")
    ).one_or_none()


def receive(
    session: Session,
    suggestion_id: UUID,
    *,
    listing: Listing | None,
    departement: str,
    kind: str,
    facts: Mapping[str, Any],
    text: str,
    at: datetime,
    network: Subject | None = None,
) -> None:
    """Keep a suggestion read by `suggestion_forms`; the same one received again changes nothing.

    `network`: who sent it, counted but not kept; None for the link written to the structure itself.
    """
    if session.get(Suggestion, suggestion_id) is not None:
        return
    if network is not None:
        throttling.fail(session, _subject(network), at)
    received = Suggestion(
        id=suggestion_id, listing_id=listing.id if listing else None, departement=departement, kind=kind,
        facts=dict(facts), text=text, from_structure=network is None, sent_at=at,
    )  # fmt: skip
    session.add(received)


def find_waiting(session: Session, by: Actor, limit: int = 100) -> list[Waiting]:
    """Return the suggestions this person may decide, the oldest first."""
    require(by.writes)
    statement = (
        select(Suggestion, Listing)
        .join(Listing, col(Listing.id) == col(Suggestion.listing_id), isouter=True)
        .where(Suggestion.decision == "", _kept_by(by))
        .order_by(col(Suggestion.sent_at))
        .limit(limit)
    )
    return [_show(session, suggestion, listing) for suggestion, listing in session.exec(statement)]


def find_about(session: Session, listing: Listing, suggestion_id: UUID) -> Waiting | None:
    """Return a suggestion about a listing, decided or not, and what it would change; None for others."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None or suggestion.listing_id != listing.id:
        return None
    return _show(session, suggestion, listing)


def find_decided(session: Session, by: Actor, limit: int = 20) -> list[tuple[Suggestion, Listing | None]]:
    """Return the suggestions decided about the listings this person keeps, the latest first."""
    require(by.writes)
    statement = (
        select(Suggestion, Listing)
        .join(Listing, col(Listing.id) == col(Suggestion.listing_id), isouter=True)
        .where(Suggestion.decision != "", _kept_by(by))
        .order_by(col(Suggestion.decided_at).desc())
        .limit(limit)
    )
    return list(session.exec(statement).all())


def count_waiting(session: Session, by: Actor) -> int:
    """Count the suggestions this person may decide."""
    return len(waiting_since(session, by))


def waiting_since(session: Session, by: Actor) -> Sequence[datetime]:
    """When each suggestion this person may decide was sent."""
    statement = (
        select(Suggestion.sent_at)
        .join(Listing, col(Listing.id) == col(Suggestion.listing_id), isouter=True)
        .where(Suggestion.decision == "", _kept_by(by))
    )
    return session.exec(statement).all()


def accept(
    session: Session, suggestion_id: UUID, *, by: Actor, version: int, at: datetime
) -> tuple[Listing, str]:
    """Apply a suggestion to the listing as it was shown at this version, or make the draft of a new one.

    Return the listing and what became of it: an outcome of `editing.listings.Done`. Raise `Stale` when it
    was decided already or the listing changed, `Refused` when together they break a rule, NotAllowed.
    """
    suggestion, listing = _take(session, suggestion_id, by)
    if listing is None:
        done = editing.save(session, _new_draft(suggestion), by=by, at=at)
        suggestion.listing_id = done.listing.id
    elif listing.version != version:
        raise Stale
    elif suggestion.kind == CLOSED:
        done = editing.archive(session, listing, by=by, at=at)
    elif (draft := corrected(read_draft(session, listing), suggestion)) is not None:
        done = editing.save(session, draft, by=by, at=at, version=version)
    else:
        done = editing.Done(listing, UNCHANGED)
    _decide(session, suggestion, ACCEPTED, by=by, at=at)
    return done.listing, done.outcome


def settle(session: Session, suggestion_id: UUID, *, by: Actor, at: datetime) -> None:
    """Write down that a suggestion was followed in the form of its listing; raise `Stale`, NotAllowed."""
    suggestion, _listing = _take(session, suggestion_id, by)
    _decide(session, suggestion, ACCEPTED, by=by, at=at)


def refuse(session: Session, suggestion_id: UUID, *, by: Actor, reason: str, at: datetime) -> None:
    """Put a suggestion aside and write down why; raise `Stale` when it was decided already, NotAllowed."""
    suggestion, _listing = _take(session, suggestion_id, by)
    suggestion.reason = reason[:300]
    _decide(session, suggestion, REFUSED, by=by, at=at)


def _subject(network: Subject) -> Subject:
    """Counted apart from failures to sign in; as theirs, this digest changes every day."""
    return Subject(hashlib.sha256(f"suggestion:{network.key}".encode()).hexdigest(), FREE)


def _kept_by(by: Actor) -> ColumnElement[bool]:
    here = col(Suggestion.departement).in_(sorted(by.departements))
    is_new = col(Suggestion.listing_id).is_(None)
    return or_(
        and_(~is_new, kept_by(by)),
        is_new if by.is_national else and_(is_new, here),
    )


def _take(session: Session, suggestion_id: UUID, by: Actor) -> tuple[Suggestion, Listing | None]:
    """The suggestion and its listing as they now are, held; raise `Stale` once decided."""
    hold(session)
    suggestion = session.get_one(Suggestion, suggestion_id, populate_existing=True)
    listing = None
    if suggestion.listing_id is None:
        require(by.keeps(suggestion.departement))
    else:
        listing = session.get_one(Listing, suggestion.listing_id, populate_existing=True)
        editing.require_keeper(session, listing, by)
    if suggestion.decision:
        raise Stale
    return suggestion, listing


def _decide(session: Session, suggestion: Suggestion, decision: str, *, by: Actor, at: datetime) -> None:
    suggestion.decision, suggestion.decided_by, suggestion.decided_at = decision, by.email, at
    session.add(suggestion)


def _new_draft(suggestion: Suggestion) -> Draft:
    ref, month = f"proposition-{suggestion.id.hex[:16]}", suggestion.sent_at.strftime("%Y-%m")
    return draft_of(suggestion.facts, suggestion.departement, ref, month)


def _show(session: Session, suggestion: Suggestion, listing: Listing | None) -> Waiting:
    if listing is None:
        state = stored_state(_new_draft(suggestion))
        known = {name: state[name] for name in ("name", "category", "departements", "phones", "source_url")}
        facts = [Difference(each.field, each.label, "", each.after) for each in compare(None, known)]
        return Waiting(suggestion, None, label_of(suggestion), facts)
    label = label_of(suggestion)
    if suggestion.decision:
        return Waiting(suggestion, listing, label, ())
    if suggestion.kind == CLOSED:
        gone = [Difference("status", "État", STATUS_WORDS[listing.status], STATUS_WORDS["archived"])]
        return Waiting(suggestion, listing, label, gone if listing.status != "archived" else ())
    before = read_draft(session, listing)
    after = corrected(before, suggestion)
    if after is None:
        return Waiting(suggestion, listing, label, ())
    changed = compare(stored_state(before), stored_state(after))
    return Waiting(suggestion, listing, label, changed, after)


def label_of(suggestion: Suggestion) -> str:
    """What a suggestion is about, in a few words."""
    if suggestion.kind == FORM:
        return "Formulaire de la structure"
    if suggestion.kind == NEW:
        return f"À ajouter : {CATEGORIES[suggestion.facts['category']].label}"
    return KINDS[suggestion.kind][0]
