"""The data of a departement's map: compact columns for our map, GeoJSON for others."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request

from directory.api.parameters import DEPARTEMENT, PAGE_SEARCH, REGION, BadParameter
from directory.places.departements import DEPARTEMENTS
from directory.publishing import views
from directory.search import points, regional
from directory.search.local import LocalSearch
from directory.web.database import session
from directory.web.headers import let_load
from directory.web.machine import filled_values
from directory.web.pages import keep, now
from directory.web.searches import check_place, known_territory, local_search, territory_search

blueprint = Blueprint("points", __name__)


@blueprint.get("/points.json")
def columns() -> Response:
    """The points of a search in a departement, or in a region, as columns."""
    return _json(_find_columns(), "application/json")


@blueprint.get("/points.js")
def first_columns() -> Response:
    """The same as a script of the page, so that they are there when its map is, without a word asked."""
    url = f"/points.json?{request.query_string.decode('latin-1')}"
    script = b"relaisPoints = %b;" % orjson.dumps({"url": url, "data": _find_columns()})
    return keep(let_load(Response(script, mimetype="text/javascript")))


def _find_columns() -> dict[str, Any]:
    given = filled_values((DEPARTEMENT, REGION, *PAGE_SEARCH))
    if given["region"]:
        territory = known_territory(f"region-{given['region']}")
        wanted = territory_search(territory)
        check_place(wanted.form)
        return points.make_columns(session(), regional.find_map_numbers(wanted), territory.codes)
    return points.find_columns(_local(given["departement"]))


def _local(departement: str) -> LocalSearch:
    """The search of this request in a departement, which has to be given."""
    if not departement:
        raise BadParameter("departement", "il manque.")
    wanted = local_search(DEPARTEMENTS[departement])
    check_place(wanted.form)
    return wanted


@blueprint.get("/points.geojson")
def features() -> Response:
    """The same points as GeoJSON (RFC 7946)."""
    given = filled_values((DEPARTEMENT, *PAGE_SEARCH))
    body = points.write_features(_local(given["departement"]))
    return keep(let_load(Response(body, mimetype="application/geo+json")))


@blueprint.get("/points/<int:number>.json")
def label(number: int) -> Response:
    """What the popup of one point says."""
    view = views.find_view_by_number(session(), number) if number < 2**31 else None
    if view is None:
        raise BadParameter("number", "ce point n’existe pas ou plus.", 404)
    return _json(points.label(view, now()), "application/json")


def _json(value: Any, mimetype: str) -> Response:
    """Answer JSON that holds until the data or an opening hour changes."""
    return keep(let_load(Response(orjson.dumps(value), mimetype=mimetype)))
