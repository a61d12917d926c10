"""An account and its keeper: sessions, passwords, the second factor, what is kept and shown."""

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
    KEYS,
    NEW,
    PASSWORD,
    account,
    browse,
    find,
    letters,
    link,
    rows,
    sign_in,
)


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
