"""The picture of the country and the counterpart elsewhere, in a browser: desk, phone, keyboard, paper."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Journal

PAGES = [
    "/couverture",
    "/couverture?region=11&mesure=10",
    "/couverture?region=zz&mesure=8",
    "/homologue",
    "/homologue?de=80&vers=69",
    "/homologue?de=zz",
]
SIZES = [(320, 568), (390, 844), (1366, 768)]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1366, "light")])
def test_a_page_is_accessible_and_never_scrolls_sideways(
    page: Page, address: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#quick-exit").is_visible()
    assert Axe().run(page).response["violations"] == []


def test_nothing_goes_wrong_nor_elsewhere(page: Page, journal: Journal) -> None:
    page.goto("/couverture")
    page.goto("/homologue?de=80&vers=69")
    journal.assert_clean()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_names_and_headings_stay_in_sight_while_the_matrix_scrolls(
    page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/couverture?categorie=uaped")
    matrix = page.locator(".matrix")
    matrix.scroll_into_view_if_needed()
    matrix.evaluate("box => box.scrollTo(600, 1500)")
    frame = matrix.bounding_box()
    name = page.get_by_role("rowheader", name="56 Morbihan")
    heading = page.get_by_role("columnheader", name="UAPED")
    left, top = name.bounding_box(), heading.bounding_box()
    assert frame is not None
    assert left is not None
    assert top is not None
    assert abs(left["x"] - frame["x"]) < 3
    assert abs(top["y"] - frame["y"]) < 3


def test_a_cell_leads_to_the_listings_by_keyboard_alone(page: Page) -> None:
    page.goto("/couverture?region=53&categorie=crip")
    row = page.get_by_role("row").filter(has_text="56 Morbihan")
    row.get_by_role("link").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/departements/56?categorie=crip")
    expect(page.locator(".card").first).to_contain_text("CRIP")


def test_the_filters_and_the_map_work_without_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/couverture")
    assert page.locator(".matrix").count() == 0
    page.locator(".regions").get_by_role("link", name="Bretagne").click()
    assert page.locator(".matrix tbody tr").count() == 1 + 4
    page.locator('.states a[href="/departements/56"]').click()
    assert page.url.endswith("/departements/56")
    context.close()


def test_two_choices_give_the_counterpart_and_its_phone(page: Page) -> None:
    page.goto("/departements/69")
    page.get_by_role("link", name="Trouver l’homologue").click()
    expect(page.get_by_label("Département de départ")).to_have_value("69")
    page.get_by_label("Département d’arrivée").select_option("56")
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_role("heading", name="Qui prévenir dans le Morbihan")).to_be_visible()
    assert (page.locator(".handover .call").get_attribute("href") or "").startswith("tel:")


def test_the_five_states_look_different_on_the_map(page: Page) -> None:
    page.goto("/couverture")
    fills = page.locator(".states .key rect").evaluate_all(
        "all => all.map(each => getComputedStyle(each).fill)"
    )
    assert len(set(fills)) == 5


def test_the_matrix_prints_whole(page: Page) -> None:
    page.goto("/couverture?region=76")
    page.emulate_media(media="print")
    box = page.locator(".matrix")
    assert box.evaluate("each => each.scrollHeight - each.clientHeight") <= 1
    assert box.evaluate("each => getComputedStyle(each).overflowX") == "visible"
