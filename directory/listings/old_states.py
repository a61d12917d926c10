"""States of the history written by an earlier version of the program, read as one of today would be written.

Histories are never rewritten: whoever reads a state reads it through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from directory.listings.contacts import CHANNELS, Contact, settle
from directory.listings.sources import ORIGINS, source_of

State = Mapping[str, Any]
_WHOLE = len(Contact._fields)
#: Facts that came later: what a state written before them says.
_CAME_LATER: State = {
    "closures": [],
    "languages": [],
    "step_free": "unknown",
    "warm_handover": "unknown",
    "handover_how": "",
    **dict.fromkeys(("source_role", *chain.from_iterable(ORIGINS.values())), ""),
}


def as_today(state: State) -> State:
    """A state in the words of today, facts that a purge took away still lacking.

    Contacts once had no kind and no source: they get those that migration 20261130_1 gave to stored ones.
    That a listing is dedicated was true or false, before it could be unknown.
    """
    old: dict[str, Any] = {
        channel: [list(contact) for contact in settle(channel, state[channel], source_of(state))]
        for channel in CHANNELS
        if any(len(contact) != _WHOLE for contact in state.get(channel) or ())
    }
    if isinstance(state.get("is_dedicated"), bool):
        old["is_dedicated"] = "yes" if state["is_dedicated"] else "no"
    return {**_CAME_LATER, **state, **old} if old or not _CAME_LATER.keys() <= state.keys() else state
