"""API v1: the directory as JSON, GeoJSON, CSV and columns, for reading by anybody."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, Response, abort, redirect, request
from msgspec import json
from werkzeug.wrappers import Response as AnyResponse

from directory.api import operations
from directory.api.operations import FORMATS, LINES_TYPE, OPERATIONS
from directory.api.parameters import BadParameter, search_of
from directory.config import ROOT
from directory.coverage import picture as coverage
from directory.coverage.form import CoverageForm
from directory.coverage.tallies import count_options
from directory.editing.reappearing import is_gone
from directory.exports.listings import LISTING_FORMATS, make_columns
from directory.exports.record import make_feature, make_record
from directory.exports.reference import category_records, coverage_records, departement_record, place_record
from directory.listings.public_view import PublicView
from directory.places import communes
from directory.places.departements import DEPARTEMENTS, find_departement
from directory.publishing.publication import NATIONAL
from directory.publishing.views import (
    count_by_departement,
    find_view,
    find_view_by_number,
    was_number_withdrawn,
    was_withdrawn,
)
from directory.search import feed
from directory.search.resolving import Resolved
from directory.web.canonical import WholeNumber
from directory.web.database import keep_reading, session
from directory.web.errors import Missing
from directory.web.machine import MOST_A_MINUTE, answer, arguments, values
from directory.web.pages import keep, now, page, settings, stream

blueprint = Blueprint("api", __name__)

#: The ten lines that keep a copy of a departement.
SCRIPT = ROOT / "directory" / "templates" / "api" / "copie.txt"


def wanted_listings(given: dict[str, Any]) -> Resolved:
    """Return the listings that checked parameters ask for; raise `BadParameter` for an unknown place."""
    near = communes.commune_or_postcode(given["pres"]) if given["pres"] else None
    if given["pres"] and near is None:
        raise BadParameter("pres", "aucune commune n’a ce code Insee ou ce code postal.", 404)
    return feed.resolve(
        feed.FeedSearch(
            session(),
            now(),
            search_of(arguments()),
            departement=NATIONAL if given["portee"] else given["departement"],
            near=near,
            radius=given["rayon"],
            modified_after=given["modified_after"],
        )
    )


@blueprint.get("/api/v1/listings")
@blueprint.get(f"/api/v1/listings.<any({','.join(FORMATS)}):extension>")
def listings(extension: str = "") -> Response:
    """Listings in the order of their numbers; the cursor is the last number received."""
    given = values(OPERATIONS["listings"].parameters)
    selection = wanted_listings(given)
    views = feed.find_after(selection, given["cursor"], given["limit"])
    following = _next_url(views[-1].number) if len(views) == given["limit"] else None
    response = _listings_as(extension or given["format"], views, following)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return keep(response, until=[selection.until])


def _listings_as(form: str, views: list[PublicView], following: str | None) -> Response:
    site = settings().public_url
    if form == "csv":
        return Response(LISTING_FORMATS["csv"].write(views, site), mimetype=FORMATS[form])
    bodies: dict[str, Any] = {
        "json": lambda: {"listings": [make_record(view, site) for view in views]},
        "columns": lambda: make_columns(views),
        "geojson": lambda: {
            "type": "FeatureCollection",
            "features": [make_feature(view, site) for view in views],
        },
    }
    return Response(json.encode(bodies[form]() | {"next": following}), mimetype=FORMATS[form])


def _next_url(cursor: int) -> str:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{settings().public_url}{request.path}?{urlencode([*pairs, ('cursor', str(cursor))])}"


@blueprint.get("/api/v1/listings/<key>")
def listing(key: str) -> Response:
    """One listing, by its number or its slug."""
    form = values(OPERATIONS["listing"].parameters)["format"]
    is_number = len(key) < 10 and re.fullmatch(WholeNumber.regex, key) is not None
    view = find_view_by_number(session(), int(key)) if is_number else find_view(session(), key)
    if view is None:
        if is_number and was_number_withdrawn(session(), int(key)):
            abort(410)
        if not is_number and (was_withdrawn(session(), key) or is_gone(session(), key, settings().keys)):
            abort(410)
        raise Missing("Aucune fiche publiée ne porte ce numéro ou ce mot.")
    make = make_feature if form == "geojson" else make_record
    return answer(make(view, settings().public_url), FORMATS[form])


@blueprint.get("/api/v1/changes")
def changes() -> Response:
    """What changed after a version, one JSON line a listing; a withdrawn one is only a number."""
    given = values(OPERATIONS["changes"].parameters)
    lines = [
        {"version": version, "number": number, "verb": verb} | ({"slug": slug} if slug else {})
        for version, number, verb, slug in feed.find_changes(session(), given["since"], given["limit"])
    ]
    body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
    return keep(Response(body, mimetype=LINES_TYPE))


@blueprint.get("/api/v1/departements")
def departements() -> Response:
    """Every departement."""
    values(())
    counts, site = count_by_departement(session()), settings().public_url
    return answer({"departements": [departement_record(code, counts, site) for code in DEPARTEMENTS]})


@blueprint.get("/api/v1/departements/<code>")
def departement(code: str) -> AnyResponse:
    """One departement."""
    values(())
    place = find_departement(code)
    if place is None:
        raise Missing("Aucun département ne porte ce code.")
    if place.code != code:
        return redirect(f"/api/v1/departements/{place.code}", 301)
    return answer(departement_record(code, count_by_departement(session()), settings().public_url))


@blueprint.get("/api/v1/communes")
def find_communes() -> Response:
    """The places a text may mean."""
    found = communes.find(values(OPERATIONS["communes"].parameters)["q"])
    rows = [place_record(match) for match in found.matches]
    return answer({"communes": rows, "is_certain": found.is_certain})


@blueprint.get("/api/v1/categories")
def categories() -> Response:
    """The kinds of resources."""
    values(())
    return answer({"categories": category_records()})


@blueprint.get("/api/v1/coverage")
def cover() -> Response:
    """What is known of each category in each departement; confidential options are never a number."""
    values(())
    tallies = count_options(session(), now().astimezone(ZoneInfo("Europe/Paris")).date())
    picture = coverage.make_picture(tallies, CoverageForm())
    return answer({"coverage": list(coverage_records(tallies, picture))})


@blueprint.get(f"/exports/listings.<any({','.join(LISTING_FORMATS)}):extension>")
def export(extension: str) -> Response:
    """Every listing of a search, as a file written while it is read."""
    selection = wanted_listings(values(OPERATIONS["export"].parameters))
    feed.count(selection)  # a database that is away is said before the file begins
    wanted = LISTING_FORMATS[extension]
    body = wanted.write(feed.iterate(selection), settings().public_url)
    response = Response(keep_reading(session(), body), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=fiches.{extension}"
    return stream(response, until=[selection.until])


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 description of all this."""
    values(())
    return answer(operations.document(settings().public_url))


@blueprint.get("/api")
def documentation() -> Response:
    """The same for a person, with a script to begin from."""
    return page(
        "api/page.html",
        title="Données et API",
        operations=OPERATIONS,
        files=LISTING_FORMATS,
        script=SCRIPT.read_text(encoding="utf-8").replace("https://relais.example", settings().public_url),
        most=MOST_A_MINUTE,
    )
