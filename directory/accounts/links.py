"""Links sent by mail: a random token whose digest alone is stored, good once and for a time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from directory.models import Account, AccountLink


def digest(token: str) -> str:
    """Return what is stored of a random token (256 bits: a plain digest is enough)."""
    return hashlib.sha256(token.encode()).hexdigest()


def make(session: Session, account_id: UUID, purpose: str, expires_at: datetime) -> str:
    """Return the token of a new link, which replaces those of the same purpose."""
    forget(session, account_id, purpose)
    token = secrets.token_urlsafe(32)
    session.add(
        AccountLink(token_digest=digest(token), account_id=account_id, purpose=purpose, expires_at=expires_at)
    )
    return token


def find(session: Session, token: str, purpose: str, at: datetime) -> Account | None:
    """Return whose link this is while it is good, without using it."""
    statement = (
        select(Account)
        .join(AccountLink, col(AccountLink.account_id) == col(Account.id))
        .where(AccountLink.token_digest == digest(token), AccountLink.purpose == purpose)
        .where(AccountLink.expires_at > at, Account.status != "disabled")
    )
    return session.exec(statement).one_or_none()


def use(session: Session, token: str, purpose: str, at: datetime) -> Account | None:
    """Return whose link this is and end it; of two at once, one gets the account and the other None."""
    account = find(session, token, purpose, at)
    if account is None:
        return None
    ended = session.exec(delete(AccountLink).where(col(AccountLink.token_digest) == digest(token)))
    return account if ended.rowcount == 1 else None


def forget(session: Session, account_id: UUID, purpose: str = "") -> None:
    """End the links of an account, all or those of one purpose."""
    statement = delete(AccountLink).where(col(AccountLink.account_id) == account_id)
    session.exec(statement.where(col(AccountLink.purpose) == purpose) if purpose else statement)
