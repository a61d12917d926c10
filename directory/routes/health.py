"""Whether the service lives (no database) and whether it is ready (database and schema); its figures."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from directory.database.migrate import is_current
from directory.watching.figures import MIMETYPE
from directory.web import figures
from directory.web.pages import settings

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    """Answer as long as the process runs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """Answer 200 when the database is reachable and at the schema of this program, else 503."""
    try:
        current = is_current(current_app.extensions["engine"])
    except SQLAlchemyError:
        current = False
    if not current:
        return Response("not ready\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of this machine, for who gives METRICS_TOKEN; for anybody else there is no such page."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    return Response(figures.read(), content_type=MIMETYPE)
