"""The pages of a file that waits: its columns, its report row by row, one row to correct."""

from __future__ import annotations

from typing import Any

from flask import request

from directory.imports import deciding
from directory.imports import running as running_imports
from directory.imports.choices import WHOLE_FILE, choices_of, table_of
from directory.imports.columns import COLUMNS
from directory.imports.looking import DOUBLES
from directory.imports.merging import find_pairs
from directory.imports.preparing import REFUSED, WAITING
from directory.imports.reports import read_report
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL, DISCLOSURE_WORDS, STATUS_WORDS
from directory.models import ImportJob
from directory.places.departements import DEPARTEMENTS
from directory.storing.writer import CHANGED, NEW, UNCHANGED
from directory.web import auth
from directory.web.database import session
from directory.web.desk import show
from directory.web.pages import settings

ROWS_A_PAGE, SAMPLES = 100, 3
#: Rows of a report, by the word of their address; the last ones may double a listing, or another row.
SHOWN = {
    "refusees": (REFUSED, "Refusées"),
    "nouvelles": (NEW, "Nouvelles"),
    "modifiees": (CHANGED, "Modifiées"),
    "a-approuver": (WAITING, "À approuver"),
    "inchangees": (UNCHANGED, "Inchangées"),
    "doublons": (DOUBLES, "Doublons possibles"),
}


def show_file(found: ImportJob, problem: str = "", status: int = 200) -> Any:
    """Render a file wherever it has got to; `problem` is what is wrong with its columns."""
    if found.state == "columns" or problem:
        return show_columns(found, problem, status)
    running = running_imports.read(settings().instance_path, found.id) if found.state == "ready" else None
    return show(
        "imports/job.html", status, title="Import", nav="import", job=found, running=running, shown=SHOWN,
        columns=COLUMNS, skipped=choices_of(found).skipped, **_report(found),
    )  # fmt: skip


def show_columns(found: ImportJob, problem: str = "", status: int = 200) -> Any:
    """Render the columns of a file with samples of each, and what the whole file says."""
    table = table_of(found)
    sent = request.form.getlist("column")
    is_whole = len(sent) == len(found.titles)
    chosen = sent if is_whole else deciding.proposed_columns(session(), found, by=auth.actor())
    samples = [_samples(row[place] for row in table.rows) for place in range(len(table.titles))]
    return show(
        "imports/columns.html", status, title="Import", nav="import", job=found, problem=problem,
        terms=deciding.terms_of(found),
        chosen=chosen,
        samples=samples, columns=COLUMNS, categories=CATEGORIES, departements=DEPARTEMENTS,
        defaults=choices_of(found).defaults | {k: v for k, v in request.form.items() if k in WHOLE_FILE},
        statuses={code: STATUS_WORDS[code] for code in ("draft", "published")},
        disclosures={code: words for code, words in DISCLOSURE_WORDS.items() if code != CONFIDENTIAL},
    )  # fmt: skip


def show_row(found: ImportJob, line: int, cells: dict[str, str]) -> Any:
    """Render one row: what is wrong with it, each of its cells, and the listings it may double beside it."""
    entry = next((each for each in read_report(found) if each["line"] == line), None)
    doubles = entry["doubles"] if entry else []
    return show(
        "imports/row.html", title="Import", nav="import", job=found, line=line, cells=cells, columns=COLUMNS,
        entry=entry, is_skipped=line in choices_of(found).skipped,
        pairs=find_pairs(session(), cells, doubles, found.category, by=auth.actor()),
    )  # fmt: skip


def _samples(cells: Any) -> list[str]:
    """The first different values of a column, cut short."""
    found: dict[str, None] = {}
    for cell in cells:
        if cell:
            found.setdefault(cell[:40])
        if len(found) == SAMPLES:
            break
    return list(found)


def _report(found: ImportJob) -> dict[str, object]:
    """The page of the report that the address asks for, each row with its cells where they are kept."""
    chosen = request.args.get("lignes", "")
    if chosen not in SHOWN:
        first = (word for word, (outcome, _) in SHOWN.items() if found.counts.get(outcome))
        chosen = next(first, "nouvelles")
    outcome = SHOWN[chosen][0]
    every = read_report(found, "" if outcome == DOUBLES else outcome)
    entries = [each for each in every if outcome != DOUBLES or each["doubles"]]
    number = min(max(request.args.get("page", 1, type=int), 1), 1 + (len(entries) - 1) // ROWS_A_PAGE or 1)
    start = (number - 1) * ROWS_A_PAGE
    shown, cells = entries[start : start + ROWS_A_PAGE], deciding.find_cells(found)
    return {
        "chosen": chosen,
        "entries": [each | {"cells": cells.get(each["line"], {})} for each in shown],
        "page": number,
        "has_more": start + ROWS_A_PAGE < len(entries),
    }
