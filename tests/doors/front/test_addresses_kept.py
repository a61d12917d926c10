"""Which addresses are kept finished: those our pages write, and none of the thousands one may invent."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from directory.front.store import MOST_FILES, Finished, PageStore
from directory.web.canonical import READ, VERSION
from tests.front_site import Site


def places(site: Site) -> tuple[int, int]:
    """How many finished answers are in memory, and on disk."""
    folder = site.config.instance_path / "pages"
    return site.front.kept[0], sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    "address",
    [
        "/departements/56?x=1", "/departements/56?&&&&", "/departements/56?age", "/recherche?q=crip&q=uaped",
        "/recherche?q=%63rip", "/ou/propositions?i=7", "/mentions-legales?utm_source=x",
        "/static/style.css?v=0&x=1", "/recherche?categorie=crip&categorie=crip",
    ],
)  # fmt: skip
def test_an_invented_address_is_answered_and_not_kept(site: Site, address: str) -> None:
    assert site.get(address).status_code == 200
    assert places(site) == (0, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/departements/56?q=%C3%A9quipe&pres=",
        "/recherche?q=deux+mots",
        "/recherche?groupe=alerter&groupe=soigner",
    ],
)
def test_what_a_form_of_ours_sends_is_kept(site: Site, address: str) -> None:
    assert site.get(address).status_code == 200
    assert places(site) == (1, 0)


@pytest.mark.parametrize(
    "address", ["/points/01.json", "/points/%D9%A1.json", "/api/v1/listings/01", "/fond/08/125/89.png"]
)
def test_a_number_is_spelt_in_one_way(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


def test_a_territory_is_spelt_in_one_way(site: Site) -> None:
    assert site.get("/images/2a.svg?q=crip").location == "/images/2A.svg?q=crip"


def test_every_link_and_field_of_ours_is_of_a_page_that_is_kept(site: Site) -> None:
    """Of search, plan and gaps: a name they use that is not read would never be kept, and slow everybody."""
    names = set[str]()
    for address in (
        "/",
        "/departements/56?q=equipe",
        "/recherche?age=15",
        "/couverture",
        "/homologue",
        "/integrer",
    ):
        text = site.get(address).text
        for link in re.findall(r'(?:href|src|hx-get|action)="(/[^"]*\?[^"]*)"', text):
            if not link.startswith(("/connexion", "/orientation", "/proposer")):  # not kept, on purpose
                names |= {name for name, _ in parse_qsl(urlsplit(unescape(link)).query)}
        for form in re.findall(r'<form(?![^>]*method="post").*?</form>', text, re.DOTALL):
            names |= set(re.findall(r'name="([^"]+)"', form))
    assert {"q", "categorie", VERSION} <= names
    assert names - READ - {VERSION} == set()


def test_the_disk_is_bounded_over_restarts(tmp_path: Path) -> None:
    page = Finished((), "tag", None, b"", False)
    for start in (0, MOST_FILES):
        store = PageStore(tmp_path, "one")
        for number in range(start, start + MOST_FILES // 2 + 200):
            store.put(1, f"/{number}", page, on_disk=True)
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == MOST_FILES
