"""Deciding about a file that waits: its columns, what all its rows share, one row, one double.

Each decision reads the whole file again; the caller commits. What an account calls its columns is remembered
only under a name it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace
from sqlmodel import Session

from directory.database.rows import collector_at_rest
from directory.editing.listings import Stale
from directory.imports.choices import (
    WHOLE_FILE,
    Choices,
    Merge,
    choices_of,
    correct,
    keep,
    rows_of,
    table_of,
)
from directory.imports.columns import COLUMNS, FACT_COLUMNS, WHY_REFUSED, column_key, match_columns
from directory.imports.looking import look
from directory.imports.preparing import REFUSED
from directory.imports.reports import read_report
from directory.imports.terms import find_terms, term_key, with_categories
from directory.listings.categories import CATEGORIES
from directory.models.imports import ImportColumns, ImportJob
from directory.permissions import Actor, require

MOST_NAMES, MOST_NAME = 20, 60


def remembered(session: Session, by: Actor) -> ImportColumns:
    """What an account remembers of the columns of its files."""
    return session.get(ImportColumns, by.id) or ImportColumns(account_id=by.id)


def proposed_columns(session: Session, job: ImportJob, *, by: Actor) -> list[str]:
    """The column each title of a file stands for, as was said of it or else probably; "" for none."""
    return choices_of(job).columns or match_columns(job.titles, remembered(session, by).columns)


@collector_at_rest()
def choose_columns(
    session: Session,
    job: ImportJob,
    columns: Sequence[str],
    *,
    by: Actor,
    defaults: Mapping[str, str] | None = None,
    remember: str = "",
    public_url: str = "",
) -> None:
    """Say which column each title is and what the whole file says, and look at what it would do.

    `remember`: the name under which the columns serve the next files, "" for none. Raise ValueError when the
    choice does not fit the file, `Stale` when it was applied already.
    """
    require_waiting(job, by)
    chosen = [field for field in columns if field]
    if len(columns) != len(job.titles) or len(set(chosen)) < len(chosen) or not set(chosen) <= COLUMNS.keys():
        raise ValueError("Chaque colonne du modèle sert une seule fois.")
    if not {"name", "ref"} & set(chosen):
        raise ValueError("Indiquez au moins la colonne du nom ou de la référence.")
    named = {column_key(title): field for title, field in zip(job.titles, columns, strict=True)}
    _remember(session, by, named, remember)
    choices = choices_of(job)
    said = {name: value.strip()[:1000] for name, value in (defaults or {}).items() if name in WHOLE_FILE}
    choices = replace(choices, columns=list(columns), defaults=choices.defaults if defaults is None else said)
    _look_again(session, job, choices, by, public_url)


@collector_at_rest()
def choose_categories(
    session: Session,
    job: ImportJob,
    chosen: Mapping[str, str],
    *,
    by: Actor,
    remember: str = "",
    public_url: str = "",
) -> None:
    """Give the terms of a foreign taxonomy their categories and look at what the file would do.

    Raise `Stale` when it was done already.
    """
    require_waiting(job, by)
    if job.state != "columns":
        raise Stale
    named = {term_key(term): slug for term, slug in chosen.items() if slug in CATEGORIES}
    _remember(session, by, named, remember)
    table = table_of(job)
    silent = {term_key(term): "" for term in find_terms(table, public_url)}
    table = with_categories(table, silent | remembered(session, by).columns | named)
    keep(job, table, Choices(columns=match_columns(table.titles, {})))
    _look_again(session, job, choices_of(job), by, public_url)


def terms_of(job: ImportJob) -> Mapping[str, int]:
    """The terms of a file whose categories are to be said, and how many services have each."""
    return find_terms(table_of(job)) if job.state == "columns" else {}


def forget_columns(session: Session, name: str, *, by: Actor) -> None:
    """Forget what was remembered under a name."""
    known = remembered(session, by)
    names = dict(known.names)
    gone = set(names.pop(name, ())) - {key for keys in names.values() for key in keys}
    known.names = names
    known.columns = {key: field for key, field in known.columns.items() if key not in gone}
    session.add(known)


@collector_at_rest()
def correct_row(
    session: Session, job: ImportJob, line: int, cells: Mapping[str, str], *, by: Actor, public_url: str = ""
) -> None:
    """Write the cells of one row as somebody corrected them in the page."""
    require_waiting(job, by)
    choices = choices_of(job)
    correct(choices, line, cells)
    _look_again(session, job, choices, by, public_url)


@collector_at_rest()
def skip_row(
    session: Session, job: ImportJob, line: int, *, skips: bool, by: Actor, public_url: str = ""
) -> None:
    """Leave a row out, or take it back."""
    require_waiting(job, by)
    choices = choices_of(job)
    left = {*choices.skipped, line} if skips else {*choices.skipped} - {line}
    _look_again(session, job, replace(choices, skipped=sorted(left)), by, public_url)


@collector_at_rest()
def decide_double(
    session: Session,
    job: ImportJob,
    line: int,
    *,
    by: Actor,
    ref: str = "",
    take: Sequence[str] = (),
    both: Sequence[str] = (),
    public_url: str = "",
) -> None:
    """Create the listing of a row although it may double another, or change that one (`ref`) fact by fact."""
    require_waiting(job, by)
    choices = choices_of(job)
    merged = {key: merge for key, merge in choices.merged.items() if key != str(line)}
    created = {*choices.created} - {line}
    if ref:
        facts = [fact for fact in take if fact in FACT_COLUMNS]
        beside = [fact for fact in both if fact in {"phones", "emails"}]
        merged[str(line)] = Merge(ref, facts, beside)
    else:
        created.add(line)
    _look_again(session, job, replace(choices, merged=merged, created=sorted(created)), by, public_url)


def find_cells(job: ImportJob) -> dict[int, dict[str, str]]:
    """The cells of every row as they stand, by line and column, rows left out too; none of those withheld."""
    if not job.source:
        return {}
    return rows_of(table_of(job), replace(choices_of(job), skipped=[]))


def refused_rows(job: ImportJob) -> tuple[list[str], list[list[str]]]:
    """The titles and rows of those refused that are kept: why, then their cells by title of the template."""
    cells = find_cells(job)
    fields = [field for field in COLUMNS if any(field in row for row in cells.values())]
    rows = [
        [
            " ".join(message for _, message in each["problems"]),
            *(cells[each["line"]].get(f, "") for f in fields),
        ]
        for each in read_report(job, REFUSED)
        if each["line"] in cells
    ]
    return [WHY_REFUSED, *(COLUMNS[field] for field in fields)], rows


def require_waiting(job: ImportJob, by: Actor) -> None:
    """Raise NotAllowed for the file of somebody else, `Stale` for one that waits no more."""
    require(by.writes and job.account_id == by.id)
    if job.state not in {"columns", "ready"} or not job.source:
        raise Stale


def _remember(session: Session, by: Actor, named: Mapping[str, str], name: str) -> None:
    name = " ".join(name.split())[:MOST_NAME]
    if not name:
        return
    known = remembered(session, by)
    known.columns = dict(list({**known.columns, **named}.items())[-300:])
    known.names = dict(list({**known.names, name: sorted(named)}.items())[-MOST_NAMES:])
    session.add(known)


def _look_again(session: Session, job: ImportJob, choices: Choices, by: Actor, public_url: str) -> None:
    keep(job, table_of(job), choices)
    look(session, job, by, public_url)
    session.add(job)
