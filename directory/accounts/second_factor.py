"""The second factor: time-based codes (RFC 6238), and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from sqlmodel import Session, col, delete, func, or_, select, update

from directory.accounts import events
from directory.keys.sealed import Keys, seal, unseal
from directory.models import Account, RecoveryCode
from directory.permissions import WRITERS

STEP_SECONDS = 30
RECOVERY_CODES = 10
#: A wrong code ends the step after so many: the password is asked again.
MOST_WRONG_CODES = 5


def is_required(account: Account) -> bool:
    """Whether this account may do nothing before its second factor: whoever writes, and who chose it."""
    return account.role in WRITERS or account.totp_enabled


def prepare(session: Session, account: Account, keys: Keys) -> None:
    """Give an account a new secret to load in an application; enabled by its first right code."""
    account.sealed_secret = seal(keys, pyotp.random_base32())
    account.totp_enabled, account.totp_counter = False, 0
    session.add(account)
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))


def read_secret(account: Account, keys: Keys) -> str:
    """Return the secret of an account; "" when it has none, or when the key that closed it is lost."""
    return unseal(keys, account.sealed_secret) if account.sealed_secret else ""


def address(secret: str, email: str, issuer: str) -> str:
    """Return the otpauth address to show as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def check_code(session: Session, account: Account, code: str, keys: Keys, at: datetime) -> bool:
    """Whether a code of the application is right, one step early or late; each serves once.

    A step of the future, kept while a clock was wrong, refuses none of the present.
    The secret is then closed with the present key, so that a former one is soon needed no more.
    """
    digits = "".join(code.split())
    secret = read_secret(account, keys) if digits.isascii() and digits.isdigit() else ""
    if not secret:
        return False
    totp = pyotp.TOTP(secret)
    now = int(at.timestamp()) // STEP_SECONDS
    for counter in (now - 1, now, now + 1):
        if secrets.compare_digest(totp.generate_otp(counter), digits):
            kept = col(Account.totp_counter)
            statement = update(Account).where(
                col(Account.id) == account.id, or_(kept < counter, kept > now + 1)
            )
            values = {"totp_counter": counter, "sealed_secret": seal(keys, secret)}
            return session.exec(statement.values(values)).rowcount == 1
    return False


def has_recovery_code(session: Session, account: Account, code: str) -> bool:
    """Whether this is a recovery code of the account, without using it."""
    return session.get(RecoveryCode, _digest(account.id, code)) is not None


def use_recovery_code(session: Session, account: Account, code: str, at: datetime) -> bool:
    """Whether this is a recovery code of the account; it is used up."""
    kept = col(RecoveryCode.digest) == _digest(account.id, code)
    if session.exec(delete(RecoveryCode).where(kept)).rowcount != 1:
        return False
    events.record(session, account, "recovery_code", at=at)
    return True


def enable(session: Session, account: Account, code: str, keys: Keys, at: datetime) -> list[str]:
    """Enable the second factor with its first right code and return recovery codes, else an empty list."""
    if account.totp_enabled or not check_code(session, account, code, keys, at):
        return []
    account.totp_enabled = True
    session.add(account)
    events.record(session, account, "second_factor", at=at)
    return make_recovery_codes(session, account)


def make_recovery_codes(session: Session, account: Account) -> list[str]:
    """Return ten new recovery codes of 80 bits, shown once; former ones end."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = []
    for _ in range(RECOVERY_CODES):
        text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        codes.append("-".join(text[start : start + 4] for start in range(0, 16, 4)))
    session.add_all(RecoveryCode(digest=_digest(account.id, code), account_id=account.id) for code in codes)
    return codes


def count_recovery_codes(session: Session, account_id: UUID) -> int:
    """Return how many recovery codes are left."""
    statement = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    return int(session.exec(statement).one())


def _digest(account_id: UUID, code: str) -> str:
    """80 random bits need no slow hash; the account keeps codes of different people apart."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(f"{account_id}:{plain}".encode()).hexdigest()
