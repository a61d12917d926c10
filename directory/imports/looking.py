"""What a file would do, from the file as it was read and what was decided of it; nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlmodel import Session

from directory.imports.cells import own_ref
from directory.imports.choices import choices_of, fill, merge_into, rows_of, table_of, withhold
from directory.imports.doubles import Known
from directory.imports.outlines import find_outlines
from directory.imports.own_answers import recognise
from directory.imports.packing import pack
from directory.imports.preparing import REFUSED, WAITING, Row, prepare
from directory.imports.refusals import may_be_secret
from directory.imports.reports import make_report
from directory.listings.contacts import CHANNELS, PUBLIC
from directory.listings.drafts import Problem
from directory.models.imports import ImportJob
from directory.permissions import Actor
from directory.publishing.phrases import known_phrases
from directory.storing.former import find_former
from directory.storing.proposals import find_asked, in_order
from directory.storing.states import write_states
from directory.storing.writer import CHANGED, NEW, UNCHANGED

OUTCOMES = (REFUSED, NEW, CHANGED, WAITING, UNCHANGED)
#: In the counts of a file: rows that propose something to a second person, possible doubles nobody decided
#: of, rows left out.
PROPOSED, DOUBLES, SKIPPED = "proposed", "doubles", "skipped"


def look(session: Session, job: ImportJob, by: Actor, public_url: str = "") -> None:
    """Say what a file would do, and keep the drafts it makes.

    Of a row that may be of a confidential listing nothing is kept that may say where it is.
    """
    table, choices = table_of(job), choices_of(job)
    by_line = rows_of(table, choices)
    rows = list(by_line.values())
    recognise(session, rows, public_url)
    _complete(session, by_line, job)
    former = find_former(session, sorted({row["ref"] for row in rows}))
    known = Known()
    for one in find_outlines(session, by=by):
        known.add(one)
    found = prepare(
        list(by_line), rows, former, known, by=by, category=job.category, phrases=known_phrases(session)
    )
    _mark_decided(found, choices.created)
    _keep_what_waits(session, found, by)
    secret = {
        row.line: row.problems if row.outcome == REFUSED else ()
        for row in found
        if may_be_secret(by_line[row.line], row.draft, job.category)
    }
    if secret:
        withhold(job, table, choices, secret)
    lost = [
        Row(int(line), outcome=REFUSED, problems=[Problem(*each) for each in problems])
        for line, problems in choices.withheld.items()
        if int(line) not in by_line
    ]
    _keep(job, sorted([*found, *lost], key=lambda row: row.line), by, len(choices.skipped))


def rights(by: Actor) -> list[str]:
    """What a person may write: rows were accepted for that."""
    return [by.role, *sorted(by.departements)]


def _complete(session: Session, by_line: Mapping[int, dict[str, str]], job: ImportJob) -> None:
    """Give every row what the whole file says, its reference, and what was decided of its double."""
    choices = choices_of(job)
    filled = {line: fill(row, choices.defaults) for line, row in by_line.items()}
    seen: set[str] = set()
    for line, row in by_line.items():
        is_told = bool(row.get("ref"))
        row["ref"] = own_ref(row, job.category)
        if row["ref"] in seen and not is_told:  # the same name twice: a double to decide of, not a reference
            row["ref"] += f"-{line}"
        seen.add(row["ref"])
    merged = {int(line): merge for line, merge in choices.merged.items() if int(line) in by_line}
    listings = find_former(session, sorted({merge.ref for merge in merged.values()}))
    for line, merge in merged.items():
        draft = listings[merge.ref].draft if merge.ref in listings else None
        if draft is not None:
            known = {
                name: [one.value for one in getattr(draft, name) if one.audience == PUBLIC]
                for name in CHANNELS
            }
            merge_into(by_line[line], merge, known)
            filled[line] = []
    # What the whole file says makes new listings: it changes none of those already there.
    there = find_former(session, sorted({row["ref"] for row in by_line.values()}))
    for line, names in filled.items():
        if by_line[line]["ref"] in there:
            for name in names:
                del by_line[line][name]


def _mark_decided(found: list[Row], created: list[int]) -> None:
    """Rows that somebody said to create double nothing."""
    for row in found:
        if row.line in created:
            row.doubles = ()


def _keep_what_waits(session: Session, found: list[Row], by: Actor) -> None:
    proposing = [(row, row.draft.ref) for row in found if row.draft and row.proposed]
    asked = find_asked(session, by.email) if proposing else ()
    for row, ref in proposing if asked else ():
        if (ref, in_order(row.proposed)) in asked:
            row.keep_waiting()


def _keep(job: ImportJob, found: list[Row], by: Actor, skipped: int) -> None:
    fine = [row for row in found if row.draft]
    job.content = pack(
        {
            "rights": rights(by),
            "versions": {row.draft.ref: row.version for row in fine if row.draft},
            "drafts": write_states(
                [row.draft for row in fine if row.draft and row.outcome in {NEW, CHANGED}]
            ),
            "proposed": {row.draft.ref: row.proposed for row in fine if row.draft and row.proposed},
        }
    )
    job.report = make_report(found)
    counted = Counter(row.outcome for row in found)
    job.counts = {outcome: counted[outcome] for outcome in OUTCOMES} | {
        PROPOSED: sum(bool(row.proposed) for row in found),
        DOUBLES: sum(bool(row.doubles) for row in found),
        SKIPPED: skipped,
    }
    job.state = "ready"
