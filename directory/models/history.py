"""Who changed what, and when. Rows are only ever added: triggers refuse update and delete."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, DateTime
from sqlmodel import Field, SQLModel


class Revision(SQLModel, table=True):
    """One change of one listing: `before` and `after` hold the whole listing, None when absent.

    Restoring an earlier state is a new revision. A confidential listing's revisions hold no place, since
    it never had one.
    """

    id: int | None = Field(default=None, primary_key=True)
    listing_id: UUID = Field(index=True)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str = Field(max_length=200)
    verb: str = Field(max_length=20)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
