"""What is kept, and for how long; run every day by `flask retention run`.

Twelve months of records is the upper bound the Cnil recommends for logs (délibération n° 2021-122).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from directory.accounts import people
from directory.models import (
    AccessRecord,
    AccessRequest,
    Account,
    AccountEvent,
    AccountLink,
    AccountSession,
    Reminder,
    Suggestion,
    Throttle,
)

UNUSED = timedelta(days=90)
RECORDS = timedelta(days=365)
UNCONFIRMED = timedelta(days=7)
THROTTLES = timedelta(days=1)


def run(session: Session, at: datetime, longest_session: timedelta) -> dict[str, int]:
    """Disable unused accounts, forget what is past its time, and return how much of each."""
    unused = session.exec(
        select(Account).where(Account.status != "disabled", Account.last_used_at < at - UNUSED)
    ).all()
    for account in unused:
        people.disable(session, account, by=None, at=at, why="inutilisé depuis 90 jours")
    session.flush()
    done = {"comptes désactivés": len(unused)}
    never_confirmed = select(AccessRequest.account_id).where(
        col(AccessRequest.confirmed_at).is_(None), col(AccessRequest.asked_at) < at - UNCONFIRMED
    )
    for label, statement in {
        "demandes jamais confirmées": delete(Account).where(
            col(Account.id).in_(never_confirmed), col(Account.password_hash) == ""
        ),
        "comptes effacés": delete(Account).where(
            col(Account.status) == "disabled", col(Account.last_used_at) < at - UNUSED - RECORDS
        ),
        "demandes d’accès": delete(AccessRequest).where(col(AccessRequest.decided_at) < at - 2 * RECORDS),
        "consultations": delete(AccessRecord).where(col(AccessRecord.at) < at - RECORDS),
        "événements": delete(AccountEvent).where(col(AccountEvent.at) < at - RECORDS),
        "sessions": delete(AccountSession).where(col(AccountSession.created_at) < at - longest_session),
        "suggestions": delete(Suggestion).where(col(Suggestion.sent_at) < at - RECORDS),
        "rappels": delete(Reminder).where(col(Reminder.sent_at) < at - RECORDS),
        "liens": delete(AccountLink).where(col(AccountLink.expires_at) < at),
        "délais": delete(Throttle).where(col(Throttle.last_at) < at - THROTTLES),
    }.items():
        done[label] = session.exec(statement.execution_options(synchronize_session=False)).rowcount
    return done
