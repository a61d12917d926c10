"""The emergency and listening numbers of the whole country: those of data/emergency.toml, and what two people
changed since (`publishing.numbers`). Every page, plan, sheet and copy reads those in force here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directory.config import ROOT
from directory.listings import phones

SOURCE = ROOT / "data" / "emergency.toml"


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """One number as it is read ("116 000").

    `key` names it for good, whatever it becomes: the number it has in the file, or had when it was added.
    `short_label` stands beside it on every page, `words` under the largest ones only. `hours` repeats the
    source; `source_date` is ISO 8601 of any precision; both may be empty. `checked_on` is the day the number
    was compared with its source, which nobody phoned. A retired one is shown nowhere.
    """

    key: str
    number: str
    order: int
    in_ladder: bool
    label: str
    short_label: str
    words: str
    purpose: str
    hours: str
    source_url: str
    source_date: str
    checked_on: date
    status: str
    is_retired: bool = False

    @property
    def value(self) -> str:
        """The number as it is stored, "116000"."""
        return phones.parse(self.number)

    @property
    def href(self) -> str:
        """The address that dials it, or writes to it (`sms:` for 114)."""
        return phones.href(self.value)


class Numbers:
    """The numbers in force, in their order. `edition` tells them from others: the same numbers, the same."""

    def __init__(self, numbers: Iterable[EmergencyNumber]) -> None:
        self.all = tuple(sorted(numbers, key=lambda number: number.order))
        self.edition = hash(self.all)
        self._by_key = {number.key: number for number in self.all}

    def __iter__(self) -> Iterator[EmergencyNumber]:
        """Those that are not retired."""
        return (number for number in self.all if not number.is_retired)

    def __getitem__(self, key: str) -> EmergencyNumber:
        return self._by_key[key]

    def find(self, key: str) -> EmergencyNumber | None:
        """Return the number of a key, retired or not, None for an unknown one."""
        return self._by_key.get(key)

    @property
    def ladder(self) -> tuple[EmergencyNumber, ...]:
        """Those of the first screen of every page."""
        return tuple(number for number in self if number.in_ladder)


def read_numbers(path: Path = SOURCE) -> Numbers:
    """Return the numbers of a data file.

    Raises `TypeError` for a missing or unknown field and `phones.InvalidPhone` for a number that is not free
    and French.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["number"]
    return Numbers(
        EmergencyNumber(
            key=phones.parse(entry["number"]),
            **{**entry, "number": phones.display(phones.parse(entry["number"]))},
        )
        for entry in entries
    )


#: Those of the file, which every installation has, and which are said when the database is away.
OF_FILE = read_numbers()

_reading: ContextVar[Callable[[], Numbers]] = ContextVar("numbers in force", default=lambda: OF_FILE)


def in_force() -> Numbers:
    """Return the numbers in force for this request or this command."""
    return _reading.get()()


def read_in_force(read: Callable[[], Numbers]) -> None:
    """Say how this request or this command reads the numbers in force; it is asked when they are needed."""
    _reading.set(read)
