"""Coming in and out, and one's own account, as owners and intruders meet them."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from directory import create_app
from directory.accounts import second_factor
from tests.fictional import AT
from tests.people import (
    ACCESS,
    KEYS,
    NEW,
    PASSWORD,
    account,
    browse,
    code_of,
    find,
    sign_in,
)

#: Requests of one instant, however busy the machine.
AT_ONCE = {"relais.now": AT}
OUT_OF_REACH = (
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/%5cevil.example/..//evil.example", "/\t/evil.example", "/\n/evil.example", "http:evil.example",
    "javascript:alert(1)", "/..//evil.example", "/.//evil.example", "//evil.example@relais.example",
    "https:/evil.example", "/compte\r\nLocation: https://evil.example", " //evil.example", "compte",
    "/compte//evil.example", "?next=//evil.example", "/" + "a" * 600, "/\u2028/evil.example",
    "／／evil.example",
)  # fmt: skip


def test_a_writer_comes_in_with_a_password_then_a_code_and_a_new_cookie_each_time(own_app: Flask) -> None:
    kim = account(own_app, "kim", "coordinator", "56")
    browser = browse(own_app)
    browser.get("/connexion")
    first = browser.cookie
    answer = sign_in(browser, "kim")
    assert (answer.status_code, answer.location) == (303, "/connexion/code?next=/coordination")
    second = browser.cookie
    assert browser.get("/compte").location == "/connexion/code?next=/compte"
    answer = browser.post("/connexion/code", {"code": code_of(kim), "next": "/coordination/acces"})
    assert (answer.status_code, answer.location) == (303, "/coordination/acces")
    assert len({first, second, browser.cookie}) == 3
    assert browser.get("/coordination/acces").status_code == 200
    old = browse(own_app)
    old.client.set_cookie("__Host-relais", second, domain="localhost", secure=True)
    assert old.get("/compte").location.startswith("/connexion?")


def test_a_password_alone_does_not_show_the_key_of_the_application(own_app: Flask) -> None:
    kim = account(own_app, "kim", "coordinator", "56")
    browser = browse(own_app)
    sign_in(browser, "kim")
    for answer in (
        browser.get("/compte/second-facteur"),
        browser.post("/compte/second-facteur", {"code": "000000"}),
        browser.post("/compte/second-facteur", {"code": code_of(kim)}),
    ):
        assert answer.status_code == 303
        assert second_factor.read_secret(kim, KEYS) not in answer.text
    assert browser.get("/coordination/acces").status_code == 303


def test_a_writer_without_an_application_is_led_to_it_and_nowhere_else(own_app: Flask) -> None:
    account(own_app, "kim", "coordinator", "56", totp=False)
    browser = browse(own_app)
    assert sign_in(browser, "kim").location == "/compte/second-facteur?next=/coordination"
    assert browser.get("/coordination/acces").location.startswith("/compte/second-facteur")
    assert browser.post("/compte/mot-de-passe", {"current": PASSWORD, "password": NEW}).status_code == 403
    wrong = browser.post("/compte/second-facteur", {"code": "000000"})
    assert wrong.status_code == 422
    with Session(own_app.extensions["engine"]) as session:
        code = code_of(find(session, "kim"))
    shown = browser.post("/compte/second-facteur", {"code": code})
    assert len(re.findall(r"<code>[a-z2-7-]{19}</code>", shown.text)) == 10
    assert browser.get("/coordination/acces").status_code == 200


@pytest.mark.parametrize("form", ["/connexion", "/mot-de-passe-oublie", "/demander-un-acces"])
def test_known_and_unknown_addresses_are_answered_alike(mailed: Flask, form: str) -> None:
    account(mailed, "kim", "coordinator", "56")
    account(mailed, "zoe", "professional", "56", status="disabled")
    answers = []
    for email in ("kim@essai.example", "zoe@essai.example", "nil@essai.example"):
        fields = {**ACCESS, "email": email, "password": "un faux mot de passe"}
        answers.append([browse(mailed).post(form, fields, environ_overrides=AT_ONCE) for _ in range(7)])
    for known, disabled, unknown in zip(*answers, strict=True):
        seen = [
            (
                answer.status_code,
                len(answer.data),
                [(name, value) for name, value in answer.headers if name != "Set-Cookie"],
                re.sub(r"[0-9a-f]{64}|[a-z]+@essai", "", answer.text),
            )
            for answer in (known, disabled, unknown)
        ]
        assert seen[0] == seen[1] == seen[2]


def test_seven_failures_slow_the_address_whoever_asks_and_say_how_long(own_app: Flask) -> None:
    account(own_app, "kim", "coordinator", "56")
    for number in range(7):
        spoofed = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
        answer = browse(own_app).post(
            "/connexion", {"email": "kim@essai.example", "password": "faux"}, headers=spoofed
        )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "réessayez dans" in answer.text
    assert 'value="kim@essai.example"' in answer.text
    assert sign_in(browse(own_app), "kim").status_code == 429


def test_the_rightful_owner_comes_in_meanwhile_with_a_code(own_app: Flask) -> None:
    kim = account(own_app, "kim", "coordinator", "56")
    for _ in range(8):
        sign_in(browse(own_app), "kim", "faux")
    browser = browse(own_app)
    assert sign_in(browser, "kim", code=code_of(kim)).location == "/coordination"
    assert browser.get("/compte").status_code == 200


def test_a_network_is_slowed_over_all_accounts_and_a_spoofed_header_does_not_help(own_app: Flask) -> None:
    for number in range(31):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        browse(own_app).post(
            "/connexion", {"email": f"n{number}@a.example", "password": "x"}, headers=headers
        )
    assert sign_in(browse(own_app), "somebody").status_code == 429


def test_only_the_trusted_proxy_says_where_a_visitor_comes_from(
    databases: Any, empty_database: str, make_config: Any
) -> None:
    app = create_app(make_config(databases.make(empty_database), trusted_proxies=(ip_network("127.0.0.1"),)))

    def try_from(forwarded: str, name: str) -> int:
        answer = browse(app).post(
            "/connexion",
            {"email": f"{name}@a.example", "password": "x"},
            headers={"X-Forwarded-For": forwarded},
            environ_overrides=AT_ONCE,
        )
        return answer.status_code

    for number in range(40):  # the visitor adds entries, the proxy adds the last one
        last = try_from(f"1.2.3.{number}, 203.0.113.9", f"n{number}")
    assert last == 429
    assert try_from("203.0.113.9", "b") == 429
    assert try_from("203.0.113.10", "b") == 422
    app.extensions["engine"].dispose()


@pytest.mark.parametrize("wanted", OUT_OF_REACH)
def test_signing_in_never_leads_elsewhere(own_app: Flask, wanted: str) -> None:
    account(own_app, "paul", "professional", "56")
    browser = browse(own_app)
    assert 'name="next" value=""' in browser.get("/connexion", query_string={"next": wanted}).text
    assert sign_in(browser, "paul", next=wanted).location == "/compte"
    assert browser.get("/connexion", query_string={"next": wanted}).location == "/compte"


@pytest.mark.parametrize(
    "wanted", ["/coordination/consultations?fiche=a-b_c", "/fiches/uaped-vannes-56/contact"]
)
def test_signing_in_leads_back_to_where_one_was_going(own_app: Flask, wanted: str) -> None:
    account(own_app, "paul", "professional", "56")
    assert sign_in(browse(own_app), "paul", next=wanted).location == wanted
