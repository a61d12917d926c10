"""Whether the service lives (no database) and whether it is ready (database and schema). No version."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from directory.database.migrate import is_current

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
