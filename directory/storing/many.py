"""Storing many drafts at once: a file of ten thousand rows is one transaction. The caller commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from directory.database.rows import with_room
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, Problem, check
from directory.publishing import publication
from directory.publishing.phrases import known_phrases
from directory.storing.former import SECRECY, Facts, crosses_secrecy, find_former
from directory.storing.listing import Refused
from directory.storing.states import draft_of_state, stored_state
from directory.storing.writer import CHANGED, NEW, UNCHANGED, Progress, Stored, write_states


def put_many(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    progress: Progress = lambda done: None,
) -> list[Stored]:
    """Store drafts by their `ref`, one each, publish what changed, and say what was done, in their order.

    `progress` gets running counts. Raise `Refused` when a draft breaks a rule or a reference comes twice:
    nothing is stored then.
    """
    phrases = known_phrases(session)
    for draft in drafts:
        if problems := check(draft, phrases):
            raise Refused(problems)
    states = [stored_state(draft, phrases) for draft in drafts]
    with with_room(session):
        return put_states(session, states, by=by, at=at, verb=verb, progress=progress)


def put_states(
    session: Session,
    states: Sequence[Facts],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    progress: Progress = lambda done: None,
) -> list[Stored]:
    """Do as `put_many` with what `stored_state` says of drafts that passed `drafts.check` already.

    Confidential ones pass it again all the same.
    """
    phrases = known_phrases(session)
    for state in states:
        if state["disclosure"] == CONFIDENTIAL and (problems := check(draft_of_state(state), phrases)):
            raise Refused(problems)
    refs = [state["ref"] for state in states]
    if len(set(refs)) < len(refs):
        raise Refused([Problem("ref", "Une référence revient deux fois.")])
    publication.hold(session)  # what is read from here on stays so until the end
    known = find_former(session, refs)
    for state in states:
        if crosses_secrecy(known.get(state["ref"]), state["category"], state["disclosure"]):
            raise Refused([Problem("disclosure", SECRECY)])
    return write_states(session, states, known, by=by, at=at, verb=verb, progress=progress)


def put_listings(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    progress: Progress = lambda done: None,
) -> dict[str, int]:
    """Store drafts as `put_many` does and return how many were new, changed, unchanged.

    Of drafts that bear the same reference the last is stored. Storing the same ones twice changes nothing.
    """
    last = list({draft.ref: draft for draft in drafts}.values())
    counted = Counter(one.outcome for one in put_many(session, last, by=by, at=at, progress=progress))
    return {outcome: counted[outcome] for outcome in (NEW, CHANGED, UNCHANGED)}
