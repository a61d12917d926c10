"""Everything that was done, in one list: listings changed, proposals and suggestions decided, accounts,
restricted contacts seen, exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, cast, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from directory.accounts.events import ABOUT_LISTING, VERBS
from directory.listings.codes import REVISION_WORDS
from directory.models import AccessRecord, Account, AccountEvent, Listing, PendingChange, Revision, Suggestion
from directory.permissions import Actor, require

PARIS = ZoneInfo("Europe/Paris")
SEEN = "Contact réservé consulté"
PROPOSED = "Changement proposé, en attente"
DECIDED = {"accepted": "Suggestion acceptée", "refused": "Suggestion écartée"}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; empty fields filter nothing. Both days are included, in the time of Paris.

    `listing` is a part of its name or of its address.
    """

    person: str = ""
    listing: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done. `subject` names a listing or an account, `slug` is that of the listing."""

    at: datetime
    person: str
    what: str
    subject: str
    slug: str
    detail: str


def find_entries(session: Session, wanted: AuditFilter, *, by: Actor, limit: int) -> list[Entry]:
    """Return at most `limit` entries, the latest first; national and administration accounts only."""
    require(by.is_national)
    found = [
        entry
        for find in (_revisions, _proposed, _dropped, _suggestions, _seen)
        for entry in find(session, wanted, limit)
    ]
    if not wanted.listing:
        found += _events(session, wanted, limit)
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]


def _revisions(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    statement = (
        select(Revision, Listing)
        .join(Listing, col(Listing.id) == col(Revision.listing_id))
        .where(*_between(col(Revision.at), wanted), _contains(col(Revision.by), wanted.person))
        .where(_is_about(wanted.listing))
    )
    rows = session.exec(statement.order_by(col(Revision.id).desc()).limit(limit))
    return [
        Entry(_aware(r.at), r.by, f"Fiche {REVISION_WORDS[r.verb]}", listing.name, listing.slug, "")
        for r, listing in rows
    ]


def _proposed(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    """What waits for a second person; once decided, a revision or `_dropped` tells of it."""
    asked_at = col(PendingChange.asked_at)
    statement = (
        select(PendingChange, Listing)
        .join(Listing, col(Listing.id) == col(PendingChange.listing_id))
        .where(*_between(asked_at, wanted), _contains(col(PendingChange.asked_by), wanted.person))
        .where(_is_about(wanted.listing))
    )
    rows = session.exec(statement.order_by(asked_at.desc()).limit(limit))
    return [Entry(p.asked_at, p.asked_by, PROPOSED, each.name, each.slug, "") for p, each in rows]


def _dropped(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    person = _contains(col(AccountEvent.by), wanted.person) | _contains(
        col(AccountEvent.account), wanted.person
    )
    statement = (
        select(AccountEvent, Listing)
        .join(Listing, cast(col(Listing.number), String) == col(AccountEvent.detail))
        .where(AccountEvent.verb == ABOUT_LISTING, *_between(col(AccountEvent.at), wanted), person)
        .where(_is_about(wanted.listing))
    )
    rows = session.exec(statement.order_by(col(AccountEvent.id).desc()).limit(limit))
    return [
        Entry(
            e.at, e.by, VERBS[e.verb], each.name, each.slug, f"proposé par {e.account}" if e.account else ""
        )
        for e, each in rows
    ]


def _suggestions(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    decided_at = col(Suggestion.decided_at)
    statement = (
        select(Suggestion, Listing)
        .join(Listing, col(Listing.id) == col(Suggestion.listing_id), isouter=True)
        .where(decided_at.is_not(None), *_between(decided_at, wanted))
        .where(_contains(col(Suggestion.decided_by), wanted.person))
    )
    if wanted.listing:
        statement = statement.where(_is_about(wanted.listing))
    rows = session.exec(statement.order_by(decided_at.desc()).limit(limit))
    return [
        Entry(
            s.decided_at, s.decided_by, DECIDED[s.decision], listing.name if listing else s.facts["name"],
            listing.slug if listing else "", s.reason,
        )
        for s, listing in rows
        if s.decided_at
    ]  # fmt: skip


def _seen(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    statement = (
        select(AccessRecord, Account, Listing)
        .join(Account, col(Account.id) == col(AccessRecord.account_id))
        .join(Listing, col(Listing.id) == col(AccessRecord.listing_id))
        .where(*_between(col(AccessRecord.at), wanted), _contains(col(Account.email), wanted.person))
        .where(_is_about(wanted.listing))
    )
    rows = session.exec(statement.order_by(col(AccessRecord.id).desc()).limit(limit))
    return [
        Entry(seen.at, account.email, SEEN, listing.name, listing.slug, "") for seen, account, listing in rows
    ]


def _events(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    person = _contains(col(AccountEvent.by), wanted.person) | _contains(
        col(AccountEvent.account), wanted.person
    )
    statement = select(AccountEvent).where(*_between(col(AccountEvent.at), wanted), person)
    statement = statement.where(AccountEvent.verb != ABOUT_LISTING)
    rows: Sequence[AccountEvent] = session.exec(
        statement.order_by(col(AccountEvent.id).desc()).limit(limit)
    ).all()
    return [Entry(e.at, e.by, VERBS.get(e.verb, e.verb), e.account, "", e.detail) for e in rows]


def _is_about(text: str) -> ColumnElement[bool]:
    return or_(_contains(col(Listing.slug), text), _contains(col(Listing.name), text))


def _contains(column: Mapped[str], text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)


def _between(
    column: Mapped[datetime] | Mapped[datetime | None], wanted: AuditFilter
) -> list[ColumnElement[bool]]:
    kept = []
    if wanted.first:
        kept.append(column >= _midnight(wanted.first))
    if wanted.last:
        kept.append(column < _midnight(wanted.last + timedelta(days=1)))
    return kept


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def _aware(instant: datetime) -> datetime:
    """Instants of revisions are in UTC; SQLite does not say so."""
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
