"""« Vous avez appelé ? »: what callers found at a number, one word each, for those who keep the listing.

A stranger may want a number to look wrong: what they say never hides, reorders or marks anything in public.
It only brings a listing to the head of the calls of its coordinators. One word a network, a listing and a
day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from directory.accounts import throttling
from directory.accounts.throttling import Subject
from directory.models import CallerSignal, Listing, Throttle

REACHED, NO_ANSWER, FULL, WRONG_NUMBER = "reached", "no_answer", "full", "wrong_number"
#: The four buttons, and what several of one kind say of a listing; being reached says nothing to do.
KINDS: Mapping[str, tuple[str, str]] = {
    REACHED: ("Joint", ""),
    NO_ANSWER: ("Pas de réponse", "{} appels sans réponse cette semaine"),
    FULL: ("Complet", "dit complet {} fois cette semaine"),
    WRONG_NUMBER: ("Faux numéro", "dit faux numéro {} fois cette semaine"),
}
#: So many of one kind, in so long, are worth a call.
SEVERAL, LATELY = 3, timedelta(days=7)
#: Words a network may send in a row, about any listings.
FREE = 12


def receive(
    session: Session, listing: Listing, kind: str, *, network: Subject, professional: bool, at: datetime
) -> bool:
    """Keep one word about a published listing, unless this network said one today; the caller commits.

    Return whether it was kept: who sends it reads the same answer. Raise KeyError for an unknown word.
    """
    assert KINDS[kind]
    everything = _subject(network, "", FREE)
    once = _subject(network, f"{listing.number}:{at.date()}", 1)
    if session.get(Throttle, once.key) is not None or throttling.wait(session, everything, at):
        return False
    for subject in (once, everything):
        throttling.fail(session, subject, at)
    session.add(CallerSignal(listing_id=listing.id, kind=kind, day=at.date(), from_professional=professional))
    return True


def find_several(
    session: Session, today: date, listing_ids: Collection[UUID] | None = None, *, professionals: bool = False
) -> dict[UUID, tuple[str, int]]:
    """Return what several callers said lately, and how many, of the listings nobody checked since.

    `professionals`: only what signed-in professionals said.
    """
    number = func.count()
    statement = (
        select(CallerSignal.listing_id, CallerSignal.kind, number)
        .join(Listing, col(Listing.id) == col(CallerSignal.listing_id))
        .where(col(CallerSignal.day) > today - LATELY, CallerSignal.kind != REACHED)
        .where(or_(col(Listing.verified_on).is_(None), col(CallerSignal.day) > col(Listing.verified_on)))
        .group_by(col(CallerSignal.listing_id), col(CallerSignal.kind))
        .having(number >= SEVERAL)
        .order_by(number)
    )
    if listing_ids is not None:
        statement = statement.where(col(CallerSignal.listing_id).in_(list(listing_ids)))
    if professionals:
        statement = statement.where(col(CallerSignal.from_professional))
    return {listing_id: (kind, counted) for listing_id, kind, counted in session.exec(statement).all()}


def words(said: tuple[str, int]) -> str:
    """What several callers said of a listing, in French."""
    kind, counted = said
    return KINDS[kind][1].format(counted)


def _subject(network: Subject, about: str, free: int) -> Subject:
    """Counted apart from everything else; like that of a network, this digest changes every day."""
    return Subject(hashlib.sha256(f"signal:{network.key}:{about}".encode()).hexdigest(), free)
