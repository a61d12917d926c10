"""Calling services: national campaigns, whose turn a listing is, what each call gave, one note a listing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class Campaign(SQLModel, table=True):
    """A national campaign: `goal` listings to verify from one day to another, both included."""

    __table_args__ = (
        CheckConstraint("goal > 0", name="campaign_goal"),
        CheckConstraint("ends_on >= starts_on", name="campaign_days"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=80)
    goal: int
    starts_on: date
    ends_on: date
    created_by: str = Field(max_length=254)


class CallTurn(SQLModel, table=True):
    """Who calls a listing now. Its key is the listing: the database gives a listing to one person only.

    `opened_at`: since when it is on their screen; None while it only waits among those given to them.
    `given_by` is the address of who gave it, "" when they took it themselves.
    """

    __tablename__ = "call_turn"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    given_by: str = Field(default="", max_length=254)


class Call(SQLModel, table=True):
    """What a call gave: `outcome` is a key of `directory.coordination.call_words.OUTCOMES`.

    `facts`: the names of the facts that were said to be true, or corrected. `call_back_at`: not to be called
    before. `revision_id`: the change it made of the listing, None when it made none. No word is kept of what
    was said, nor the name of who answered.
    """

    __tablename__ = "listing_call"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('confirmed', 'corrected', 'no_answer', 'call_back', 'wrong_number', 'closed',"
            " 'refused')",
            name="listing_call_outcome",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=Instant)
    by: str = Field(max_length=254)
    outcome: str = Field(max_length=12)
    call_back_at: datetime | None = Field(default=None, sa_type=Instant)
    facts: list[Any] = Field(default_factory=list, sa_type=JSON)
    revision_id: int | None = None


class CallNote(SQLModel, table=True):
    """A note that those who keep a listing leave for the next call.

    It is written freely, so that it could say where a listing is: as for `Place`, the database refuses it to
    a confidential one.
    """

    __tablename__ = "call_note"
    __table_args__ = (
        ForeignKeyConstraint(
            ["listing_id", "disclosure"],
            ["listing.id", "listing.disclosure"],
            name="fk_call_note_listing",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        CheckConstraint("disclosure <> 'confidential'", name="call_note_never_confidential"),
    )

    listing_id: UUID = Field(primary_key=True)
    disclosure: str = Field(max_length=12, nullable=False)
    text: str = Field(max_length=300)
    by: str = Field(max_length=254)
    at: datetime = Field(sa_type=Instant)


class CallerSignal(SQLModel, table=True):
    """What somebody found who called a listing: a word of `directory.suggestions.signals.KINDS`, and the day.

    Nothing is kept of who said it, but whether they were a signed-in professional.
    """

    __tablename__ = "caller_signal"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('reached', 'no_answer', 'full', 'wrong_number')", name="caller_signal_kind"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=12)
    day: date
    from_professional: bool = False
