"""Suggestions sent and decided, as a person without an account and a coordinator do it."""

from __future__ import annotations

import re

from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from directory.models import Listing, Suggestion
from tests.people import BASE, account, browse, rows

PAGE = "/fiches/equipe-fictive-seule-56/erreur"
LIST = "/coordination/suggestions"


def token(site: Flask, page: str) -> str:
    """The token of a form, as a visitor's browser receives it."""
    found = re.search(r'name="token" value="([^"]+)"', site.test_client().get(page).text)
    assert found
    return found[1]


def post(site: Flask, page: str, fields: dict[str, str], **headers: str) -> TestResponse:
    """Send a form as a browser without any cookie does."""
    data = {"token": token(site, page)} | fields
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.test_client().post(page, data=data, headers=named, base_url=BASE)


def correct(site: Flask, **fields: str) -> TestResponse:
    return post(site, PAGE, fields)


def propose(site: Flask, **fields: str) -> TestResponse:
    given = {
        "name": "Lieu fictif", "category": "open_environment", "departement": "56",
        "source": "https://lieu.example/page",
    }  # fmt: skip
    return post(site, "/proposer", given | fields)


def only(site: Flask) -> Suggestion:
    (found,) = rows(site, Suggestion)
    return found


def decide(site: Flask, *departements: str, role: str = "coordinator", **fields: str) -> TestResponse:
    """Decide about the only suggestion, as somebody new."""
    who = account(site, "decideur", role, *departements)
    return browse(site, who).post(f"{LIST}/{only(site).id}", fields)


def listing(site: Flask, ref: str) -> Listing:
    with Session(site.extensions["engine"]) as session:
        return session.exec(select(Listing).where(Listing.ref == ref)).one()
