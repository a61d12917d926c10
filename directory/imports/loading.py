"""A file read on the machine of the service itself: the rules of every other door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from directory.imports.refusals import tell
from directory.imports.rows import ReadRow
from directory.imports.sharing import by_listing, share
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, check, settled
from directory.publishing.phrases import known_phrases
from directory.publishing.views import has_no_listing
from directory.storing.former import find_former
from directory.storing.many import put_listings
from directory.storing.proposals import propose
from directory.storing.writer import Progress


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many listings of a file were new, changed and unchanged, and how many wait for a second person."""

    counts: Mapping[str, int]
    waiting: int
    left_out: Sequence[str]


def load(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    progress: Progress = lambda done: None,
) -> Loaded:
    """Store drafts that passed `drafts.check`; `left_out` are the references of those only a form may change.

    The first file of an empty service is stored whole: it is the one reviewed with the program. Afterwards
    what takes two people is proposed, and one coordinator approves it. The caller commits.
    """
    if has_no_listing(session):
        return Loaded(put_listings(session, drafts, by=by, at=at, progress=progress), 0, ())
    phrases = known_phrases(session)
    last = {draft.ref: settled(draft, phrases) for draft in drafts}
    former = find_former(session, list(last))
    kept: list[Draft] = []
    left_out: list[str] = []
    proposed: dict[str, Mapping[str, Any]] = {}
    for ref, draft in last.items():
        known = former.get(ref)
        shared = share(known.draft if known else None, draft)
        if shared is None:
            left_out.append(ref)
            continue
        kept.append(shared.kept)
        if shared.proposed:
            proposed[ref] = shared.proposed
    counts = put_listings(session, kept, by=by, at=at, progress=progress)
    propose(session, by_listing(session, proposed), by=by, at=at)
    return Loaded(counts, len(proposed), left_out)


def allow_approved(session: Session, rows: Sequence[ReadRow]) -> list[ReadRow]:
    """Check confidential rows again: they may say the phrases that two people approved since the program."""
    phrases = known_phrases(session)
    return [
        replace(row, problems=tuple(tell(check(row.draft, phrases), row.cells, row.draft)))
        if row.draft and row.draft.disclosure == CONFIDENTIAL and row.problems
        else row
        for row in rows
    ]
