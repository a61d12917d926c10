"""Departements that others added to a listing: agreeing, declining, taking one's own back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request

from directory.editing import territory
from directory.editing.listings import Stale
from directory.storing.listing import Refused
from directory.web.auth import actor, writes
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now

blueprint = Blueprint("territory", __name__)

PATH = "/coordination/territoires"


@blueprint.get(PATH)
@writes
def told() -> Any:
    """What others added in one's departements, and what one added in others'."""
    return show(
        "coordination/territory.html", title="Territoires partagés", nav="bureau",
        told=territory.find_told(session(), actor()),
    )  # fmt: skip


@blueprint.post(f"{PATH}/<uuid:listing_id>/<code>")
@writes
def decide(listing_id: UUID, code: str) -> Any:
    """Keep the departement, or take it out of the listing."""
    answer = request.form.get("decision")
    if answer not in {"garder", "decliner"}:
        abort(400)
    try:
        if answer == "garder":
            territory.agree(session(), listing_id, code, by=actor())
        else:
            territory.decline(session(), listing_id, code, by=actor(), at=now())
    except Stale:
        session().rollback()
        return done(PATH, "territoire-deja")
    except Refused:
        session().rollback()
        return done(PATH, "territoire-refuse")
    session().commit()
    return done(PATH, "territoire-garde" if answer == "garder" else "territoire-decline")
