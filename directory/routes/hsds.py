"""HSDS 3.1, read only (docs.openreferral.org): services, organizations, places, taxonomies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from math import ceil
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, Response

from directory.api import operations_hsds
from directory.api.operations import LINES_TYPE
from directory.api.operations_hsds import OPERATIONS
from directory.api.services import Services
from directory.exports.hsds import PROFILE, VERSION, Hsds
from directory.exports.hsds_terms import Entity, has_place, make_taxonomies, make_terms
from directory.french.words import words
from directory.search import feed
from directory.search.resolving import Resolved
from directory.web.database import session
from directory.web.errors import Missing
from directory.web.machine import answer, values
from directory.web.pages import keep, now, settings

blueprint = Blueprint("hsds", __name__, url_prefix="/hsds")
Given = dict[str, Any]


@blueprint.get("/")
def about() -> Response:
    """Which version of the standard this is."""
    values(())
    url = f"{settings().public_url}/hsds/openapi.json"
    return answer({"version": VERSION, "profile": PROFILE, "openapi_url": url})


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of these addresses."""
    values(())
    return answer(operations_hsds.document(settings().public_url))


@blueprint.get("/services")
def services() -> Response:
    """Listings: basic, full or minimal."""
    given = values(OPERATIONS["services"].parameters)
    selection, hsds = _services().resolve(given), _hsds()
    total = feed.count(selection)
    if given["minimal"]:
        everything = given | {"page": 1, "per_page": max(1, total)}
        return _page(everything, total, feed.iterate(selection), hsds.minimal_service)
    return _listings(given, selection, hsds.full_service if given["full"] else hsds.basic_service)


@blueprint.get("/services/<uuid:id>")
def service(id: UUID) -> Response:
    """One listing with everything known of it."""
    values(())
    view = _services().find("service", str(id))
    return answer(_hsds().full_service(view)) if view else _nothing()


@blueprint.get("/organizations")
def organizations() -> Response:
    """Operators."""
    given = values(OPERATIONS["organizations"].parameters)
    groups = _services().find_organizations(given)
    whole = given["full"] or given["full_service"]

    def make(views: Any) -> Entity:
        name = views[0].operator
        if not whole:
            return _hsds().basic_organization(name)
        return _hsds().full_organization(name, views, full=given["full_service"])

    return _slice(given, groups, make)


@blueprint.get("/organizations/<uuid:id>")
def organization(id: UUID) -> Response:
    """One operator and its services."""
    given = values(OPERATIONS["organization"].parameters)
    operator = _services().find_operator(str(id))
    if operator is None:
        return _nothing()
    views = list(feed.iterate(feed.resolve(feed.FeedSearch(session(), now(), operator=operator))))
    return answer(_hsds().full_organization(operator, views, full=given["full_service"]))


@blueprint.get("/service_at_locations")
def service_at_locations() -> Response:
    """Listings that have a public place."""
    given = values(OPERATIONS["service_at_locations"].parameters)
    selection = _services().resolve(given, has_point=True)
    return _listings(given, selection, _hsds().full_place if given["full"] else _hsds().basic_place)


@blueprint.get("/service_at_locations/<uuid:id>")
def service_at_location(id: UUID) -> Response:
    """One listing at its place."""
    values(())
    view = _services().find("service_at_location", str(id))
    return answer(_hsds().full_place(view)) if view and has_place(view) else _nothing()


@blueprint.get("/taxonomies")
def taxonomies() -> Response:
    """The taxonomies in use."""
    given = values(OPERATIONS["taxonomies"].parameters)
    return _slice(given, _named(make_taxonomies(settings().public_url), given["search"]))


@blueprint.get("/taxonomies/<uuid:id>")
def taxonomy(id: UUID) -> Response:
    """One taxonomy."""
    values(())
    return _one(make_taxonomies(settings().public_url), id)


@blueprint.get("/taxonomy_terms")
def taxonomy_terms() -> Response:
    """The terms of both taxonomies."""
    given = values(OPERATIONS["taxonomy_terms"].parameters)
    found = [
        term
        for term in _named(make_terms(settings().public_url), given["search"])
        if given["taxonomy_id"] in ("", term["taxonomy_id"])
        and given["parent_id"] in ("", term.get("parent_id"))
        and not (given["top_only"] and "parent_id" in term)
    ]
    return _slice(given, found)


@blueprint.get("/taxonomy_terms/<uuid:id>")
def taxonomy_term(id: UUID) -> Response:
    """One term."""
    values(())
    return _one(make_terms(settings().public_url), id)


def _hsds() -> Hsds:
    return Hsds(settings().public_url)


def _services() -> Services:
    return Services(session(), _hsds(), now())


def _named(entities: Iterable[Entity], search: str) -> list[Entity]:
    """The entities whose name or description has every word searched."""
    asked = set(words(search))
    return [one for one in entities if asked <= set(words(f"{one['name']} {one['description']}"))]


def _one(entities: Iterable[Entity], id: UUID) -> Response:
    found = next((entity for entity in entities if entity["id"] == str(id)), None)
    return answer(found) if found else _nothing()


def _nothing() -> Response:
    raise Missing("Rien de publié ne porte cet identifiant.")


def _listings(given: Given, selection: Resolved, make: Callable[[Any], Entity]) -> Response:
    """Answer one page of a selection, or all of it line by line."""
    if given["format"] == "ndjson":
        return _lines(feed.iterate(selection), make)
    first = (given["page"] - 1) * given["per_page"]
    return _page(given, feed.count(selection), feed.find_slice(selection, first, given["per_page"]), make)


def _slice(given: Given, items: Sequence[Any], make: Callable[[Any], Entity] = dict) -> Response:
    """Answer one page of a list, or all of it line by line."""
    if given["format"] == "ndjson":
        return _lines(items, make)
    first = (given["page"] - 1) * given["per_page"]
    return _page(given, len(items), islice(items, first, first + given["per_page"]), make)


def _page(given: Given, total: int, items: Iterable[Any], make: Callable[[Any], Entity]) -> Response:
    contents = [make(item) for item in items]
    pages = ceil(total / given["per_page"])
    return answer(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": given["page"],
            "size": len(contents),
            "first_page": given["page"] == 1,
            "last_page": given["page"] >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


def _lines(items: Iterable[Any], make: Callable[[Any], Entity]) -> Response:
    body = b"".join(orjson.dumps(make(item)) + b"\n" for item in items)
    return keep(Response(body, mimetype=LINES_TYPE))
