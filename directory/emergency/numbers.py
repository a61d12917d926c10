"""The emergency and listening numbers, read once from data/emergency.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directory.config import ROOT
from directory.listings import phones

SOURCE = ROOT / "data" / "emergency.toml"


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """One number as it is read ("116 000") with the address that dials it (`sms:` for 114).

    `hours` repeats the source; `source_date` is ISO 8601 of any precision; both may be empty.
    `checked_on` is the day the number was compared with its source, which nobody phoned.
    """

    number: str
    order: int
    in_ladder: bool
    label: str
    short_label: str
    href: str
    purpose: str
    hours: str
    source_url: str
    source_date: str
    checked_on: date
    status: str


def read_numbers(path: Path = SOURCE) -> tuple[EmergencyNumber, ...]:
    """Return the numbers of a data file in their order.

    Raises `TypeError` for a missing or unknown field and `phones.InvalidPhone` for a number that is not free
    and French.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["number"]
    numbers = [
        EmergencyNumber(**{**entry, "number": phones.display(phones.parse(entry["number"]))})
        for entry in entries
    ]
    return tuple(sorted(numbers, key=lambda number: number.order))


NUMBERS = read_numbers()
LADDER = tuple(number for number in NUMBERS if number.in_ladder)
