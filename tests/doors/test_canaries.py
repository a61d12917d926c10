"""Secrets in every field the public may not read are neither found nor proposed, whatever is asked (C03)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlmodel import Session, select

from directory.listings.slugs import make_slug
from directory.models import Listing
from tests.canaries import PHONES, SAUZON, WORDS, plant, read, texts, written
from tests.conftest import Databases
from tests.fictional import in_commune, make_draft, store
from tests.page_client import PageClient


@pytest.fixture(scope="module")
def planted(databases: Databases, empty_database: str, make_config: Any) -> Iterator[Flask]:
    from directory import create_app

    app = create_app(make_config(databases.make(empty_database)))
    app.testing = True
    with Session(app.extensions["engine"]) as session:
        plant(session)
    yield app
    app.extensions["engine"].dispose()


def test_the_secrets_would_be_seen_if_they_came_back(planted: Flask) -> None:
    """The crawl itself is worth something: what is public is found, in every form."""
    body = read(planted.test_client().get("/recherche?q=maison"))
    assert b"maison corrig" in body
    assert written("zéphirinformer") & {b"zephirinformer", b"z%c3%a9phirinformer"}
    assert any(form in b"tel:+33199007111" for form in written(PHONES["astreinte"]))


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
