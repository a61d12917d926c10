"""What people without an account send about listings, and the letters that ask whether one is still true."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class Suggestion(SQLModel, table=True):
    """A correction of a listing, or a resource to add (no listing; then `departement` says where).

    `id` comes from the form, so that a form sent twice makes one suggestion. `kind` is a key of
    `directory.suggestions.forms.KINDS`, new, or form (that of the structure); `facts` holds what was given by
    field. Nothing of who sent it is kept, but that it came by the link written to the structure.
    """

    __table_args__ = (CheckConstraint("decision IN ('', 'accepted', 'refused')", name="suggestion_decision"),)

    id: UUID = Field(primary_key=True)
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", ondelete="CASCADE", index=True)
    departement: str = Field(default="", max_length=3, index=True)
    kind: str = Field(max_length=20)
    facts: dict[str, Any] = Field(sa_type=JSON)
    text: str = Field(default="", max_length=500)
    from_structure: bool = False
    sent_at: datetime = Field(sa_type=Instant)
    decision: str = Field(default="", max_length=10)
    decided_by: str = Field(default="", max_length=254)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=300)


class Reminder(SQLModel, table=True):
    """The last time somebody was asked whether a listing is still true; `id` is what the link carries.

    One row a listing. `answered_at` ends the link. `typed`: what the structure was typing in its form, as
    (field, value) pairs, until it sends it.
    """

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    id: UUID = Field(default_factory=uuid4, unique=True)
    sent_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    typed: list[list[str]] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
