"""Growing delays after failures, by account and by network, without storing an address.

A subject is a keyed digest. That of a network changes every day, so that nothing ties two days together.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from directory.models import Throttle

LONGEST = timedelta(minutes=15)
#: After this long without failure, counting starts again.
FORGIVEN_AFTER = timedelta(hours=1)
ACCOUNT_FREE, NETWORK_FREE, MAIL_FREE = 5, 30, 3


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose failures are counted, and how many cost nothing."""

    key: str
    free: int


def account_subject(secret: str, email: str, what: str = "password") -> Subject:
    """The subject of an address, whether or not an account has it."""
    return Subject(_keyed(secret, f"{what}:{email.strip().lower()}"), ACCOUNT_FREE)


def mail_subject(secret: str, email: str) -> Subject:
    """The subject of an address that anybody can have mail sent to."""
    return Subject(_keyed(secret, f"mail:{email.strip().lower()}"), MAIL_FREE)


def network_subject(secret: str, address: str, at: datetime) -> Subject:
    """The subject of a visitor's network: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        network = "unknown"
    else:
        network = str(ip_network((found, 64), strict=False)) if found.version == 6 else f"{found}/32"
    return Subject(_keyed(secret, f"network:{at.date().isoformat()}:{network}"), NETWORK_FREE)


def wait(session: Session, subject: Subject, at: datetime) -> timedelta:
    """Return how long the subject has to wait before trying again; zero when it may."""
    row = session.get(Throttle, subject.key, populate_existing=True)
    if row is None or row.failures < subject.free or _is_long_ago(row, at):
        return timedelta(0)
    delay = min(LONGEST, timedelta(seconds=2 ** min(row.failures - subject.free, 20)))
    return max(timedelta(0), row.last_at + delay - at)


def fail(session: Session, subject: Subject, at: datetime) -> int:
    """Count one failure more and return how many there are."""
    row = session.get(Throttle, subject.key, populate_existing=True)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Throttle(subject=subject.key, failures=1, last_at=at))
            return 1
        except IntegrityError:  # another worker counted the first one at the same moment
            row = session.get_one(Throttle, subject.key, populate_existing=True)
    is_new = _is_long_ago(row, at)
    counted = 1 if is_new else col(Throttle.failures) + 1
    session.exec(
        update(Throttle)
        .where(col(Throttle.subject) == subject.key)
        .values(failures=counted, last_at=at)
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Throttle, subject.key, populate_existing=True).failures


def _is_long_ago(row: Throttle, at: datetime) -> bool:
    """Whether the last failure is forgiven; one of a clock that was wrong, long after `at`, is too."""
    return abs(at - row.last_at) > FORGIVEN_AFTER


def forgive(session: Session, subject: Subject) -> None:
    """Forget the failures of a subject, once its owner came in."""
    row = session.get(Throttle, subject.key)
    if row is not None:
        session.delete(row)


def _keyed(secret: str, text: str) -> str:
    return hmac.digest(f"throttle:{secret}".encode(), text.encode(), "sha256").hex()
