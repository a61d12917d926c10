"""Files of listings: the template, sending one, looking at what it would do, applying, undoing, exporting."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request

from directory.accounts import access, events
from directory.editing.listings import Stale
from directory.exports import FORMATS
from directory.imports import deciding
from directory.imports import jobs as import_jobs
from directory.imports import running as running_imports
from directory.imports.tables import Unreadable
from directory.imports.template_rows import HEADER, example_row, make_rows
from directory.listings.categories import CATEGORIES
from directory.models import ImportJob
from directory.storing.kept import find_kept_drafts
from directory.web import auth
from directory.web.auth import writes
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.import_page import show_columns, show_file, show_row
from directory.web.pages import now, settings

blueprint = Blueprint("imports", __name__, url_prefix="/coordination")

HOME = "/coordination/import"
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
        names=deciding.remembered(session(), auth.actor()).names,
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


def _file(extension: str, name: str, rows: Any, header: Sequence[str] = HEADER) -> Response:
    wanted = FORMATS[extension]
    response = Response(wanted.write(header, rows), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


@blueprint.get("/import/<uuid:job_id>")
@writes
def job(job_id: UUID) -> Any:
    """A file: its columns, its report, its progress or what it did, wherever it has got to."""
    return show_file(_find(job_id))


@blueprint.get("/import/<uuid:job_id>/colonnes")
@writes
def edit_columns(job_id: UUID) -> Any:
    """The columns of a file, for as long as it waits."""
    found = _find(job_id)
    deciding.require_waiting(found, auth.actor())
    return show_columns(found)


@blueprint.post("/import/<uuid:job_id>/colonnes")
@writes
def columns(job_id: UUID) -> Any:
    """Say which column each title is, and what the whole file says."""
    found = _find(job_id)
    try:
        deciding.choose_columns(
            session(), found, request.form.getlist("column"), by=auth.actor(), defaults=request.form,
            remember=request.form.get("nom", ""), public_url=settings().public_url,
        )  # fmt: skip
    except ValueError as refused:
        return show_file(found, str(refused), 422)
    session().commit()
    return redirect(f"{HOME}/{job_id}", 303)


@blueprint.post("/import/<uuid:job_id>/categories")
@writes
def categories(job_id: UUID) -> Any:
    """Say once which category each term of a foreign taxonomy is."""
    chosen = dict(zip(request.form.getlist("term"), request.form.getlist("category"), strict=False))
    deciding.choose_categories(
        session(), _find(job_id), chosen, by=auth.actor(), remember=request.form.get("nom", ""),
        public_url=settings().public_url,
    )  # fmt: skip
    session().commit()
    return redirect(f"{HOME}/{job_id}", 303)


@blueprint.post("/import/colonnes/oublier")
@writes
def forget_columns() -> Any:
    """Forget columns remembered under a name."""
    deciding.forget_columns(session(), request.form.get("nom", ""), by=auth.actor())
    session().commit()
    return done(HOME, "colonnes-oubliees")


@blueprint.get("/import/<uuid:job_id>/lignes/<int:line>")
@writes
def row(job_id: UUID, line: int) -> Any:
    """One row, cell by cell, beside the listings it may double."""
    found = _find(job_id)
    cells = deciding.find_cells(found).get(line)
    return abort(404) if cells is None else show_row(found, line, cells)


@blueprint.post("/import/<uuid:job_id>/lignes/<int:line>")
@writes
def decide(job_id: UUID, line: int) -> Any:
    """Correct a row, leave it out or take it back, or decide of what it may double."""
    found, by, url = _find(job_id), auth.actor(), settings().public_url
    deciding.require_waiting(found, by)
    if line not in deciding.find_cells(found):
        abort(404)
    act = request.form.get("geste", "")
    if act == "corriger":
        cells = {name.removeprefix("cell_"): value for name, value in request.form.items()}
        deciding.correct_row(session(), found, line, cells, by=by, public_url=url)
    elif act in {"ecarter", "reprendre"}:
        deciding.skip_row(session(), found, line, skips=act == "ecarter", by=by, public_url=url)
    elif act in {"creer", "fusionner"}:
        kept = {name.removeprefix("garder_"): value for name, value in request.form.items()}
        deciding.decide_double(
            session(), found, line, by=by, public_url=url,
            ref=request.form.get("ref", "") if act == "fusionner" else "",
            take=[name for name, value in kept.items() if value == "fichier"],
            both=[name for name, value in kept.items() if value == "deux"],
        )  # fmt: skip
    else:
        abort(400)
    session().commit()
    return done(f"{HOME}/{job_id}", "ligne", lignes=request.form.get("lignes", "")[:20])


@blueprint.get(f"/import/<uuid:job_id>/refusees.<any({EXTENSIONS}):extension>")
@writes
def refused(job_id: UUID, extension: str) -> Response:
    """The rows refused with why, in the columns of the template: corrected, the file comes back here."""
    header, rows = deciding.refused_rows(_find(job_id))
    return _file(extension, "refusees", rows, header)


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
