"""A territory's map and list as a still picture: /images/59.png, for newsletters."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from pyroaring import BitMap
from werkzeug.wrappers import Response as AnyResponse

from directory.api.parameters import PAGE_SEARCH, BadParameter
from directory.copies import pictures
from directory.copies.pictures import PictureContent, Point
from directory.places.territories import FRANCE, Territory, find_territory
from directory.search import local, regional
from directory.search.crip import find_crip_line
from directory.search.ordering import read_points
from directory.search.results import Results
from directory.web.database import session
from directory.web.headers import let_load
from directory.web.machine import costly, filled_values
from directory.web.pages import keep, now, settings
from directory.web.searches import check_place, local_search, territory_search

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/images/<code>.<any(svg,png):extension>")
@costly
def picture(code: str, extension: str) -> AnyResponse:
    """Send the picture of a territory, with the filters of the address."""
    territory = find_territory(code)
    if territory is None:
        raise BadParameter("code", "aucun territoire ne porte ce code : 59, region-53 ou france.", 404)
    if code != territory.code:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(f"/images/{territory.code}.{extension}{query}", 301)
    filled_values(PAGE_SEARCH)
    content, results = _content(territory)
    today = now().astimezone(ZoneInfo(territory.timezone)).date()
    address = f"{settings().public_url}{territory.public_path}"
    svg = pictures.make_svg(content, today, address)
    if extension == "svg":
        response = Response(svg, mimetype="image/svg+xml")
    else:
        response = Response(pictures.make_png(svg), mimetype="image/png")
    return keep(let_load(response), until=(results.valid_until,), timezone=territory.timezone)


def _content(territory: Territory) -> tuple[PictureContent, Results]:
    """Search as the pages do; the country has counts, the others points."""
    if territory.departement:
        wanted = local_search(territory.departements[0])
        check_place(wanted.form)
        results = local.search(wanted)
        numbers = local.find_map_numbers(wanted).numbers
    else:
        elsewhere = territory_search(territory)
        check_place(elsewhere.form)
        results = regional.search(elsewhere, territory)
        numbers = regional.find_map_numbers(elsewhere).numbers if territory.region_code else BitMap()
    counts, crip = {}, None
    if territory.departement:
        crip = find_crip_line(session(), territory.departements[0], now())
    if territory.code == FRANCE:
        counts = regional.count_by_departement(territory_search(territory))
    drawn = read_points(session(), numbers)
    points = [Point(latitude, longitude, category) for _, category, latitude, longitude in drawn]
    own = [card for group in results.groups if group.key != "national" for card in group.cards]
    return PictureContent(territory, own, results.total, points, counts, crip), results
