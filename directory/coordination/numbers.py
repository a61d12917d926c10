"""The emergency numbers: when each was last compared with its source, and changes that two people make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from directory.accounts import events
from directory.coordination.number_form import LABELS, read_number_form, told
from directory.editing.listings import Stale
from directory.editing.second_person import require_second
from directory.listings.differences import Difference
from directory.listings.national_numbers import OF_FILE, EmergencyNumber
from directory.listings.typed import Typed
from directory.models import NumberCheck, ProposedNumber
from directory.permissions import Actor, NotAllowed, require
from directory.publishing.numbers import find_numbers, read_number, write_number
from directory.publishing.publication import hold, raise_version

CHECK_EVERY = timedelta(days=90)
UNCHANGED = "Rien n’a changé."
WAITS = "Un changement de ce numéro attend déjà la deuxième personne : approuvez-le ou écartez-le d’abord."


@dataclass(frozen=True, slots=True)
class Checked:
    """An emergency number, the last day it was compared with its source, and whether that is long ago.

    `former` is what it was before its last change, None when it is as the file says.
    """

    number: EmergencyNumber
    on: date
    by: str
    is_due: bool
    former: EmergencyNumber | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: the row, the number as it would be, and as it is (None for a new one)."""

    row: ProposedNumber
    after: EmergencyNumber
    before: EmergencyNumber | None

    @property
    def differences(self) -> list[Difference]:
        """What the change says otherwise, fact by fact."""
        pairs = (
            (name, label, told(self.before, name) if self.before else "", told(self.after, name))
            for name, label in LABELS.items()
        )
        return [Difference(*pair) for pair in pairs if pair[2] != pair[3]]


def find_checks(session: Session, today: date) -> list[Checked]:
    """Return every number with its last check, retired ones too."""
    later = {check.number: check for check in session.exec(select(NumberCheck))}
    former = _find_former(session)
    found = []
    for number in find_numbers(session).all:
        check = later.get(number.number)
        is_later = check is not None and check.checked_on > number.checked_on
        on, by = (check.checked_on, check.checked_by) if check and is_later else (number.checked_on, "")
        is_due = not number.is_retired and today - on > CHECK_EVERY
        found.append(Checked(number, on, by, is_due, former.get(number.key)))
    return found


def confirm_number(session: Session, number: str, *, by: Actor, at: datetime) -> None:
    """Write down that a number was compared with its source today; raise NotAllowed for an unknown one."""
    require(by.is_national)
    if number not in {known.number for known in find_numbers(session)}:
        raise NotAllowed
    session.merge(NumberCheck(number=number, checked_on=at.date(), checked_by=by.email))
    events.record(session, None, "check_number", at=at, by=by.email, detail=number)


def propose_number(
    session: Session, before: EmergencyNumber | None, source: Mapping[str, str], *, by: Actor, at: datetime
) -> Typed:
    """Keep a change for a second person; `before` is the number as it is, None for one that is added.

    Return what was typed, with what is wrong with it.
    """
    require(by.is_national)
    hold(session)
    typed, after = read_number_form(source, before, find_numbers(session), at.date())
    if after is None:
        return typed
    if before is not None and after == replace(before, checked_on=after.checked_on):
        typed.problems["number"] = UNCHANGED
    elif any(row.key == after.key for row in _waiting_rows(session)):
        typed.problems["number"] = WAITS
    else:
        _propose(session, after, by, at)
    return typed


def propose_former(session: Session, key: str, *, by: Actor, at: datetime) -> None:
    """Propose that a number be again what it was before its last change; raise `Stale` when there is none."""
    require(by.is_national)
    hold(session)
    former = _find_former(session).get(key)
    if former is None or any(row.key == key for row in _waiting_rows(session)):
        raise Stale
    _propose(session, former, by, at)


def approve_number(session: Session, row_id: int, *, by: Actor, at: datetime) -> None:
    """Put a change in force: every page is made anew. Raise NotAllowed to who proposed it."""
    row = _find(session, row_id)
    require_second(row, by=by)
    row.approved_by, row.approved_at = by.email, at
    session.flush()
    raise_version(session)
    events.record(session, None, "approve_number", at=at, by=by.email, detail=_told(row))


def drop_number(session: Session, row_id: int, *, by: Actor, at: datetime) -> None:
    """Put a change that waits aside; raise `Stale` when it waits no more."""
    require(by.is_national)
    row = _find(session, row_id)
    if row.approved_by:
        raise Stale
    events.record(session, None, "drop_number", at=at, by=by.email, detail=_told(row))
    session.delete(row)


def find_waiting(session: Session) -> list[Waiting]:
    """Return the changes that wait for a second person, the oldest first."""
    known = find_numbers(session)
    return [Waiting(row, read_number(row.facts), known.find(row.key)) for row in _waiting_rows(session)]


def _propose(session: Session, number: EmergencyNumber, by: Actor, at: datetime) -> None:
    facts = write_number(number)
    row = ProposedNumber(key=number.key, facts=facts, proposed_by=by.email, proposed_at=at)
    session.add(row)
    events.record(session, None, "propose_number", at=at, by=by.email, detail=_told(row))


def _told(row: ProposedNumber) -> str:
    number = read_number(row.facts)
    said = f"{row.key} : {number.label}, {number.number}"
    return f"{said}, retiré" if number.is_retired else said


def _find_former(session: Session) -> dict[str, EmergencyNumber]:
    """By key, what a number that was changed was before its last change; an added one was retired."""
    approved = select(ProposedNumber).where(ProposedNumber.approved_by != "")
    history: dict[str, list[EmergencyNumber]] = {}
    for row in session.exec(approved.order_by(col(ProposedNumber.approved_at), col(ProposedNumber.id))):
        history.setdefault(row.key, []).append(read_number(row.facts))
    return {
        key: states[-2] if len(states) > 1 else OF_FILE.find(key) or replace(states[-1], is_retired=True)
        for key, states in history.items()
    }


def _waiting_rows(session: Session) -> Sequence[ProposedNumber]:
    waiting = select(ProposedNumber).where(ProposedNumber.approved_by == "")
    return session.exec(waiting.order_by(col(ProposedNumber.id))).all()


def _find(session: Session, row_id: int) -> ProposedNumber:
    hold(session)
    row = session.get(ProposedNumber, row_id, populate_existing=True)
    if row is None:
        raise Stale
    return row
