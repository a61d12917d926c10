"""A listing: one resource a minor can be referred to, with what it takes to reach it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant

_TERNARY = "IN ('yes', 'no', 'unknown')"


def _check(name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=name)


class Organization(SQLModel, table=True):
    """The legal person or department that runs listings."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=200, unique=True)


class Listing(SQLModel, table=True):
    """One resource. `number` is its short public number, `ref` its stable reference in imports.

    Ages are in years. `who_may_refer`, `languages` and `closures` hold words separated by spaces
    (`directory.listings.fields.SEVERAL_WORDS`). `places_tonight`: see `directory.listings.tonight`. `hours`
    is OSM opening_hours, `hours_text` the words of the source. `source_date` may be partial ("2023",
    "2023-04");
    `source_seen` is the month the page was read.
    """

    __table_args__ = (
        # The target of the key that keeps places away from confidential listings (see Place).
        UniqueConstraint("id", "disclosure", name="uq_listing_id_disclosure"),
        _check("listing_status", "status IN ('draft', 'published', 'archived')"),
        _check("listing_disclosure", "disclosure IN ('address', 'commune', 'confidential')"),
        # A category whose listings are always confidential (`directory.listings.categories.is_secret`).
        _check(
            "listing_secret_category", "category <> 'confidential_housing' OR disclosure = 'confidential'"
        ),
        # Of a confidential listing nothing is kept that somebody wrote freely, but its name: see `phrases`.
        _check(
            "listing_secret_texts",
            "disclosure <> 'confidential' OR (summary = '' AND description = '' AND requirement = '' AND"
            " capacity = '' AND stay = '' AND fallback = '' AND hours_text = '' AND caveat = ''"
            " AND handover_how = '' AND hours IN ('', '24/7'))",
        ),
        _check("listing_open_phrases", "disclosure = 'confidential' OR phrases = ''"),
        # Where a page says that a confidential listing is reached may say where it is.
        _check(
            "listing_secret_origins",
            "disclosure <> 'confidential' OR (website_source_url = '' AND address_source_url = '')",
        ),
        _check("listing_is_dedicated", f"is_dedicated {_TERNARY}"),
        _check("listing_admits_minors", f"admits_minors {_TERNARY}"),
        _check("listing_accepts_suspicion", f"accepts_suspicion {_TERNARY}"),
        _check("listing_supports_professionals", f"supports_professionals {_TERNARY}"),
        _check("listing_step_free", f"step_free {_TERNARY}"),
        _check("listing_warm_handover", f"warm_handover {_TERNARY}"),
        # How many places are left tonight, and since when that is known: of a confidential one, nothing.
        _check(
            "listing_places_tonight",
            "places_tonight IS NULL OR (places_tonight BETWEEN 0 AND 99 AND places_said_at IS NOT NULL"
            " AND disclosure <> 'confidential')",
        ),
        _check("listing_walk_in", f"walk_in {_TERNARY}"),
        _check("listing_genders", "genders IN ('all', 'girls', 'boys', 'unknown')"),
        _check("listing_response_delay", "response_delay IN ('', 'now', '48h', 'on_file')"),
        _check("listing_minimum_age", "minimum_age BETWEEN 0 AND 99"),
        _check("listing_maximum_age", "maximum_age BETWEEN 0 AND 99"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(unique=True)
    ref: str = Field(max_length=120, unique=True)
    slug: str = Field(max_length=120, unique=True)
    category: str = Field(max_length=40, index=True)
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id")
    name: str = Field(max_length=200)
    summary: str = Field(default="", max_length=300)
    description: str = Field(default="", max_length=4000)
    status: str = Field(default="draft", max_length=10)
    disclosure: str = Field(default="commune", max_length=12)
    is_national: bool = False
    is_dedicated: str = Field(default="unknown", max_length=10)
    minimum_age: int | None = None
    maximum_age: int | None = None
    genders: str = Field(default="unknown", max_length=10)
    admits_minors: str = Field(default="unknown", max_length=10)
    accepts_suspicion: str = Field(default="unknown", max_length=10)
    supports_professionals: str = Field(default="unknown", max_length=10)
    who_may_refer: str = Field(default="", max_length=100)
    requirement: str = Field(default="", max_length=200)
    response_delay: str = Field(default="", max_length=10)
    walk_in: str = Field(default="unknown", max_length=10)
    closures: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    languages: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    step_free: str = Field(default="unknown", max_length=10, sa_column_kwargs={"server_default": "unknown"})
    warm_handover: str = Field(
        default="unknown", max_length=10, sa_column_kwargs={"server_default": "unknown"}
    )
    handover_how: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    places_tonight: int | None = None
    places_said_at: datetime | None = Field(default=None, sa_type=Instant)
    capacity: str = Field(default="", max_length=200)
    stay: str = Field(default="", max_length=200)
    fallback: str = Field(default="", max_length=300)
    hours: str = Field(default="", max_length=255)
    hours_text: str = Field(default="", max_length=300)
    website: str = Field(default="", max_length=500)
    caveat: str = Field(default="", max_length=300)
    #: What a confidential listing says: "fact=key" for each of its reviewed phrases, separated by spaces.
    phrases: str = Field(default="", max_length=2000)
    source_url: str = Field(default="", max_length=1000)
    source_date: str = Field(default="", max_length=10)
    source_kind: str = Field(default="", max_length=20)
    source_seen: str = Field(default="", max_length=10)
    source_role: str = Field(default="", max_length=20)
    website_source_url: str = Field(default="", max_length=1000)
    website_source_date: str = Field(default="", max_length=10)
    website_source_kind: str = Field(default="", max_length=20)
    website_seen_on: str = Field(default="", max_length=10)
    website_confirmed_on: str = Field(default="", max_length=10)
    website_confirmed_by: str = Field(default="", max_length=200)
    website_source_role: str = Field(default="", max_length=20)
    address_source_url: str = Field(default="", max_length=1000)
    address_source_date: str = Field(default="", max_length=10)
    address_source_kind: str = Field(default="", max_length=20)
    address_seen_on: str = Field(default="", max_length=10)
    address_confirmed_on: str = Field(default="", max_length=10)
    address_confirmed_by: str = Field(default="", max_length=200)
    address_source_role: str = Field(default="", max_length=20)
    verified_on: date | None = None
    verified_by: str = Field(default="", max_length=200)
    verified_how: str = Field(default="", max_length=60)
    review_due_on: date | None = None
    modified_on: date = Field(default_factory=date.today)
    version: int = 1


class ListingDepartement(SQLModel, table=True):
    """A departement that a listing serves, wherever it sits."""

    __tablename__ = "listing_departement"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id", ondelete="CASCADE")
    departement: str = Field(primary_key=True, max_length=3, index=True)


class Place(SQLModel, table=True):
    """Where a listing sits, WGS 84 degrees. A confidential listing cannot own one.

    The key `(listing_id, disclosure)` must match the listing's own disclosure and may not be
    'confidential': whoever writes, by whatever door, the database refuses. With disclosure 'commune' no
    street is kept and the point is the commune's.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["listing_id", "disclosure"], ["listing.id", "listing.disclosure"], name="fk_place_listing"
        ),
        _check("place_never_confidential", "disclosure <> 'confidential'"),
        _check("place_disclosure", "disclosure IN ('address', 'commune')"),
        _check(
            "place_commune_has_no_street",
            "disclosure = 'address' OR (address = '' AND precision = 'commune')",
        ),
        _check("place_latitude", "latitude BETWEEN -90 AND 90"),
        _check("place_longitude", "longitude BETWEEN -180 AND 180"),
    )

    listing_id: UUID = Field(primary_key=True)
    disclosure: str = Field(max_length=12, nullable=False)
    departement: str = Field(max_length=3)
    code_insee: str = Field(max_length=5)
    postcode: str = Field(default="", max_length=5)
    address: str = Field(default="", max_length=200)
    latitude: float
    longitude: float
    precision: str = Field(default="commune", max_length=10)


class Establishment(SQLModel, table=True):
    """The number by which the FINESS register of health establishments knows the seat of a listing.

    It says where the listing sits: as for `Place`, the database refuses it to a confidential one, and refuses
    to hide a listing that still has it.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["listing_id", "disclosure"],
            ["listing.id", "listing.disclosure"],
            name="fk_establishment_listing",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        _check("establishment_never_confidential", "disclosure <> 'confidential'"),
        _check("establishment_finess", "length(finess) = 9"),
    )

    listing_id: UUID = Field(primary_key=True)
    disclosure: str = Field(max_length=12, nullable=False)
    finess: str = Field(max_length=9, index=True)


class _ContactColumns(SQLModel):
    """What a phone and an e-mail address have: `directory.listings.contacts.Contact` says each column."""

    id: int | None = Field(default=None, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", ondelete="CASCADE", index=True)
    value: str = Field(max_length=254)
    label: str = Field(default="", max_length=200)
    audience: str = Field(default="public", max_length=15)
    kind: str = Field(default="direct", max_length=12)
    source_url: str = Field(default="", max_length=1000)
    source_date: str = Field(default="", max_length=10)
    source_kind: str = Field(default="", max_length=20)
    seen_on: str = Field(default="", max_length=10)
    confirmed_on: str = Field(default="", max_length=10)
    confirmed_by: str = Field(default="", max_length=200)
    source_role: str = Field(default="", max_length=20)


class Phone(_ContactColumns, table=True):
    """A phone number in E.164, or a short number."""

    __table_args__ = (
        _check("phone_audience", "audience IN ('public', 'professionals')"),
        _check("phone_kind", "kind IN ('direct', 'on_call', 'switchboard')"),
    )

    value: str = Field(max_length=20)


class Email(_ContactColumns, table=True):
    """An e-mail address."""

    __table_args__ = (
        _check("email_audience", "audience IN ('public', 'professionals')"),
        _check("email_kind", "kind IN ('direct', 'mailbox')"),
    )
