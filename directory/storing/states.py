"""A draft as the history writes it, and back: each revision holds the listing before and after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import convert, json

from directory.database.columns import gather, spread
from directory.listings.drafts import Draft, settled
from directory.listings.old_states import as_today
from directory.listings.phrases import REVIEWED, Phrases

_FIELDS = Draft.__struct_fields__
_facts = attrgetter(*_FIELDS)


def draft_of_state(state: Mapping[str, Any]) -> Draft:
    """Return what a state of the history says; raise KeyError when it lacks a field."""
    return convert(facts_of_state(state), Draft)


def facts_of_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """What `state_of` said of the draft a state of the history was made of; raise KeyError as above."""
    today = as_today(state)
    return {name: today[name] for name in _FIELDS}


def stored_state(draft: Draft, phrases: Phrases = REVIEWED) -> dict[str, Any]:
    """What a revision says of a draft once it is stored; raise `phones.InvalidPhone`."""
    return state_of(settled(draft, phrases))


def state_of(draft: Draft) -> dict[str, Any]:
    """What a revision says of a draft whose contacts are as stored: lists for tuples, as JSON gives back."""
    state: dict[str, Any] = json.decode(json.encode(draft))
    return state


def changed_state(before: Draft, after: Draft) -> dict[str, Any]:
    """The facts of a draft that differ from those of another, as `state_of` says them."""
    pairs = zip(_FIELDS, _facts(before), _facts(after), strict=True)
    changed: dict[str, Any] = json.decode(json.encode({name: new for name, old, new in pairs if new != old}))
    return changed


def write_states(drafts: Sequence[Draft]) -> dict[str, Any]:
    """The states of many drafts, their contacts as stored, as JSON takes them."""
    return gather(_FIELDS, map(_facts, drafts))


def read_states(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return, as `state_of` does of each draft, what `write_states` wrote and JSON gave back."""
    return spread(written)
