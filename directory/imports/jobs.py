"""Importing a file: start, name its columns, look at what it would do, apply it whole or not at all, undo it.

Every verb checks who acts; the caller commits. A file belongs to the account that sent it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, delete, select

from directory.database.rows import batches, collector_at_rest, with_room
from directory.editing.listings import Stale
from directory.imports import read_table
from directory.imports.choices import Choices, keep
from directory.imports.columns import WHY_REFUSED, column_key, is_our_own, match_columns
from directory.imports.deciding import remembered
from directory.imports.looking import look, rights
from directory.imports.packing import unpack
from directory.imports.sharing import by_listing, share
from directory.imports.terms import find_terms, is_of_a_standard, term_key, with_categories
from directory.models import Listing, PendingChange, Revision
from directory.models.imports import ImportJob
from directory.permissions import Actor, require
from directory.publishing.publication import hold
from directory.storing.former import Facts, find_former, find_versions
from directory.storing.many import put_states
from directory.storing.proposals import propose
from directory.storing.states import draft_of_state, facts_of_state, read_states, state_of
from directory.storing.writer import CHANGED, NEW, UNCHANGED

KEPT_FOR = timedelta(days=30)
Progress = Callable[[int, int], None]


@collector_at_rest()
def start(
    session: Session, content: bytes, *, by: Actor, at: datetime, category: str = "", public_url: str = ""
) -> ImportJob:
    """Read a file; where every column is known, look at what it would do. Raise `tables.Unreadable`.

    `public_url`: the address of this site, by which its own answers are known when they come back. Files of
    this account nobody applied for a month are forgotten.
    """
    require(by.writes)
    old = (col(ImportJob.account_id) == by.id) & (col(ImportJob.created_at) < at - KEPT_FOR)
    session.exec(delete(ImportJob).where(old))
    table = read_table(content)
    known = remembered(session, by).columns
    columns = match_columns(table.titles, known)
    job = ImportJob(account_id=by.id, category=category, created_at=at)
    named = zip(table.titles, columns, strict=True)
    terms = [term for term in find_terms(table, public_url) if term_key(term) not in known]
    is_known = is_our_own(table.titles) or all(
        field or title == WHY_REFUSED or column_key(title) in known for title, field in named
    )
    if is_of_a_standard(table.titles):
        is_known = bool(category) or not terms
        chosen = known | {term_key(term): "" for term in terms}
        table = with_categories(table, chosen) if is_known else table
    keep(job, table, Choices(columns=columns if is_known else []))
    if is_known:
        look(session, job, by, public_url)
    session.add(job)
    session.flush()
    return job


def find_job(session: Session, job_id: UUID, *, by: Actor) -> ImportJob | None:
    """Return a file of this account, None when there is none."""
    require(by.writes)
    job = session.get(ImportJob, job_id)
    return job if job and job.account_id == by.id else None


def find_jobs(session: Session, *, by: Actor) -> list[ImportJob]:
    """Return the last files of this account, newest first."""
    require(by.writes)
    mine = select(ImportJob).where(ImportJob.account_id == by.id)
    return list(session.exec(mine.order_by(col(ImportJob.created_at).desc()).limit(10)))


@collector_at_rest()
def apply(
    session: Session, job_id: UUID, *, by: Actor, at: datetime, progress: Progress = lambda done, all_: None
) -> dict[str, int]:
    """Store the rows of a file, all of them, and return how many were new, changed, unchanged.

    What was accepted when the file was read is stored without being checked again. Raise `Stale` when the
    file was applied already, or when a listing or the rights of this person changed since it was read:
    nothing is stored then.
    """
    job = _claim(session, job_id, "ready", "applied", by)
    hold(session)
    read = unpack(job.content)
    there = {ref: version for ref, version in read["versions"].items() if version}
    if read["rights"] != rights(by) or find_versions(session, read["versions"]) != there:
        raise Stale
    states = read_states(read["drafts"])
    with with_room(session):
        stored = put_states(
            session, states, by=by.email, at=at, verb="import",
            progress=lambda done: progress(done, len(states)),
        )  # fmt: skip
        propose(session, by_listing(session, read["proposed"]), by=by.email, at=at)
    job.touched = [[one.number, one.version] for one in stored]
    job.applied_at, job.content, job.report = at, b"", b""
    job.source, job.choices = b"", {}
    session.add(job)
    return {outcome: job.counts[outcome] for outcome in (NEW, CHANGED, UNCHANGED)}


@collector_at_rest()
def undo(session: Session, job_id: UUID, *, by: Actor, at: datetime) -> int:
    """Give every listing a file wrote its former state, by new revisions; return how many changed since.

    Those that somebody changed afterwards keep their changes; those the file made are archived. Raise
    `Stale` when it was undone already.
    """
    job = _claim(session, job_id, "applied", "undone", by)
    hold(session)  # nobody changes a listing between the look at its version and its former state
    written = {number: version for number, version in job.touched}
    states: list[Facts] = []
    for batch in batches(sorted(written)):
        found = select(Listing.id, Listing.number, Listing.version).where(col(Listing.number).in_(batch))
        ours = [key for key, number, version in session.exec(found) if version == written[number]]
        statement = select(Revision.before, Revision.after).where(
            col(Revision.listing_id).in_(ours), Revision.at == job.applied_at, Revision.verb == "import"
        )
        for before, after in session.exec(statement):
            facts = facts_of_state(before or after or {})
            states.append(facts if before else facts | {"status": "archived"})
    states, proposed = _shared(session, states)
    with with_room(session):
        put_states(session, states, by=by.email, at=at, verb="undo")
    mine = (col(PendingChange.asked_by) == by.email) & (col(PendingChange.asked_at) == job.applied_at)
    session.exec(delete(PendingChange).where(mine))
    propose(session, by_listing(session, proposed), by=by.email, at=at)
    job.touched = []
    session.add(job)
    return len(written) - len(states)


def _shared(session: Session, states: Sequence[Facts]) -> tuple[list[Facts], dict[str, Facts]]:
    """Former states as one person may bring them back, and by reference what a second one must agree to."""
    # Withdrawing never waits.
    known = find_former(session, [state["ref"] for state in states if state["status"] == "published"])
    kept: list[Facts] = []
    proposed: dict[str, Facts] = {}
    for state in states:
        former = known.get(state["ref"])
        if former is None:
            kept.append(state)
        elif shared := share(former.draft, draft_of_state(state)):
            kept.append(state_of(shared.kept) if shared.proposed else state)
            proposed |= {state["ref"]: shared.proposed} if shared.proposed else {}
    return kept, proposed


def discard(session: Session, job: ImportJob, *, by: Actor) -> None:
    """Forget a file that was not applied."""
    _require_owner(job, by)
    if job.state not in {"columns", "ready"}:
        raise Stale
    session.delete(job)


def _claim(session: Session, job_id: UUID, before: str, after: str, by: Actor) -> ImportJob:
    """Take a file from one state to the next, once; this is the lock of the transaction."""
    require(by.writes)
    mine = (col(ImportJob.id) == job_id) & (col(ImportJob.account_id) == by.id)
    statement = update(ImportJob).where(mine, col(ImportJob.state) == before).values(state=after)
    claimed: CursorResult[Any] = session.connection().execute(statement)
    if claimed.rowcount != 1:
        raise Stale
    job = session.get_one(ImportJob, job_id)
    session.refresh(job)
    return job


def _require_owner(job: ImportJob, by: Actor) -> None:
    require(by.writes and job.account_id == by.id)
