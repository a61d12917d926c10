"""data·inclusion 1.0: our listings as services, their operators as structures, page by page."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, Response

from directory.api.operations import OPERATIONS
from directory.exports.data_inclusion import make_service, make_structure, themes
from directory.search import feed
from directory.web.database import session
from directory.web.machine import answer, values
from directory.web.pages import now, settings

blueprint = Blueprint("data_inclusion", __name__, url_prefix="/data-inclusion/v1")


@blueprint.get("/services")
def services() -> Response:
    """Every published listing."""
    given = values(OPERATIONS["data_inclusion_services"].parameters)
    selection = feed.resolve(feed.FeedSearch(session(), now(), departement=given["departement"]))
    views = feed.find_slice(selection, (given["page"] - 1) * given["size"], given["size"])
    items = [make_service(view, settings().public_url) for view in views]
    return _page(items, feed.count(selection), given)


@blueprint.get("/structures")
def structures() -> Response:
    """Every operator; a listing without one is its own structure."""
    given = values(OPERATIONS["data_inclusion_structures"].parameters)
    made = feed.group_by_operator(feed.iterate(feed.resolve(feed.FeedSearch(session(), now()))))
    first = (given["page"] - 1) * given["size"]
    items = [make_structure(views, settings().public_url) for views in made[first : first + given["size"]]]
    return _page(items, len(made), given)


@blueprint.get("/thematiques")
def thematiques() -> Response:
    """Which themes each of our categories answers."""
    values(())
    return answer({"thematiques": themes()})


def _page(items: list[dict[str, Any]], total: int, given: dict[str, Any]) -> Response:
    pages = ceil(total / given["size"])
    return answer(
        {"items": items, "total": total, "page": given["page"], "size": given["size"], "pages": pages}
    )
