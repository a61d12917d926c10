#!/usr/bin/env python
"""Measures the 101 departements on a phone, at night: elements, and where who can be called comes first.

    .venv/bin/python -m scripts.night_screen [HOUR]

Serves the database of the instance itself, with a clock stopped at HOUR (UTC, 22 by default) of a Monday, and
reads each page in Chromium at 390×844 and 320×568. Prints, for each size, the median and the worst y of the
first card of the departement that can be called, the pages where the bottom of its name is below the first
screen, and the most elements of a page. Leaves with 1 when one of these falls short.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from directory import create_app
from directory.places.departements import DEPARTEMENTS
from scripts.chromium import LAUNCH

SIZES = ((390, 844), (320, 568))
MOST_ELEMENTS = 350
_READ = """() => {
  const local = '#appeler, #maintenant, #a-verifier, #plus-tard';
  const called = document.querySelector(`:is(${local}) + .cards > .card`);
  const name = called?.querySelector('h3');
  return {
    elements: document.querySelectorAll(':not(#map *)').length,
    top: called ? Math.round(called.getBoundingClientRect().top + scrollY) : null,
    name: name ? Math.round(name.getBoundingClientRect().bottom + scrollY) : null,
  };
}"""


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, *_: Any) -> None:
        """Say nothing."""


def at_hour(application: Callable[..., Any], hour: int) -> Callable[..., Any]:
    """The same application, its clock stopped at an hour of Monday 30 November 2026, UTC."""
    instant = datetime(2026, 11, 30, hour, 10, tzinfo=UTC)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answered: Iterable[bytes] = application(environ | {"relais.now": instant}, start_response)
        return answered

    return answer


def measure(page: Page, url: str) -> dict[str, dict[str, Any]]:
    """Read the page of every departement."""
    found = {}
    for code in DEPARTEMENTS:
        page.goto(f"{url}/departements/{code}", wait_until="domcontentloaded")
        found[code] = page.evaluate(_READ)
    return found


def main(hour: int) -> int:
    """Measure, print, and return 1 when a figure falls short."""
    server = make_server("127.0.0.1", 0, at_hour(create_app(), hour), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    short = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height}, has_touch=True)
            found = measure(page, f"http://127.0.0.1:{server.server_port}")
            short += tell(found, width, height)
        browser.close()
    server.shutdown()
    return 1 if short else 0


def tell(found: dict[str, dict[str, Any]], width: int, height: int) -> int:
    """Print the figures of a size, and return how many pages fall short."""
    tops = {code: one["top"] for code, one in found.items() if one["top"] is not None}
    worst = max(tops, key=lambda code: tops[code])
    none = sorted(found.keys() - tops.keys())
    hidden = {code: one["name"] for code, one in found.items() if one["name"] and one["name"] > height}
    heavy = {code: one["elements"] for code, one in found.items() if one["elements"] > MOST_ELEMENTS}
    print(f"{width}×{height} : premier contact joignable ici, y médian {median(tops.values()):.0f}, ", end="")
    print(f"pire {tops[worst]} ({worst}) ; sans contact joignable : {none or 'aucun'}")
    print(f"  nom sous le premier écran : {len(hidden)} {hidden or ''}")
    print(f"  plus d’éléments : {max(one['elements'] for one in found.values())}, au-dessus : {heavy or 0}")
    return len(hidden) + len(heavy)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 22))
