"""Storing one listing: check, write, keep its history, publish. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, Problem, check
from directory.listings.verification import Verification
from directory.models import Listing
from directory.publishing.phrases import known_phrases
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.former import Former, find_former
from directory.storing.states import state_of, stored_state
from directory.storing.two_people import lifts_secrecy
from directory.storing.writer import write_states

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
    """Create the listing of a draft or bring it to what the draft says, and publish it.

    `verb` names the revision when it is not just a creation or an edit. What is known of its verification
    stays as it is unless given: a listing corrected is not a listing checked. Raise `Refused` when the draft
    breaks a rule. A listing becomes confidential through `directory.editing.purge` alone, which sets
    `purging`; it ceases to be so when somebody else than `by` agrees, named in `confirmed_by`.
    """
    hold(session)
    known = find_former(session, [draft.ref])
    phrases = known_phrases(session)
    problems = check(draft, phrases)
    if not purging:
        problems += _check_disclosure(known.get(draft.ref), draft, by=by, confirmed_by=confirmed_by)
    if problems:
        raise Refused(problems)
    state = stored_state(draft, phrases) | (verification.as_facts() if verification else {})
    (stored,) = write_states(session, [state], known, by=by, at=at, verb=verb)
    session.expire_all()  # the writer goes past the ORM
    return Put(session.exec(select(Listing).where(Listing.ref == draft.ref)).one(), stored.outcome)


def change_listing(
    session: Session, listing: Listing, changes: Mapping[str, Any], *, by: str, at: datetime, verb: str
) -> None:
    """Write a few facts of a listing and publish it, without asking the rules what the rest says.

    For what a rule made since must not prevent: withdrawing it, saying that somebody checked it. `changes`:
    facts as a state of the history holds them, those of a `Verification` among them.
    """
    state = {**state_of(read_draft(session, listing)), **changes}
    known = find_former(session, [listing.ref])
    write_states(session, [state], known, by=by, at=at, verb=verb, always=True)
    session.expire_all()  # the writer goes past the ORM


def _check_disclosure(former: Former | None, draft: Draft, *, by: str, confirmed_by: str) -> list[Problem]:
    """Refuse to hide a place without erasing it, and to reveal one on a single person's word."""
    if former is None:
        return []
    before, after = (former.row["category"], former.row["disclosure"]), (draft.category, draft.disclosure)
    if draft.disclosure == CONFIDENTIAL != before[1]:
        return [Problem("disclosure", HIDING)]
    if lifts_secrecy(before, after) and confirmed_by in {"", by}:
        return [Problem("disclosure", "Lever le secret demande l’accord d’une seconde personne.")]
    return []
