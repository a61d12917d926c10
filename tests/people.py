"""A cast of people who exist nowhere, with accounts; addresses end in .example, reserved for fiction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any, TypeVar

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select
from werkzeug.test import TestResponse

from directory.accounts import people, second_factor, sessions
from directory.accounts.passwords import hash_password
from directory.accounts.people import as_actor
from directory.config import DEVELOPMENT_SECRET
from directory.keys.sealed import Keys
from directory.models import Account, AccountDepartement
from directory.permissions import Actor
from directory.web.csrf import COOKIE

Row = TypeVar("Row", bound=SQLModel)

PASSWORD = "trois lampions dans la brume"
KEPT = hash_password(PASSWORD)
#: What closes the second factors of the cast, on every site of the tests.
KEYS = Keys(DEVELOPMENT_SECRET)
NEW = "cheval agrafe correct pile"
BASE = "https://localhost"
#: What a professional writes to ask for access.
ACCESS = {
    "name": "Paul Fictif",
    "email": "paul@ecole.example",
    "structure": "Collège fictif",
    "departement": "56",
    "reason": "Assistant social",
}


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
        second_factor.prepare(session, account, KEYS)
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
    return pyotp.TOTP(second_factor.read_secret(account, KEYS)).at(at or datetime.now(UTC))


@dataclass
class Browser:
    """A browser on the site: keeps its cookie, posts the token of our forms."""

    client: FlaskClient
    _tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read a page."""
        return self.client.get(path, base_url=BASE, buffered=True, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form, with the token that a form of ours carries."""
        return self.client.post(
            path, base_url=BASE, buffered=True, data={"csrf": self.csrf_token(), **(data or {})}, **options
        )

    def csrf_token(self) -> str:
        """The token of the form to leave or to come in, whichever this browser is shown."""
        kept = self.client.get_cookie(COOKIE, "localhost")
        if kept is None or kept.value not in self._tokens:
            pages = (self.get(path).text for path in ("/compte", "/connexion", "/mot-de-passe-oublie"))
            found = next(
                filter(None, (re.search(r'name="csrf" value="([0-9a-f]+)"', page) for page in pages))
            )
            self._tokens[self.cookie] = found[1]
        return self._tokens[self.cookie]

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


def account(app: Flask, name: str, role: str, *departements: str, **facts: Any) -> Account:
    """Add an account to a site."""
    with Session(app.extensions["engine"], expire_on_commit=False) as session:
        return make_account(session, name, role, *departements, **facts)


def sign_in(browser: Browser, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    """Send the form to come in."""
    return browser.post("/connexion", {"email": f"{name}@essai.example", "password": password, **fields})


def rows(app: Flask, model: type[Row]) -> list[Row]:
    """Every row of a model."""
    with Session(app.extensions["engine"]) as session:
        return list(session.exec(select(model)).all())


def letters(app: Flask) -> list[tuple[str, str]]:
    """Every letter sent by a site of the fixture `mailed`: to whom, and its text."""
    app.extensions["mail"].finish()
    found = []
    for path in sorted(app.config["FOLDER"].iterdir()):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append((str(message["To"]), str(message.get_content())))
    return found


def link(app: Flask) -> str:
    """The path of the link in the last letter."""
    found = re.search(r"https://relais\.example(/\S+)", letters(app)[-1][1])
    assert found
    return found[1]
