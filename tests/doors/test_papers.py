"""What goes on paper: everything of a departement whatever its pages, or a list picked by hand."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.page_client import Page, PageClient


@pytest.fixture
def client(seeded_app: Flask) -> PageClient:
    return PageClient(seeded_app)


def numbers(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.all("input", type="checkbox")]


def test_everything_of_a_departement_is_on_one_page_national_lines_included(client: PageClient) -> None:
    listed: set[int] = set()
    address, pages = "/departements/59", 0
    while address:
        page = client.get(address)
        listed |= set(page.cards())
        pages += 1
        (address, *_rest) = [*(link.get("href", "") for link in page.all("a", rel="next")), ""]
    assert pages > 1
    on_paper = {int(number) for number in numbers(client.get("/departements/59/papier"))}
    assert listed <= on_paper
    text = client.get("/departements/59/papier").text
    assert "119" in text
    assert "Partout en France" in text


def test_a_list_picked_by_hand_is_in_its_address_and_nowhere_else(client: PageClient) -> None:
    first, second, *_others = numbers(client.get("/departements/59/papier"))
    page = client.get(f"/selection?de=59&f={second}&f={first}&f={second}")
    assert page.cards() == [int(second), int(first)]
    assert any(link.startswith("mailto:") for link in page.links())
    assert "Set-Cookie" not in page.answer.headers


def test_an_address_without_a_listing_says_where_to_choose(client: PageClient) -> None:
    page = client.get("/selection?de=59&f=999999999&f=abc&f=²")
    assert "n’a pas été trouvée" in page.text
    assert "/departements/59/papier" in page.links()


def test_the_map_of_the_departement_is_on_its_paper_with_a_mark_for_each_place(client: PageClient) -> None:
    page = client.get("/departements/59/papier")
    [drawn] = page.all("figure", role="img")
    marks = page.answer.text.count('<g transform="translate(')
    assert marks > 10
    assert drawn.get("aria-label") == f"Carte du Nord\u00a0: {marks} fiches situées"
