"""The map's script, the outlines it draws and, when configured, its background tiles."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request

from directory import maps
from directory.api.parameters import BadParameter
from directory.maps.tiles import NoTile, TileProxy
from directory.web.headers import let_load
from directory.web.pages import keep_forever, settings

blueprint = Blueprint("maps", __name__)

A_WHILE = "public, max-age=300"
A_WEEK = "public, max-age=604800"


@blueprint.get("/carte/<code>.js")
def script(code: str) -> Response:
    """Send the script of the map of a departement or a region."""
    config = settings()
    if code not in maps.MAPPED:
        abort(404)
    built = maps.map_script(code, config.instance_path / "maps", has_plan=bool(config.tiles_url))
    return _versioned(built.text, "text/javascript", built.digest)


@blueprint.get("/carte/<code>-communes.js")
def communes(code: str) -> Response:
    """Send the script that draws the communes of a departement, once somebody looks closer."""
    if code not in maps.drawn_departements():
        abort(404)
    return _versioned(maps.communes_script(code), "text/javascript", maps.version_of_communes())


@blueprint.get("/contours/<code>.geojson")
def contours(code: str) -> Response:
    """Send the outlines a map draws."""
    if code not in maps.MAPPED:
        raise BadParameter("code", "aucune carte ne porte ce code : 59 ou region-53.", 404)
    return _versioned(maps.make_contours(code), "application/geo+json", maps.version_of_contours())


@blueprint.get("/fond/<int:z>/<int:x>/<int:y>.png")
def tile(z: int, x: int, y: int) -> Response:
    """Send a background tile, when the configuration names where they come from."""
    config = settings()
    if not config.tiles_url:
        abort(404)
    try:
        found = _proxy(config.tiles_url, config.instance_path / "tiles").find(z, x, y)
    except NoTile:
        abort(404)
    return let_load(Response(found.body, mimetype=found.mimetype, headers={"Cache-Control": A_WEEK}))


@lru_cache(maxsize=4)
def _proxy(template: str, folder: Path) -> TileProxy:
    return TileProxy(template, folder)


def _versioned(body: str | bytes, mimetype: str, version: str) -> Response:
    """Answer with an ETag, kept for good by whoever asked for this very version."""
    response = let_load(Response(body, mimetype=mimetype))
    response.set_etag(version)
    if request.args.get("v") == version:
        return keep_forever(response)
    response.headers["Cache-Control"] = A_WHILE
    response.make_conditional(request)
    return response
