"""What is known and what is missing in each departement, as a page and as files."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from directory import coverage, national_map
from directory.categories import GROUPS, categories_of
from directory.coverage_form import MEASURES, CoverageForm, parse_coverage
from directory.departements import DEPARTEMENTS, REGIONS
from directory.exports import FORMATS
from directory.queries.coverage import count_changes, count_options
from directory.web.database import session
from directory.web.pages import keep, now, page, settings

blueprint = Blueprint("coverage", __name__)

_GROUPS = tuple((group, categories_of(group.slug)) for group in GROUPS.values())


@blueprint.get("/couverture")
def picture() -> Response:
    """The matrix, the map and the figures of the plan."""
    form = _form()
    made = coverage.make_picture(count_options(session(), _today()), form)
    return page(
        "coverage/page.html",
        title="Couverture des départements",
        nav="couverture",
        picture=made,
        form=form,
        series=coverage.make_series(count_changes(session()), form, _today()),
        today=_today(),
        states=coverage.STATES,
        measures=MEASURES,
        regions=REGIONS,
        groups=_GROUPS,
        formats=FORMATS,
        national_map=national_map.load(),
        places=DEPARTEMENTS,
        cell_path=coverage.cell_path,
    )


@blueprint.get(f"/couverture.<any({','.join(FORMATS)}):extension>")
def export(extension: str) -> Response:
    """The same matrix as a file, one cell a row."""
    tallies = count_options(session(), _today())
    made = coverage.make_picture(tallies, _form())
    rows = coverage.export_rows(tallies, made, settings().public_url)
    wanted = FORMATS[extension]
    response = Response(wanted.write(coverage.EXPORT_HEADER, rows), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=couverture.{extension}"
    return keep(response)


def _form() -> CoverageForm:
    return parse_coverage({name: request.args.getlist(name) for name in request.args})


def _today() -> date:
    return now().astimezone(ZoneInfo("Europe/Paris")).date()
