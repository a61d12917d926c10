"""A site of invented listings that machines read, and how tests ask it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from sqlmodel import Session
from werkzeug.test import TestResponse

from directory.api.operations import document
from directory.web.machine import Limiter
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.fictional_world import make_drafts

#: One listing with every fact, numbered 1, and one confidential, numbered 2.
KNOWN = (
    make_draft(
        "ouverte",
        name="Maison Amarante",
        operator="Association Amarante",
        category="day_reception",
        disclosure="address",
        place=in_commune(VANNES, "5 rue Fictive"),
        summary="=1+1 une maison inventée où venir dans la journée, parler et être accompagné.",
        description="Une équipe inventée y reçoit des jeunes imaginaires. " * 4,
        phones=(("01 99 00 11 11", "accueil", "public"), ("01 99 00 99 99", "garde", "professionals")),
        emails=(("amarante@fictif.example", "secrétariat", "public"),),
        who_may_refer=("minor", "professionals"),
        admits_minors="yes",
        minimum_age=12,
        maximum_age=21,
        walk_in="yes",
        hours="Mo-Fr 09:00-17:00",
        website="https://amarante.example/",
    ),
    make_confidential(
        "cachee", name="Refuge Belladone", operator="Association Belladone", departements=("56", "35")
    ),
)


def fill(app: Flask, others: int = 58) -> None:
    """Store `KNOWN` and other invented listings, and let the site be asked as often as tests want."""
    app.extensions["limiter"] = Limiter(10**6)
    with Session(app.extensions["engine"]) as session:
        store(session, *KNOWN, *make_drafts(others))


def ask(app: Flask, address: str, status: int = 200) -> TestResponse:
    """Ask for an address and take the whole answer; expect a status."""
    answer = app.test_client().get(address)
    answer.get_data()
    answer.close()
    assert answer.status_code == status, f"{address}: {answer.status} {answer.text[:300]}"
    return answer


def ask_json(app: Flask, address: str, status: int = 200) -> Any:
    """Ask for an address and read its JSON."""
    return ask(app, address, status).get_json(force=True)


def follow(app: Flask, address: str, key: str = "listings") -> list[Any]:
    """Read a list from page to page to its end."""
    found: list[Any] = []
    following: str | None = address
    while following:
        page = ask_json(app, following.removeprefix(app.config["RELAIS"].public_url))
        found += page[key]
        following = page["next"]
    return found


def validate(schema: str, value: Any) -> None:
    """Check a value against a schema of our own OpenAPI document."""
    described = document("https://relais.example")
    Draft202012Validator(described | {"$ref": f"#/components/schemas/{schema}"}).validate(value)
