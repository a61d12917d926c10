"""What one person may store of a file, and what is proposed to a second one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any, NamedTuple

import orjson
from sqlmodel import Session, col, select

from directory.database.rows import among, insert_rows
from directory.listings.drafts import Draft
from directory.models import Listing, PendingChange
from directory.storing.states import state_of
from directory.storing.two_people import for_one_person, needs_two


class Shared(NamedTuple):
    """`kept` is stored at once; `proposed` are the facts, as stored, that wait for a second person."""

    kept: Draft
    proposed: Mapping[str, Any]


def share(base: Draft | None, draft: Draft) -> Shared | None:
    """Cut a change of a listing (`base`, None for a new one) in two; None when it cannot be cut.

    Contacts are as stored.
    """
    if not needs_two(base, draft):
        return Shared(draft, {})
    kept = for_one_person(base, draft)
    if needs_two(base, kept):
        return None
    wanted, stored = state_of(draft), state_of(kept)
    return Shared(kept, {name: value for name, value in wanted.items() if value != stored[name]})


def propose(session: Session, proposed: Mapping[str, Mapping[str, Any]], *, by: str, at: datetime) -> None:
    """Write down what waits for a second person, by reference; the same proposal twice is one."""
    asked = find_asked(session, proposed, by)
    found = select(Listing.ref, Listing.id).where(among(session, col(Listing.ref), proposed))
    rows = [
        {"id": token_hex(16), "listing_id": key.hex, "changes": proposed[ref], "asked_by": by, "asked_at": at}
        for ref, key in session.exec(found.order_by(col(Listing.number)))
        if not asked or (ref, in_order(proposed[ref])) not in asked
    ]
    insert_rows(session, "pending_change", rows)


def find_asked(session: Session, refs: Collection[str], by: str) -> set[tuple[str, bytes]]:
    """What this person proposed already of some listings, by their references (`in_order`)."""
    statement = select(Listing.ref, PendingChange.changes).join(
        PendingChange, col(PendingChange.listing_id) == col(Listing.id)
    )
    mine = session.exec(statement.where(PendingChange.asked_by == by, PendingChange.returned_for == ""))
    return {(ref, in_order(changes)) for ref, changes in mine if ref in refs}


def in_order(changes: Mapping[str, Any]) -> bytes:
    """The facts of a proposal written always alike, so that two of them compare."""
    return orjson.dumps(changes, option=orjson.OPT_SORT_KEYS)
