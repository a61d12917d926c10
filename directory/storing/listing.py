"""Writing one listing: check, write, keep its history. The caller publishes, then commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, Problem, check, plain_fields, settled
from directory.listings.old_states import as_today
from directory.listings.slugs import make_slug
from directory.listings.verification import Verification, keep_verification, verification_of
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place, Revision
from directory.storing.states import state_of
from directory.storing.two_people import lifts_secrecy

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
HIDING = "Passer sous secret efface le lieu et son histoire : faites-le depuis la fiche."


class Refused(ValueError):
    """A draft that may not be stored; `problems` says why, field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Put:
    """What storing a draft did: `outcome` is new, changed or unchanged."""

    listing: Listing
    outcome: str


def put_listing(
    session: Session,
    draft: Draft,
    *,
    by: str,
    at: datetime,
    verb: str = "",
    verification: Verification | None = None,
    confirmed_by: str = "",
    purging: bool = False,
) -> Put:
    """Create the listing of a draft or bring it to what the draft says, with a revision if anything changed.

    `verb` names the revision when it is not just a creation or an edit. What is known of its verification
    stays as it is unless given: a listing corrected is not a listing checked. The caller publishes. Raise
    `Refused` when the draft breaks a rule. A listing becomes confidential through `directory.editing.purge`
    alone, which sets `purging`; it ceases to be so when somebody else than `by` agrees, named in
    `confirmed_by`.
    """
    listing = session.exec(select(Listing).where(Listing.ref == draft.ref)).one_or_none()
    problems = check(draft)
    if listing is not None and not purging:
        problems += _check_disclosure(listing, draft, by=by, confirmed_by=confirmed_by)
    if problems:
        raise Refused(problems)
    draft = settled(draft)
    facts = state_of(draft)
    if listing is None:
        listing = Listing(
            number=_next_number(session), ref=draft.ref, slug=_free_slug(session, draft),
            category=draft.category, name=draft.name,
        )  # fmt: skip
        before, outcome = None, NEW
    else:
        before, outcome = latest_state(session, listing), CHANGED
        same_verification = verification is None or verification == verification_of(listing)
        if same_verification and before is not None and facts.items() <= before.items():
            return Put(listing, UNCHANGED)
        listing.version += 1
        if draft.disclosure == CONFIDENTIAL and listing.disclosure != CONFIDENTIAL:
            # Its former address may have been made of a name that said where it is.
            listing.slug = _free_slug(session, draft)
    if verification is not None:
        keep_verification(listing, verification)
    _write(session, listing, draft)
    listing.modified_on = at.date()
    session.add(
        Revision(
            listing_id=listing.id,
            at=at,
            by=by[:200],
            verb=verb or ("create" if before is None else "edit"),
            before=before,
            after=facts | verification_of(listing).as_facts(),
        )
    )
    return Put(listing, outcome)


def _check_disclosure(listing: Listing, draft: Draft, *, by: str, confirmed_by: str) -> list[Problem]:
    """Refuse to hide a place without erasing it, and to reveal one on a single person's word."""
    if draft.disclosure == CONFIDENTIAL != listing.disclosure:
        return [Problem("disclosure", HIDING)]
    before, after = (listing.category, listing.disclosure), (draft.category, draft.disclosure)
    if lifts_secrecy(before, after) and confirmed_by in {"", by}:
        return [Problem("disclosure", "Lever le secret demande l’accord d’une seconde personne.")]
    return []


def latest_state(session: Session, listing: Listing) -> dict[str, Any] | None:
    """Return the facts the last revision of a listing left, in the words of today, or None."""
    statement = (
        select(Revision).where(Revision.listing_id == listing.id).order_by(col(Revision.id).desc()).limit(1)
    )
    revision = session.exec(statement).one_or_none()
    return dict(as_today(revision.after)) if revision and revision.after else None


def _write(session: Session, listing: Listing, draft: Draft) -> None:
    """Write the facts of a draft to a listing and its children, replacing the children."""
    for model in (ListingDepartement, Phone, Email, Place):
        session.exec(delete(model).where(col(model.listing_id) == listing.id))
    session.flush()
    for name in plain_fields():
        setattr(listing, name, getattr(draft, name))
    listing.who_may_refer = " ".join(draft.who_may_refer)
    listing.organization_id = _organization(session, draft.operator).id if draft.operator else None
    session.add(listing)
    session.flush()
    for code in draft.departements:
        session.add(ListingDepartement(listing_id=listing.id, departement=code))
    session.add_all(Phone(listing_id=listing.id, **contact._asdict()) for contact in draft.phones)
    session.add_all(Email(listing_id=listing.id, **contact._asdict()) for contact in draft.emails)
    if draft.place:
        session.add(Place(listing_id=listing.id, disclosure=draft.disclosure, **asdict(draft.place)))


def _organization(session: Session, name: str) -> Organization:
    """Return the organization of this name, made when new."""
    found = session.exec(select(Organization).where(Organization.name == name)).one_or_none()
    if found is None:
        found = Organization(name=name)
        session.add(found)
        session.flush()
    return found


def _next_number(session: Session) -> int:
    return int(session.exec(select(func.coalesce(func.max(Listing.number), 0))).one()) + 1


def _free_slug(session: Session, draft: Draft) -> str:
    """The slug of a draft, with a number behind it when another listing than its own has it."""
    wanted = make_slug(draft)
    statement = select(Listing.slug).where(col(Listing.slug).startswith(wanted), Listing.ref != draft.ref)
    taken = set(session.exec(statement))
    return (
        wanted
        if wanted not in taken
        else next(name for name in (f"{wanted}-{n}" for n in range(2, 10_000)) if name not in taken)
    )
