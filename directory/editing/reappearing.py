"""Publishing a listing that became confidential, or ceased to be so, as if it were another one.

It is withdrawn for good. What was approved of it is published later, at a random moment, under another
number, reference and address, so that nobody can find out from two files which listing it was before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_hex
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from directory.keys.sealed import Keys, fingerprints
from directory.listings.slugs import make_slug
from directory.models import FormSave, GoneAddress, HeldPublication, Listing
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.listing import change_listing

#: How long after its secrecy changed a listing may be published again (by a job that runs each night).
SOONEST, LATEST = timedelta(days=2), timedelta(days=9)
BY = "publication différée"
_CHANCE = SystemRandom()


def draw_moment(at: datetime) -> datetime:
    """Return when a listing whose secrecy changes now may be published again."""
    return at + SOONEST + (LATEST - SOONEST) * _CHANCE.random()


def hold_back(session: Session, listing: Listing, *, at: datetime, keys: Keys | None) -> None:
    """Keep a listing out of what the public reads until it has another number; its address answers 410.

    Only a fingerprint of the address is kept, which the key of the installation makes.
    """
    session.merge(HeldPublication(listing_id=listing.id, due_at=draw_moment(at)))
    if keys:
        session.merge(GoneAddress(fingerprint=fingerprints(keys, listing.slug)[0]))
    session.flush()


def is_gone(session: Session, slug: str, keys: Keys) -> bool:
    """Whether an address was that of a listing withdrawn for good."""
    known = col(GoneAddress.fingerprint).in_(fingerprints(keys, slug))
    return session.exec(select(GoneAddress).where(known)).first() is not None


def find_held(session: Session, listing_id: UUID) -> HeldPublication | None:
    """Return what keeps a listing back, None when nothing does."""
    return session.get(HeldPublication, listing_id)


def publish_due(session: Session, *, at: datetime) -> int:
    """Publish, in an order drawn by chance, the approved listings whose time has come; return how many.

    The caller commits.
    """
    hold(session)
    statement = (
        select(Listing)
        .join(HeldPublication, col(HeldPublication.listing_id) == col(Listing.id))
        .where(HeldPublication.due_at <= at, Listing.status == "published")
    )
    due = list(session.exec(statement))
    _CHANCE.shuffle(due)
    for listing in due:
        _renumber(session, listing)
        session.exec(delete(HeldPublication).where(col(HeldPublication.listing_id) == listing.id))
        change_listing(session, listing, {}, by=BY, at=at, verb="renumber")
    return len(due)


def _renumber(session: Session, listing: Listing) -> None:
    """Give a listing the next number, a reference drawn by chance and an address that nothing had."""
    session.exec(delete(FormSave).where(col(FormSave.number) == listing.number))
    former = listing.slug
    listing.number = int(session.exec(select(func.max(Listing.number))).one()) + 1
    listing.ref = f"fiche-{token_hex(8)}"
    wanted = make_slug(read_draft(session, listing))
    taken = session.exec(select(Listing.id).where(Listing.slug == wanted, Listing.id != listing.id)).first()
    listing.slug = f"{wanted[:80]}-{listing.number}" if taken or wanted == former else wanted
    session.add(listing)
    session.flush()
