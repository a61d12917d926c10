"""Whose turn a listing is: taken, given, released. Two callers never get the same one.

The key of `CallTurn` is the listing: a second turn of one listing is refused by the database itself. Turns
are made while holding the right to write, so that the refusal is never met.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from directory.accounts.people import as_actor
from directory.coordination.call_queue import find_queue
from directory.editing.listings import require_keeper
from directory.listings.codes import CONFIDENTIAL
from directory.models import Account, AccountDepartement, CallTurn, Listing
from directory.permissions import COORDINATOR, WRITERS, Actor, NotAllowed, require
from directory.publishing.publication import hold
from directory.storing.kept import kept_by

#: After this long on a screen without a word, a listing is anybody's again.
OPEN_FOR = timedelta(hours=1)


class Taken(Exception):
    """Somebody else has this listing; `name` is theirs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def take_next(
    session: Session, by: Actor, at: datetime, *, departement: str = "", with_number: bool = False
) -> Listing | None:
    """Open the most urgent listing for a person, the one already open first; None when nobody is to call."""
    _hold(session, at)
    if opened := find_open(session, by):
        return opened
    queue = find_queue(session, by, at, departement=departement, with_number=with_number)
    if not queue:
        return None
    listing = session.get_one(Listing, queue[0].listing_id)
    _open(session, listing, by, at)
    return listing


def take(session: Session, listing: Listing, by: Actor, at: datetime) -> None:
    """Open one listing for a person, who gives back the one they had open; raise `Taken`, NotAllowed."""
    _hold(session, at)
    require_keeper(session, listing, by)
    require(listing.disclosure != CONFIDENTIAL and listing.status == "published")
    turn = session.get(CallTurn, listing.id, populate_existing=True)
    if turn is not None and turn.account_id != by.id:
        raise Taken(session.get_one(Account, turn.account_id).name)
    former = find_open(session, by)
    if former is not None and former.id != listing.id:
        release(session, former, by)
    _open(session, listing, by, at)


def give(
    session: Session, listings: Sequence[Listing], account_id: UUID, *, by: Actor, at: datetime
) -> list[Listing]:
    """Give listings that nobody has to a person who keeps them, and return those; raise NotAllowed."""
    _hold(session, at)
    account = session.get(Account, account_id)
    if account is None or account.role not in WRITERS or account.status != "active":
        raise NotAllowed
    caller = as_actor(session, account, is_full=True)
    given = []
    for listing in listings:
        require_keeper(session, listing, by)
        require_keeper(session, listing, caller)
        if listing.disclosure != CONFIDENTIAL and session.get(CallTurn, listing.id) is None:
            session.add(CallTurn(listing_id=listing.id, account_id=account.id, given_by=by.email))
            given.append(listing)
    session.flush()
    return given


def take_back(session: Session, listings: Sequence[Listing], *, by: Actor, at: datetime) -> int:
    """Undo what this person gave, and return how many listings stay with who has begun to call them."""
    _hold(session, at)
    mine = (
        col(CallTurn.listing_id).in_([listing.id for listing in listings]),
        col(CallTurn.given_by) == by.email,
    )
    session.exec(delete(CallTurn).where(*mine, col(CallTurn.opened_at).is_(None)))
    session.flush()
    return len(session.exec(select(CallTurn).where(*mine)).all())


def release(session: Session, listing: Listing, by: Actor) -> None:
    """Give a listing back to everybody: one's own, or any for who may take it from its caller (national)."""
    mine = col(CallTurn.listing_id) == listing.id
    if not by.is_national:
        mine &= col(CallTurn.account_id) == by.id
    session.exec(delete(CallTurn).where(mine))
    session.flush()


def find_open(session: Session, by: Actor) -> Listing | None:
    """Return the listing on a person's screen, or None."""
    statement = (
        select(Listing)
        .join(CallTurn, col(CallTurn.listing_id) == col(Listing.id))
        .where(CallTurn.account_id == by.id, col(CallTurn.opened_at).is_not(None))
    )
    return session.exec(statement.limit(1)).one_or_none()


def is_open_for(session: Session, listing: Listing, by: Actor) -> bool:
    """Whether a listing is on this person's screen."""
    turn = session.get(CallTurn, listing.id)
    return turn is not None and turn.account_id == by.id and turn.opened_at is not None


def find_owner(session: Session, listing: Listing) -> str:
    """The name of who has a listing, "" when nobody has."""
    statement = select(Account.name).join(CallTurn, col(CallTurn.account_id) == col(Account.id))
    return session.exec(statement.where(CallTurn.listing_id == listing.id)).one_or_none() or ""


def keep_open(session: Session, listing: Listing, by: Actor, at: datetime) -> None:
    """Write down that a person still works on the listing on their screen."""
    mine = (col(CallTurn.listing_id) == listing.id, col(CallTurn.account_id) == by.id)
    session.exec(update(CallTurn).where(*mine).values(opened_at=at))


def find_given(session: Session, by: Actor) -> list[tuple[Listing, str]]:
    """Return the listings kept that somebody has, with the names of their callers."""
    statement = (
        select(Listing, Account.name)
        .join(CallTurn, col(CallTurn.listing_id) == col(Listing.id))
        .join(Account, col(Account.id) == col(CallTurn.account_id))
        .where(kept_by(by))
        .order_by(Account.name, Listing.name)
    )
    return list(session.exec(statement).all())


def find_colleagues(session: Session, by: Actor) -> Sequence[Account]:
    """Return the active people who keep at least one of the departements of this person, themselves too."""
    shared = select(AccountDepartement.account_id)
    if not by.is_national:
        shared = shared.where(col(AccountDepartement.departement).in_(sorted(by.departements)))
    statement = select(Account).where(
        Account.status == "active", Account.role == COORDINATOR, col(Account.id).in_(shared)
    )
    return session.exec(statement.order_by(Account.name)).all()


def _hold(session: Session, at: datetime) -> None:
    """Hold the right to write, and let go of what was left open for too long."""
    hold(session)
    left = col(CallTurn.opened_at) < at - OPEN_FOR
    session.exec(delete(CallTurn).where(left, col(CallTurn.given_by) == ""))
    session.exec(update(CallTurn).where(left).values(opened_at=None))
    session.expire_all()


def _open(session: Session, listing: Listing, by: Actor, at: datetime) -> None:
    turn = session.get(CallTurn, listing.id) or CallTurn(listing_id=listing.id, account_id=by.id)
    turn.opened_at = at
    session.add(turn)
    session.flush()
