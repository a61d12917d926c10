"""The sheet of a departement, to print or to send: /departements/56/fiche.pdf."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from directory.copies import sheet as sheets
from directory.copies.sheet_queries import find_sheet_content
from directory.watching.use import PAPER, Use
from directory.web.database import session
from directory.web.machine import costly
from directory.web.pages import keep, now, settings
from directory.web.searches import known_departement
from directory.web.use import count_use

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/departements/<code>/fiche.pdf")
@costly
def sheet(code: str) -> AnyResponse:
    """One or two pages: the emergency numbers, then who to call for what."""
    place = known_departement(code)
    if place.code != code:
        return redirect(f"/departements/{place.code}/fiche.pdf", 301)
    count_use(Use(PAPER, place.code))
    url = f"{settings().public_url}/departements/{place.code}"
    body = sheets.make_sheet(find_sheet_content(session(), place, now()), now(), url)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename={sheets.file_name(place)}"
    return keep(response, timezone=place.timezone)
