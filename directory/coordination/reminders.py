"""Reminders: listings nobody checked for six months, changes nobody decides on for thirty days, asked about
once in thirty days at most.

`flask reminders send` claims the listings due, writes, and releases those about which nobody could be
written to. A link is good thirty days, for one listing, and once: it opens a page, which changes nothing; the
page has the button that does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select

from directory.coordination.structure_letters import (
    PERIOD,
    Send,
    Written,
    group_by_address,
    read_link,
    write_to_structures,
)
from directory.editing.desk import is_due
from directory.editing.listings import Stale
from directory.editing.pending import SOON
from directory.keys.sealed import Keys
from directory.listings.codes import CONFIDENTIAL
from directory.listings.verification import make_verification
from directory.mail import letters
from directory.models import (
    Account,
    AccountDepartement,
    Listing,
    ListingDepartement,
    PendingChange,
    Reminder,
)
from directory.permissions import ADMIN, COORDINATOR, NATIONAL
from directory.publishing.publication import hold
from directory.storing.listing import change_listing

#: Who answered, as the public reads it, and as the history says it.
STRUCTURE, BY_LINK = "la structure elle-même", "structure (lien de rappel)"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many listings were asked about, letters sent, and letters that did not go."""

    listings: int
    letters: int
    failed: int


def find_due(session: Session, at: datetime, most: int, codes: Collection[str] = ()) -> list[Listing]:
    """Return the listings due and not asked about for thirty days, the oldest check first, at most so many.

    `codes`: the departements served, all of them and the whole country when there is none.
    """
    recent = select(Reminder.listing_id).where(col(Reminder.sent_at) > at - PERIOD)
    statement = select(Listing).where(is_due(at.date()), col(Listing.id).not_in(recent))
    if codes:
        served = select(ListingDepartement.listing_id).where(
            col(ListingDepartement.departement).in_(sorted(codes))
        )
        statement = statement.where(col(Listing.id).in_(served), ~col(Listing.is_national))
    in_order = (col(Listing.verified_on).is_not(None), col(Listing.verified_on), col(Listing.number))
    return list(session.exec(statement.order_by(*in_order).limit(most)))


def claim(session: Session, at: datetime, most: int, codes: Collection[str] = ()) -> list[Listing]:
    """Take the listings that `find_due` returns: once the caller has committed, no other run takes them."""
    hold(session)
    listings = find_due(session, at, most, codes)
    release(session, [listing.id for listing in listings])
    session.add_all(Reminder(listing_id=listing.id, id=uuid4(), sent_at=at) for listing in listings)
    return listings


def find_recipients(session: Session, listings: Sequence[Listing]) -> list[tuple[str, Sequence[Listing]]]:
    """Return whom a run would write to about these listings, structures first; nothing is written."""
    asked = [(listing, "") for listing in listings]
    return [*group_by_address(session, listings).items(), *_by_keeper(session, asked)]


def release(session: Session, listing_ids: Iterable[UUID]) -> None:
    """Forget that these listings were asked about."""
    session.exec(delete(Reminder).where(col(Reminder.listing_id).in_(list(listing_ids))))
    session.flush()


def write(
    session: Session, listings: Sequence[Listing], send: Send, *, site: str, keys: Keys, at: datetime
) -> tuple[Sent, set[UUID]]:
    """Write to structures and to coordinators about the listings claimed.

    Return the count and the listings about which at least one letter went. `site`: the public address.
    """
    keepers = _by_keeper(session, [(listing, "") for listing in listings])
    about = [(email, letters.to_check(_names(some), f"{site}/coordination"), some) for email, some in keepers]
    return post([*write_to_structures(session, listings, site=site, keys=keys, at=at), *about], send)


def claim_changes(session: Session, at: datetime) -> list[PendingChange]:
    """Take the changes that wait for a second person since thirty days, not spoken of for thirty days.

    Once the caller has committed, no other run takes them.
    """
    hold(session)
    asked, reminded = col(PendingChange.asked_at), col(PendingChange.reminded_at)
    statement = select(PendingChange).where(
        asked < at - SOON, or_(reminded.is_(None), reminded < at - PERIOD)
    )
    changes = list(session.exec(statement.order_by(asked)))
    for change in changes:
        change.reminded_at = at
    return changes


def write_to_deciders(session: Session, changes: Sequence[PendingChange], send: Send, *, site: str) -> Sent:
    """Write to who may decide on the changes claimed, never to who proposed them; return the count.

    Those nobody could be told of may be claimed again.
    """
    asked = [(session.get_one(Listing, change.listing_id), change.asked_by) for change in changes]
    deciders = _by_keeper(session, asked)
    sent, told = post(
        [(email, letters.to_decide(_names(some), f"{site}/coordination"), some) for email, some in deciders],
        send,
    )
    for change in changes:
        if change.listing_id not in told:
            change.reminded_at = None
    return sent


def post(written: Iterable[Written], send: Send) -> tuple[Sent, set[UUID]]:
    """Send letters; return the count and the listings about which at least one went."""
    told: set[UUID] = set()
    went, failed = 0, 0
    for to, letter, about in written:
        if send(to, letter):
            went += 1
            told.update(listing.id for listing in about)
        else:
            failed += 1
    return Sent(len(told), went, failed), told


def find(session: Session, token: str, keys: Keys, at: datetime) -> tuple[Reminder, Listing] | None:
    """Return the reminder and the published listing of a link while it is good, even answered; else None."""
    asked = read_link(keys, token, at)
    if asked is None:
        return None
    statement = (
        select(Reminder, Listing)
        .join(Listing, col(Listing.id) == col(Reminder.listing_id))
        .where(Reminder.id == asked, Listing.status == "published")
        .where(Listing.disclosure != CONFIDENTIAL)
    )
    return session.exec(statement).one_or_none()


def confirm(session: Session, reminder: Reminder, listing: Listing, *, version: int, at: datetime) -> None:
    """Write down that the structure says its listing is true, as read at a version, and publish.

    Raise `Stale` when the listing changed since, or when the link has served. The caller commits.
    """
    answer(session, reminder, at)
    session.refresh(listing)
    if listing.version != version or listing.status != "published":
        raise Stale
    verification = make_verification(at.date(), STRUCTURE, "courriel")
    change_listing(session, listing, verification.as_facts(), by=BY_LINK, at=at, verb="confirm")


def answer(session: Session, reminder: Reminder, at: datetime) -> None:
    """End a link; raise `Stale` when it has served."""
    hold(session)
    session.refresh(reminder)
    if reminder.answered_at is not None:
        raise Stale
    reminder.answered_at = at
    session.add(reminder)


def _by_keeper(session: Session, asked: Sequence[tuple[Listing, str]]) -> list[tuple[str, Sequence[Listing]]]:
    """The addresses of those who keep listings, and what each is asked about; `asked` names who is not."""
    grouped: dict[str, list[Listing]] = defaultdict(list)
    keepers, served = _keepers(session), _served(session, [listing for listing, _ in asked])
    for listing, but in asked:
        codes = set() if listing.is_national else served[listing.id]
        mine = {email for code in codes for email in keepers[code]}
        for email in mine - {but} or keepers[NATIONAL] - {but} or keepers[ADMIN] - {but}:
            grouped[email].append(listing)
    return sorted(grouped.items())


def _names(listings: Sequence[Listing]) -> list[str]:
    once = {each.number: each for each in listings}.values()  # several changes of one may wait
    return [f"fiche n° {each.number}" if each.disclosure == CONFIDENTIAL else each.name for each in once]


def _keepers(session: Session) -> Mapping[str, set[str]]:
    """Addresses of active coordinators by departement, and of national accounts by role."""
    found: dict[str, set[str]] = defaultdict(set)
    statement = (
        select(Account, AccountDepartement.departement)
        .join(AccountDepartement, col(AccountDepartement.account_id) == col(Account.id), isouter=True)
        .where(Account.status == "active", col(Account.role).in_((ADMIN, NATIONAL, COORDINATOR)))
    )
    for account, code in session.exec(statement):
        key = code if account.role == COORDINATOR else account.role
        if key:
            found[key].add(account.email)
    return found


def _served(session: Session, listings: Sequence[Listing]) -> Mapping[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    ids = [listing.id for listing in listings]
    for row in session.exec(select(ListingDepartement).where(col(ListingDepartement.listing_id).in_(ids))):
        found[row.listing_id].add(row.departement)
    return found
