"""Open sessions: rows of the server, so that they can be listed, ended and limited in time.

The browser holds a random token, the database its digest. A token is replaced whenever what it allows
changes (password given, second factor given).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from directory.accounts.links import digest
from directory.models import Account, AccountSession

#: How often use is written down; less than a minute would turn every page into a write.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: without use, and at most."""

    idle: timedelta
    most: timedelta


def open_session(session: Session, account: Account, *, is_full: bool, label: str, at: datetime) -> str:
    """Open a session and return its token; `is_full` when the account needs nothing more."""
    token = secrets.token_urlsafe(32)
    account.last_used_at = at
    session.add(account)
    session.add(
        AccountSession(
            token_digest=digest(token),
            account_id=account.id,
            is_full=is_full,
            label=label[:80],
            created_at=at,
            seen_at=at,
        )
    )
    return token


def find_session(
    session: Session, token: str, limits: Limits, at: datetime
) -> tuple[AccountSession, Account] | None:
    """Return the open session of a token and its account, or None when there is none any more."""
    statement = (
        select(AccountSession, Account)
        .join(Account, col(AccountSession.account_id) == col(Account.id))
        .where(AccountSession.token_digest == digest(token), Account.status == "active")
        .where(AccountSession.seen_at > at - limits.idle, AccountSession.created_at > at - limits.most)
    )
    return session.exec(statement).one_or_none()


def needs_note(opened: AccountSession, at: datetime) -> bool:
    """Whether use of a session is worth writing down."""
    return abs(at - opened.seen_at) > NOTED_EVERY


def note(session: Session, opened: AccountSession, account: Account, at: datetime) -> None:
    """Write down that a session is in use.

    One that a clock gone wrong opened in the future is counted from now: it lasts no longer than another.
    """
    opened.seen_at = account.last_used_at = at
    opened.created_at = min(opened.created_at, at)
    session.add_all([opened, account])


def rotate(session: Session, opened: AccountSession, *, is_full: bool, at: datetime) -> str:
    """Give a session a new token and return it; the former one ends. Its absolute end stays."""
    token = secrets.token_urlsafe(32)
    opened.token_digest, opened.is_full, opened.wrong_codes, opened.seen_at = digest(token), is_full, 0, at
    session.add(opened)
    return token


def list_sessions(
    session: Session, account_id: UUID, limits: Limits, at: datetime
) -> Sequence[AccountSession]:
    """Return the open sessions of an account, the latest used first."""
    statement = (
        select(AccountSession)
        .where(AccountSession.account_id == account_id)
        .where(AccountSession.seen_at > at - limits.idle, AccountSession.created_at > at - limits.most)
        .order_by(col(AccountSession.seen_at).desc())
    )
    return session.exec(statement).all()


def close(session: Session, account_id: UUID, session_id: UUID) -> bool:
    """End one session of an account; return whether it was one of theirs."""
    ended = session.exec(
        delete(AccountSession).where(
            col(AccountSession.id) == session_id, col(AccountSession.account_id) == account_id
        )
    )
    return ended.rowcount == 1


def close_all(session: Session, account_id: UUID, but: UUID | None = None) -> None:
    """End every session of an account, but one."""
    statement = delete(AccountSession).where(col(AccountSession.account_id) == account_id)
    session.exec(statement.where(col(AccountSession.id) != but) if but else statement)
