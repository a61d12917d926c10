"""Two sites that differ only in what was refused, reserved or purged answer alike, to the byte (C04)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlmodel import Session, select

from directory import create_app
from directory.editing import purge
from directory.listings.categories import BY_PATH, GROUPS
from directory.models import Listing
from directory.search.form import GENDERS, REFERRERS
from directory.storing.listing import Refused
from directory.web.machine import Limiter
from tests.addresses import PUBLIC
from tests.conftest import share
from tests.fictional import AT, LORIENT, RENNES, VANNES, in_commune, make_confidential, make_draft, store
from tests.fictional_world import make_drafts

REQUESTS = 500  # with each of four seeds
PLACES = ("56260", "56121", "35238", "97411", "56000", "35000")
LISTS = ("/recherche", "/api/v1/listings", "/exports/listings.json", "/exports/listings.csv")
LOCAL = (
    "/departements/56",
    "/departements/35",
    "/points.json?departement=56",
    "/points.geojson?departement=35",
)


@dataclass(frozen=True)
class Hidden:
    """What one world hides and the other does not know."""

    commune: str
    street: str
    word: str
    phone: str


WORLDS = (
    Hidden(VANNES, "3 rue Fictive", "zinnia", "01 99 00 31 31"),
    Hidden(RENNES, "88 boulevard Imaginaire", "xéranthème", "01 99 00 42 42"),
)


def fill(session: Session, hidden: Hidden) -> None:
    """Store the same public facts, and in each world other secrets."""
    place = in_commune(hidden.commune, hidden.street)
    store(session, *make_drafts(40))
    reserved = ((hidden.phone, hidden.word, "professionals"),)
    store(
        session,
        make_draft("reservee", phones=reserved),
        make_draft("brouillon", status="draft", summary=hidden.word, place=place, disclosure="address"),
        make_draft(
            "purgee", name="Refuge", disclosure="address", place=place, summary=hidden.word, phones=reserved
        ),
    )
    listing = session.exec(select(Listing).where(Listing.ref == "purgee")).one()
    facts = make_confidential("purgee", name="Refuge", departements=("56", "35"))
    purge.make_confidential(session, listing, by="essai", at=AT, draft=facts)
    session.commit()
    with contextlib.suppress(Refused):
        store(session, make_confidential("refusee", place=place))
    session.rollback()
    store(session, make_draft("derniere", place=in_commune(LORIENT)))


@pytest.fixture(scope="module")
def worlds(databases: Any, empty_database: str, make_config: Any) -> Iterator[list[Flask]]:
    opened = []
    for hidden in WORLDS:
        app = create_app(make_config(databases.make(empty_database)))
        app.extensions["limiter"] = Limiter(10**6)
        with Session(app.extensions["engine"]) as session:
            fill(session, hidden)
        opened.append(app)
    yield opened
    for app in opened:
        app.extensions["engine"].dispose()


def read(app: Flask, address: str) -> tuple[str, bytes, list[tuple[str, str]]]:
    """Everything an answer says but the second it was sent at; its ETag is the digest of its body."""
    with app.test_client().get(address, environ_overrides={"relais.now": AT}) as answer:
        said = sorted(pair for pair in answer.headers if pair[0] != "Date")
        return answer.status, answer.get_data(), said


def make_addresses(chance: Random) -> Iterator[str]:
    """Searches of every kind."""
    words = ("refuge", "zinnia", "xeranthem", "fictive", "equipe amarante", "boulevard", "vannes", "crip", "")
    while True:
        pairs = [
            ("q", chance.choice(words)),
            ("pres", chance.choice(PLACES)),
            ("categorie", chance.choice(sorted(BY_PATH))),
            ("groupe", chance.choice(sorted(GROUPS))),
            ("age", str(chance.randrange(26))),
            ("genre", chance.choice(sorted(GENDERS))),
            ("saisine", chance.choice(sorted(REFERRERS))),
            ("mineurs", "1"),
            ("rayon", str(chance.randrange(1, 201))),
        ]
        asked = urlencode(chance.sample(pairs, chance.choice((1, 1, 2, 2, 3))))
        address = chance.choice((*LISTS, *LOCAL, "/hsds/services", "/data-inclusion/v1/services", "/points/"))
        if address == "/points/":
            yield f"/points/{chance.randrange(50)}.json"
        elif address.startswith("/hsds"):
            yield f"{address}?full=true&page={chance.randrange(1, 5)}&search={chance.choice(words)}".replace(
                " ", "+"
            )
        elif address.startswith("/data"):
            yield f"{address}?page={chance.randrange(1, 5)}&size={chance.randrange(1, 40)}"
        else:
            yield f"{address}{'&' if '?' in address else '?'}{asked}"


def test_every_public_address_is_the_same_bytes_whatever_is_hidden(worlds: list[Flask]) -> None:
    for address in PUBLIC:
        one, other = (read(world, address) for world in worlds)
        assert one == other, address


@pytest.mark.parametrize("seed", [2026, 2027, 2028, 2029])
def test_every_search_is_the_same_bytes_whatever_is_hidden(worlds: list[Flask], seed: int) -> None:
    for address in islice(make_addresses(Random(seed)), share(REQUESTS)):
        one, other = (read(world, address) for world in worlds)
        assert one == other, address
