"""Making a listing confidential, as a person does it: what it said goes, somebody else publishes the rest."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace
from sqlmodel import Session, col, delete

from directory.editing.former_states import may_move
from directory.editing.listings import Stale, elsewhere, propose_change, require_keeper
from directory.editing.purge import make_confidential
from directory.editing.reappearing import hold_back
from directory.french.text import normalise
from directory.keys.sealed import Keys
from directory.listings.drafts import Draft, Problem
from directory.models import FormSave, Listing, PendingChange
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.listing import Refused
from directory.storing.territory import tell

OTHER_NAME = (
    "Donnez-lui un autre nom : l’ancien a été publié avec le lieu, que des copies gardent. "
    "Sous ce nom, on le retrouverait."
)


def protect(
    session: Session,
    listing: Listing,
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    version: int | None,
    keys: Keys | None = None,
) -> None:
    """Make a listing confidential with the facts of a draft: its place and contacts leave every table.

    What waited for a second person or was being typed about it goes too. It leaves the public at once, and
    what this person wrote is published by another one, under another name, number and address, later
    (`reappearing`). The caller commits, then calls `purge.erase_traces`. Raise `Stale`, `Refused` when its
    name still says where it sits or which it was, NotAllowed.
    """
    hold(session)
    session.refresh(listing)
    require_keeper(session, listing, by)
    if listing.version != version:
        raise Stale
    before = read_draft(session, listing)
    require(may_move(before, draft, by))
    tell(session, listing.id, elsewhere(before, draft, by), by=by.email, at=at)
    if listing.status == "published" and _says_name(listing.name, draft.name):
        raise Refused([Problem("name", OTHER_NAME)])
    waits = draft.status == "published"
    hold_back(session, listing, at=at, keys=keys)
    session.exec(delete(PendingChange).where(col(PendingChange.listing_id) == listing.id))
    session.exec(delete(FormSave).where(col(FormSave.number) == listing.number))
    make_confidential(
        session,
        listing,
        by=by.email,
        at=at,
        draft=replace(draft, status="draft") if waits else draft,
        keys=keys,
    )
    if waits:
        hidden = read_draft(session, listing)
        propose_change(session, listing, hidden, replace(hidden, status="published"), by=by, at=at)


def _says_name(former: str, name: str) -> bool:
    """Whether a name says the one a listing was known by."""
    old, new = normalise(former), normalise(name)
    return old in new or new in old
