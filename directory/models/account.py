"""People with an account: who they are, their sessions, their links by mail, what they asked and saw.

No secret is kept as such: passwords are argon2id hashes, session tokens, mailed links and recovery codes
are kept as digests. The TOTP secret has to be kept, since both sides compute the code from it (RFC 6238): it
is closed with a key that the database does not hold (`directory.keys.sealed`).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class Account(SQLModel, table=True):
    """One person. `email` is lower case and unique.

    `status`: invited (no password chosen yet), active, disabled. A professional reads restricted contacts
    up to and including `access_until`; None until somebody approves. `totp_counter` is the last 30-second
    step whose code was accepted, so that no code serves twice. `rhythm`: how often
    letters say what waits, of `directory.coordination.digests.RHYTHMS`; `told_at`: when the last one left.
    """

    __table_args__ = (
        CheckConstraint("role IN ('admin', 'national', 'coordinator', 'professional')", name="account_role"),
        CheckConstraint("status IN ('invited', 'active', 'disabled')", name="account_status"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=120)
    structure: str = Field(default="", max_length=200)
    role: str = Field(max_length=12)
    status: str = Field(default="invited", max_length=10)
    password_hash: str = Field(default="", max_length=200)
    sealed_secret: str = Field(default="", max_length=200)
    totp_enabled: bool = False
    totp_counter: int = 0
    access_until: date | None = None
    rhythm: str = Field(default="daily", max_length=9, sa_column_kwargs={"server_default": "daily"})
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime = Field(sa_type=Instant)


class AccountDepartement(SQLModel, table=True):
    """A departement a coordinator keeps, or in which a professional works."""

    __tablename__ = "account_departement"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    departement: str = Field(primary_key=True, max_length=3, index=True)


class AccountSession(SQLModel, table=True):
    """An open session. `is_full` once everything the role asks was given; `label` names the browser."""

    __tablename__ = "account_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_digest: str = Field(max_length=64, unique=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    is_full: bool = False
    wrong_codes: int = 0
    label: str = Field(default="", max_length=80)
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class AccountLink(SQLModel, table=True):
    """A link sent by mail: `purpose` is invitation, reset or confirmation. It serves once."""

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('invitation', 'reset', 'confirmation')", name="account_link_purpose"),
    )

    token_digest: str = Field(max_length=64, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    purpose: str = Field(max_length=12)
    expires_at: datetime = Field(sa_type=Instant)


class RecoveryCode(SQLModel, table=True):
    """A code that stands once for the second factor; only its digest is kept, until it is used."""

    __tablename__ = "recovery_code"

    digest: str = Field(max_length=64, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)


class Throttle(SQLModel, table=True):
    """Failures of one subject: the keyed digest of an account's address or of a network, never themselves."""

    subject: str = Field(max_length=64, primary_key=True)
    failures: int = 0
    last_at: datetime = Field(sa_type=Instant)


class AccessRequest(SQLModel, table=True):
    """A professional asks to read restricted contacts, for the first time or for another year.

    `confirmed_at`: the address answered. `decision` is empty, approved or refused.
    """

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint("decision IN ('', 'approved', 'refused')", name="access_request_decision"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    departement: str = Field(max_length=3, index=True)
    structure: str = Field(max_length=200)
    reason: str = Field(max_length=500)
    asked_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str = Field(default="", max_length=254)
    decision: str = Field(default="", max_length=10)


class AccessRecord(SQLModel, table=True):
    """Somebody saw the restricted contacts of a listing. Rows are never changed; retention ends them."""

    __tablename__ = "access_record"

    id: int | None = Field(default=None, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    listing_id: UUID = Field(foreign_key="listing.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=Instant)


class AccountEvent(SQLModel, table=True):
    """What happened to an account: `verb` is a key of `directory.accounts.events.VERBS`. Never changed."""

    __tablename__ = "account_event"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    by: str = Field(max_length=254)
    verb: str = Field(max_length=30)
    account: str = Field(max_length=254, index=True)
    detail: str = Field(default="", max_length=300)


class NumberCheck(SQLModel, table=True):
    """Somebody compared an emergency number with its source again, after the day its file says."""

    __tablename__ = "number_check"

    number: str = Field(max_length=20, primary_key=True)
    checked_on: date
    checked_by: str = Field(max_length=254)
