"""A cast of people who exist nowhere, with accounts; addresses end in .example, reserved for fiction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from directory.accounts import people, second_factor, sessions
from directory.accounts.people import as_actor
from directory.models import Account, AccountDepartement
from directory.passwords import hash_password
from directory.permissions import Actor
from directory.web.csrf import COOKIE

PASSWORD = "trois lampions dans la brume"
KEPT = hash_password(PASSWORD)
BASE = "https://localhost"


def make_account(
    session: Session,
    name: str,
    role: str,
    *departements: str,
    status: str = "active",
    totp: bool | None = None,
    access_until: date | None = None,
    at: datetime | None = None,
) -> Account:
    """Add an account `<name>@essai.example` with PASSWORD; a writer has a second factor unless said."""
    at = at or datetime.now(UTC)
    account = Account(
        email=f"{name}@essai.example", name=f"{name.title()} Fictive", role=role, status=status,
        structure="Association fictive", password_hash=KEPT, created_at=at, last_used_at=at,
        access_until=access_until,
    )  # fmt: skip
    session.add(account)
    session.flush()
    session.add_all(AccountDepartement(account_id=account.id, departement=code) for code in departements)
    if totp if totp is not None else role != "professional":
        second_factor.prepare(session, account)
        account.totp_enabled = True
    session.commit()
    return account


def actor_of(session: Session, account: Account) -> Actor:
    """The account as verbs see it, everything its role asks given."""
    return as_actor(session, account, is_full=True)


def find(session: Session, name: str) -> Account:
    """The account of a member of the cast."""
    found = people.find_account(session, f"{name}@essai.example")
    assert found is not None
    return found


def code_of(account: Account, at: datetime | None = None) -> str:
    """The code the application of this account shows."""
    return pyotp.TOTP(account.totp_secret).at(at or datetime.now(UTC))


@dataclass
class Browser:
    """A browser on the site: keeps its cookie, posts the token of our forms."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read a page."""
        return self.client.get(path, base_url=BASE, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form, with the token that a form of ours carries."""
        return self.client.post(
            path, base_url=BASE, data={"csrf": self.csrf_token(), **(data or {})}, **options
        )

    def csrf_token(self) -> str:
        """The token of the form to leave or to come in, whichever this browser is shown."""
        for path in ("/compte", "/connexion"):
            found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).text)
            if found:
                return found[1]
        raise AssertionError("no form")

    @property
    def cookie(self) -> str:
        """The value of our cookie."""
        found = self.client.get_cookie(COOKIE, "localhost")
        assert found is not None
        return str(found.value)


def browse(app: Flask, account: Account | None = None) -> Browser:
    """A new browser, signed in as somebody or as nobody."""
    browser = Browser(app.test_client())
    if account is not None:
        with Session(app.extensions["engine"]) as session:
            known = session.get_one(Account, account.id)
            token = sessions.open_session(
                session, known, is_full=True, label="Essai", at=datetime.now(UTC) - timedelta(seconds=1)
            )
            session.commit()
        browser.client.set_cookie(COOKIE, token, domain="localhost", secure=True, path="/")
    return browser
