"""Opening a map in a browser, and looking at it."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect


def open_map(page: Page, code: str, query: str = "") -> Locator:
    """Go to a departement and wait until its points are drawn."""
    page.goto(f"/departements/{code}{query}")
    drawn = page.locator("#map")
    if drawn.is_hidden():  # a phone shows the list first
        page.get_by_role("link", name="Carte", exact=True).click()
    drawn.scroll_into_view_if_needed()
    expect(drawn).to_have_attribute("data-points", re.compile(r"\d"))
    return drawn


def send_points(page: Page, count: int, name: str | None = None) -> None:
    """Answer the map's requests with invented points spread over the Morbihan, unnamed unless told."""
    columns: dict[str, Any] = {
        "numbers": [1] * count,
        "categories": [row % 16 for row in range(count)],
        "y": [475000] + [(37 * row) % 101 - 49 for row in range(1, count)],
        "x": [-33000] + [(53 * row) % 97 - 44 for row in range(1, count)],
        "here": [1] * count,
        "hidden": 0,
    }
    if name:
        columns["names"] = [name] * count
        columns["approximate"] = [0] * count
    detail = {
        "name": name or "Exemple : accueil fictif",
        "what": "CRIP",
        "place": "Vannes",
        "where": "Adresse : 1 rue de l’Exemple, 56000 Vannes",
        "is_approximate": False,
        "href": "/",
        "phone": "",
        "dial": "",
        "ask": "",
    }
    page.route("**/points.json?*", lambda route: route.fulfill(json=columns))
    page.route(  # a wide screen gets the first ones as a script
        "**/points.js?*",
        lambda route: route.fulfill(
            content_type="text/javascript",
            headers={"Cross-Origin-Resource-Policy": "cross-origin"},
            body="relaisPoints = "
            + json.dumps({"url": "/points.json?" + route.request.url.partition("?")[2], "data": columns}),
        ),
    )
    page.route("**/points/*.json", lambda route: route.fulfill(json=detail))


def box_of(located: Locator) -> FloatRect:
    box = located.bounding_box()
    assert box is not None
    return box
