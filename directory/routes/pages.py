"""The pages of text: discretion, legal notice, personal data, accessibility; robots and icon."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response

from directory.coordination import retention
from directory.web.accessibility import by_theme, tally
from directory.web.pages import keep, page, settings
from directory.web.publisher import site_facts

blueprint = Blueprint("pages", __name__)


@blueprint.get("/rester-discret")
def discretion() -> Response:
    """How to leave few traces, and what cannot be erased."""
    return page("discret.html", title="Rester discret")


@blueprint.get("/mentions-legales")
def legal_notice() -> Response:
    """Who publishes (loi n° 2004-575 du 21 juin 2004, art. 1-1)."""
    return page("mentions.html", title="Mentions légales", site=site_facts())


@blueprint.get("/donnees-personnelles")
def personal_data() -> Response:
    """What is and is not kept of a visit and of an account, and for how long (RGPD, art. 13)."""
    rules = retention.rules(timedelta(seconds=settings().session_most))
    return page(
        "donnees.html", title="Données personnelles", rules=rules, unused=retention.UNUSED, site=site_facts()
    )


@blueprint.get("/accessibilite")
def accessibility() -> Response:
    """The accessibility statement (loi n° 2005-102, art. 47; RGAA 4.1)."""
    themes, results = by_theme(), tally()
    return page(
        "accessibilite.html", title="Accessibilité", site=site_facts(), themes=themes, results=results
    )


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages may be found; searches and map data need not be crawled."""
    closed = (
        "/recherche", "/orientation?*", "/ou", "/points", "/fond/", "/exports/", "/api/v1/", "/hsds/",
        "/data-inclusion/",
    )  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {settings().public_url}/sitemap.xml")
    return keep(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """The icon browsers ask for without being told."""
    return keep(make_response(current_app.send_static_file("icons/favicon.svg")))
