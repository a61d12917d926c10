"""Two people changed the same listing: nothing is lost, both texts are shown where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from directory.actions import as_stored
from directory.differences import NONE, Difference, compare, word_of
from directory.drafts import Draft
from directory.stored_drafts import draft_of_state


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact both changed: what this person typed, and what the other saved."""

    field: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`draft` holds the other's changes and mine, mine where both changed the same fact."""

    draft: Draft
    conflicts: Sequence[Conflict]
    taken: Sequence[Difference]


def merge(base: Mapping[str, Any] | None, mine: Draft, stored: Draft) -> Merge:
    """Put together what somebody typed and what was saved meanwhile; `base` is what both had read.

    Without a base, whatever differs is a conflict.
    """
    theirs, typed = as_stored(asdict(stored)), as_stored(asdict(mine))
    read = as_stored({name: base[name] for name in typed}) if base else None
    kept, mine_too, taken = dict(theirs), set[str](), set[str]()
    for name, value in typed.items():
        if value == theirs[name]:
            continue
        if read is not None and value == read[name]:
            taken.add(name)
            continue
        kept[name] = value
        if read is None or theirs[name] != read[name]:
            mine_too.add(name)
    conflicts = [
        Conflict(each.field, each.label, each.after, each.before)
        for each in compare(theirs, typed)
        if each.field in mine_too
    ]
    changed = [
        Difference(
            each.field, each.label, word_of(each.field, (read or theirs)[each.field]) or NONE, each.before
        )
        for each in compare(theirs, typed)
        if each.field in taken
    ]
    return Merge(draft_of_state(kept), conflicts, changed)


def _word(name: str, state: Mapping[str, Any]) -> str:
    return word_of(name, state[name]) or NONE
