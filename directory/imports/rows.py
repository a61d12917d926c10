"""One row of an import: the draft it makes, what a coordinator should know of it, or what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.listings.drafts import Draft, Problem


class Unread(ValueError):
    """A cell that cannot be read: its `field`, and a French sentence that may quote it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class ReadRow:
    """Row `line` of a file (the header is line 1). `problems` forbid storing it, `warnings` do not.

    `finess`: the number of its establishment in that register, which is no fact of a draft. `cells`: what
    it says, by column."""

    line: int
    ref: str
    draft: Draft | None
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...] = ()
    finess: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
