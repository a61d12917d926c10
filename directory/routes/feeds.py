"""For engines, readers and researchers: sitemap, search box, changes by departement, security contact."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, abort, redirect
from werkzeug.wrappers import Response as AnyResponse

from directory.exports.feeds import write_atom, write_search_box, write_sitemap
from directory.places.departements import DEPARTEMENTS
from directory.publishing.views import count_listings, find_slugs
from directory.search import feed
from directory.web.database import session
from directory.web.machine import values
from directory.web.pages import keep, now, settings
from directory.web.publisher import publisher_texts
from directory.web.searches import known_departement

blueprint = Blueprint("feeds", __name__)

SHOWN = 50
_TEXTS = (
    "/couverture", "/orientation", "/homologue", "/integrer", "/api", "/rester-discret", "/mentions-legales",
    "/donnees-personnelles", "/accessibilite",
)  # fmt: skip
#: How long the security contact is said to hold (RFC 9116 asks for less than a year).
_HOLDS_FOR = timedelta(days=180)


@blueprint.get("/sitemap.xml")
@blueprint.get("/sitemap-<int:rank>.xml")
def sitemap(rank: int = 0) -> Response:
    """The pages worth finding; the parts of a list too long for one file have a rank."""
    places = [f"/departements/{code}" for code in DEPARTEMENTS]

    def read(offset: int, limit: int) -> list[str]:
        return [f"/fiches/{slug}" for slug in find_slugs(session(), offset, limit)]

    first, listings = ["/", *places, *_TEXTS], count_listings(session())
    body = write_sitemap(rank, first, listings, read, settings().public_url)
    if body is None:
        abort(404)
    return keep(Response(body, mimetype="application/xml"))


@blueprint.get("/opensearch.xml")
def search_box() -> Response:
    """Our search, for the address bar of browsers."""
    body = write_search_box(settings().public_url)
    return keep(Response(body, mimetype="application/opensearchdescription+xml"))


@blueprint.get("/changements.atom")
def changes() -> Response:
    """The listings changed last, in the whole country."""
    return _atom("", "Relais : dernières fiches modifiées", "/changements.atom", "/")


@blueprint.get("/departements/<code>/changements.atom")
def departement_changes(code: str) -> AnyResponse:
    """The listings changed last that answer for a departement."""
    place = known_departement(code)
    path = f"/departements/{place.code}/changements.atom"
    if place.code != code:
        return redirect(path, 301)
    return _atom(place.code, f"Relais : {place.name} ({place.code})", path, f"/departements/{place.code}")


def _atom(departement: str, title: str, path: str, page: str) -> Response:
    values(())
    views = feed.find_recent(session(), departement, SHOWN)
    body = write_atom(views, title=title, path=path, page=page, public_url=settings().public_url)
    return keep(Response(body, mimetype="application/atom+xml"))


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); nobody, when no contact is configured."""
    contact, site = publisher_texts()["contact"], settings().public_url
    if not contact:
        abort(404)
    midnight = datetime.combine((now() + _HOLDS_FOR).date(), time())
    lines = (
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {midnight:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {site}/.well-known/security.txt",
    )
    return keep(Response("\n".join(lines) + "\n", mimetype="text/plain"), timezone="UTC")
