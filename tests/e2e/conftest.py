"""A real browser on a real server: the site of the real seed, and a record of everything that goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from directory import create_app
from scripts.chromium import LAUNCH
from tests.browser_accounts import NUMBER, Site
from tests.conftest import close
from tests.fictional import make_draft, store

#: Milliseconds: a busy machine is slow, not wrong. What is right is seen as soon as it is there.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium where there is one, else the browser Playwright installed."""
    return browser_type_launch_args | LAUNCH


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1366, "height": 768},
        "reduced_motion": "reduce",  # a click must not depend on where a moving map has got to
    }


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Any], str]]:
    """Serve a WSGI application on a free port and return its address; everything stops at the end."""
    running = []

    def start(application: Any) -> str:
        server = make_server("127.0.0.1", 0, application, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def base_url(serve: Callable[[Any], str], seeded_app: Flask) -> str:
    """The site of the real seed: `page.goto("/")` opens its home page."""
    return serve(seeded_app)


@dataclass
class Journal:
    """What a visit did: console messages, page errors, requests to anybody else."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        """Nothing on the console, no error, no request beyond this machine."""
        assert (self.console, self.errors, self.foreign) == ([], [], [])


@pytest.fixture
def journal(context: BrowserContext, page: Page) -> Journal:
    """Record everything the page of this test does."""
    return record(page)


def record(page: Page) -> Journal:
    """Start a journal on a page."""
    kept = Journal()

    def on_request(request: Any) -> None:
        kept.requests.append(request.url)
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:")):
            kept.foreign.append(request.url)

    page.on(
        "console",
        lambda message: kept.console.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: kept.errors.append(str(error)))
    page.on("request", on_request)
    return kept


@pytest.fixture
def site(
    databases: Any, empty_database: str, make_config: Any, serve: Callable[[Any], str], tmp_path: Path
) -> Iterator[Site]:
    folder = tmp_path / "mail"
    config = make_config(
        databases.make(empty_database), mail_url=f"file://{folder}", page_cache=False, reminders=True
    )
    app = create_app(config)
    made = Site(app, serve(app), folder)
    with made.session() as session:
        store(session, make_draft("reservee", phones=((NUMBER, "garde", "professionals"),)))
    yield made
    close(app.extensions["engine"])
