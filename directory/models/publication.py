"""What the public side reads: listings already projected, and the departements they answer for.

Public pages, maps and searches read these tables and no other. They hold the projection of
`directory.listings.public_view` and nothing else, so that what must not be published is not even there, and a
page costs a range of one narrow clustered index whatever the size of the country.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class Publication(SQLModel, table=True):
    """One published listing; `view` is its `PublicView` as JSON."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    slug: str = Field(max_length=120, unique=True)
    view: str = Field(sa_type=Text)


class PublicationChange(SQLModel, table=True):
    """The last thing that happened to a listing the public could once read, for those who keep a copy.

    `version` rises by one with every change, in the order of commits. A withdrawn listing leaves its number
    and nothing else.
    """

    __tablename__ = "publication_change"
    __table_args__ = (
        UniqueConstraint("version", name="uq_publication_change_version"),
        CheckConstraint("verb IN ('published', 'changed', 'withdrawn')", name="publication_change_verb"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int
    verb: str = Field(max_length=10)


class HeldPublication(SQLModel, table=True):
    """A listing that became confidential, or ceased to be so: not published until it has another number.

    `due_at`: from when it may, once it is approved.
    """

    __tablename__ = "held_publication"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    due_at: datetime = Field(sa_type=Instant)


class GoneAddress(SQLModel, table=True):
    """The address of a listing withdrawn for good, as a fingerprint that tells nothing without the key."""

    __tablename__ = "gone_address"

    fingerprint: str = Field(primary_key=True, max_length=64)


class PublicationDepartement(SQLModel, table=True):
    """A published listing as it answers for one departement ("FR" for a national one).

    `is_seat`: it is of this departement (it sits here, or serves it alone); `is_primary`: the one row to
    count when the whole country is searched; `rank` orders what does not change with the hour (dedicated
    first, then category); `verified_on` is ISO text or empty; `is_dedicated` is yes, no or unknown;
    `has_number`: anybody may call it, `oldest_number` being the oldest date (ISO, may be partial) a public
    number was published or confirmed at, empty when none says; `slug`, `name` and `precision` are what a map
    says of a point. The other columns repeat the facts filters
    look at, so that no filter has to open the listing.
    """

    __tablename__ = "publication_departement"
    __table_args__ = (
        Index("ix_publication_point", "category", "latitude", "longitude"),
        Index("ix_publication_number", "number"),
        # What a page counts and the hours it evaluates, without opening the rows.
        Index("ix_publication_count", "departement", "category", "is_seat", "is_confidential", "verified_on"),
        Index("ix_publication_hours", "departement", "timezone", "hours"),
        CheckConstraint(
            "NOT is_confidential OR (latitude IS NULL AND longitude IS NULL AND NOT is_seat)",
            name="publication_confidential_has_no_point",
        ),
        {"sqlite_with_rowid": False},
    )

    departement: str = Field(primary_key=True, max_length=3)
    number: int = Field(primary_key=True, foreign_key="publication.number", ondelete="CASCADE")
    is_seat: bool
    is_primary: bool
    rank: int
    category: str = Field(max_length=40)
    is_confidential: bool
    admits_minors: str = Field(max_length=10)
    supports_professionals: str = Field(max_length=10)
    walk_in: str = Field(max_length=10)
    genders: str = Field(max_length=10)
    minimum_age: int | None = None
    maximum_age: int | None = None
    who_may_refer: str = Field(max_length=100)
    hours: str = Field(max_length=255)
    timezone: str = Field(max_length=40)
    verified_on: str = Field(max_length=10)
    is_dedicated: str = Field(max_length=10)
    has_number: bool
    oldest_number: str = Field(max_length=10)
    slug: str = Field(max_length=120)
    name: str = Field(max_length=200)
    precision: str = Field(max_length=10)
    latitude: float | None = None
    longitude: float | None = None


class SearchToken(SQLModel, table=True):
    """The listings that have one token of the search index (`directory.publishing.tokens`).

    `numbers` is a roaring bitmap, in its portable format, of those whose number divided by 65 536 is `block`.
    """

    __tablename__ = "search_token"
    __table_args__ = {"sqlite_with_rowid": False}

    kind: str = Field(primary_key=True, max_length=20)
    token: str = Field(primary_key=True, max_length=300)
    block: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    numbers: bytes = Field(sa_type=LargeBinary)
