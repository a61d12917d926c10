"""What two people decide beside listings (phrases, emergency numbers), and private notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class ProposedPhrase(SQLModel, table=True):
    """A sentence that one national coordinator proposes and another approves; tied to no listing.

    `facts`: the names of the facts it may fill, separated by spaces. Without `approved_by` it is not offered.
    """

    __tablename__ = "phrase"
    __table_args__ = (CheckConstraint("approved_by <> proposed_by", name="phrase_two_people"),)

    id: int | None = Field(default=None, primary_key=True)
    facts: str = Field(max_length=200)
    text: str = Field(max_length=200, unique=True)
    proposed_by: str = Field(max_length=254)
    proposed_at: datetime = Field(sa_type=Instant)
    approved_by: str = Field(default="", max_length=254)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)


class ProposedNumber(SQLModel, table=True):
    """An emergency number as one national coordinator would have it and another approves.

    `facts`: all that is said of it (`publishing.numbers.write_number`). The one approved last is in force.
    """

    __tablename__ = "emergency_number"
    __table_args__ = (CheckConstraint("approved_by <> proposed_by", name="emergency_number_two_people"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=20)
    facts: dict[str, Any] = Field(sa_type=JSON)
    proposed_by: str = Field(max_length=254)
    proposed_at: datetime = Field(sa_type=Instant)
    approved_by: str = Field(default="", max_length=254)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)


class PrivateNote(SQLModel, table=True):
    """What a listing said freely before it became confidential, closed with the key of the installation.

    Two people read it at most: who hid the listing (`written_by`, "" when nobody can say) and the first other
    one who asks (`second`). It is deleted by either of them, and after a month.
    """

    __tablename__ = "private_note"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    sealed: str
    written_by: str = Field(max_length=254)
    second: str = Field(default="", max_length=254)
    written_at: datetime = Field(sa_type=Instant)
