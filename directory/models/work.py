"""Work in progress on listings: what waits for a second person, and forms somebody has not saved yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class PendingChange(SQLModel, table=True):
    """Facts of a listing that somebody proposes and somebody else must approve.

    `changes` holds new values by field of `directory.listings.drafts.Draft`, as revisions do. The row ends
    with the decision; what came of it is a revision. `reminded_at`: when those who may decide were last
    written to. `returned_for`: for which of `directory.editing.pending.REASONS` somebody sent it back, ""
    while it waits.
    """

    __tablename__ = "pending_change"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", ondelete="CASCADE", index=True)
    changes: dict[str, Any] = Field(sa_type=JSON)
    asked_by: str = Field(max_length=254)
    asked_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    returned_for: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    returned_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})


class AddedTerritory(SQLModel, table=True):
    """A departement that a listing serves since somebody who does not keep it said so; the row goes once who
    keeps it has agreed or declined."""

    __tablename__ = "added_territory"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    departement: str = Field(primary_key=True, max_length=3)
    added_by: str = Field(max_length=254)
    added_at: datetime = Field(sa_type=Instant)


class FormSave(SQLModel, table=True):
    """What somebody was typing about a listing (number 0: a new one), as (field, value) pairs.

    `form`: the whole form of the listing ("listing"), or that of a call ("call"). Nothing typed about a
    confidential listing is ever kept here.
    """

    __tablename__ = "form_save"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    form: str = Field(default="listing", primary_key=True, max_length=10)
    typed: list[list[str]] = Field(sa_type=JSON)
    saved_at: datetime = Field(sa_type=Instant)
