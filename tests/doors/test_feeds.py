"""Sitemap, search box, changes, security contact, and the script that keeps a copy."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import Thread
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlmodel import Session
from werkzeug.serving import make_server

from directory.config import ROOT
from directory.exports.feeds import write_sitemap
from directory.places.departements import DEPARTEMENTS
from directory.routes.api import SCRIPT
from tests.fictional import make_draft, store, verify
from tests.invented import KNOWN, ask, follow

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
SITE = "https://relais.example"


def test_the_sitemap_leads_to_every_public_page(invented: Flask) -> None:
    root = fromstring(ask(invented, "/sitemap.xml").data)
    addresses = [loc.text or "" for loc in root.iter(LOC)]
    assert {f"{SITE}/departements/{code}" for code in DEPARTEMENTS} < set(addresses)
    assert {listing["url"] for listing in follow(invented, "/api/v1/listings")} < set(addresses)
    for address in [*addresses[:3], *addresses[-20:]]:
        ask(invented, address.removeprefix(SITE))
    assert f"Sitemap: {SITE}/sitemap.xml" in ask(invented, "/robots.txt").text


def test_a_sitemap_too_long_for_one_file_leads_to_its_parts() -> None:
    others = [f"/fiches/{number}" for number in range(4)]

    def written(rank: int, most: int) -> list[str | None]:
        file = write_sitemap(rank, ["/"], 4, lambda start, limit: others[start : start + limit], SITE, most)
        return [loc.text for loc in fromstring(file).iter(LOC)] if file else []

    assert written(0, 2) == [f"{SITE}/sitemap-{rank}.xml" for rank in (1, 2, 3)]
    parts = [written(rank, 2) for rank in (1, 2, 3, 4)]
    assert [len(part) for part in parts] == [2, 2, 1, 0]
    assert [*chain.from_iterable(parts)] == written(0, 5) == [SITE + path for path in ("/", *others)]
    assert written(1, 5) == []


def test_engines_find_pages_and_leave_what_is_for_machines(invented: Flask) -> None:
    rules = RobotFileParser()
    rules.parse(ask(invented, "/robots.txt").text.splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    listed = [loc.text or "" for loc in fromstring(ask(invented, "/sitemap.xml").data).iter(LOC)]
    assert all(rules.can_fetch("*", address) for address in listed)
    for path in ("/recherche?q=x", "/api/v1/listings", "/hsds/services", "/data-inclusion/v1/services"):
        assert not rules.can_fetch("*", SITE + path), path


def test_the_search_box_of_browsers_leads_to_our_search(invented: Flask) -> None:
    root = fromstring(ask(invented, "/opensearch.xml").data)
    (url,) = root.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
    address = url.get("template", "").replace("{searchTerms}", "belladone")
    assert "Refuge Belladone" in ask(invented, address.removeprefix(SITE)).text
    assert '<link rel="search"' in ask(invented, "/").text


def test_the_feed_of_a_departement_tells_its_last_changes_first(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("rose"), make_draft("iris"), make_draft("lilas", departements=("35",)))
        store(session, make_draft("rose", summary="Changée."))
        verify(session, ["iris"], datetime(2026, 11, 25, tzinfo=UTC).date())
    root = fromstring(ask(own_app, "/departements/56/changements.atom").data)
    titles = [entry.findtext("a:title", "", ATOM) for entry in root.findall("a:entry", ATOM)]
    assert titles == ["Équipe fictive iris", "Équipe fictive rose"]
    assert root.findtext("a:updated", "", ATOM) == "2026-11-25T00:00:00Z"
    assert len(fromstring(ask(own_app, "/changements.atom").data).findall("a:entry", ATOM)) == 3
    assert "/departements/56/changements.atom" in ask(own_app, "/departements/56").text


def test_a_withdrawn_listing_leaves_every_feed(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("rose"))
        store(session, replace(make_draft("rose"), status="archived"))
    for address in ("/departements/56/changements.atom", "/changements.atom", "/sitemap.xml"):
        assert "rose" not in ask(own_app, address).text


def test_a_hostile_name_does_not_break_the_feeds(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("rose", name="<b>&\x0b]]>{{7*7}}", summary="\x01\ufffe<script>"))
    for address in ("/changements.atom", "/sitemap.xml"):
        fromstring(ask(own_app, address).data)
    assert "{{7*7}}" in ask(own_app, "/changements.atom").text


def test_the_security_contact_is_the_publisher_and_holds_less_than_a_year(invented: Flask) -> None:
    at = {"relais.now": datetime(2026, 11, 24, 9, tzinfo=UTC)}
    text = invented.test_client().get("/.well-known/security.txt", environ_overrides=at).text
    assert "Contact: mailto:contact@relais.example" in text
    assert "Expires: 2027-05-23T00:00:00Z" in text


@pytest.fixture
def served(own_app: Flask) -> Iterator[str]:
    """The address of a site that really listens."""
    server = make_server("127.0.0.1", 0, own_app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_ten_lines_of_the_readme_keep_a_copy_fresh(
    own_app: Flask, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = SCRIPT.read_text(encoding="utf-8")
    assert written in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(written.splitlines()) <= 11
    script = tmp_path / "copie.py"
    script.write_text(written.replace(SITE, served), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def copy() -> list[str]:
        runpy.run_path(str(script))
        kept = json.loads((tmp_path / "fiches-56.json").read_text(encoding="utf-8"))
        return [listing["name"] for listing in kept["listings"]]

    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("rose"), make_draft("lilas", departements=("35",)))
        assert copy() == copy() == ["Équipe fictive rose"]
        store(session, *KNOWN, replace(make_draft("rose"), status="archived"))
        assert copy() == ["Maison Amarante", "Refuge Belladone"]
