"""Accounts in a browser: a site with its letters, signing in, submitting, and looking at a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from directory.accounts import second_factor
from directory.models import Account
from tests.people import PASSWORD

#: A number kept for professionals.
NUMBER = "01 99 00 12 34"


@dataclass
class Site:
    """A site of one's own with its mail written to a folder."""

    app: Flask
    address: str
    folder: Path

    def session(self) -> Session:
        """A session on its database."""
        return Session(self.app.extensions["engine"], expire_on_commit=False)

    def link(self) -> str:
        """The path in the last letter sent."""
        self.app.extensions["mail"].finish()
        last = sorted(self.folder.iterdir())[-1]
        body = message_from_bytes(last.read_bytes(), policy=policy.default).get_content()
        found = re.search(r"https://relais\.example(/\S+)", body)
        assert found
        return self.address + found[1]


def check(page: Page) -> None:
    """No accessibility violation, on a desk by day, on a small phone by night; never a sideways scroll."""
    for width, scheme in ((1366, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        violations = Axe().run(page).response["violations"]
        assert violations == [], [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1366, "height": 800})
    page.emulate_media(color_scheme="light")


def submit(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def sign_in(page: Page, site: Site, account: Account) -> None:
    """Come in with a password, and a recovery code for who has a second factor."""
    with site.session() as session:
        known = session.get_one(Account, account.id)
        codes = second_factor.make_recovery_codes(session, known) if known.totp_enabled else []
        session.commit()
    page.goto(f"{site.address}/connexion")
    page.get_by_label("Adresse électronique").fill(account.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    submit(page, "Se connecter")
    if codes:
        page.get_by_label("Code à 6 chiffres").fill(codes[0])
        submit(page, "Continuer")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
