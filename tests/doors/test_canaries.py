"""Secrets in every field the public may not read, then every address visited: none comes back (C03)."""

from __future__ import annotations

import base64
import json
import logging
import unicodedata
import zlib
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from directory.drafts import DraftPlace, make_slug
from directory.models import Listing
from tests.addresses import EVERY
from tests.conftest import Databases
from tests.fictional import hide, in_commune, make_confidential, make_draft, store
from tests.page_client import PageClient

SAUZON = "56241"
PLACE = DraftPlace("56", SAUZON, "56360", "7 venelle Canarienne", 47.372951, -3.218462, "address")
#: One word for each place a secret is planted in.
WORDS = {name: f"zéphirin{name}" for name in ("former", "astreinte", "brouillon", "archive", "avant")}
PHONES = {"astreinte": "01 99 00 71 11", "former": "01 99 00 72 22", "archive": "01 99 00 73 33"}
POINT = [f"{axis:.{digits}f}" for axis in (PLACE.latitude, PLACE.longitude) for digits in (6, 5, 4)]


def texts(word: str) -> dict[str, Any]:
    """Every free text of a draft, holding one secret."""
    fields = ("summary", "description", "requirement", "capacity", "stay", "fallback", "hours_text", "caveat")
    return {field: f"{word} {field}" for field in fields} | {
        "name": f"Maison {word}", "operator": f"Association {word}", "website": f"https://{word[-6:]}.example/",
    }  # fmt: skip


def phones(kind: str, audience: str = "public") -> dict[str, Any]:
    return {
        "phones": ((PHONES[kind], WORDS[kind], audience),),
        "emails": ((f"{WORDS[kind].replace('é', 'e')}@fictif.example", WORDS[kind], audience),),
    }


def plant(session: Session) -> None:
    """Store what the public may read, what it may not, and what it could once."""
    store(
        session,
        make_draft("shown", **phones("astreinte", "professionals")),
        make_draft("draft", status="draft", **texts(WORDS["brouillon"])),
        make_draft("hidden", disclosure="address", place=PLACE, **phones("former"), **texts(WORDS["former"])),
        make_draft("edited", **texts(WORDS["avant"]) | {"name": "Maison corrigée"}),
        make_draft("gone", place=in_commune(SAUZON), **phones("archive"), **texts(WORDS["archive"])),
    )
    hide(session, make_confidential("hidden", name="Maison tenue secrète"))
    store(
        session,
        make_draft("edited", name="Maison corrigée"),
        make_draft("gone", status="archived", **phones("archive"), **texts(WORDS["archive"])),
    )


def written(secret: str) -> set[bytes]:
    """The ways a secret may be written in an answer."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", secret) if not unicodedata.combining(c))
    spellings = {
        secret,
        bare,
        secret.replace(" ", ""),
        secret.replace(" ", "\u202f"),
        secret.replace(" ", "\u00a0"),
    }
    if secret in PHONES.values():
        spellings |= {"+33" + secret.replace(" ", "")[1:], "33" + secret.replace(" ", "")[1:]}
    found: set[bytes] = set()
    for spelling in spellings:
        coded = {spelling, quote(spelling), escape(spelling), json.dumps(spelling)[1:-1]}
        found |= {form.lower().encode() for form in coded}
        found.add(base64.b64encode(spelling.encode()).rstrip(b"=").lower())
    return found


SECRETS = {
    secret: written(secret)
    for secret in (*WORDS.values(), *PHONES.values(), "venelle Canarienne", "Sauzon", SAUZON, "56360", *POINT)
}


def found_in(body: bytes) -> list[str]:
    """The secrets a lower-case text holds, in whatever form."""
    return [secret for secret, forms in SECRETS.items() if any(form in body for form in forms)]


def read(answer: TestResponse) -> bytes:
    """Everything an answer says: status, headers, body; spreadsheets and PDF streams opened."""
    body = answer.get_data()
    answer.close()
    if answer.mimetype.endswith("sheet"):
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    if answer.mimetype == "application/pdf":
        body = b"\n".join(_streams(body))
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return (answer.status + headers).lower().encode() + body.lower()


def _streams(pdf: bytes) -> Iterator[bytes]:
    for part in pdf.split(b"stream\n")[1:]:
        try:
            yield zlib.decompress(part)
        except zlib.error:
            yield part


@pytest.fixture(scope="module")
def planted(databases: Databases, empty_database: str, make_config: Any) -> Iterator[Flask]:
    from directory import create_app

    app = create_app(make_config(databases.make(empty_database)))
    app.testing = True
    with Session(app.extensions["engine"]) as session:
        plant(session)
    yield app
    app.extensions["engine"].dispose()


def addresses(app: Flask) -> list[str]:
    """Every example, and the addresses of what was planted."""
    with Session(app.extensions["engine"]) as session:
        listings = session.exec(select(Listing)).all()
    slugs = {listing.slug for listing in listings}
    numbers = {listing.number for listing in listings}
    neutral = [slug for slug in slugs if "zephirin" not in slug]
    pages = [f"/recherche?q={word}" for word in ("maison", "association", "venelle", "equipe")]
    pages += [
        f"/departements/56?page={page}&{asked}" for page in (1, 2) for asked in ("", "q=maison", "pres=56121")
    ]
    pages += [f"/fiches/{slug}" for slug in neutral] + [f"/fiches/{slug}/contact" for slug in neutral]
    pages += [f"/points/{number}.json" for number in numbers]
    return [*EVERY, *pages]


def test_the_secrets_would_be_seen_if_they_came_back(planted: Flask) -> None:
    """The crawl itself is worth something: what is public is found, in every form."""
    body = read(planted.test_client().get("/recherche?q=maison"))
    assert b"maison corrig" in body
    assert written("zéphirinformer") & {b"zephirinformer", b"z%c3%a9phirinformer"}
    assert any(form in b"tel:+33199007111" for form in written(PHONES["astreinte"]))


def test_no_secret_comes_back_from_any_address(planted: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = planted.test_client()
    seen: list[tuple[str, str]] = []
    for address, htmx in product(addresses(planted), ({}, {"HX-Request": "true"})):
        body = read(client.get(address, headers=htmx))
        seen += [
            (address, secret) for secret, forms in SECRETS.items() if any(form in body for form in forms)
        ]
    assert seen == []
    logged = caplog.text.lower().encode()
    assert [secret for secret, forms in SECRETS.items() if any(form in logged for form in forms)] == []


@pytest.mark.parametrize("word", WORDS.values())
def test_a_secret_word_finds_nothing_and_is_proposed_by_nothing(planted: Flask, word: str) -> None:
    client = PageClient(planted)
    for asked in (word, word[:-1], word.replace("é", "e") + "s"):
        page = client.get(f"/recherche?q={quote(asked)}")
        assert page.cards() == []
        assert "Résultats pour" not in page.text
        assert client.get(f"/departements/56?q={quote(asked)}").cards() == []
        assert client.get(f"/points.json?departement=56&q={quote(asked)}").answer.json["numbers"] == []


@pytest.mark.parametrize(("kind", "status"), [("brouillon", 404), ("archive", 410), ("former", 404)])
def test_the_address_of_a_hidden_listing_says_nothing_of_it(planted: Flask, kind: str, status: int) -> None:
    slug = make_slug(make_draft("x", name=f"Maison {WORDS[kind]}"))
    page = PageClient(planted).get(f"/fiches/{slug}", status)
    assert "zéphirin" not in page.answer.text
    assert not [link for link in page.links() if "zephirin" in link]


def test_a_formula_in_every_field_is_shown_and_never_computed(own_app: Flask) -> None:
    formula = '{{1111*1111}}<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    facts = {name: formula[:200] for name in texts("")} | {"website": "https://fictif.example/{{1111*1111}}"}
    phones = (("01 99 00 11 11", formula[:80], "public"),)
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("one", phones=phones, place=in_commune(SAUZON), **facts))
        slug = session.exec(select(Listing.slug)).one()
    client = PageClient(own_app)
    for address in (
        "/departements/56",
        "/recherche?q=script",
        f"/fiches/{slug}",
        "/points/1.json",
        "/couverture",
    ):
        body = client.get(address).answer.text
        assert "1234321" not in body
        if address != "/points/1.json":
            assert "<script>alert" not in body
            assert "<img src=x" not in body
