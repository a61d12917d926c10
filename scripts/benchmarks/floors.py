"""What to compare with, in the same run: a bare Flask hello, plain SQLite, a minimal Leaflet page."""

from __future__ import annotations

import json
import os
import sqlite3
from html import escape
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

STATIC = Path(__file__).resolve().parent.parent.parent / "directory" / "static"
LIST_SQL = (
    "SELECT p.view FROM publication_departement d JOIN publication p USING (number)"
    " WHERE d.departement = ? ORDER BY d.number LIMIT ?"
)
_FOUND = "plain JOIN listings.publication_departement d ON d.number = plain.rowid WHERE plain MATCH ?"
TEXT_COUNTS_SQL = f"SELECT d.category, count(*) FROM {_FOUND} AND d.is_primary GROUP BY d.category"
TEXT_PAGE_SQL = (
    "SELECT p.view FROM listings.publication p JOIN (SELECT d.number, d.rank"
    f" FROM {_FOUND} AND d.is_primary ORDER BY d.rank, d.number LIMIT ?) USING (number)"
    " ORDER BY rank, number"
)
CATEGORY_COUNT_SQL = "SELECT count(*) FROM publication_departement WHERE is_primary AND category = ?"
LOCAL_COUNT_SQL = "SELECT count(*) FROM publication_departement WHERE departement = ? AND category = ?"
MAP_SCRIPT = """
fetch("/floor-points.json").then((answer) => answer.json()).then((points) => {
  const map = L.map("map", { preferCanvas: true, zoomAnimation: true });
  map.fitBounds(L.latLngBounds(points));
  points.forEach((point) => L.circleMarker(point, { radius: 5 }).addTo(map));
  document.getElementById("map").dataset.points = points.length;
});
"""
MAP_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Plancher</title>
<style>#map { height: 500px } .leaflet-pane, .leaflet-zoom-animated { position: absolute; left: 0; top: 0 }
.leaflet-container { position: relative; overflow: hidden }</style>
<div id="map"></div><script src="/leaflet.js"></script><script src="/floor.js"></script></html>"""

#: A partner's page: nothing but a frame.
HOST_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Hôte</title>
<iframe title="Carte" src="{url}" width="100%" height="700"></iframe></html>"""


def build_app() -> Flask:
    """Return the application of the floors; it knows nothing of the directory."""
    app = Flask(__name__, static_folder=None)

    @app.after_request
    def isolate(response: Response) -> Response:
        # A page isolated from others starts in a process of its own: any careful site pays for it.
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    @app.get("/")
    def hello() -> str:
        return "Bonjour"

    @app.get("/map")
    def page() -> str:
        return MAP_PAGE

    @app.get("/frame")
    def host() -> str:
        return HOST_PAGE.format(url=escape(request.args["url"]))

    @app.get("/leaflet.js")
    def leaflet() -> Response:
        return Response((STATIC / "vendor" / "leaflet-1.9.4.js").read_bytes(), mimetype="text/javascript")

    @app.get("/floor.js")
    def script() -> Response:
        return Response(MAP_SCRIPT, mimetype="text/javascript")

    @app.get("/floor-points.json")
    def points() -> Response:
        return Response(_points(os.environ["FLOOR_DATABASE"]), mimetype="application/json")

    return app


def _points(file: str) -> str:
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "SELECT latitude, longitude FROM publication_departement"
            " WHERE departement = '56' AND latitude IS NOT NULL ORDER BY number"
        ).fetchall()
    return json.dumps(rows)


def make_plain_index(file: Path, source: Path) -> None:
    """Write the same texts in a plain FTS5 table, as one would without thinking; kept between runs."""
    if file.exists():
        return
    draft = file.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as connection, sqlite3.connect(source) as listings:
        connection.execute(
            "CREATE VIRTUAL TABLE plain USING fts5(name, operator, commune, summary, kind,"
            " tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.executemany(
            "INSERT INTO plain (rowid, name, operator, commune, summary, kind) VALUES (?, ?, ?, ?, ?, ?)",
            (_texts(number, json.loads(view)) for number, view in listings.execute(
                "SELECT number, view FROM publication ORDER BY number")),
        )  # fmt: skip
    draft.rename(file)


def _texts(number: int, view: dict[str, Any]) -> tuple[Any, ...]:
    from directory.listings.categories import CATEGORIES

    category = CATEGORIES[view["category"]]
    kind = " ".join((category.label, category.plural, *category.synonyms))
    return number, view["name"], view["operator"], view["commune"], view["summary"], kind


application = build_app()
