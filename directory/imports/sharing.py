"""What one person may store of a file, and what is proposed to a second one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from directory.database.rows import among
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.storing.states import changed_state
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
    return Shared(kept, changed_state(kept, draft))


def by_listing(session: Session, proposed: Mapping[str, Mapping[str, Any]]) -> dict[UUID, Mapping[str, Any]]:
    """The facts proposed of listings known by their references, by the key that `propose` wants."""
    found = select(Listing.ref, Listing.id).where(among(session, col(Listing.ref), proposed))
    return {key: proposed[ref] for ref, key in session.exec(found.order_by(col(Listing.number)))}
