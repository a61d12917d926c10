"""Files of listings: the template, sending one, looking at what it would do, applying, undoing, exporting."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request

from directory.accounts import access, events
from directory.editing.listings import Stale
from directory.exports import FORMATS
from directory.imports import jobs as import_jobs
from directory.imports import running as running_imports
from directory.imports.columns import COLUMNS
from directory.imports.preparing import REFUSED, WAITING
from directory.imports.reports import read_report
from directory.imports.tables import Unreadable
from directory.imports.template_rows import HEADER, example_row, make_rows
from directory.imports.terms import terms_of
from directory.listings.categories import CATEGORIES
from directory.models import ImportJob
from directory.storing.kept import find_kept_drafts
from directory.storing.writer import CHANGED, NEW, UNCHANGED
from directory.web import auth
from directory.web.auth import writes
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now, settings

blueprint = Blueprint("imports", __name__, url_prefix="/coordination")

HOME = "/coordination/import"
ROWS_A_PAGE = 100
#: Rows of a report, by the word of their address.
SHOWN = {
    "refusees": (REFUSED, "Refusées"),
    "nouvelles": (NEW, "Nouvelles"),
    "modifiees": (CHANGED, "Modifiées"),
    "a-approuver": (WAITING, "À approuver"),
    "inchangees": (UNCHANGED, "Inchangées"),
}
EXTENSIONS = ",".join(FORMATS)


@blueprint.get("/import")
@writes
def home() -> Any:
    """Send a file; the last ones sent."""
    return _home()


def _home(problem: str = "", status: int = 200) -> Any:
    jobs = import_jobs.find_jobs(session(), by=auth.actor())
    return show(
        "imports/home.html", status, title="Importer, exporter", nav="import", jobs=jobs, problem=problem,
        categories=CATEGORIES, formats=FORMATS,
    )  # fmt: skip


@blueprint.post("/import")
@writes
def send() -> Any:
    """Read a file and say what it would do; nothing is stored yet."""
    file, category = request.files.get("fichier"), request.form.get("category", "")
    with closing(file or BytesIO()) as opened:
        content = opened.read()
    if not content or (category and category not in CATEGORIES):
        return _home("Choisissez un fichier.", 422)
    try:
        job = import_jobs.start(
            session(), content, by=auth.actor(), at=now(), category=category,
            public_url=settings().public_url,
        )  # fmt: skip
    except Unreadable as refused:
        return _home(str(refused), 422)
    session().commit()
    return redirect(f"{HOME}/{job.id}", 303)


@blueprint.get(f"/import/modele.<any({EXTENSIONS}):extension>")
@writes
def template(extension: str) -> Response:
    """The empty template, with one row that shows what is expected."""
    return _file(extension, "modele", [example_row()])


@blueprint.get(f"/export.<any({EXTENSIONS}):extension>")
@writes
def export(extension: str) -> Response:
    """The listings one keeps, contacts kept for professionals included, in the columns of the template."""
    rows = list(make_rows(draft for _, draft in find_kept_drafts(session(), by=auth.actor())))
    detail = f"{len(rows)} fiches, {extension}"
    events.record(session(), None, "export", at=now(), by=auth.actor().email, detail=detail)
    access.record_export(session(), by=auth.actor(), at=now())
    session().commit()
    return _file(extension, "fiches", rows)


def _file(extension: str, name: str, rows: Any) -> Response:
    wanted = FORMATS[extension]
    response = Response(wanted.write(HEADER, rows), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


@blueprint.get("/import/<uuid:job_id>")
@writes
def job(job_id: UUID) -> Any:
    """A file: its columns, its report, its progress or what it did, wherever it has got to."""
    return _job(_find(job_id))


def _job(found: ImportJob, problem: str = "", status: int = 200) -> Any:
    title = "Import"
    if found.state == "columns":
        chosen = import_jobs.proposed_columns(session(), found, by=auth.actor())
        return show(
            "imports/columns.html", status, title=title, nav="import", job=found, chosen=chosen,
            columns=COLUMNS, problem=problem, terms=terms_of(found), categories=CATEGORIES,
        )  # fmt: skip
    running = running_imports.read(settings().instance_path, found.id) if found.state == "ready" else None
    return show(
        "imports/job.html", status, title=title, nav="import", job=found, running=running, shown=SHOWN,
        columns=COLUMNS, **_report(found),
    )  # fmt: skip


def _report(found: ImportJob) -> dict[str, object]:
    """The page of the report that the address asks for."""
    chosen = request.args.get("lignes", "")
    if chosen not in SHOWN:
        chosen = next(
            (word for word, (outcome, _) in SHOWN.items() if found.counts.get(outcome)), "nouvelles"
        )
    entries = read_report(found, SHOWN[chosen][0])
    number = min(max(request.args.get("page", 1, type=int), 1), 1 + (len(entries) - 1) // ROWS_A_PAGE or 1)
    start = (number - 1) * ROWS_A_PAGE
    return {
        "chosen": chosen,
        "entries": entries[start : start + ROWS_A_PAGE],
        "page": number,
        "has_more": start + ROWS_A_PAGE < len(entries),
    }


@blueprint.post("/import/<uuid:job_id>/colonnes")
@writes
def columns(job_id: UUID) -> Any:
    """Say which column each title is."""
    found = _find(job_id)
    try:
        import_jobs.choose_columns(session(), found, request.form.getlist("column"), by=auth.actor())
    except ValueError as refused:
        return _job(found, str(refused), 422)
    session().commit()
    return redirect(f"{HOME}/{job_id}", 303)


@blueprint.post("/import/<uuid:job_id>/categories")
@writes
def categories(job_id: UUID) -> Any:
    """Say once which category each term of a foreign taxonomy is."""
    chosen = dict(zip(request.form.getlist("term"), request.form.getlist("category"), strict=False))
    url = settings().public_url
    import_jobs.choose_categories(session(), _find(job_id), chosen, by=auth.actor(), public_url=url)
    session().commit()
    return redirect(f"{HOME}/{job_id}", 303)


@blueprint.post("/import/<uuid:job_id>/appliquer")
@writes
def apply(job_id: UUID) -> Any:
    """Store the accepted rows, in the background."""
    if _find(job_id).state != "ready":
        raise Stale
    engine = current_app.extensions["engine"]
    running_imports.begin(engine, settings().instance_path, job_id, by=auth.actor(), at=now())
    return redirect(f"{HOME}/{job_id}", 303)


@blueprint.get("/import/<uuid:job_id>/avancement")
@writes
def progress(job_id: UUID) -> Any:
    """How far a file is; once it is over, its page."""
    found = _find(job_id)
    running = running_imports.read(settings().instance_path, job_id)
    if found.state != "ready" or running is None or running.problem:
        return Response(headers={"HX-Redirect": f"{HOME}/{job_id}"})
    return render_template("imports/_progress.html", job=found, running=running)


@blueprint.post("/import/<uuid:job_id>/annuler")
@writes
def undo(job_id: UUID) -> Any:
    """Give every listing its former state."""
    _find(job_id)
    spared = import_jobs.undo(session(), job_id, by=auth.actor(), at=now())
    session().commit()
    return done(f"{HOME}/{job_id}", "import-annule-en-partie" if spared else "import-annule")


@blueprint.post("/import/<uuid:job_id>/oublier")
@writes
def discard(job_id: UUID) -> Any:
    """Forget a file that was not applied."""
    import_jobs.discard(session(), _find(job_id), by=auth.actor())
    session().commit()
    return done(HOME, "import-oublie")


def _find(job_id: UUID) -> ImportJob:
    return import_jobs.find_job(session(), job_id, by=auth.actor()) or abort(404)
