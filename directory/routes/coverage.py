"""What is known and what is missing in each departement, as a page and as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, request

from directory.api.parameters import FILTERS, REGION, BadParameter, choice
from directory.coverage import completeness
from directory.coverage import picture as coverage
from directory.coverage.form import MEASURES, CoverageForm, parse_coverage
from directory.coverage.tallies import Change, count_changes, count_options
from directory.exports import FORMATS
from directory.maps import national as national_map
from directory.places.departements import DEPARTEMENTS, REGIONS
from directory.publishing.views import dataset_version
from directory.watching.use import COVERAGE, Use
from directory.web.database import session
from directory.web.machine import costly, filled_values
from directory.web.pages import keep, now, page, settings
from directory.web.searches import FILTER_GROUPS
from directory.web.use import count_use

blueprint = Blueprint("coverage", __name__)

_PARAMETERS = (
    REGION,
    *(one for one in FILTERS if one.name in {"groupe", "categorie"}),
    choice("mesure", "Mesure du plan.", map(str, MEASURES)),
)


@blueprint.get("/couverture")
def picture() -> Response:
    """The matrix, the map and the figures of the plan."""
    count_use(Use(COVERAGE))
    form = _form()
    tallies, changes, measured = _counted()
    return page(
        "coverage/page.html",
        title="Couverture des départements",
        nav="couverture",
        picture=coverage.make_picture(tallies, form),
        form=form,
        series=coverage.make_series(changes, form, _today()),
        today=_today(),
        states=coverage.STATES,
        measures=MEASURES,
        regions=REGIONS,
        groups=FILTER_GROUPS,
        formats=FORMATS,
        national_map=national_map.load(),
        places=DEPARTEMENTS,
        cell_path=coverage.cell_path,
        measured=measured,
        sums=completeness.sum_up(measured),
        words=completeness.WORDS,
    )


@blueprint.get(f"/couverture.<any({','.join(FORMATS)}):extension>")
@costly
def export(extension: str) -> Response:
    """The same matrix as a file, one cell a row."""
    filled_values(_PARAMETERS)
    form = _form()
    if form.notes:
        raise BadParameter("mesure", "aucune des catégories choisies n’y répond.")
    tallies, _, _ = _counted()
    rows = coverage.export_rows(tallies, coverage.make_picture(tallies, form), settings().public_url)
    wanted = FORMATS[extension]
    response = Response(wanted.write(coverage.EXPORT_HEADER, rows), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=couverture.{extension}"
    return keep(response)


def _counted() -> tuple[coverage.Tallies, Sequence[Change], Mapping[str, completeness.Completeness]]:
    """The counts every filter and file starts from, made once for a version of the data and a day."""
    key = dataset_version(session()), _today()
    kept = current_app.extensions.get("coverage")
    if kept is None or kept[0] != key:
        counts = count_options(session(), _today()), count_changes(session()), completeness.measure(session())
        kept = key, counts
        current_app.extensions["coverage"] = kept
    counted: tuple[coverage.Tallies, Sequence[Change], Mapping[str, completeness.Completeness]] = kept[1]
    return counted


def _form() -> CoverageForm:
    return parse_coverage({name: request.args.getlist(name) for name in request.args})


def _today() -> date:
    return now().astimezone(ZoneInfo("Europe/Paris")).date()
