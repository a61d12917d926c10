"""The map as a visitor meets it: seen, by keyboard, beside its list, with few points or thousands."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.e2e.conftest import Journal

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"> {{7*7}} ${7*7}"


#: Waits until the map has kept its place for thirty frames.
STILL = """async () => {
    const pane = document.querySelector(".leaflet-map-pane");
    for (let frames = 0, place = ""; frames < 30; frames = place === pane.style.transform ? frames + 1 : 0) {
        place = pane.style.transform;
        await new Promise(requestAnimationFrame);
    }
}"""


def open_map(page: Page, code: str, query: str = "") -> Locator:
    """Go to a departement and wait until its points are drawn."""
    page.goto(f"/departements/{code}{query}")
    drawn = page.locator("#map")
    if drawn.is_hidden():  # a phone shows the list first
        page.get_by_role("link", name="Carte", exact=True).click()
    drawn.scroll_into_view_if_needed()
    expect(drawn).to_have_attribute("data-points", re.compile(r"\d"))
    return drawn


def send_points(page: Page, count: int, name: str | None = None) -> None:
    """Answer the map's requests with invented points spread over the Morbihan, unnamed unless told."""
    columns: dict[str, Any] = {
        "numbers": [1] * count,
        "categories": [row % 16 for row in range(count)],
        "y": [475000] + [(37 * row) % 101 - 49 for row in range(1, count)],
        "x": [-33000] + [(53 * row) % 97 - 44 for row in range(1, count)],
        "here": [1] * count,
        "hidden": 0,
    }
    if name:
        columns["names"] = [name] * count
        columns["approximate"] = [0] * count
    detail = {
        "name": name or "Exemple : accueil fictif",
        "what": "CRIP",
        "place": "Vannes",
        "where": "Adresse : 1 rue de l’Exemple, 56000 Vannes",
        "is_approximate": False,
        "href": "/",
        "phone": "",
        "dial": "",
        "ask": "",
    }
    page.route("**/points.json?*", lambda route: route.fulfill(json=columns))
    page.route(  # a wide screen gets the first ones as a script
        "**/points.js?*",
        lambda route: route.fulfill(
            content_type="text/javascript",
            headers={"Cross-Origin-Resource-Policy": "cross-origin"},
            body="relaisPoints = "
            + json.dumps({"url": "/points.json?" + route.request.url.partition("?")[2], "data": columns}),
        ),
    )
    page.route("**/points/*.json", lambda route: route.fulfill(json=detail))


def box_of(located: Locator) -> FloatRect:
    box = located.bounding_box()
    assert box is not None
    return box


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


def test_a_filter_nobody_knows_leaves_the_map_of_what_is_listed(page: Page, journal: Journal) -> None:
    page.goto("/departements/56?groupe=soigner&categorie=danser&suivi=1")
    expect(page.get_by_text(re.compile("danser.* inconnu"))).to_be_visible()
    drawn = page.locator("#map[data-points]")
    filtered = drawn.get_attribute("data-points")
    page.get_by_role("link", name="Retirer le filtre Soigner").click()
    expect(drawn).not_to_have_attribute("data-points", filtered or "")
    page.go_back()
    expect(drawn).to_have_attribute("data-points", filtered or "")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/departements/56?groupe=soigner&categorie=danser")
    page.get_by_role("link", name="Carte", exact=True).click()
    expect(page.locator("#map")).to_have_attribute("data-points", filtered or "")
    journal.assert_clean()


def test_a_confidential_place_is_counted_and_never_drawn(page: Page) -> None:
    with page.expect_response("**/points.js?*") as answered:
        open_map(page, "976")
    data = json.loads(answered.value.text().removeprefix("relaisPoints = ").removesuffix(";"))["data"]
    assert data["hidden"] == 1
    card = page.locator(".card", has=page.locator("a[href='/fiches/mise-abri-mlezi-maore-976']"))
    expect(card).to_contain_text("lieu jamais publié")
    assert int(card.get_attribute("data-number") or 0) not in data["numbers"]
    expect(page.locator(".map-marker")).to_have_count(len(data["numbers"]))
    expect(page.locator('.map-marker[aria-label*="abri"]')).to_have_count(0)
    expect(page.locator(".map-badge")).to_have_text("1 lieu sous secret, jamais situé")


def test_on_a_phone_names_of_towns_are_whole_and_a_missing_outline_is_said(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    drawn = box_of(open_map(page, "59"))
    names = page.locator(".map-commune:visible")
    expect(names.first).to_be_visible()
    for name in map(box_of, names.all()):
        assert drawn["x"] <= name["x"]
        assert name["x"] + name["width"] <= drawn["x"] + drawn["width"]
    open_map(page, "987")
    expect(page.locator(".map-badge")).to_contain_text("Contour non disponible")


def test_the_map_asks_nothing_of_anybody_else_and_keeps_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_map(page, "56")
    page.get_by_role("button", name=re.compile("UAPED de Vannes, UAPED")).click()
    page.get_by_role("dialog").get_by_role("link").first.wait_for()
    own = page.evaluate("() => location.origin")
    assert [url for url in asked if not url.startswith(own)] == []
    assert [url for url in asked if "/fond/" in url] == []
    assert page.context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_filters_change_the_map_with_the_list(page: Page) -> None:
    open_map(page, "69")
    drawn, others = page.locator("#map"), page.locator('.map-marker[aria-label*="Association"]')
    before = drawn.get_attribute("data-points") or ""
    expect(others).not_to_have_count(0)
    page.get_by_role("checkbox", name=re.compile("Soigner")).check()
    expect(others).to_have_count(0)
    expect(page.locator(".map-marker")).not_to_have_count(0)
    assert int(drawn.get_attribute("data-points") or 0) < int(before)
    page.go_back()
    expect(drawn).to_have_attribute("data-points", before)


def test_a_shared_address_opens_on_its_results_here(page: Page) -> None:
    around = box_of(open_map(page, "69", "?groupe=soigner"))
    for name in ("UAPED de Villefranche-sur-Saône", "UAPED de l’Hôpital Femme Mère Enfant"):
        box = box_of(page.get_by_role("button", name=re.compile(f"{name}, UAPED")))
        assert around["x"] <= box["x"] <= around["x"] + around["width"] - box["width"]
        assert around["y"] <= box["y"] <= around["y"] + around["height"] - box["height"]


def test_names_are_text_and_nothing_else(page: Page) -> None:
    send_points(page, 2, HOSTILE)
    open_map(page, "56")
    expect(page.locator(".map-marker").first).to_have_attribute("aria-label", re.compile(re.escape(HOSTILE)))
    page.locator(".map-marker").first.click()
    expect(page.locator(".map-sheet-list a").first).to_have_text(HOSTILE)
    expect(page.get_by_role("dialog").get_by_role("link")).to_have_count(2)
    assert page.locator("#map img").count() == 0
    assert page.title() != "pwned"


def test_thousands_of_points_are_one_canvas_that_can_be_clicked(page: Page) -> None:
    send_points(page, 2000)
    drawn = open_map(page, "56")
    expect(drawn.locator("canvas")).to_have_count(1)
    assert page.locator(".map-marker").count() == 0
    expect(drawn).to_have_accessible_description(re.compile("Points sur la carte.*2000.*boutons"))
    at = page.evaluate(
        """() => {
            const canvas = document.querySelector("#map canvas"), box = canvas.getBoundingClientRect();
            const map = document.querySelector("#map").getBoundingClientRect(), pen = canvas.getContext("2d");
            const x = Math.round(map.width / 2 + map.left - box.left), scale = canvas.width / box.width;
            for (let y = 60; y < map.height - 60; y += 2)
                if (pen.getImageData(x * scale, y * scale, 1, 1).data[3]) return [x + box.left, y + box.top];
        }"""
    )
    page.mouse.click(*at)
    expect(page.get_by_role("dialog", name="Exemple : accueil fictif")).to_be_focused()


def test_the_map_comes_back_when_the_whole_page_is_replaced(page: Page) -> None:
    open_map(page, "56")
    page.evaluate(
        """() => {
            const old = document.querySelector("#map"), fresh = old.cloneNode(false);
            delete fresh.dataset.points;
            old.replaceWith(fresh);
            document.dispatchEvent(new Event("htmx:historyRestore"));
        }"""
    )
    expect(page.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    expect(page.locator(".map-marker").first).to_be_visible()


def test_a_map_that_starts_hidden_is_drawn_once_shown(page: Page) -> None:
    page.route(
        "**/style.css*",
        lambda route: route.fulfill(
            content_type="text/css", body="#map:not(.shown) { display: none } #map { height: 20rem }"
        ),
    )
    page.goto("/departements/56")
    expect(page.locator("#map")).not_to_have_attribute("data-points", re.compile(r"\d"))
    page.evaluate("() => document.querySelector('#map').classList.add('shown')")
    expect(page.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))


def test_who_prefers_less_motion_gets_none(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_map(page, "56")
    assert page.locator(".leaflet-zoom-anim, .leaflet-pan-anim").count() == 0
    page.get_by_role("button", name="Zoomer", exact=True).click()
    assert page.locator(".leaflet-zoom-anim").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_has_no_accessibility_violation(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    open_map(page, "69")
    page.locator(".map-marker").first.press("Enter")
    page.get_by_role("dialog").get_by_role("link").first.wait_for()
    found = Axe().run(page, context="#map").response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], json.dumps(found, indent=1)
