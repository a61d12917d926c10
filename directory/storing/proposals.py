"""What waits for a second person: facts of a listing that somebody proposes, written down once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlmodel import Session, col, select

from directory.database.rows import insert_rows
from directory.models import Listing, PendingChange

Facts = Mapping[str, Any]
"""The new values of some facts, as a revision writes them (`storing.states`)."""


def changed_facts(before: Facts, after: Facts) -> dict[str, Any]:
    """The facts of a state that differ from those of the state before."""
    return {name: value for name, value in after.items() if value != before[name]}


def propose(session: Session, proposed: Mapping[UUID, Facts], *, by: str, at: datetime) -> None:
    """Write down, by listing, the facts that somebody else must approve.

    What this person (an e-mail) proposed already stays one proposal; if it was sent back, it waits again.
    """
    mine = session.exec(select(PendingChange).where(PendingChange.asked_by == by))
    known = {(one.listing_id, in_order(one.changes)): one for one in mine}
    rows = []
    for listing_id, changes in proposed.items():
        if same := known.get((listing_id, in_order(changes))):
            same.returned_for = same.returned_by = ""
        else:
            row = {"id": uuid4().hex, "listing_id": listing_id.hex, "changes": changes}
            rows.append(row | {"asked_by": by, "asked_at": at})
    insert_rows(session, "pending_change", rows)


def find_asked(session: Session, by: str) -> set[tuple[str, bytes]]:
    """What waits already of what this person proposed: references of listings, facts (`in_order`)."""
    statement = select(Listing.ref, PendingChange.changes).join(
        PendingChange, col(PendingChange.listing_id) == col(Listing.id)
    )
    mine = statement.where(PendingChange.asked_by == by, PendingChange.returned_for == "")
    return {(ref, in_order(changes)) for ref, changes in session.exec(mine)}


def in_order(changes: Facts) -> bytes:
    """The facts of a proposal written always alike, so that two of them compare."""
    return orjson.dumps(changes, option=orjson.OPT_SORT_KEYS)
