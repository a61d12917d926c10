"""Partners who show the map in their own pages, and those who ask to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class Partner(SQLModel, table=True):
    """A body whose pages may frame ours. An archived one frames nothing any more and keeps its slug.

    `territory` is what it shows unless its snippet says otherwise: a code of `directory.places.territories`;
    `categories` are category slugs separated by spaces, empty for all; `colours` is a pair of
    `directory.partners.colours`, empty for ours.
    """

    __table_args__ = (CheckConstraint("status IN ('active', 'archived')", name="partner_status"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    slug: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    territory: str = Field(max_length=10)
    categories: str = Field(default="", max_length=500)
    colours: str = Field(default="", max_length=13)
    status: str = Field(default="active", max_length=10)
    created_at: datetime = Field(sa_type=Instant)


class PartnerOrigin(SQLModel, table=True):
    """One exact origin of a partner's pages, as browsers write it (RFC 6454): "https://www.exemple.fr"."""

    __tablename__ = "partner_origin"

    partner_id: UUID = Field(primary_key=True, foreign_key="partner.id", ondelete="CASCADE")
    origin: str = Field(primary_key=True, max_length=200)


class PartnerRequest(SQLModel, table=True):
    """Somebody asks to become a partner. The row goes once it is answered."""

    __tablename__ = "partner_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    origins: str = Field(max_length=500)
    territory: str = Field(max_length=10)
    asked_at: datetime = Field(sa_type=Instant)
