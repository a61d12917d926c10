"""Forms kept while somebody types, so that a closed page or a lost network loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from directory.models import FormSave
from directory.permissions import Actor, require

KEPT = timedelta(days=30)
#: The forms of which something is kept: the whole form of a listing, that of a call.
LISTING, CALL = "listing", "call"
MOST = 200
#: Never kept: the token, and the call that a page came after. The version is, so that a form resumed late
#: still meets what others saved.
NOT_KEPT = frozenset({"csrf", "after"})


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
    session.exec(delete(FormSave).where(col(FormSave.saved_at) < at - KEPT))
    pairs = [[name, value[:5000]] for name, value in typed if name not in NOT_KEPT][:MOST]
    kept = FormSave(account_id=by.id, number=number, form=form, typed=pairs, saved_at=at)
    return session.merge(kept)


def find(session: Session, number: int, *, by: Actor, form: str = LISTING) -> FormSave | None:
    """Return what this person was typing, or None."""
    return session.get(FormSave, (by.id, number, form))


def forget(session: Session, number: int, *, by: Actor, form: str = LISTING) -> None:
    """Forget what this person was typing."""
    mine = (col(FormSave.account_id) == by.id, col(FormSave.number) == number, col(FormSave.form) == form)
    session.exec(delete(FormSave).where(*mine))
