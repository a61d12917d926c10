"""Embeds over HTTP: who may frame them, what they answer, where their links lead, how they stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session
from werkzeug.test import Client

from directory import create_app
from directory.config import Config
from directory.front import Front
from directory.partners import partners
from directory.partners.colours import Colours, contrast, find_problems, make_style_sheet, read_pair
from directory.partners.partners import PartnerFacts
from directory.web.headers import CONTENT_SECURITY_POLICY
from tests.conftest import Databases
from tests.fictional import LORIENT, VANNES, in_commune, make_confidential, make_draft, store
from tests.page_client import PageClient

ORIGINS = ("https://arras.example", "https://intranet.arras.example:8443")
PAGES = ("/embed/arras/56", "/embed/arras/region-53", "/embed/arras/france")


def add_partner(app: Flask, slug: str = "arras", **facts: Any) -> None:
    values = {"name": "Ville fictive", "origins": ORIGINS, "territory": "56"} | facts
    with Session(app.extensions["engine"]) as session:
        now = datetime.now(UTC)
        partners.add_partner(session, slug, PartnerFacts(**values), at=now, by=None, allow_local=True)
        session.commit()


def archive(app: Flask, slug: str = "arras") -> None:
    with Session(app.extensions["engine"]) as session:
        partners.archive_partner(session, slug, at=datetime.now(UTC), by=None)
        session.commit()


@pytest.fixture(scope="module")
def app(databases: Databases, seeded_database: str, make_config: Callable[..., Config]) -> Iterator[Flask]:
    """The real seed with partners; tests that change them use their own site."""
    made = create_app(make_config(databases.make(seeded_database)))
    made.testing = True
    add_partner(made)
    add_partner(made, "colore", categories=("crip", "uaped"), territory="region-53", colours="0b6e4f-f5f0e6")
    add_partner(made, "parti")
    archive(made, "parti")
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture(scope="module")
def client(app: Flask) -> PageClient:
    return PageClient(app)


@pytest.mark.parametrize("address", PAGES)
def test_only_the_exact_origins_of_the_partner_may_frame_its_pages(client: PageClient, address: str) -> None:
    headers = client.get(address).answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.endswith(
        "; frame-ancestors https://arras.example https://intranet.arras.example:8443 'self'"
    )
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_preview_may_be_framed_by_this_site_alone(client: PageClient) -> None:
    policy = client.get("/embed/apercu/56").answer.headers["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self'")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/embed/personne/56", 404), ("/embed/parti/56", 410), ("/embed/parti", 410), ("/embed/personne", 404),
     ("/embed/v1/56", 404), ("/embed/Arras/56", 404), ("/embed/arras%20/56", 404)],
)  # fmt: skip
def test_an_unknown_or_archived_partner_gets_a_page_nobody_frames_with_the_public_link(
    client: PageClient, address: str, status: int
) -> None:
    page = client.get(address, status)
    assert page.answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert page.answer.headers["X-Frame-Options"] == "DENY"
    assert ("/departements/56" if address.endswith("56") else "/") in page.links()
    assert "ouvert à tous" in page.text


def test_a_frame_in_a_page_that_may_not_show_it_holds_the_way_out_and_nothing_kept(app: Flask) -> None:
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    for address, referer, status in (
        ("/embed/arras/56", "https://autre.example/", 403),
        ("/embed/parti/56", "https://arras.example/", 410),
        ("/embed/personne/56", "", 404),
    ):
        answer = app.test_client().get(address, headers=framed | ({"Referer": referer} if referer else {}))
        assert answer.status_code == status
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "/departements/56" in answer.text
        assert "tel:119" in answer.text
        assert 'class="card"' not in answer.text
    for referer, address in (
        ("https://arras.example/page", "/embed/arras/56"),
        ("", "/embed/arras/56?essai=1"),
    ):
        answer = app.test_client().get(address, headers=framed | {"Referer": referer})
        assert (answer.status_code, "*" in answer.headers["Content-Security-Policy"]) == (200, False)


@pytest.mark.parametrize(
    "address", ["/embed/arras/zz", "/embed/arras/region-99", "/embed/arras/56/ffff00-ffffff"]
)
def test_a_mistake_in_the_snippet_is_said_inside_the_frame(client: PageClient, address: str) -> None:
    page = client.get(address, 404)
    assert "frame-ancestors https://arras.example" in page.answer.headers["Content-Security-Policy"]
    assert "«" in page.text
    assert any(link.startswith("/embed/arras/") for link in page.links())


@pytest.mark.parametrize("code", ["56", "2A", "976"])
def test_an_embed_lists_what_the_site_lists(client: PageClient, code: str) -> None:
    query = "?groupe=alerter&groupe=soigner&age=15"
    assert (
        client.get(f"/embed/arras/{code}{query}").cards()
        == client.get(f"/departements/{code}{query}").cards()
    )
    fragment = client.get(f"/embed/arras/{code}{query}", fragment=True)
    assert fragment.cards() == client.get(f"/departements/{code}{query}", fragment=True).cards()


@pytest.mark.parametrize(
    "address", [*PAGES, "/embed/arras/56?q=uaped&age=15&page=2", "/embed/arras/france?page=2"]
)
def test_links_of_the_site_leave_the_frame_and_searches_stay(client: PageClient, address: str) -> None:
    for fragment in (False, True):
        page = client.get(address, fragment=fragment)
        leaving = page.all("a")
        assert any(link.get("href", "").startswith("/fiches/") for link in leaving)
        for link in leaving:
            href = link.get("href", "")
            leaves = href.startswith("http") or (href.startswith("/") and not href.startswith("/embed/"))
            assert link.get("target") == ("_top" if leaves else None), href
        assert all(form.get("action", "").startswith("/embed/arras/") for form in page.all("form"))


def test_nothing_leads_to_pages_of_signed_in_people_nor_asks_for_a_cookie(client: PageClient) -> None:
    for address in PAGES:
        page = client.get(address)
        inside = ("/connexion", "/compte", "/coordination", "/administration", "/demander")
        assert not [link for link in page.links() if link.startswith(inside)]
        assert "Set-Cookie" not in page.answer.headers


def test_colours_and_filters_of_the_partner_come_by_default(client: PageClient) -> None:
    assert client.get("/embed/arras", 302).answer.headers["Location"] == "/embed/arras/56"
    answer = client.get("/embed/colore", 302).answer
    assert answer.headers["Location"] == "/embed/colore/region-53?categorie=crip&categorie=uaped"
    page = client.get(answer.headers["Location"])
    assert [e.get("href", "") for e in page.all("link") if "couleurs/0b6e4f-f5f0e6.css" in e.get("href", "")]
    assert set(re.findall(r"CRIP|UAPED|Hébergement", page.text)) >= {"CRIP", "UAPED"}


def test_the_colour_of_links_and_buttons_reaches_the_buttons_that_call(client: PageClient) -> None:
    """Its words stay readable on it, white or ink."""
    for accent, on_accent in (("0b6e4f", "ffffff"), ("1d4e79", "ffffff")):
        sheet = make_style_sheet(Colours(accent))
        assert f"--call: #{accent}; --call-line: #{accent}; --on-call: #{on_accent}" in sheet


def test_an_embed_says_what_is_missing_and_who_to_ask_as_the_page_does(client: PageClient) -> None:
    here, there = client.get("/departements/08"), client.get("/embed/arras/08")
    for page in (here, there):
        assert "Ce qui manque ici" in page.text
    missing = [each.get("href") for each in there.all("a", class_="way") if "119" in str(each.get("href"))]
    assert missing


def test_a_search_without_script_keeps_the_colours_of_the_snippet(client: PageClient) -> None:
    page = client.get("/embed/arras/59/0b6e4f-f5f0e6?groupe=soigner")
    (form,) = page.all("form")
    assert form.get("action") == "/embed/arras/59/0b6e4f-f5f0e6"
    assert "/embed/arras/59/0b6e4f-f5f0e6" in page.links()


def test_departements_of_the_country_open_in_the_frame_with_the_same_search(client: PageClient) -> None:
    html = client.get("/embed/arras/france?groupe=heberger").answer.text
    links = set(re.findall(r'<a href="(/embed/arras/[^"]+)"', html))
    assert {f"/embed/arras/{code}?groupe=heberger" for code in ("59", "2A", "975")} <= links


def test_what_embeds_load_is_open_to_frames_without_an_origin(app: Flask) -> None:
    http = app.test_client()
    for address in ("/embed/v1/relais-embed.js", "/embed/v1/page.css", "/embed/v1/map.js",
                    "/embed/v1/couleurs/0b6e4f-f5f0e6.css"):  # fmt: skip
        answer = http.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age=86400" in answer.headers["Cache-Control"]
    assert http.get("/embed/v1/couleurs/ffff00-ffffff.css").status_code == 404


def test_the_component_is_small(app: Flask) -> None:
    assert len(app.test_client().get("/embed/v1/relais-embed.js").data) <= 4000


def test_a_bundle_asked_by_its_version_is_kept_for_good(app: Flask) -> None:
    page = app.test_client().get("/embed/arras/56").text
    for address in re.findall(r"/embed/v1/[^\" ]+\?v=\w+", page):
        assert "immutable" in app.test_client().get(address).headers["Cache-Control"], address


def test_a_confidential_place_is_listed_and_never_drawn(own_app: Flask) -> None:
    add_partner(own_app)
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_confidential("hidden", name="Hébergement fictif"),
            make_draft("open", place=in_commune(VANNES)),
            make_draft("other", departements=("56",), place=in_commune(LORIENT)),
        )
    http = own_app.test_client()
    assert "Hébergement fictif" in http.get("/embed/arras/region-53").text
    columns = http.get("/points.json?region=53").get_json()
    assert (len(columns["numbers"]), columns["hidden"]) == (2, 1)


def test_a_partner_archived_or_moved_is_followed_at_once_by_pages_already_kept(
    own_app: Flask, tmp_path: Any
) -> None:
    config = own_app.config["RELAIS"]
    front = Front(lambda: own_app.wsgi_app, database_url=config.database_url, folder=tmp_path, build="essai")
    http = Client(front)
    add_partner(own_app)
    first = http.get("/embed/arras/56")
    assert first.status_code == 200
    again = http.get("/embed/arras/56", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    moved = PartnerFacts("Ville fictive", ("https://autre.example",), "56")
    with Session(own_app.extensions["engine"]) as session:
        now = datetime.now(UTC)
        partners.change_partner(session, "arras", moved, at=now, by=None, allow_local=False)
        session.commit()
    known = http.get("/embed/arras/56", headers={"If-None-Match": first.headers["ETag"]})
    assert known.status_code == 200
    assert known.headers["Content-Security-Policy"].endswith("frame-ancestors https://autre.example 'self'")
    archive(own_app)
    stopped = http.get("/embed/arras/56", headers={"If-None-Match": known.headers["ETag"]})
    assert (stopped.status_code, stopped.headers["X-Frame-Options"]) == (410, "DENY")
    front.close()


def test_contrast_follows_the_formula_of_wcag() -> None:
    assert contrast("000000", "ffffff") == 21
    assert round(contrast("767676", "ffffff"), 2) == 4.54
    assert round(contrast("777777", "ffffff"), 2) == 4.48
    assert contrast("123456", "123456") == 1


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("1d4e79-fbfaf7", set()), ("0b6e4f-f5f0e6", set()), ("777777-ffffff", {"couleur"}),
     ("1d4e79-808080", {"couleur", "fond"}), ("ffffff-000000", {"couleur", "fond"})],
)  # fmt: skip
def test_colours_that_cannot_be_read_are_named_with_their_contrast(code: str, wrong: set[str]) -> None:
    problems = find_problems(Colours(*code.split("-")))
    assert set(problems) == wrong
    assert all("Contraste de" in sentence and "4,5" in sentence for sentence in problems.values())
    assert (read_pair(code) is None) == bool(wrong)
