"""Making a listing confidential: the only way from an address or a commune to none at all.

What the listing said of where it sits leaves every table at once; `erase_traces` then takes it out of the
files of the database and of the pages kept, once the caller has committed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from directory.drafts import Draft
from directory.models import Listing


def make_confidential(
    session: Session, listing: Listing, *, by: str, at: datetime, draft: Draft | None = None
) -> None:
    """Take away all that says where a listing sits, its history included, publish it, and flush.

    `draft`: the facts it shall have from now on (as stored when None); its place and contacts are dropped.
    The caller commits, then calls `erase_traces`. Raise `directory.actions.Refused` when a text still says
    where it sits: the problems name the fields. Nothing is undone afterwards, history does not bring it back.
    """
    raise NotImplementedError


def erase_traces(engine: Engine, pages: Path) -> bool:
    """Rewrite the database files and drop stale pages (folder `instance/pages`): nothing erased is left.

    No session may be open in the caller. Return False when somebody else kept the database busy: call again.
    """
    raise NotImplementedError
