"""The listings a person keeps, whole, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from directory.drafts import Draft
from directory.models import Listing
from directory.permissions import Actor, require
from directory.queries.desk import kept_by
from directory.stored_drafts import read_drafts

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
