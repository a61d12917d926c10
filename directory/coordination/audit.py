"""Everything that was done, in one list: listings changed, proposals and suggestions decided, accounts,
restricted contacts seen, exports. An import is one line, which leads to its listings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from directory.accounts.events import ABOUT_ACCOUNTS, ABOUT_LISTING, ABOUT_SIGNING_IN, VERBS
from directory.french.typography import count
from directory.listings.codes import REVISION_WORDS
from directory.models import (
    AccessRecord,
    Account,
    AccountDepartement,
    AccountEvent,
    Listing,
    ListingDepartement,
    PendingChange,
    Revision,
    Suggestion,
)
from directory.permissions import Actor, require

PARIS = ZoneInfo("Europe/Paris")
SEEN = "Contact réservé consulté"
PROPOSED = "Changement proposé, en attente"
DECIDED = {"accepted": "Suggestion acceptée", "refused": "Suggestion écartée"}


LISTINGS, IMPORTS, PROPOSALS, CONTACTS = "fiches", "imports", "propositions", "contacts"
SIGN_INS, ACCOUNTS, OTHERS = "connexions", "comptes", "autres"
#: The families of actions one may ask for.
ACTIONS = {
    LISTINGS: "Fiches",
    IMPORTS: "Imports et lots",
    PROPOSALS: "Propositions et suggestions",
    CONTACTS: "Contacts réservés vus",
    SIGN_INS: "Connexions et échecs",
    ACCOUNTS: "Comptes et droits",
    OTHERS: "Exports, partenaires, textes",
}
#: Revisions written many at once, and what they are called together.
GATHERED = {"import": "Import", "undo": "Import annulé", "refresh": "Registre appliqué"}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; empty fields filter nothing. Both days are included, in the time of Paris.

    `person` is a part of a name or of an address, `listing` of its name or of its address; `action` one of
    `ACTIONS`; `at` the instant of one import, whose listings are then told one by one.
    """

    person: str = ""
    listing: str = ""
    action: str = ""
    departement: str = ""
    at: datetime | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done. `subject` names a listing or an account, `slug` is that of the listing; `name` is that
    of the person where they have an account; `is_many`: the listings are told at the instant `at`.
    """

    at: datetime
    person: str
    what: str
    subject: str
    slug: str
    detail: str
    name: str = ""
    is_many: bool = False


def find_entries(session: Session, wanted: AuditFilter, *, by: Actor, limit: int) -> list[Entry]:
    """Return at most `limit` entries, the latest first; national and administration accounts only."""
    require(by.is_national)
    finders = (
        _FINDERS[wanted.action] if wanted.action else [each for all_ in _FINDERS.values() for each in all_]
    )
    if wanted.at:
        finders = (_revisions,)
    found = [entry for find in dict.fromkeys(finders) for entry in find(session, wanted, limit)]
    latest = sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]
    names = dict(session.exec(select(Account.email, Account.name)).all())
    return [replace(entry, name=_names(entry.person, names)) for entry in latest]


def _names(person: str, names: Mapping[str, str]) -> str:
    """The names of whom an entry says by address: two of them when two people acted."""
    return ", ".join(names[email] for email in person.split(", ") if email in names)


def _revisions(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    """Changes of listings: those written at one instant, as an import does, are one entry.

    Of one listing, or at the instant of one import, each is told.
    """
    kept = [*_between(col(Revision.at), wanted), _is_by(wanted, col(Revision.by)), _is_about(wanted)]
    if wanted.at or wanted.listing:
        kept += [col(Revision.at) == wanted.at] if wanted.at else []
        return _told(session, *kept, limit=limit)
    many = or_(col(Revision.verb).in_(GATHERED), func.count() > 1)
    group: list[Any] = [Revision.at, Revision.by, Revision.verb, func.count(), func.max(Revision.id)]
    groups: Any = (
        select(*group)
        .join(Listing, col(Listing.id) == col(Revision.listing_id))
        .where(*kept)
        .group_by(col(Revision.at), col(Revision.by), col(Revision.verb))
        .order_by(func.max(Revision.id).desc())
    )
    if wanted.action:
        groups = groups.having(many if wanted.action == IMPORTS else ~many)
    found, alone = [], []
    for at, by, verb, number, last in session.exec(groups.limit(limit)):
        if number == 1 and verb not in GATHERED:
            alone.append(last)
        else:
            what = GATHERED.get(verb, f"Fiche {REVISION_WORDS[verb]}")
            found.append(Entry(_aware(at), by, what, count(number, "fiche", "fiches"), "", "", is_many=True))
    return found + _told(session, col(Revision.id).in_(alone), limit=limit)


def _told(session: Session, *kept: ColumnElement[bool], limit: int) -> list[Entry]:
    """Some revisions, each with its listing."""
    statement = select(Revision, Listing).join(Listing, col(Listing.id) == col(Revision.listing_id))
    rows = session.exec(statement.where(*kept).order_by(col(Revision.id).desc()).limit(limit))
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
        .where(*_between(asked_at, wanted), _is_by(wanted, col(PendingChange.asked_by)), _is_about(wanted))
    )
    rows = session.exec(statement.order_by(asked_at.desc()).limit(limit))
    return [Entry(p.asked_at, p.asked_by, PROPOSED, each.name, each.slug, "") for p, each in rows]


def _dropped(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    person = _is_by(wanted, col(AccountEvent.by), col(AccountEvent.account))
    statement = (
        select(AccountEvent, Listing)
        .join(Listing, cast(col(Listing.number), String) == col(AccountEvent.detail))
        .where(AccountEvent.verb == ABOUT_LISTING, *_between(col(AccountEvent.at), wanted), person)
        .where(_is_about(wanted))
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
        .where(_is_by(wanted, col(Suggestion.decided_by)))
    )
    if wanted.listing or wanted.departement:
        statement = statement.where(_is_about(wanted))
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
        .where(*_between(col(AccessRecord.at), wanted), _is_by(wanted, col(Account.email)), _is_about(wanted))
    )
    rows = session.exec(statement.order_by(col(AccessRecord.id).desc()).limit(limit))
    return [
        Entry(seen.at, account.email, SEEN, listing.name, listing.slug, "") for seen, account, listing in rows
    ]


def _events(session: Session, wanted: AuditFilter, limit: int) -> list[Entry]:
    if wanted.listing:
        return []
    person = _is_by(wanted, col(AccountEvent.by), col(AccountEvent.account))
    statement = select(AccountEvent).where(*_between(col(AccountEvent.at), wanted), person)
    statement = statement.where(AccountEvent.verb != ABOUT_LISTING)
    if wanted.action:
        statement = statement.where(col(AccountEvent.verb).in_(_verbs_of(wanted.action)))
    if wanted.departement:
        theirs = (
            select(Account.email)
            .join(AccountDepartement, col(AccountDepartement.account_id) == col(Account.id))
            .where(AccountDepartement.departement == wanted.departement)
        )
        statement = statement.where(col(AccountEvent.account).in_(theirs) | col(AccountEvent.by).in_(theirs))
    rows: Sequence[AccountEvent] = session.exec(
        statement.order_by(col(AccountEvent.id).desc()).limit(limit)
    ).all()
    return [Entry(e.at, e.by, VERBS.get(e.verb, e.verb), e.account, "", e.detail) for e in rows]


#: What tells of each family of actions.
_FINDERS: Mapping[str, Sequence[Callable[[Session, AuditFilter, int], list[Entry]]]] = {
    LISTINGS: (_revisions,),
    IMPORTS: (_revisions,),
    PROPOSALS: (_proposed, _dropped, _suggestions),
    CONTACTS: (_seen,),
    SIGN_INS: (_events,),
    ACCOUNTS: (_events,),
    OTHERS: (_events,),
}


def _verbs_of(action: str) -> list[str]:
    """The events of a family."""
    if action == SIGN_INS:
        return sorted(ABOUT_SIGNING_IN)
    return [
        verb
        for verb in VERBS
        if verb not in ABOUT_SIGNING_IN and (verb in ABOUT_ACCOUNTS) is (action == ACCOUNTS)
    ]


def _is_about(wanted: AuditFilter) -> ColumnElement[bool]:
    """Whether a listing is one of those asked for."""
    text = wanted.listing
    asked = or_(_contains(col(Listing.slug), text), _contains(col(Listing.name), text))
    if not wanted.departement:
        return asked
    served = select(ListingDepartement.listing_id).where(ListingDepartement.departement == wanted.departement)
    return and_(asked, col(Listing.id).in_(served))


def _is_by(wanted: AuditFilter, *columns: Mapped[str]) -> ColumnElement[bool]:
    """Whether one of these addresses is that of a person asked for, by address or by name."""
    named = select(Account.email).where(_contains(col(Account.name), wanted.person))
    return or_(*(_contains(each, wanted.person) | each.in_(named) for each in columns))


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
