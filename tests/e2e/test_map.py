"""The map as a visitor meets it: seen, by keyboard, beside its list, with few points or thousands."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser_maps import box_of, open_map, send_points

#: Waits until the map has kept its place for thirty frames.
STILL = """async () => {
    const pane = document.querySelector(".leaflet-map-pane");
    for (let frames = 0, place = ""; frames < 30; frames = place === pane.style.transform ? frames + 1 : 0) {
        place = pane.style.transform;
        await new Promise(requestAnimationFrame);
    }
}"""


def test_each_listing_that_has_a_place_is_named_by_one_marker(page: Page) -> None:
    drawn = open_map(page, "56")
    markers = page.get_by_role("region", name="Carte du Morbihan").locator(".map-marker")
    labels = [marker.get_attribute("aria-label") or "" for marker in markers.all()]
    assert len(set(labels)) == len(labels)
    together = "fiches\u00a0: CRIP du Morbihan, CRIP\u202f; UAPED de Vannes, UAPED"
    assert sum(together in label for label in labels) == 1
    counts = [int(found[1]) if (found := re.match(r"(\d+) fiches", label)) else 1 for label in labels]
    assert sum(counts) == int(drawn.get_attribute("data-points") or 0)


def test_listings_of_one_place_are_a_number_that_opens_their_list_with_calls(page: Page) -> None:
    open_map(page, "59")
    marker = page.get_by_role("button", name=re.compile("^3 fiches.*UAPED de Dunkerque"))
    assert marker.inner_text() == "3"
    marker.click()
    sheet = page.get_by_role("dialog", name="3 fiches")
    expect(sheet).to_contain_text("Dunkerque\u00a0: 3 fiches")
    expect(sheet.get_by_role("listitem")).to_have_count(3)
    expect(sheet.get_by_role("listitem").get_by_role("link", name="UAPED de Dunkerque")).to_have_attribute(
        "href", re.compile("^/fiches/")
    )
    expect(sheet).to_contain_text("Communes seulement")


def test_a_point_known_by_its_commune_alone_looks_so_and_says_so(page: Page) -> None:
    open_map(page, "59")
    marker = page.get_by_role("button", name="UAPED de Maubeuge, UAPED")
    ring = "each => getComputedStyle(each, '::after').borderTopStyle"
    assert marker.evaluate(ring) == "dashed"
    marker.click()
    expect(page.get_by_role("dialog")).to_contain_text("Commune seulement : centre de Maubeuge")
    send_points(page, 1, "Accueil fictif")
    open_map(page, "56")
    known = page.get_by_role("button", name=re.compile("Accueil fictif"))
    assert known.evaluate(ring) == "none"
    known.click()
    expect(page.get_by_role("dialog")).to_contain_text("Adresse : 1 rue de l’Exemple, 56000 Vannes")


def test_every_card_with_a_place_shows_it_on_the_map(page: Page) -> None:
    open_map(page, "69")
    buttons = page.locator(".card .show-on-map:visible")
    assert buttons.count() > 3
    for button in buttons.all():
        button.click()
        dialog = page.get_by_role("dialog")
        card = button.locator("xpath=ancestor::li")
        expect(dialog).to_contain_text(card.locator("h3").inner_text().strip())
        expect(card).to_have_class(re.compile("is-lit"))
        expect(page.locator(".map-marker.is-lit")).to_have_count(1)


def test_on_a_phone_the_map_comes_when_it_is_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/departements/69")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url or "/carte/" in url or "/points" in url]
    button = page.locator(".show-on-map:visible").first
    name = button.locator("xpath=ancestor::li").locator("h3").inner_text().strip()
    button.click()
    expect(page.get_by_role("dialog")).to_contain_text(name)
    expect(page.get_by_role("dialog").get_by_role("link", name="Voir la fiche")).to_be_in_viewport(ratio=1)
    expect(button).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Liste", exact=True).click()
    expect(button).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    page.go_back()
    expect(page.locator("#map")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_a_map_that_does_not_come_says_so_and_may_be_asked_for_again(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.route("**/leaflet-*.js*", lambda route: route.abort())
    page.goto("/departements/69")
    page.locator(".show-on-map").first.click()
    words = "() => getComputedStyle(document.getElementById('map'), '::after').content"
    expect(page.locator("html")).to_have_class(re.compile("no-map"))
    assert "n’a pas pu être chargée" in page.evaluate(words)
    page.unroute_all()
    if width < 1024:
        page.get_by_role("link", name="Liste", exact=True).click()
    page.locator(".show-on-map").first.click()
    expect(page.get_by_role("dialog")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568), (1366, 768)])
def test_the_marker_in_light_is_seen_beside_what_is_told_of_it(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_map(page, "59")
    page.get_by_role("button", name=re.compile(r"^\d+ fiches.*UAPED de Lille")).click()
    expect(page.get_by_role("dialog")).to_contain_text("UAPED de Lille")
    page.evaluate("() => document.querySelector('.map-marker[aria-label^=\"UAPED de Maubeuge\"]').click()")
    expect(page.get_by_role("dialog").get_by_role("link", name="Voir la fiche")).to_be_in_viewport(ratio=1)
    page.evaluate(STILL)
    lit, sheet = box_of(page.locator(".map-marker.is-lit")), box_of(page.get_by_role("dialog"))
    assert lit["y"] + lit["height"] <= sheet["y"] or lit["x"] >= sheet["x"] + sheet["width"]
    expect(page.locator(".map-marker.is-lit")).to_be_in_viewport(ratio=1)


def test_a_marker_opens_by_keyboard_and_gives_the_focus_back(page: Page) -> None:
    open_map(page, "59")
    marker = page.get_by_role("button", name="UAPED de Maubeuge, UAPED")
    marker.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="UAPED de Maubeuge")
    expect(dialog).to_be_focused()
    expect(dialog.get_by_role("link", name="Voir la fiche")).to_have_attribute(
        "href", re.compile("^/fiches/")
    )
    page.keyboard.press("Tab")
    expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(marker).to_be_focused()
    page.keyboard.press("Space")
    expect(dialog).to_be_focused()


def test_escape_brings_back_to_the_card_one_came_from(page: Page) -> None:
    open_map(page, "56")
    button = page.locator(".show-on-map:visible").first
    button.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_choosing_a_marker_lights_its_card(page: Page) -> None:
    open_map(page, "59")
    page.get_by_role("button", name="UAPED de Maubeuge, UAPED").click()
    expect(page.locator(".card.is-lit")).to_contain_text("UAPED de Maubeuge")
    expect(page.locator(".card.is-lit")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1366])
def test_markers_are_large_enough_and_never_cover_each_other(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_map(page, "59")
    boxes = [box_of(marker) for marker in page.locator(".map-marker").all()]
    assert len(boxes) >= 4
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    for one, other in itertools.combinations(boxes, 2):
        assert (
            abs(one["x"] - other["x"]) >= one["width"] - 0.5
            or abs(one["y"] - other["y"]) >= one["height"] - 0.5
        )
