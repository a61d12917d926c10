"""Which listings a person keeps, and those listings whole."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, true
from sqlmodel import Session, col, select

from directory.listings.drafts import Draft
from directory.models import Listing, ListingDepartement
from directory.permissions import Actor, require
from directory.publishing.stored import read_drafts


def kept_by(actor: Actor, departement: str = "") -> ColumnElement[bool]:
    """The listings a person keeps, those that serve one departement when asked."""
    codes = [departement] if departement else sorted(actor.departements)
    served = select(ListingDepartement.listing_id).where(col(ListingDepartement.departement).in_(codes))
    if actor.is_national:
        return col(Listing.id).in_(served) if departement else true()
    mine = col(Listing.id).in_(served) if not departement or actor.keeps(departement) else ~true()
    return and_(mine, ~col(Listing.is_national))


def find_served(session: Session, listing_id: UUID) -> frozenset[str]:
    """Return the departements a listing serves."""
    statement = select(ListingDepartement.departement).where(ListingDepartement.listing_id == listing_id)
    return frozenset(session.exec(statement))


_BATCH = 500


def find_kept_drafts(session: Session, *, by: Actor) -> Iterator[tuple[int, Draft]]:
    """Yield the number and the facts of each listing this person keeps, in the order of numbers."""
    require(by.writes)
    last = 0
    following = select(Listing).where(kept_by(by)).order_by(col(Listing.number)).limit(_BATCH)
    while listings := session.exec(following.where(col(Listing.number) > last)).all():
        drafts = read_drafts(session, listings)
        yield from ((listing.number, draft) for listing, draft in zip(listings, drafts, strict=True))
        last = listings[-1].number
        for listing in listings:
            session.expunge(listing)
