"""The ground of the map: framed on the departement, its communes drawn once someone looks closer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from directory import maps
from directory.places.communes import main_communes
from tests.browser_maps import open_map
from tests.e2e.conftest import Journal

#: Of the pixels of the canvas in view: how many there are, how many are drawn, how many have a colour (rgb).
PIXELS = """colour => {
    const canvas = document.querySelector(".leaflet-land-pane canvas"), box = canvas.getBoundingClientRect();
    const map = document.querySelector("#map").getBoundingClientRect(), scale = canvas.width / box.width;
    const x = (map.left - box.left) * scale, y = (map.top - box.top) * scale, pen = canvas.getContext("2d");
    const seen = pen.getImageData(x, y, map.width * scale, map.height * scale).data;
    let drawn = 0, same = 0, kinds = new Set();
    for (let i = 0; i < seen.length; i += 4) {
        if (seen[i + 3]) drawn++;
        if (`${seen[i]},${seen[i + 1]},${seen[i + 2]}` === colour) same++;
        kinds.add(seen[i] << 16 | seen[i + 1] << 8 | seen[i + 2]);
    }
    return {all: seen.length / 4, drawn, same, colours: kinds.size};
}"""
FOCUS = "255,176,0"
#: The box of the outline in the map, as parts of the map's width and height.
FRAME = """() => {
    const map = document.querySelector("#map").getBoundingClientRect();
    const own = [...document.querySelectorAll(".map-self")].map(each => each.getBoundingClientRect());
    const [left, top] = [Math.min(...own.map(b => b.left)), Math.min(...own.map(b => b.top))];
    const [right, bottom] = [Math.max(...own.map(b => b.right)), Math.max(...own.map(b => b.bottom))];
    return [(left - map.left) / map.width, (top - map.top) / map.height,
            (right - map.left) / map.width, (bottom - map.top) / map.height];
}"""


def zoom_in(page: Page, times: int) -> None:
    for _ in range(times):
        page.get_by_role("button", name="Zoomer", exact=True).click()


def communes_asked(journal: Journal) -> list[str]:
    return [url for url in journal.requests if "-communes.js" in url]


def test_communes_come_with_the_first_zoom_and_once(page: Page, journal: Journal) -> None:
    drawn = open_map(page, "59")
    page.wait_for_load_state("networkidle")
    assert communes_asked(journal) == []
    zoom_in(page, 2)
    expect(drawn).to_have_class(re.compile("has-ground"))
    zoom_in(page, 1)
    assert len(communes_asked(journal)) == 1
    assert page.evaluate(PIXELS, FOCUS)["drawn"] > 1000
    expect(page.locator(".map-commune")).to_have_count(0)
    journal.assert_clean()


def test_a_searched_commune_is_marked_without_a_zoom(page: Page, journal: Journal) -> None:
    drawn = open_map(page, "59", "?pres=59512")
    expect(drawn).to_have_class(re.compile("has-ground"))
    marked = page.evaluate(PIXELS, FOCUS)["same"]
    assert marked > 50
    open_map(page, "59")
    zoom_in(page, 1)
    expect(drawn).to_have_class(re.compile("has-ground"))
    assert page.evaluate(PIXELS, FOCUS)["same"] == 0
    journal.assert_clean()


def test_a_searched_city_is_marked_by_its_arrondissements(page: Page) -> None:
    drawn = open_map(page, "75", "?pres=75056")
    expect(drawn).to_have_class(re.compile("has-ground"))
    assert page.evaluate(PIXELS, FOCUS)["same"] > 500


@pytest.mark.parametrize("code", ["48", "62", "75", "974"])
def test_at_the_deepest_zoom_nothing_is_blank_and_the_place_is_named(page: Page, code: str) -> None:
    drawn = open_map(page, code)
    further = page.get_by_role("button", name="Zoomer", exact=True)
    while further.get_attribute("aria-disabled") != "true":
        further.click()
    expect(drawn).to_have_class(re.compile("has-ground"))
    found = page.evaluate(PIXELS, FOCUS)
    assert found["drawn"] == found["all"]
    names = page.locator(".map-badge").inner_text().split(" · ")
    known = maps.read_communes(code).decode().split('"names":"')[1].split('"')[0].split("|")
    assert names[-1] in known


def test_a_territory_without_outline_asks_for_no_communes(page: Page, journal: Journal) -> None:
    open_map(page, "975")
    zoom_in(page, 1)
    page.wait_for_load_state("networkidle")
    assert communes_asked(journal) == []
    journal.assert_clean()


@pytest.mark.parametrize("is_near", [False, True], ids=["departement", "commune"])
def test_each_departement_is_framed_on_its_own_outline(page: Page, is_near: bool) -> None:
    """Whole, and as large as the steps of the zoom allow: nothing else widens the frame."""
    page.route("**/*-communes.js*", lambda route: route.abort())  # the first outlines are those measured
    page.route("**/htmx-*.js*", lambda route: route.abort())
    wrong: dict[str, Any] = {}
    for code in sorted(maps.drawn_departements()):
        query = f"?pres={main_communes(code, limit=3)[-1].code_insee}" if is_near else ""
        page.goto(f"/departements/{code}{query}")
        expect(page.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
        page.locator(".map-self").first.wait_for(state="attached")
        left, top, right, bottom = page.evaluate(FRAME)
        is_whole = min(left, top) >= 0 and max(right, bottom) <= 1
        if not is_whole or max(right - left, bottom - top) < 0.72:
            wrong[code] = [round(edge, 2) for edge in (left, top, right, bottom)]
    assert wrong == {}
