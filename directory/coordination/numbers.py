"""When each emergency number was last compared with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from directory.accounts import events
from directory.emergency import NUMBERS, EmergencyNumber
from directory.models import NumberCheck
from directory.permissions import Actor, NotAllowed, require

CHECK_EVERY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Checked:
    """An emergency number, the last day it was compared with its source, and whether that is long ago."""

    number: EmergencyNumber
    on: date
    by: str
    is_due: bool


def find_checks(session: Session, today: date) -> list[Checked]:
    """Return every number of the data file with its last check."""
    later = {check.number: check for check in session.exec(select(NumberCheck))}
    found = []
    for number in NUMBERS:
        check = later.get(number.number)
        is_later = check is not None and check.checked_on > number.checked_on
        on, by = (check.checked_on, check.checked_by) if check and is_later else (number.checked_on, "")
        found.append(Checked(number, on, by, today - on > CHECK_EVERY))
    return found


def confirm_number(session: Session, number: str, *, by: Actor, at: datetime) -> None:
    """Write down that a number was compared with its source today; raise NotAllowed for an unknown one."""
    require(by.is_national)
    if number not in {known.number for known in NUMBERS}:
        raise NotAllowed
    session.merge(NumberCheck(number=number, checked_on=at.date(), checked_by=by.email))
    events.record(session, None, "check_number", at=at, by=by.email, detail=number)
