"""What is stored of listings, read back as values: their facts, and what else the public reads of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from directory.listings.codes import CONFIDENTIAL
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft, DraftPlace, plain_fields
from directory.listings.fields import SEVERAL_WORDS
from directory.listings.phrases import Phrases, from_columns
from directory.listings.public_view import Record
from directory.listings.verification import verification_of
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place
from directory.publishing.phrases import known_phrases

Child = TypeVar("Child", ListingDepartement, Phone, Email, Place)
_contact, _place = attrgetter(*Contact._fields), attrgetter(*DraftPlace.__struct_fields__)


def read_drafts(session: Session, listings: Sequence[Listing]) -> list[Draft]:
    """Return the drafts that would store these listings as they are, in six queries."""
    ids = [listing.id for listing in listings]
    served = _children(session, ListingDepartement, ids)
    phones, emails = _children(session, Phone, ids), _children(session, Email, ids)
    places = _children(session, Place, ids)
    owners = {listing.organization_id for listing in listings if listing.organization_id}
    statement = select(Organization.id, Organization.name).where(col(Organization.id).in_(owners))
    operators = dict(session.exec(statement).all())
    phrases = known_phrases(session)
    return [
        Draft(
            **{name: getattr(listing, name) for name in plain_fields()} | _said(listing, phrases),
            operator=operators.get(listing.organization_id, "") if listing.organization_id else "",
            departements=tuple(sorted(row.departement for row in served[listing.id])),
            **several_words(listing),
            phones=read_contacts(phones[listing.id]),
            emails=read_contacts(emails[listing.id]),
            place=next((DraftPlace(*_place(row)) for row in places[listing.id]), None),
        )
        for listing in listings
    ]


def read_draft(session: Session, listing: Listing) -> Draft:
    """Return the draft that would store a listing as it is."""
    return read_drafts(session, [listing])[0]


def read_record(listing: Listing) -> Record:
    """Return what a listing has besides its facts."""
    said_at = listing.places_said_at.isoformat() if listing.places_said_at else ""
    return Record(
        listing.number,
        listing.slug,
        verification_of(listing),
        listing.modified_on.isoformat(),
        listing.places_tonight,
        said_at,
    )


def several_words(listing: Listing) -> dict[str, Any]:
    """The facts of several words of a stored listing, as tuples."""
    return {name: tuple(getattr(listing, name).split()) for name in SEVERAL_WORDS}


def _said(listing: Listing, phrases: Phrases) -> dict[str, str]:
    """What a confidential listing says by phrases."""
    return from_columns(listing.phrases, phrases) if listing.disclosure == CONFIDENTIAL else {}


def read_contacts(rows: Sequence[Phone] | Sequence[Email]) -> tuple[Contact, ...]:
    """Return the contacts of rows, in their order."""
    return tuple(Contact._make(_contact(row)) for row in rows)


def _children(session: Session, model: type[Child], ids: Sequence[UUID]) -> dict[UUID, list[Child]]:
    """Read the rows of one child table for several listings, in key order."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    statement = select(model).where(col(model.listing_id).in_(ids)).order_by(*table.primary_key.columns)
    found: dict[UUID, list[Child]] = defaultdict(list)
    for child in session.exec(statement):
        found[child.listing_id].append(child)
    return found
