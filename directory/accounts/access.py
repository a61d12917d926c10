"""Professionals: asking to read restricted contacts, deciding, reading, and the record of it.

Access lasts a year from the decision and ends by itself (RGPD, art. 5.1.e).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select

from directory.accounts import events, links
from directory.accounts.passwords import hash_password
from directory.accounts.people import find_account, find_departements, fold_email
from directory.database.rows import insert_rows
from directory.listings.contacts import PROFESSIONALS
from directory.listings.public_view import ProfessionalView, professional_view
from directory.models import (
    AccessRecord,
    AccessRequest,
    Account,
    AccountDepartement,
    Email,
    Listing,
    ListingDepartement,
    Phone,
)
from directory.permissions import PROFESSIONAL, Actor, require
from directory.publishing.stored import read_draft
from directory.storing.kept import kept_by

CONFIRMATION = timedelta(hours=72)
ACCESS = timedelta(days=365)
#: How many listings a professional may read the restricted contacts of within a day: the work of a day, not
#: a copy of the directory.
MOST_READ, A_DAY = 60, timedelta(days=1)
#: How long before its end access may be asked again.
RENEWABLE = timedelta(days=45)
BY_DOMAIN = "domaine autorisé"


class TooMany(Exception):
    """Somebody read as many restricted contacts within a day as anybody may."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a professional writes to ask for access."""

    name: str
    email: str
    structure: str
    departement: str
    reason: str


def ask(session: Session, asked: Asked, at: datetime) -> tuple[Account | None, str]:
    """Write a request down and return the account and the token that confirms its address.

    An address that already has an account, or an invitation, changes nothing: (the account, ""). One that
    was disabled gets nothing at all: (None, "").
    """
    account = find_account(session, asked.email)
    if account is not None and account.status == "disabled":
        return None, ""
    if account is not None and (account.status == "active" or account.role != PROFESSIONAL):
        return account, ""
    if account is None:
        account = Account(
            email=fold_email(asked.email), name=asked.name, role=PROFESSIONAL, created_at=at, last_used_at=at
        )
    account.name, account.structure = asked.name, asked.structure
    session.add(account)
    session.flush()
    session.exec(delete(AccessRequest).where(col(AccessRequest.account_id) == account.id))
    session.exec(delete(AccountDepartement).where(col(AccountDepartement.account_id) == account.id))
    session.add(AccountDepartement(account_id=account.id, departement=asked.departement))
    _add_request(session, account, asked.departement, asked.reason, at)
    return account, links.make(session, account.id, "confirmation", at + CONFIRMATION)


def confirm(
    session: Session, token: str, password: str, *, domains: Collection[str], at: datetime
) -> Account | None:
    """Open the account of a request with a password already checked; None when the link is no longer good.

    An address of an allowed domain is approved at once, others wait for a coordinator.
    """
    account = links.use(session, token, "confirmation", at)
    if account is None:
        return None
    account.password_hash, account.status, account.last_used_at = hash_password(password), "active", at
    session.add(account)
    request = _open_request(session, account.id)
    if request is not None:
        request.confirmed_at = at
        session.add(request)
        if account.email.rpartition("@")[2] in domains:
            _approve(session, account, request, BY_DOMAIN, at)
    return account


def ask_again(session: Session, by: Actor, reason: str, at: datetime) -> AccessRequest:
    """Ask for another year, or again after a refusal; raise NotAllowed when nothing is to be asked."""
    require(by.role == PROFESSIONAL and may_ask_again(session, by, at))
    account = session.get_one(Account, by.id)
    departement = min(find_departements(session, by.id))
    request = _add_request(session, account, departement, reason, at)
    request.confirmed_at = at
    return request


def may_ask_again(session: Session, actor: Actor, at: datetime) -> bool:
    """Whether a professional has no open request and no access, or one that ends soon."""
    if _open_request(session, actor.id) is not None:
        return False
    return actor.access_until is None or actor.access_until <= at.date() + RENEWABLE


def is_waiting(session: Session, account_id: UUID) -> bool:
    """Whether a request of this account waits for a decision."""
    return _open_request(session, account_id) is not None


def find_waiting(session: Session, by: Actor) -> Sequence[tuple[AccessRequest, Account]]:
    """Return the confirmed requests this coordinator may decide, the oldest first."""
    require(by.writes)
    statement = (
        select(AccessRequest, Account)
        .join(Account, col(AccessRequest.account_id) == col(Account.id))
        .where(AccessRequest.decision == "", col(AccessRequest.confirmed_at).is_not(None))
        .order_by(col(AccessRequest.confirmed_at))
    )
    if not by.is_national:
        statement = statement.where(col(AccessRequest.departement).in_(by.departements))
    return session.exec(statement).all()


def decide(session: Session, request_id: UUID, *, by: Actor, approved: bool, at: datetime) -> Account:
    """Grant or refuse a request; raise NotAllowed outside one's departements or once decided.

    Raise sqlalchemy.exc.NoResultFound for an unknown one, as does `end_access`.
    """
    request = session.get_one(AccessRequest, request_id, with_for_update=True)
    require(by.keeps(request.departement))
    require(request.decision == "" and request.confirmed_at is not None)
    account = session.get_one(Account, request.account_id)
    if approved:
        _approve(session, account, request, by.email, at)
        return account
    request.decision, request.decided_by, request.decided_at = "refused", by.email, at
    session.add(request)
    events.record(session, account, "refuse_access", at=at, by=by.email)
    return account


def end_access(session: Session, account_id: UUID, *, by: Actor, at: datetime) -> Account:
    """Take a professional's access away at once; coordinators of their departement."""
    account = session.get_one(Account, account_id)
    require(account.role == PROFESSIONAL)
    require(any(by.keeps(code) for code in find_departements(session, account_id)))
    account.access_until = None
    session.add(account)
    events.record(session, account, "refuse_access", at=at, by=by.email, detail="retrait")
    return account


def read_contacts(session: Session, listing: Listing, *, by: Actor, at: datetime) -> ProfessionalView:
    """Return the contacts of a published listing kept for professionals, and record who saw them.

    Raise `TooMany` to a professional who read those of `MOST_READ` other listings within a day; coordinators
    keep theirs, and may read them all.
    """
    require(listing.status == "published" and by.may_read_restricted(at.date()))
    if by.role == PROFESSIONAL and _count_read(session, by.id, but=listing.id, since=at - A_DAY) >= MOST_READ:
        raise TooMany
    view = professional_view(read_draft(session, listing))
    if view.phones or view.emails:
        session.add(AccessRecord(account_id=by.id, listing_id=listing.id, at=at))
    return view


def _count_read(session: Session, account_id: UUID, *, but: UUID, since: datetime) -> int:
    """How many listings somebody read the restricted contacts of since an instant, `but` apart."""
    read = select(func.count(col(AccessRecord.listing_id).distinct())).where(
        AccessRecord.account_id == account_id, col(AccessRecord.at) > since, AccessRecord.listing_id != but
    )
    return session.exec(read).one()


def record_export(session: Session, *, by: Actor, at: datetime) -> None:
    """Record that somebody takes away the contacts for professionals of every listing they keep."""
    require(by.may_read_restricted(at.date()))
    restricted = [select(model.listing_id).where(model.audience == PROFESSIONALS) for model in (Phone, Email)]
    statement = select(Listing.id).where(kept_by(by), or_(*(col(Listing.id).in_(ids) for ids in restricted)))
    rows = [
        {"account_id": by.id.hex, "listing_id": listing_id.hex, "at": at}
        for listing_id in session.exec(statement.order_by(col(Listing.number)))
    ]
    insert_rows(session, "access_record", rows)


def find_records(
    session: Session, by: Actor, slug: str = "", limit: int = 200
) -> Sequence[tuple[AccessRecord, Account, Listing]]:
    """Return who saw which restricted contacts of the listings this coordinator keeps, the latest first.

    `slug` narrows to one listing.
    """
    require(by.writes)
    statement = (
        select(AccessRecord, Account, Listing)
        .join(Account, col(AccessRecord.account_id) == col(Account.id))
        .join(Listing, col(AccessRecord.listing_id) == col(Listing.id))
        .order_by(col(AccessRecord.id).desc())
        .limit(limit)
    )
    if slug:
        statement = statement.where(Listing.slug == slug)
    if not by.is_national:
        kept = select(ListingDepartement.listing_id).where(
            col(ListingDepartement.departement).in_(by.departements)
        )
        statement = statement.where(col(Listing.id).in_(kept), ~col(Listing.is_national))
    return session.exec(statement).all()


def find_readers(session: Session, by: Actor, at: datetime) -> Sequence[Account]:
    """Return the professionals of this coordinator's departements who have access, by name."""
    require(by.writes)
    statement = select(Account).where(
        Account.role == PROFESSIONAL, Account.status == "active", col(Account.access_until) >= at.date()
    )
    if not by.is_national:
        theirs = select(AccountDepartement.account_id).where(
            col(AccountDepartement.departement).in_(by.departements)
        )
        statement = statement.where(col(Account.id).in_(theirs))
    return session.exec(statement.order_by(Account.name)).all()


def find_listing(session: Session, slug: str) -> Listing | None:
    """Return the published listing of a slug, or None."""
    statement = select(Listing).where(Listing.slug == slug, Listing.status == "published")
    return session.exec(statement).one_or_none()


def _add_request(
    session: Session, account: Account, departement: str, reason: str, at: datetime
) -> AccessRequest:
    request = AccessRequest(
        account_id=account.id,
        departement=departement,
        structure=account.structure,
        reason=reason,
        asked_at=at,
    )
    session.add(request)
    events.record(session, account, "ask_access", at=at, detail=departement)
    return request


def _open_request(session: Session, account_id: UUID) -> AccessRequest | None:
    statement = select(AccessRequest).where(
        AccessRequest.account_id == account_id, AccessRequest.decision == ""
    )
    return session.exec(statement.order_by(col(AccessRequest.asked_at).desc()).limit(1)).one_or_none()


def _approve(session: Session, account: Account, request: AccessRequest, by: str, at: datetime) -> None:
    request.decision, request.decided_by, request.decided_at = "approved", by, at
    account.access_until = (at + ACCESS).date()
    session.add_all([request, account])
    events.record(session, account, "approve_access", at=at, by=by)
