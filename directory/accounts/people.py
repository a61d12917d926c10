"""Accounts: finding, inviting, changing rights, disabling."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from directory.accounts import events, links, sessions
from directory.models import Account, AccountDepartement, RecoveryCode
from directory.permissions import COORDINATOR, ROLES, WRITERS, Actor, require
from directory.places.departements import DEPARTEMENTS

INVITATION = timedelta(hours=72)


class InvalidRights(ValueError):
    """An unknown role or departement, or a coordinator of nowhere. The message is French."""


def fold_email(text: str) -> str:
    """Return an address as accounts store it."""
    return text.strip().lower()


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of an address, or None."""
    return session.exec(select(Account).where(Account.email == fold_email(email))).one_or_none()


def list_accounts(session: Session, by: Actor) -> Sequence[Account]:
    """Return every account by name; administrators only."""
    require(by.is_admin)
    return session.exec(select(Account).order_by(Account.name, Account.email)).all()


def find_departements(session: Session, account_id: UUID) -> frozenset[str]:
    """Return the departements of an account."""
    statement = select(AccountDepartement.departement).where(AccountDepartement.account_id == account_id)
    return frozenset(session.exec(statement))


def as_actor(session: Session, account: Account, *, is_full: bool) -> Actor:
    """Return an account as verbs see it; `is_full` when its session gave all the role asks."""
    return Actor(
        id=account.id,
        email=account.email,
        name=account.name,
        role=account.role,
        departements=find_departements(session, account.id),
        has_second_factor=is_full and account.totp_enabled,
        access_until=account.access_until,
    )


def invite(
    session: Session,
    *,
    by: Actor | None,
    email: str,
    name: str,
    role: str,
    departements: Collection[str] = (),
    at: datetime,
) -> tuple[Account, str]:
    """Invite somebody, and return the account and the token of the link, good once for 72 hours.

    An invited or disabled account starts afresh; an active one is left as it is and the token is empty.
    `by` is None on the command line. Raise `InvalidRights` for rights that do not exist.
    """
    if by is not None:
        require(by.is_admin)
    _check(role, departements)
    account = find_account(session, email)
    if account is not None and account.status == "active":
        return account, ""
    if account is None:
        account = Account(email=fold_email(email), name=name, role=role, created_at=at, last_used_at=at)
    account.name, account.role, account.status = name, role, "invited"
    account.password_hash = account.sealed_secret = ""
    account.totp_enabled, account.access_until, account.last_used_at = False, None, at
    session.add(account)
    session.flush()
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    sessions.close_all(session, account.id)
    _write_departements(session, account.id, departements)
    events.record(session, account, "invite", at=at, by=by.email if by else "ligne de commande", detail=role)
    return account, links.make(session, account.id, "invitation", at + INVITATION)


def invite_again(session: Session, email: str, at: datetime) -> tuple[Account, str] | None:
    """Return who was invited to write and has not come yet, and the token of a new link; None for others."""
    account = find_account(session, email)
    if account is None or account.status != "invited" or account.role not in WRITERS:
        return None
    events.record(session, account, "invite", at=at, by="inconnu", detail=account.role)
    return account, links.make(session, account.id, "invitation", at + INVITATION)


def change_rights(
    session: Session, account_id: UUID, *, by: Actor, role: str, departements: Collection[str], at: datetime
) -> Account:
    """Give an account another role or other departements, closing its sessions; nobody changes their own."""
    require(by.is_admin and account_id != by.id)
    _check(role, departements)
    account = session.get_one(Account, account_id)
    account.role = role
    session.add(account)
    _write_departements(session, account_id, departements)
    sessions.close_all(session, account_id)
    detail = " ".join([role, *sorted(departements)])
    events.record(session, account, "rights", at=at, by=by.email, detail=detail)
    return account


def rename(session: Session, account: Account, name: str, *, by: Actor, at: datetime) -> None:
    """Give an account another name; what it was is kept nowhere. The caller commits."""
    require(by.is_admin)
    account.name = name
    session.add(account)
    events.record(session, account, "rename", at=at, by=by.email)


def disable(session: Session, account: Account, *, by: Actor | None, at: datetime, why: str = "") -> None:
    """Disable an account: its sessions and links end at once. Nobody disables themselves.

    `by` is None on the command line.
    """
    if by is not None:
        require(by.is_admin and account.id != by.id)
    account.status = "disabled"
    session.add(account)
    sessions.close_all(session, account.id)
    links.forget(session, account.id)
    events.record(session, account, "disable", at=at, by=by.email if by else "ligne de commande", detail=why)


def _write_departements(session: Session, account_id: UUID, departements: Collection[str]) -> None:
    session.exec(delete(AccountDepartement).where(col(AccountDepartement.account_id) == account_id))
    for code in sorted(set(departements)):
        session.add(AccountDepartement(account_id=account_id, departement=code))
    session.flush()


def _check(role: str, departements: Collection[str]) -> None:
    if role not in ROLES:
        raise InvalidRights("Rôle inconnu.")
    unknown = [code for code in departements if code not in DEPARTEMENTS]
    if unknown:
        raise InvalidRights(f"Département inconnu : « {unknown[0][:10]} ».")
    if role == COORDINATOR and not departements:
        raise InvalidRights("Indiquez au moins un département.")
