"""Coming in: the password, then the second factor, each behind a growing delay.

Somebody hammering an account slows everybody but its owner: a password sent together with a code of the
application or a recovery code is looked at whatever the delay. Codes of the application have a delay of
their own, which only whoever knows the password can make grow; recovery codes, which cannot be guessed, have
none. An unknown address is treated alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from directory.accounts import events, links, second_factor, sessions, throttling
from directory.accounts.passwords import hash_password, needs_rehash, verify_password
from directory.accounts.people import find_account
from directory.accounts.throttling import Subject
from directory.keys.sealed import Keys
from directory.models import Account, AccountSession

RESET = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed; `code` is empty unless they had to add it. `network` is their subject."""

    email: str
    password: str
    code: str
    network: Subject
    keys: Keys

    @property
    def account_subject(self) -> Subject:
        """The subject of the address typed."""
        return throttling.account_subject(self.keys.present, self.email)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What trying gave: an account (`is_full` when nothing more is asked), or a refusal and its delay."""

    account: Account | None = None
    is_full: bool = False
    wait: timedelta = timedelta(0)


def sign_in(session: Session, typed: Credentials, at: datetime) -> Outcome:
    """Check a password, and a code when given, counting failures; the caller commits in every case."""
    account = find_account(session, typed.email)
    subject = typed.account_subject
    wait = max(throttling.wait(session, subject, at), throttling.wait(session, typed.network, at))
    if wait and not typed.code:
        return Outcome(wait=wait)
    is_right = verify_password(account.password_hash if account else "", typed.password)
    is_right = is_right and account is not None and account.status == "active"
    has_code = is_right and bool(typed.code) and _holds_second_factor(session, account, typed, at)
    if account is None or not is_right or (typed.code and not has_code):
        failures = throttling.fail(session, subject, at)
        throttling.fail(session, typed.network, at)
        if account and failures <= subject.free:
            verb = "failed" if failures < subject.free else "throttled"
            events.record(session, account, verb, at=at, by="inconnu")
        return Outcome(wait=throttling.wait(session, subject, at))
    throttling.forgive(session, subject)
    if typed.code:
        second_factor.use_recovery_code(session, account, typed.code, at)
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(typed.password)
    is_full = has_code or not second_factor.is_required(account)
    if not is_full and not account.totp_enabled and not second_factor.read_secret(account, typed.keys):
        second_factor.prepare(session, account, typed.keys)
    if is_full:
        events.record(session, account, "sign_in", at=at)
    return Outcome(account, is_full)


def give_code(
    session: Session, opened: AccountSession, account: Account, code: str, *, keys: Keys, at: datetime
) -> Outcome:
    """Check the second step of a session; after five wrong codes the session ends.

    The caller rotates the session on success, and commits in every case.
    """
    subject = throttling.account_subject(keys.present, account.email, "code")
    wait = throttling.wait(session, subject, at)
    if second_factor.use_recovery_code(session, account, code, at) or (
        not wait and account.totp_enabled and second_factor.check_code(session, account, code, keys, at)
    ):
        throttling.forgive(session, subject)
        events.record(session, account, "sign_in", at=at)
        return Outcome(account, True)
    if not wait:
        throttling.fail(session, subject, at)
    opened.wrong_codes += 1
    session.add(opened)
    if opened.wrong_codes >= second_factor.MOST_WRONG_CODES:
        sessions.close(session, account.id, opened.id)
    return Outcome(wait=throttling.wait(session, subject, at))


def knows_password(session: Session, account: Account, password: str, *, secret: str, at: datetime) -> bool:
    """Whether somebody already signed in knows the password again; failures slow the next try.

    The caller commits in every case.
    """
    subject = throttling.account_subject(secret, account.email, "again")
    if throttling.wait(session, subject, at):
        return False
    if verify_password(account.password_hash, password):
        throttling.forgive(session, subject)
        return True
    throttling.fail(session, subject, at)
    return False


def _holds_second_factor(session: Session, account: Account | None, typed: Credentials, at: datetime) -> bool:
    """Whether the code typed with a right password is right; a recovery code is not used up yet."""
    subject = throttling.account_subject(typed.keys.present, typed.email, "code")
    if account is None or not account.totp_enabled:
        return False
    if second_factor.has_recovery_code(session, account, typed.code):
        return True
    if throttling.wait(session, subject, at):
        return False
    if second_factor.check_code(session, account, typed.code, typed.keys, at):
        throttling.forgive(session, subject)
        return True
    throttling.fail(session, subject, at)
    return False


def ask_reset(session: Session, email: str, at: datetime) -> tuple[Account | None, str]:
    """Return the active account of an address and the token of a link good for one hour, if there is one."""
    account = find_account(session, email)
    if account is None or account.status != "active":
        return None, ""
    events.record(session, account, "ask_reset", at=at, by="inconnu")
    return account, links.make(session, account.id, "reset", at + RESET)


def choose_password(
    session: Session, account: Account, password: str, *, at: datetime, keep: AccountSession | None = None
) -> None:
    """Change a password already checked; every session but `keep` ends."""
    account.password_hash = hash_password(password)
    session.add(account)
    sessions.close_all(session, account.id, but=keep.id if keep else None)
    events.record(session, account, "password", at=at)


def accept_invitation(
    session: Session, token: str, password: str, keys: Keys, at: datetime
) -> Account | None:
    """Open an invited account with a password already checked, or None when the link is no longer good."""
    account = links.use(session, token, "invitation", at)
    if account is None:
        return None
    account.password_hash, account.status, account.last_used_at = hash_password(password), "active", at
    session.add(account)
    if second_factor.is_required(account):
        second_factor.prepare(session, account, keys)
    events.record(session, account, "accept", at=at)
    return account
