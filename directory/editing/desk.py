"""What a coordinator has to do: listings to confirm, problems, what changed lately, every listing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from directory.editing.former_states import find_obstacle, read_former
from directory.listings.codes import CONFIDENTIAL, REVISION_WORDS
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Problem, check
from directory.listings.public_view import PublicView
from directory.listings.verification import FRESH_WITHIN
from directory.models import Listing, Publication, Revision
from directory.permissions import Actor, require
from directory.publishing.phrases import known_phrases
from directory.publishing.publication import read_view
from directory.publishing.stored import read_drafts
from directory.storing.kept import kept_by
from directory.storing.two_people import needs_two

NO_CONTACT = "Aucun téléphone, courriel ni site : personne ne peut joindre ce service."


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of a listing, in words; `is_last` when nothing came after it.

    `obstacle` says why the listing may not go back from it, for the last one, or to it; "" when it may, then
    `takes_two` says whether a second person must agree.
    """

    revision: Revision
    listing: Listing
    at: datetime
    differences: Sequence[Difference]
    is_last: bool
    obstacle: str
    takes_two: bool

    @property
    def word(self) -> str:
        """What was done to the listing, as a participle."""
        return REVISION_WORDS[self.revision.verb]

    @property
    def can_be_undone(self) -> bool:
        """Whether one click takes this change back: the last one, unless it is itself a way back."""
        return (
            self.is_last
            and bool(self.revision.before)
            and self.revision.verb not in ("restore", "undo")
            and not self.obstacle
        )


def is_due(today: date) -> ColumnElement[bool]:
    """Published listings nobody checked in the last six months."""
    return and_(
        col(Listing.status) == "published",
        or_(col(Listing.verified_on).is_(None), col(Listing.verified_on) < today - FRESH_WITHIN),
    )


def count_due(session: Session, by: Actor, today: date, departement: str = "") -> int:
    """Count the listings to confirm."""
    statement = select(func.count()).select_from(Listing).where(kept_by(by, departement), is_due(today))
    return session.exec(statement).one()


def find_due(
    session: Session, by: Actor, today: date, departement: str = "", limit: int = 20
) -> list[tuple[Listing, PublicView]]:
    """Return the listings to confirm and their public views, never checked first, then the oldest check."""
    require(by.writes)
    statement = (
        select(Listing, Publication.view)
        .join(Publication, col(Publication.number) == col(Listing.number))
        .where(kept_by(by, departement), is_due(today))
        .order_by(
            col(Listing.verified_on).is_not(None),
            col(Listing.verified_on),
            col(Listing.source_seen),
            col(Listing.number),
        )
        .limit(limit)
    )
    return [(listing, read_view(view)) for listing, view in session.exec(statement)]


def find_problems(
    session: Session, by: Actor, departement: str = "", limit: int = 2000
) -> list[tuple[Listing, list[Problem]]]:
    """Return the listings not archived that break a rule of `drafts.check`, or that nobody can reach."""
    require(by.writes)
    statement = (
        select(Listing)
        .where(kept_by(by, departement), Listing.status != "archived")
        .order_by(Listing.name, col(Listing.number))
        .limit(limit)
    )
    listings = session.exec(statement).all()
    found = []
    phrases = known_phrases(session)
    for listing, draft in zip(listings, read_drafts(session, listings), strict=True):
        problems = check(draft, phrases)
        is_reachable = draft.phones or draft.emails or draft.website or draft.disclosure == CONFIDENTIAL
        if listing.status == "published" and not is_reachable:
            problems.append(Problem("phone", NO_CONTACT))
        if problems:
            found.append((listing, problems))
    return found


def find_changes(session: Session, by: Actor, departement: str = "", limit: int = 10) -> list[Change]:
    """Return the latest revisions of the listings somebody keeps."""
    require(by.writes)
    statement = (
        select(Revision, Listing)
        .join(Listing, col(Listing.id) == col(Revision.listing_id))
        .where(kept_by(by, departement))
        .order_by(col(Revision.id).desc())
        .limit(limit)
    )
    return _changes(session, session.exec(statement).all(), by)


def find_history(session: Session, listing: Listing, *, by: Actor, limit: int = 200) -> list[Change]:
    """Return the revisions of one listing, the latest first."""
    statement = (
        select(Revision, Listing)
        .join(Listing, col(Listing.id) == col(Revision.listing_id))
        .where(Revision.listing_id == listing.id)
        .order_by(col(Revision.id).desc())
        .limit(limit)
    )
    return _changes(session, session.exec(statement).all(), by)


def find_base(session: Session, listing: Listing, version: int) -> Mapping[str, Any] | None:
    """Return the state of a listing at one of its versions, None when its history does not tell.

    Each change of a listing is one revision and one more version.
    """
    if not 1 <= version <= listing.version:
        return None
    statement = select(Revision.after).where(Revision.listing_id == listing.id).order_by(col(Revision.id))
    states = session.exec(statement).all()
    return states[version - 1] if len(states) == listing.version else None


def _changes(session: Session, rows: Sequence[tuple[Revision, Listing]], by: Actor) -> list[Change]:
    listings = list({listing.id: listing for _, listing in rows}.values())
    ids = [listing.id for listing in listings]
    phrases = known_phrases(session)
    stored = dict(zip(ids, read_drafts(session, listings), strict=True))
    seen: set[object] = set()
    found = []
    for revision, listing in rows:
        at = revision.at if revision.at.tzinfo else revision.at.replace(tzinfo=UTC)
        differences = compare(revision.before, revision.after) if revision.before else []
        is_last = listing.id not in seen
        target = revision.before if is_last else revision.after
        now = stored[listing.id]
        # A confirmation is taken back without touching the facts.
        is_plain = target is None or (is_last and revision.verb == "confirm")
        obstacle = "" if is_plain else find_obstacle(target or {}, now, by, phrases)
        takes_two = not is_plain and not obstacle and needs_two(now, read_former(target or {}))
        found.append(Change(revision, listing, at, differences, is_last, obstacle, takes_two))
        seen.add(listing.id)
    return found
