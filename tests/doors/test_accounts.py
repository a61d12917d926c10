"""Coming in and out, and one's own account, as owners and intruders meet them."""

from __future__ import annotations

import base64
import logging
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import event, text
from sqlmodel import Session

from directory import create_app
from directory.accounts import second_factor, sessions
from directory.keys.sealed import Keys
from directory.models import Account, AccountSession
from directory.web.csrf import COOKIE
from tests.people import (
    ACCESS,
    KEYS,
    NEW,
    PASSWORD,
    account,
    browse,
    code_of,
    find,
    letters,
    link,
    rows,
    sign_in,
)

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
        answers.append([browse(mailed).post(form, fields) for _ in range(7)])
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
    app = create_app(make_config(databases.make(empty_database), trusted_proxy="127.0.0.1"))
    for number in range(40):  # the visitor adds entries, the proxy adds the last one
        forwarded = f"1.2.3.{number}, 203.0.113.9"
        last = browse(app).post(
            "/connexion",
            {"email": f"n{number}@a.example", "password": "x"},
            headers={"X-Forwarded-For": forwarded},
        )
    assert browse(app).post("/connexion", {"email": "b@a.example", "password": "x"},
                            headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429  # fmt: skip
    elsewhere = browse(app).post("/connexion", {"email": "b@a.example", "password": "x"},
                                 headers={"X-Forwarded-For": "203.0.113.10"})  # fmt: skip
    assert elsewhere.status_code == 422
    assert last.status_code == 429
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


def test_sessions_are_listed_and_each_can_be_closed(own_app: Flask) -> None:
    paul, eve = (account(own_app, name, "professional", "56") for name in ("paul", "eve"))
    here, there = browse(own_app, paul), browse(own_app, paul)
    found = re.findall(r"<li>.*?/compte/sessions/([0-9a-f-]+)/fermer", here.get("/compte").text, re.DOTALL)
    own = re.search(r"celle-ci.*?/compte/sessions/([0-9a-f-]+)/fermer", here.get("/compte").text, re.DOTALL)
    assert own
    [other] = set(found) - {own[1]}
    assert browse(own_app, eve).post(f"/compte/sessions/{other}/fermer").status_code == 404
    assert here.post(f"/compte/sessions/{other}/fermer").location == "/compte?fait=session"
    assert there.get("/compte").status_code == 303
    assert here.post(f"/compte/sessions/{own[1]}/fermer").location == "/connexion?fait=session"
    assert here.get("/compte").status_code == 303


def test_signing_out_is_said_and_ends_the_session_on_the_server(own_app: Flask) -> None:
    paul = account(own_app, "paul", "professional", "56")
    browser = browse(own_app, paul)
    answer = browser.post("/deconnexion")
    assert answer.location == "/connexion?fait=deconnecte"
    assert "Vous êtes déconnecté" in browser.get(answer.location).text
    assert rows(own_app, AccountSession) == []


def test_a_forgotten_password_is_changed_by_a_link_that_serves_once(mailed: Flask) -> None:
    paul = account(mailed, "paul", "professional", "56")
    signed_in = browse(mailed, paul)
    browse(mailed).post("/mot-de-passe-oublie", {"email": "Paul@Essai.example "})
    path = link(mailed)
    browser = browse(mailed)
    assert browser.post(path, {"password": "motdepassemotdepasse"}).status_code == 422
    assert browser.post(path, {"password": NEW}).location == "/connexion?fait=nouveau-mot-de-passe"
    assert browser.post(path, {"password": NEW}).status_code == 404
    assert signed_in.get("/compte").status_code == 303
    assert sign_in(browse(mailed), "paul").status_code == 422
    assert sign_in(browse(mailed), "paul", NEW).status_code == 303


def test_nobody_can_have_somebody_flooded_with_letters(mailed: Flask) -> None:
    account(mailed, "paul", "professional", "56")
    for _ in range(12):
        browse(mailed).post("/mot-de-passe-oublie", {"email": "paul@essai.example"})
    assert len(letters(mailed)) <= 4


def test_changing_ones_password_asks_for_the_former_one(own_app: Flask) -> None:
    paul = account(own_app, "paul", "professional", "56")
    browser, elsewhere = browse(own_app, paul), browse(own_app, paul)
    wrong = browser.post("/compte/mot-de-passe", {"current": "faux", "password": NEW})
    assert wrong.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel" in wrong.text
    assert browser.post("/compte/mot-de-passe", {"current": PASSWORD, "password": NEW}).status_code == 303
    assert browser.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 303


def test_another_application_replaces_the_former_one_and_its_codes(own_app: Flask) -> None:
    kim = account(own_app, "kim", "coordinator", "56")
    browser = browse(own_app, kim)
    assert browser.post("/compte/second-facteur/changer", {"password_factor": "faux"}).status_code == 422
    answer = browser.post("/compte/second-facteur/changer", {"password_factor": PASSWORD})
    assert answer.location == "/compte/second-facteur"
    assert browser.get("/coordination/acces").status_code == 303
    page = browser.get("/compte/second-facteur").text
    assert "<svg" in page
    assert "https://" not in re.sub(r"<(a|link|svg)[^>]*>", "", page)
    with Session(own_app.extensions["engine"]) as session:
        former, present = (second_factor.read_secret(each, KEYS) for each in (kim, find(session, "kim")))
        assert former != present
        assert second_factor.count_recovery_codes(session, kim.id) == 0


def kept_of(app: Flask) -> str:
    """Everything the database keeps of accounts: its files, or what the server answers."""
    with Session(app.extensions["engine"]) as session:
        kept = str(session.connection().execute(text("SELECT * FROM account")).all())
    database = Path(str(app.extensions["engine"].url.database))
    files = database.parent.glob(f"{database.name}*") if database.is_file() else ()
    return kept + "".join(file.read_bytes().decode("latin-1") for file in files)


def test_nobody_reads_a_second_factor_in_the_database_and_a_new_key_loses_nobody(own_app: Flask) -> None:
    kim = account(own_app, "kim", "coordinator", "56")
    with Session(own_app.extensions["engine"]) as session:
        spare = second_factor.make_recovery_codes(session, kim)
        session.commit()
    secret = second_factor.read_secret(kim, KEYS)
    raw = base64.b32decode(secret)
    for told in (secret, raw.decode("latin-1"), raw.hex(), base64.b64encode(raw).decode()):
        assert told not in kept_of(own_app)
    config = own_app.config["RELAIS"]
    first, second = Keys("k" * 40, (KEYS.present,)), Keys("l" * 40, ("k" * 40,))
    code = TOTP(secret)
    for number, keys in enumerate((first, second, Keys("m" * 40))):
        app = create_app(replace(config, secret_key=keys.present, former_secret_keys=keys.former))
        browser = browse(app)
        sign_in(browser, "kim")
        # Each code serves once: the one before, the present one, the next.
        typed = code.at(datetime.now(UTC) + timedelta(seconds=30 * (number - 1)))
        is_lost = number == 2
        assert browser.post("/connexion/code", {"code": typed}).status_code == (422 if is_lost else 303)
        if is_lost:  # a recovery code needs no key, and leads to another application
            assert browser.post("/connexion/code", {"code": spare[0]}).location == "/coordination"
            changed = browser.post("/compte/second-facteur/changer", {"password_factor": PASSWORD})
            assert "<svg" in browser.get(changed.location).text
        app.extensions["engine"].dispose()


def test_logs_hold_neither_addresses_nor_what_was_typed(
    mailed: Flask, restricted: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paul = account(mailed, "paul", "professional", "56", access_until=date(2999, 1, 1))
    sign_in(browse(mailed), "paul", "un faux mot de passe")
    sign_in(browse(mailed), "paul")
    browse(mailed).post("/mot-de-passe-oublie", {"email": "paul@essai.example"})
    path = link(mailed)
    browse(mailed, paul).post(f"{restricted}/contact")
    for kept in ("paul@", "faux mot", PASSWORD, "127.0.0.1", "99002222", path.rpartition("/")[2]):
        assert kept not in caplog.text


def test_signed_in_pages_stay_readable_while_the_database_refuses_writes(own_app: Flask) -> None:
    """Noting that a session is in use never costs the page."""
    paul = account(own_app, "paul", "professional", "56")
    browser = browse(own_app)
    engine = own_app.extensions["engine"]
    with Session(engine) as session:
        known, at = session.get_one(Account, paul.id), datetime.now(UTC) - timedelta(minutes=5)
        token = sessions.open_session(session, known, is_full=True, label="", at=at)
        session.commit()
    refusal = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }[engine.dialect.name]
    engine.dispose()

    @event.listens_for(engine, "connect")
    def refuse_writes(connection: Any, _record: Any) -> None:
        connection.cursor().execute(refusal)
        connection.commit()

    browser.client.set_cookie(COOKIE, token, domain="localhost", secure=True)
    assert browser.get("/compte").status_code == 200
    assert browser.get("/").status_code == 200
