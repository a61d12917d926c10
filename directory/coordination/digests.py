"""Telling people by letter that something waits for them, at the rhythm each chose.

A letter leaves only when something arrived since the last one. It says how many of each kind wait and where,
never what they say. `KINDS` is the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from directory.accounts import access
from directory.accounts.people import as_actor
from directory.coordination.structure_letters import Send
from directory.french.typography import count
from directory.mail import letters
from directory.models import Account, ImportJob, Listing, PendingChange
from directory.partners.queries import list_requests
from directory.permissions import WRITERS, Actor
from directory.publishing.publication import hold
from directory.storing.kept import kept_by
from directory.suggestions import suggestions

IMMEDIATE, NEVER = "immediate", "never"
RHYTHMS: Mapping[str, str] = {
    IMMEDIATE: "Dès qu’une personne attend, et une fois par jour pour le reste",
    "daily": "Une fois par jour",
    "weekly": "Une fois par semaine",
    NEVER: "Jamais",
}
#: How long after the last letter another may leave: a little less than a day or a week, as cron is not exact.
_WAITS = {
    IMMEDIATE: timedelta(hours=20),
    "daily": timedelta(hours=20),
    "weekly": timedelta(days=6, hours=20),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that waits: since when each, for whom; its words for one and for several; where it is.

    `is_urgent`: somebody waits for an answer. `is_event`: it is told once and asks nothing.
    """

    find: Callable[[Session, Actor], Sequence[datetime]]
    words: tuple[str, str]
    path: str
    is_urgent: bool = False
    is_event: bool = False


def _suggestions(session: Session, by: Actor) -> Sequence[datetime]:
    return suggestions.waiting_since(session, by)


def _access(session: Session, by: Actor) -> Sequence[datetime]:
    return [asked.confirmed_at for asked, _ in access.find_waiting(session, by) if asked.confirmed_at]


def _approvals(session: Session, by: Actor) -> Sequence[datetime]:
    statement = (
        select(PendingChange.asked_at)
        .join(Listing, col(Listing.id) == col(PendingChange.listing_id))
        .where(kept_by(by), PendingChange.asked_by != by.email, PendingChange.returned_for == "")
    )
    return session.exec(statement).all()


def _partners(session: Session, by: Actor) -> Sequence[datetime]:
    return [request.asked_at for request in list_requests(session)] if by.is_admin else []


def _imports(session: Session, by: Actor) -> Sequence[datetime]:
    mine = (ImportJob.account_id == by.id, ImportJob.state == "applied")
    return [at for at in session.exec(select(ImportJob.applied_at).where(*mine)) if at]


KINDS: Sequence[Kind] = (
    Kind(_access, ("demande d’accès", "demandes d’accès"), "/coordination/acces", is_urgent=True),
    Kind(
        _approvals,
        ("changement à approuver", "changements à approuver"),
        "/coordination",
        is_urgent=True,
    ),
    Kind(
        _partners,
        ("demande d’intégration", "demandes d’intégration"),
        "/administration/partenaires",
        is_urgent=True,
    ),
    Kind(_suggestions, ("suggestion", "suggestions"), "/coordination/suggestions"),
    Kind(_imports, ("import terminé", "imports terminés"), "/coordination/import", is_event=True),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A letter to write: to which account, and one line a kind (words, path)."""

    account: Account
    lines: Sequence[tuple[str, str]]


def find_digests(session: Session, at: datetime) -> list[Digest]:
    """Return the letters due now, by address; nothing is written."""
    statement = (
        select(Account)
        .where(Account.status == "active", col(Account.role).in_(WRITERS), Account.rhythm != NEVER)
        .where(col(Account.totp_enabled))
        .order_by(Account.email)
    )
    found = [Digest(account, _lines(session, account, at)) for account in session.exec(statement)]
    return [digest for digest in found if digest.lines]


def claim_digests(session: Session, at: datetime) -> list[tuple[Digest, datetime | None]]:
    """Take the letters due, each with when the last one left; once committed, no other run takes them."""
    hold(session)
    found = [(digest, digest.account.told_at) for digest in find_digests(session, at)]
    for digest, _ in found:
        digest.account.told_at = at
        session.add(digest.account)
    return found


def write_digests(
    claimed: Sequence[tuple[Digest, datetime | None]], send: Send, *, site: str
) -> tuple[int, int]:
    """Send the letters claimed; return how many went and how many did not, which may be claimed again."""
    went = failed = 0
    for digest, before in claimed:
        if send(digest.account.email, letters.waiting(digest.lines, site)):
            went += 1
        else:
            failed += 1
            digest.account.told_at = before
    return went, failed


def _lines(session: Session, account: Account, at: datetime) -> list[tuple[str, str]]:
    """What to tell one person now, nothing when it is not yet time."""
    by = as_actor(session, account, is_full=True)
    last = account.told_at
    waiting = [(kind, kind.find(session, by)) for kind in KINDS]
    new = {kind: [each for each in since if last is None or each > last] for kind, since in waiting}
    is_time = last is None or at - last >= _WAITS[account.rhythm]
    hurries = account.rhythm == IMMEDIATE and any(new[kind] for kind in KINDS if kind.is_urgent)
    if not any(new.values()) or not (is_time or hurries):
        return []
    told = [(kind, new[kind] if kind.is_event else since) for kind, since in waiting]
    return [(count(len(each), *kind.words), kind.path) for kind, each in told if each]
