"""Two people changed the same listing: nothing is lost, both texts are shown where they differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from directory.listings.codes import CONFIDENTIAL
from directory.listings.differences import NONE, Difference, compare, word_of
from directory.listings.drafts import Draft
from directory.listings.fields import PHRASED
from directory.storing.states import draft_of_state, facts_of_state, stored_state

#: The facts of which either text may be kept.
CHOOSABLE = frozenset(Draft.__struct_fields__) - {"ref"}


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

    Without a base, whatever differs is a conflict. When the other made the listing confidential meanwhile,
    what was typed freely, of its place or its contacts is dropped: it would bring back what was erased.
    """
    was_hidden = base is not None and base["disclosure"] == CONFIDENTIAL
    if stored.disclosure == CONFIDENTIAL != mine.disclosure and not was_hidden:
        said = {name: getattr(stored, name) for name in ("name", *PHRASED, "hours")}
        mine = replace(mine, disclosure=CONFIDENTIAL, place=None, phones=(), emails=(), website="", **said)
    theirs, typed = stored_state(stored), stored_state(mine)
    # A state of before the listing was hidden has lost facts: it is no base any more.
    read = facts_of_state(base) if base and typed.keys() <= base.keys() else None
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


def keep_theirs(mine: Draft, stored: Draft, names: Collection[str]) -> Draft:
    """What somebody typed, with the stored text of the facts they prefer so."""
    return replace(mine, **{name: getattr(stored, name) for name in CHOOSABLE & set(names)})
