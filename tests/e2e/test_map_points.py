"""The map by what it is given: filters, shared addresses, thousands of points, hostile names."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser_maps import box_of, open_map, send_points
from tests.e2e.conftest import Journal

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"> {{7*7}} ${7*7}"


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
