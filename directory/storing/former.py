"""The listings that bear the references of a file: their rows, versions and last states."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from directory.database.rows import among, batches
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.listings.old_states import as_today
from directory.listings.verification import Verification
from directory.models import Listing, Revision
from directory.storing.states import draft_of_state
from directory.storing.two_people import lifts_secrecy

SECRECY = "Le secret se met et se lève sur la fiche elle-même, une à la fois."
_LISTING = SQLModel.metadata.tables["listing"]
_UNCHECKED = Verification().as_facts()
#: What a revision says of a listing (`states.state_of`).
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Former:
    """A listing before it is written: its row, and the last state of its history."""

    row: Mapping[str, Any]
    state: Facts | None

    @property
    def draft(self) -> Draft | None:
        """What its history says it is; None when that is unknown."""
        return draft_of_state(self.state) if self.state else None

    def says(self, facts: Facts) -> bool:
        """Whether its history says all of these facts already."""
        return self.state is not None and facts.items() <= {**_UNCHECKED, **self.state}.items()

    def is_only_checked(self, facts: Facts) -> bool:
        """Whether these facts hold a check, and nothing else that is new."""
        if not _UNCHECKED.keys() <= facts.keys():
            return False
        return self.says({name: value for name, value in facts.items() if name not in _UNCHECKED})


def find_former(session: Session, refs: Sequence[str]) -> dict[str, Former]:
    """Return the listings that bear these references, with their last states."""
    session.flush()
    found = session.connection().execute(_LISTING.select().where(among(session, _LISTING.c.ref, refs)))
    rows: dict[str, Any] = {row["ref"]: row for row in found.mappings()}
    states: dict[UUID, Any] = {}
    for batch in batches([row["id"] for row in rows.values()]):
        last = (
            select(func.max(Revision.id))
            .where(col(Revision.listing_id).in_(batch))
            .group_by(col(Revision.listing_id))
        )
        statement = select(Revision.listing_id, Revision.after).where(col(Revision.id).in_(last))
        states |= dict(session.exec(statement).all())
    return {
        ref: Former(row, as_today(state) if (state := states.get(row["id"])) else None)
        for ref, row in rows.items()
    }


def crosses_secrecy(former: Former | None, category: str, disclosure: str) -> bool:
    """Whether a listing would be put under secrecy or out of it, which is never done in bulk."""
    if former is None:
        return False
    before, after = (former.row["category"], former.row["disclosure"]), (category, disclosure)
    return disclosure == CONFIDENTIAL != before[1] or lifts_secrecy(before, after)


def find_versions(session: Session, refs: Collection[str]) -> dict[str, int]:
    """Return the versions of the listings that bear these references."""
    statement = select(Listing.ref, Listing.version).where(among(session, col(Listing.ref), refs))
    return dict(session.exec(statement).all())
