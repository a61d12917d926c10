"""Forms kept while somebody types, so that a closed page or a lost network loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from directory.models import FormSave, Listing, PendingChange, Revision
from directory.permissions import Actor, require
from directory.publishing.publication import hold

KEPT = timedelta(days=30)
#: What is typed arrives this long after what was sent at the latest.
LATE = timedelta(minutes=1)
#: The forms of which something is kept: the whole form of a listing, that of a call.
LISTING, CALL = "listing", "call"
MOST = 200
#: Never kept: the token, and the call that a page came after. The version is, so that a form resumed late
#: still meets what others saved.
NOT_KEPT = frozenset({"csrf", "after"})


def wait(session: Session) -> None:
    """Wait for whoever writes: maybe the same person, who sends the form at this very instant.

    Whether it was sent is asked after this, and rows are taken in one order: on PostgreSQL two requests that
    each wait for the other would both be lost.
    """
    hold(session)


def keep(
    session: Session,
    number: int,
    typed: Iterable[tuple[str, str]],
    *,
    by: Actor,
    at: datetime,
    form: str = LISTING,
) -> FormSave:
    """Keep what somebody types in a form about a listing (0: a new one), in place of what was kept."""
    require(by.writes)
    wait(session)
    session.exec(delete(FormSave).where(col(FormSave.saved_at) < at - KEPT))
    pairs = [[name, value[:5000]] for name, value in typed if name not in NOT_KEPT][:MOST]
    kept = FormSave(account_id=by.id, number=number, form=form, typed=pairs, saved_at=at)
    return session.merge(kept)


def was_sent(session: Session, ref: str, version: int | None, *, by: Actor, at: datetime) -> bool:
    """Whether this person has just saved, or proposed, the form of a reference read at a version.

    What is kept while somebody types may arrive after what they sent: it must not be kept any more.
    """
    listing = session.exec(select(Listing).where(Listing.ref == ref)).one_or_none()
    if listing is None:
        return False
    lately = at - LATE
    proposed = select(PendingChange.id).where(
        PendingChange.listing_id == listing.id,
        PendingChange.asked_by == by.email,
        col(PendingChange.asked_at) > lately,
    )
    saved = select(Revision.id).where(
        Revision.listing_id == listing.id, Revision.by == by.email, col(Revision.at) > lately
    )
    is_newer = version is None or listing.version > version
    return bool(session.exec(proposed).first() or (is_newer and session.exec(saved).first()))


def find(session: Session, number: int, *, by: Actor, form: str = LISTING) -> FormSave | None:
    """Return what this person was typing, or None."""
    return session.get(FormSave, (by.id, number, form))


def forget(session: Session, number: int, *, by: Actor, form: str = LISTING) -> None:
    """Forget what this person was typing."""
    mine = (col(FormSave.account_id) == by.id, col(FormSave.number) == number, col(FormSave.form) == form)
    session.exec(delete(FormSave).where(*mine))
