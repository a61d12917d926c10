"""Where emergency numbers or the CRIP are not those of the rest of France, from data/local_lines.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from directory.config import ROOT

SOURCE = ROOT / "data" / "local_lines.toml"


@dataclass(frozen=True, slots=True)
class LocalLine:
    """What takes one place of the ladder: its number as it is read, and the address that dials it.

    Both are empty for a service without a known number. `source_date` is ISO 8601 of any precision, or empty.
    """

    title: str
    words: str
    source_url: str
    source_date: str
    number: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class LocalLines:
    """The lines of one territory. `numbers` None: the national ones answer there too."""

    numbers: tuple[str, ...] | None
    now: LocalLine | None
    listening: LocalLine | None
    reporting: LocalLine | None


def read_local_lines(path: Path = SOURCE) -> Mapping[str, LocalLines]:
    """Return the lines by Insee code; raise TypeError for a missing or unknown field."""
    found = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["territory"]:
        lines = {
            name: LocalLine(**entry[name]) if name in entry else None
            for name in ("now", "listening", "reporting")
        }
        numbers = tuple(entry["numbers"]) if "numbers" in entry else None
        found[entry["code"]] = LocalLines(numbers, **lines)
    return MappingProxyType(found)


LOCAL_LINES = read_local_lines()
