"""Whole pages and their parts: what htmx asks for, what the history restores, what caches must tell apart."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.page_client import PageClient

LISTS = ["/departements/56", "/departements/13?groupe=heberger&age=15", "/recherche?q=uaped"]


@pytest.fixture(scope="module")
def client(seeded_app: Flask) -> PageClient:
    return PageClient(seeded_app)


@pytest.mark.parametrize("address", LISTS)
def test_htmx_gets_the_results_alone_and_the_same_as_in_the_page(client: PageClient, address: str) -> None:
    whole = client.get(address)
    part = client.get(address, fragment=True)
    assert "<html" not in part.answer.text
    assert [element.get("id") for element in part.all("section") if element.get("id")] == ["results"]
    assert part.cards() == whole.cards() != []
    assert part.answer.text.strip() in whole.answer.text


@pytest.mark.parametrize("address", LISTS)
def test_the_history_gets_the_whole_page_back(client: PageClient, address: str) -> None:
    restored = client.get(address, fragment=True, HX_History_Restore_Request="true")
    assert restored.answer.data == client.get(address).answer.data


@pytest.mark.parametrize("address", ["/", *LISTS, "/fiches/crip-morbihan-56", "/points.json?departement=56"])
def test_caches_are_told_what_an_answer_depends_on(client: PageClient, address: str) -> None:
    answer = client.get(address).answer
    assert {"HX-Request", "HX-History-Restore-Request", "Accept-Encoding"} <= {
        name.strip() for name in answer.headers["Vary"].split(",")
    }
    assert answer.headers["Cache-Control"].startswith("public, max-age=0, must-revalidate, s-maxage=")


def test_the_same_address_is_always_the_same_page(seeded_app: Flask, client: PageClient) -> None:
    """Nothing of a visit leaks into the next: back, refresh and another visitor see the same bytes."""
    first = client.get("/departements/56?age=15").answer.data
    client.get("/departements/56?age=99")
    client.get("/departements/56?age=15", fragment=True)
    client.get("/recherche?q=uaped")
    assert client.get("/departements/56?age=15").answer.data == first


def test_the_form_asks_for_the_fragment_and_works_without_script(client: PageClient) -> None:
    (form,) = client.get("/departements/56?q=uaped").all("form", id="filters")
    assert form.get("action") == form.get("data-hx-get") == "/departements/56"
    assert form.get("data-hx-target") == "#results"
    assert form.get("method", "get") == "get"
    assert [button for button in form.iter("button") if button.get("type", "submit") == "submit"]


def test_a_filter_is_taken_away_by_a_plain_link(client: PageClient) -> None:
    page = client.get("/departements/56?groupe=soigner&age=15")
    labels = {link.get("aria-label"): link.get("href") for link in page.all("a") if link.get("aria-label")}
    assert labels["Retirer le filtre Soigner"] == "/departements/56?age=15"
    without = client.get("/departements/56?age=15")
    assert client.get(labels["Retirer le filtre Soigner"]).cards() == without.cards()


def test_the_suggestions_of_a_place_are_a_list_of_choices(client: PageClient) -> None:
    page = client.get("/ou/propositions?lieu=vann")
    choices = page.all("a", role="option")
    assert choices[0].get("href") == "/departements/56?pres=56260"
    assert len({choice.get("id") for choice in choices}) == len(choices) <= 5
    assert client.get("/ou/propositions?lieu=v").all("a") == []


def test_the_suggestions_of_a_place_keep_the_need_chosen_before(client: PageClient) -> None:
    asked = client.get("/ou?lieu=saint-denis&categorie=uaped")
    assert asked.all("input", name="categorie")[0].get("value") == "uaped"
    choices = client.get("/ou/propositions?lieu=vann&categorie=uaped").all("a", role="option")
    assert choices[0].get("href") == "/departements/56?pres=56260&categorie=uaped"
