"""The emergency numbers in force: those of the file, each as two people last changed it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from directory.listings.national_numbers import OF_FILE, EmergencyNumber, Numbers
from directory.models import ProposedNumber
from directory.publishing.per_version import PerVersion


def _read(session: Session) -> Numbers:
    known = {number.key: number for number in OF_FILE.all}
    approved = select(ProposedNumber).where(ProposedNumber.approved_by != "")
    for row in session.exec(approved.order_by(col(ProposedNumber.approved_at), col(ProposedNumber.id))):
        known[row.key] = read_number(row.facts)
    return Numbers(known.values())


#: `find_numbers(session)`: read again when the data change. Its callers raise the version of the data.
find_numbers: PerVersion[[], Numbers] = PerVersion(_read)


def write_number(number: EmergencyNumber) -> dict[str, Any]:
    """Return a number as its row keeps it."""
    return {**asdict(number), "checked_on": number.checked_on.isoformat()}


def read_number(facts: dict[str, Any]) -> EmergencyNumber:
    """Return the number that `write_number` wrote."""
    return EmergencyNumber(**{**facts, "checked_on": date.fromisoformat(facts["checked_on"])})
