"""From an address to a point, with and without the national address base."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from directory.places import communes
from directory.places.geocoding import GEOCODERS, Point, ask_ban
from tests.fictional import VANNES

ANSWERS: dict[str, Any] = {}


class Base(BaseHTTPRequestHandler):
    """An address base of one's own, which answers what a test put in ANSWERS."""

    def do_GET(self) -> None:
        body = json.dumps(ANSWERS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Base)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def answer(**facts: Any) -> None:
    properties = {"label": "x", "type": "housenumber", "score": 0.9, "citycode": VANNES} | facts
    feature = {"geometry": {"coordinates": [-2.7512345, 47.6612345]}, "properties": properties}
    ANSWERS.clear()
    ANSWERS.update(type="FeatureCollection", features=[feature])


def vannes() -> communes.Commune:
    found = communes.find_commune(VANNES)
    assert found is not None
    return found


def test_by_default_an_address_is_at_the_point_of_its_commune_said_approximate() -> None:
    town = vannes()
    point = GEOCODERS["communes"]("5 rue Fictive", town)
    assert point == Point(town.latitude, town.longitude, "commune")


def test_the_base_gives_the_point_of_a_street(base: str) -> None:
    answer()
    assert ask_ban("5 rue Fictive", vannes(), base) == Point(47.661234, -2.751234, "address")


@pytest.mark.parametrize(
    "facts",
    [{"citycode": "29019"}, {"score": 0.3}, {"type": "municipality"}],
    ids=["elsewhere", "guess", "town"],
)
def test_an_answer_that_is_not_this_street_of_this_commune_is_not_believed(
    base: str, facts: dict[str, Any]
) -> None:
    answer(**facts)
    assert ask_ban("5 rue Fictive", vannes(), base) is None


def test_a_base_that_does_not_answer_costs_the_street_only() -> None:
    assert ask_ban("5 rue Fictive", vannes(), "http://127.0.0.1:1") is None
