"""What a listing said freely before it was hidden, for the two people who hide it: nobody else, nowhere else.

The note is closed with the key of the installation. Texts in which a place is found are not kept at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlmodel import Session

from directory.accounts import events
from directory.editing.listings import Stale, require_keeper
from directory.keys.sealed import NOTE, Keys, unseal
from directory.listings.fields import FIELDS
from directory.models import Listing, PrivateNote
from directory.permissions import Actor, require


@dataclass(frozen=True, slots=True)
class Note:
    """The texts of a note by their French label; None while this person has not said to be the second."""

    written_at: datetime
    texts: Mapping[str, str] | None


def find_note(session: Session, listing: Listing, *, by: Actor, keys: Keys) -> Note | None:
    """Return the note of a listing as this person may see it; None when there is none for them.

    Who neither wrote it nor is the second person sees that there is one only while no second person is known.
    """
    require_keeper(session, listing, by)
    note = session.get(PrivateNote, listing.id)
    if note is None or (note.written_by and note.second and by.email not in _readers(note)):
        return None
    if by.email not in _readers(note):
        return Note(note.written_at, None)
    texts = orjson.loads(unseal(keys, note.sealed, NOTE) or "{}")
    return Note(note.written_at, {FIELDS[name].label: text for name, text in texts.items()})


def become_reader(session: Session, listing: Listing, *, by: Actor, at: datetime) -> None:
    """Make this person one of the two who read a note; raise NotAllowed when both are known, `Stale`."""
    require_keeper(session, listing, by)
    note = session.get(PrivateNote, listing.id, with_for_update=True, populate_existing=True)
    if note is None:
        raise Stale
    require(not (note.written_by and note.second))
    if by.email in _readers(note):
        return
    if note.written_by:
        note.second = by.email
    else:  # a listing hidden before notes were kept: the first who asks
        note.written_by = by.email
    events.record(session, None, "read_note", at=at, by=by.email, detail=str(listing.number))


def erase_note(session: Session, listing: Listing, *, by: Actor) -> None:
    """Delete a note; raise NotAllowed to whom it is not for, `Stale` when there is none."""
    require_keeper(session, listing, by)
    note = session.get(PrivateNote, listing.id)
    if note is None:
        raise Stale
    require(by.email in _readers(note))
    session.delete(note)


def _readers(note: PrivateNote) -> set[str]:
    return {note.written_by, note.second} - {""}
