"""Who may reach what: a table of every route and the people it lets in. A route absent from it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import MetaData
from sqlmodel import Session, SQLModel
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

from directory import create_app
from directory.accounts import sessions
from directory.web.csrf import COOKIE, SAFE
from tests.fictional import make_draft, store
from tests.people import Browser, browse, find, make_account
from tests.role_table import CAST, GUARDED, HALF_WAY, INSIDE, OPEN_FORMS, PUBLIC_FORMS, TAKEN_AWAY, VALUES


@pytest.fixture(scope="module")
def site(databases: Any, empty_database: str, make_config: Any) -> Iterator[Flask]:
    app = create_app(make_config(databases.make(empty_database), page_cache=False))
    app.testing = True
    with Session(app.extensions["engine"]) as session:
        make_account(session, "disabled", "coordinator", "56")
        make_account(session, "half-way", "coordinator", "56")
        make_account(session, "pending", "professional", "56")
        make_account(session, "professional", "professional", "56", access_until=date(2999, 1, 1))
        make_account(session, "coordinator", "coordinator", "56")
        make_account(session, "elsewhere", "coordinator", "29")
        make_account(session, "national", "national")
        make_account(session, "admin", "admin")
        store(session, make_draft("reservee", phones=(("01 99 00 12 34", "", "professionals"),)))
    yield app
    app.extensions["engine"].dispose()


def browser_of(site: Flask, name: str) -> Browser:
    """A browser of somebody in the cast, in the state their name says."""
    if name == "anonymous":
        return browse(site)
    with Session(site.extensions["engine"], expire_on_commit=False) as session:
        account = find(session, name)
        browser = browse(site, account)
        token = browser.cookie
        if name == "half-way":
            limits = sessions.Limits(timedelta(hours=1), timedelta(hours=1))
            opened = sessions.find_session(session, token, limits, account.last_used_at)
            assert opened is not None
            opened[0].is_full = False
        if name == "disabled":
            account.status = "disabled"
            session.add(account)
        session.commit()
    return browser


def routes(app: Flask) -> list[tuple[str, str, Rule]]:
    """Every (line of the table, method, rule) of the application."""
    return [
        (f"{method} {rule.rule}", method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, rule: Rule) -> str:
    """An address of a rule, its variables given values that exist where that matters."""
    values = {name: value_of(name, converter) for name, converter in rule._converters.items()}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def value_of(name: str, converter: BaseConverter) -> object:
    """A value for a variable of an address."""
    if isinstance(converter, UUIDConverter):
        return UUID(int=1)
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return 1
    return VALUES.get(name, 1)


def refuses(status: int, location: str) -> bool:
    """Whether an answer keeps somebody out: a 403, or the way to sign in."""
    return status == 403 or (
        status == 303 and location.startswith(("/connexion?next=", "/connexion/code?next="))
    )


def test_every_route_inside_is_in_the_table_and_every_line_is_a_route(site: Flask) -> None:
    lines = {line for line, _, _ in routes(site)}
    inside = {line for line in lines if line.split(" ", 1)[1].startswith(INSIDE)} - HALF_WAY
    unsafe = {line for line, method, _ in routes(site) if method not in SAFE}
    assert inside - set(GUARDED) == set()
    assert set(GUARDED) - lines == set()
    assert unsafe - set(GUARDED) - OPEN_FORMS - PUBLIC_FORMS == set()


@pytest.mark.parametrize("name", CAST)
def test_each_person_reaches_what_the_table_says_and_nothing_else(site: Flask, name: str) -> None:
    wrong = []
    reader = browser_of(site, name)
    for line, method, rule in routes(site):
        browser = reader if method == "GET" else browser_of(site, name)
        path = address(site, rule)
        answer = browser.get(path) if method == "GET" else browser.post(path)
        is_out = refuses(answer.status_code, answer.headers.get("Location", ""))
        if is_out is not (line in GUARDED and GUARDED[line] not in CAST[name]):
            wrong.append(f"{line}: {answer.status}")
    assert wrong == []


def test_no_unsafe_route_answers_without_our_token_or_to_another_site(site: Flask) -> None:
    for line, method, rule in routes(site):
        if method in SAFE or line in PUBLIC_FORMS:
            continue
        path = address(site, rule)
        browser = browser_of(site, "admin")
        assert browser.client.open(path, method=method, base_url="https://localhost").status_code == 403, line
        forged = browser.post(path, {"csrf": "0" * 64})
        assert forged.status_code == 403, line
        elsewhere = browser.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert elsewhere.status_code == 403, line
        other = browser_of(site, "admin").csrf_token()
        assert browser.post(path, {"csrf": other}).status_code == 403, line


def test_no_get_changes_anything(site: Flask) -> None:
    browser = browser_of(site, "admin")
    before = contents(site)
    for line, method, rule in routes(site):
        if method == "GET" and line not in TAKEN_AWAY:
            browser.get(address(site, rule))
    assert contents(site) == before


def contents(site: Flask) -> dict[str, list[Any]]:
    """Every row of every table; when a session was last used aside."""
    metadata: MetaData = SQLModel.metadata
    with site.extensions["engine"].connect() as connection:
        return {
            table.name: sorted(
                str(
                    [value for name, value in row._mapping.items() if name not in {"seen_at", "last_used_at"}]
                )
                for row in connection.execute(table.select())
            )
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "DELETE", "PUT", "PROPFIND"])
def test_unused_methods_are_refused_everywhere(site: Flask, method: str) -> None:
    client = site.test_client()
    for _, _, rule in routes(site):
        if method not in (rule.methods or set()):
            assert client.open(address(site, rule), method=method).status_code == 405, rule


def test_the_pages_of_people_with_an_account_are_never_kept(site: Flask) -> None:
    browser = browser_of(site, "admin")
    for _, method, rule in routes(site):
        if method != "GET" or rule.endpoint == "static":
            continue
        answer = browser.get(address(site, rule))
        assert answer.headers["Cache-Control"] == "no-store", rule


def test_public_pages_give_no_cookie_and_pages_inside_give_a_safe_one(site: Flask) -> None:
    for line, method, rule in routes(site):
        if method != "GET":
            continue
        answer = Browser(site.test_client()).get(address(site, rule))
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie:
            assert line.split(" ", 1)[1] in {"/connexion", "/mot-de-passe-oublie", "/demander-un-acces"}, line
            assert cookie.startswith(f"{COOKIE}=")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert "Domain" not in cookie
