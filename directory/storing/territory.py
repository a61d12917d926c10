"""A departement that somebody who does not keep it added to a listing: its own coordinators are told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory.models import AddedTerritory


def tell(session: Session, listing_id: UUID, codes: Collection[str], *, by: str, at: datetime) -> None:
    """Write down which departements were added, by whom (an e-mail); the caller commits."""
    for code in codes:
        row = AddedTerritory(listing_id=listing_id, departement=code, added_by=by, added_at=at)
        session.merge(row)
