"""What the second person reads before deciding: the whole listing as the public will, each change marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from directory.editing.listings import require_keeper
from directory.editing.preview import preview
from directory.editing.reappearing import find_held
from directory.listings.codes import CONFIDENTIAL
from directory.listings.differences import NONE, READINGS, compare
from directory.listings.drafts import Draft
from directory.listings.public_view import PublicView
from directory.models import Listing, ListingDepartement, Organization, PendingChange
from directory.permissions import Actor
from directory.places.clues import find_clues
from directory.publishing.phrases import known_phrases
from directory.publishing.stored import read_draft
from directory.storing.states import draft_of_state, stored_state

NO_PLACE = "Aucun lieu n’est enregistré, pas même une commune"
#: Facts of a check, which a change never carries.
_CHECKS = frozenset(("verified_on", "verified_how", "verified_by"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the listing, in French; `change` is "" or the word that says what becomes of it.

    `before` is what it was, empty when it said nothing or when it told a place, which is not shown again.
    """

    field: str
    label: str
    text: str
    before: str = ""
    change: str = ""
    was_telling: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A change that waits and the listing it would make; `view` is what the public would read of it.

    `is_recognised`: whether its operator alone would tell an old copy of the listing which one it is.
    """

    pending: PendingChange
    listing: Listing
    draft: Draft
    view: PublicView
    facts: Sequence[Fact]
    is_mine: bool
    is_recognised: bool = False

    @property
    def is_confidential(self) -> bool:
        """Whether the second person must say that the name tells no place."""
        return self.draft.disclosure == CONFIDENTIAL

    @property
    def changed(self) -> int:
        """How many facts change."""
        return sum(bool(fact.change) for fact in self.facts)


def find_review(session: Session, pending_id: UUID, *, by: Actor, today: date) -> Review | None:
    """Return what one change would make, None when it waits no more; raise NotAllowed for another's."""
    pending = session.get(PendingChange, pending_id)
    if pending is None:
        return None
    listing = session.get_one(Listing, pending.listing_id)
    require_keeper(session, listing, by)
    stored = stored_state(read_draft(session, listing))
    state = stored | pending.changes
    draft = draft_of_state(state)
    view = preview(draft, listing, today, known_phrases(session))
    facts, is_mine = _facts(stored, state, draft), pending.asked_by == by.email
    return Review(pending, listing, draft, view, facts, is_mine, _is_recognised(session, listing, draft))


def _is_recognised(session: Session, listing: Listing, draft: Draft) -> bool:
    """Whether a listing that comes back under another number is the only one of its operator hereabouts."""
    if not draft.operator or find_held(session, listing.id) is None:
        return False
    others = (
        select(Listing.id)
        .join(ListingDepartement)
        .join(Organization)
        .where(Organization.name == draft.operator, Listing.status == "published", Listing.id != listing.id)
        .where(col(ListingDepartement.departement).in_(draft.departements))
    )
    return session.exec(others).first() is None


def _facts(stored: dict[str, Any], state: dict[str, Any], draft: Draft) -> list[Fact]:
    differing = {each.field: each for each in compare(stored, state)}
    hides = draft.disclosure == CONFIDENTIAL
    facts = []
    for name, (label, write) in READINGS.items():
        if name in _CHECKS:
            continue
        text = NO_PLACE if hides and name == "place" else write(state[name])
        each = differing.get(name)
        if each is None:
            facts += [Fact(name, label, text)] if text else []
            continue
        was = "" if each.before == NONE else each.before
        told = bool(hides and was and find_clues(was, draft.departements))
        change = "changé" if was and text else "ajouté" if text else "retiré"
        facts.append(Fact(name, label, text, "" if told else was, change, told))
    return facts
