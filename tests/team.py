"""Coordinators at work on a site, and the forms they fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlmodel import Session, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from directory.models import Listing
from tests.page_client import Page, check_headers, check_markup, check_page, read
from tests.people import Browser, browse, find
from tests.sent_forms import read_forms

NOW = datetime.now(UTC)
PHONE = ("01 99 00 12 34", "", "public")
DESK, LISTINGS = "/coordination", "/coordination/fiches"


@dataclass
class Team:
    """A site with a coordinator of the Morbihan, another, one of the Finistère, and a national one."""

    app: Flask

    def browser(self, name: str) -> Browser:
        """The browser of a member of the team."""
        with self.session() as session:
            return browse(self.app, find(session, name))

    def session(self) -> Session:
        """A session on the database."""
        return Session(self.app.extensions["engine"], expire_on_commit=False)

    def listing(self, ref: str) -> Listing:
        """A listing as it is stored."""
        with self.session() as session:
            return session.exec(select(Listing).where(Listing.ref == ref)).one()

    def path(self, ref: str, after: str = "") -> str:
        """The address of the form of a listing."""
        return f"{LISTINGS}/{self.listing(ref).number}{after}"

    def rows(self, model: Any) -> list[Any]:
        """Every row of a table."""
        with self.session() as session:
            return list(session.exec(select(model)))


def inspect(team: Team, answer: TestResponse, status: int = 200) -> Page:
    """Check an answer as every public page is checked."""
    assert answer.status_code == status, answer.text[:300]
    config = team.app.config["RELAIS"]
    check_headers(answer)
    page = Page(answer, read(answer))
    check_page(page, config.exit_url)
    check_markup(page, urlsplit(config.public_url).netloc)
    return page


def typed(browser: Browser, path: str) -> MultiDict[str, str]:
    """What the form of a page holds, as a browser would send it."""
    answer = browser.get(path)
    root = read(answer)
    assert root is not None
    return next(form.values for form in read_forms(root) if form.id == "listing-form")


def send(
    browser: Browser, path: str, values: MultiDict[str, str], **changes: str | list[str]
) -> TestResponse:
    """Send a form with some fields changed."""
    data = MultiDict(values)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["csrf"] = browser.csrf_token()
    return browser.client.post(path, base_url="https://localhost", data=data, buffered=True)


def notice(browser: Browser, answer: TestResponse) -> str:
    """What the page after an action says."""
    assert answer.status_code == 303, answer.text[:500]
    page = Page(after := browser.get(answer.headers["Location"]), read(after))
    return " ".join("".join(p.itertext()) for p in page.all("p", role="status"))


def typed_of(answer: TestResponse) -> MultiDict[str, str]:
    """What the form of an answer holds."""

    class Once:
        def get(self, _path: str) -> TestResponse:
            return answer

    return typed(Once(), "")  # type: ignore[arg-type]


def typed_in(answer: TestResponse, action: str) -> MultiDict[str, str]:
    """The hidden fields of the form of an answer that leads to an address."""
    root = read(answer)
    assert root is not None
    form = next(each for each in root.iter("form") if each.get("action", "").endswith(action))
    return MultiDict(
        (i.get("name", ""), i.get("value", "")) for i in form.iter("input") if i.get("type") == "hidden"
    )
