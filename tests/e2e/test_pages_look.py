"""The public pages as a visitor meets them: at a glance, by keyboard, on a phone, leaving in a hurry."""

from __future__ import annotations

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from directory.config import ROOT

SIZES = [(320, 568), (390, 844), (1366, 768)]
PAGES = [
    "/",
    "/ou?lieu=saint",
    "/departements/59",
    "/departements/59?groupe=heberger&age=15&q=zzzz",
    "/recherche?q=fugue",
    "/rester-discret",
    "/mentions-legales",
    "/donnees-personnelles",
    "/accessibilite",
    "/departements/zz",
]
INDISCREET = re.compile("prostitution|proxénétisme|traite|viol|victime|secret", re.IGNORECASE)


def first_listing(page: Page) -> str:
    """The address of the first listing of a departement."""
    page.goto("/departements/56")
    return page.locator(".card h3 a").first.get_attribute("href") or ""


def go_elsewhere_quietly(page: Page) -> None:
    """Answer for the neutral site that "Quitter ce site" leads to."""
    page.route(
        "https://**", lambda route: route.fulfill(content_type="text/html", body="<title>Ailleurs</title>")
    )


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size(
        {"width": 320, "height": 568} if scheme == "dark" else {"width": 1366, "height": 768}
    )
    page.goto(address)
    assert Axe().run(page).response["violations"] == []


def test_a_listing_has_no_accessibility_violation(page: Page) -> None:
    page.goto(first_listing(page))
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_leaving_is_always_within_reach_and_nothing_scrolls_sideways(
    page: Page, address: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    page.mouse.wheel(0, 5000)
    expect(page.get_by_role("link", name="Quitter ce site")).to_be_in_viewport(ratio=1)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert not INDISCREET.search(page.title())
    assert page.locator("h1").count() == 1
    assert page.locator("[style]:not(#map, #map *)").count() == 0


def test_leaving_puts_another_site_in_the_place_of_the_page(page: Page) -> None:
    page.goto("/")
    page.goto("/rester-discret")
    go_elsewhere_quietly(page)
    page.get_by_role("link", name="Quitter ce site").first.click()
    page.wait_for_url("https://**")
    page.go_back()
    assert page.url.endswith("/")
    assert not page.url.endswith("/rester-discret")


def test_the_page_is_hidden_before_the_other_site_answers(page: Page) -> None:
    page.goto("/departements/56")
    go_elsewhere_quietly(page)
    left = """() => {
        document.getElementById("quick-exit").click();
        return [getComputedStyle(document.body).display, document.title.trim()];
    }"""
    assert page.evaluate(left) == ["none", ""]
    page.wait_for_url("https://**")


def test_three_shifts_leave_and_three_escapes_do_not(page: Page) -> None:
    page.goto("/")
    go_elsewhere_quietly(page)
    field = page.get_by_role("combobox")
    for key in ["Escape", "Escape", "Escape", "Shift", "a", "Shift", "Shift"]:
        field.press(key)
    assert "127.0.0.1" in page.url
    page.keyboard.press("Shift")
    page.wait_for_url("https://**")


def test_a_place_chosen_after_a_need_keeps_the_need(page: Page) -> None:
    page.goto("/ou?lieu=saint-denis&categorie=uaped")
    field = page.get_by_role("combobox", name="Département, commune ou code postal")
    field.fill("")
    field.press_sequentially("vann")
    page.get_by_role("option", name="Vannes").click()
    page.wait_for_url("**/departements/56?pres=56260&categorie=uaped")


@pytest.mark.parametrize("code", ["56?pres=56260", "59", "976"])
def test_the_first_local_way_to_call_is_on_the_first_screen_of_a_phone(page: Page, code: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/departements/{code}")
    expect(page.locator(".card [href^='tel:'], .card[href^='tel:']").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".card h3").first).to_be_in_viewport(ratio=1)
    for name in ("Numéros d’urgence", "Autres numéros d’urgence"):
        expect(page.get_by_role("complementary", name=name, exact=True)).to_be_in_viewport(ratio=1)


def test_the_rungs_fit_a_thumb_and_the_menu_opens_without_script(browser: Browser, base_url: str) -> None:
    size = {"width": 390, "height": 844}
    context = browser.new_context(java_script_enabled=False, base_url=base_url, viewport=size)
    page = context.new_page()
    page.goto("/departements/08")
    for rung in page.locator(".rung .main").all():
        box = rung.bounding_box()
        assert box
        assert box["height"] >= 50
    for other in page.locator(".others-line a").all():
        box = other.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44
    nav = page.get_by_role("navigation", name="Principale")
    expect(nav.get_by_role("link", name="Que faire")).to_be_in_viewport(ratio=1)
    nav.get_by_text("Menu").click()
    expect(nav.get_by_role("link").filter(visible=True)).to_have_text(
        ["Que faire\u202f?", "Trouver", "Rechercher", "Couverture", "Rester discret"]
    )
    context.close()


def test_pressing_the_ground_of_a_head_without_number_calls_nobody(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/departements/976")
    head = page.locator("div.head").first
    head.click(position={"x": 12, "y": 12})
    expect(page).to_have_url(re.compile(r"/departements/976$"))
    expect(head.locator("[href='tel:119']")).to_have_count(1)


def test_a_place_is_chosen_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="Département, commune ou code postal")
    field.press_sequentially("vanes")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Vannes")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_contain_text("lieux proposés")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("vanes")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "place-1")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morbihan")


def test_filters_change_the_list_and_survive_back_and_reload(page: Page) -> None:
    page.goto("/departements/59")
    cards, everything = page.locator(".card"), page.locator(".card").count()
    housing = page.get_by_role("checkbox", name="Héberger")
    housing.check()
    expect(page).to_have_url(re.compile(r"/departements/59\?groupe=heberger$"))
    expect(page.locator(".card .alerter")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("ici")
    page.get_by_role("link", name="Plus de filtres").click()
    page.get_by_label("Qui oriente").select_option("ase")
    expect(page).to_have_url(re.compile(r"\?groupe=heberger&saisine=ase$"))
    page.go_back()
    expect(page.get_by_label("Qui oriente")).to_have_value("")
    expect(housing).to_be_checked()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/departements/59\?groupe=heberger$"))
    page.go_back()
    expect(housing).not_to_be_checked()
    expect(cards).to_have_count(everything)
    page.go_forward()
    expect(housing).to_be_checked()
    page.reload()
    expect(housing).to_be_checked()
    expect(page.get_by_role("link", name="Retirer le filtre Héberger")).to_be_visible()
    page.get_by_role("link", name="Tout effacer").press("Enter")
    expect(page).to_have_url(re.compile(r"/departements/59$"))
    expect(page.get_by_role("region", name="Ressources")).to_be_focused()  # the link pressed is gone
    expect(housing).not_to_be_checked()


@pytest.mark.parametrize("status", [0, 503])
def test_a_filter_that_gets_no_answer_is_said_and_may_be_tried_again(page: Page, status: int) -> None:
    page.goto("/departements/59")
    page.route(
        "**/departements/59?*", lambda route: route.fulfill(status=status) if status else route.abort()
    )
    page.get_by_role("checkbox", name="Héberger").check()
    said = page.get_by_role("status")
    expect(said).to_contain_text("Pas de réponse")
    expect(said).not_to_have_class("unseen")
    expect(page).to_have_url(re.compile(r"/departements/59$"))
    expect(page.locator(".card .alerter").first).to_be_visible()
    page.unroute_all()
    said.get_by_role("link", name="Réessayer").click()
    expect(page).to_have_url(re.compile(r"\?groupe=heberger$"))
    expect(page.get_by_role("checkbox", name="Héberger")).to_be_checked()


def test_everything_works_without_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("combobox").fill("Vannes")
    page.get_by_role("button", name="Trouver").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morbihan")
    page.goto("/departements/59")
    page.get_by_role("checkbox", name="Alerter").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator(".card .soigner")).to_have_count(0)
    expect(page.locator("button:visible")).to_have_count(1)
    expect(page.get_by_role("link", name="Quitter ce site")).to_have_attribute(
        "href", re.compile("^https://")
    )
    page.goto("/")
    page.get_by_role("link", name="Guyane").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Guyane")
    context.close()


def test_on_paper_the_emergency_numbers_stay_and_the_map_goes(page: Page) -> None:
    page.goto("/departements/56")
    page.emulate_media(media="print")
    expect(page.get_by_role("complementary", name="Numéros d’urgence", exact=True)).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#quick-exit")).to_be_hidden()


def test_a_page_of_twenty_cards_keeps_to_few_elements(page: Page) -> None:
    page.goto("/departements/59")
    outside_the_map = page.evaluate("() => document.querySelectorAll(':not(#map *)').length")
    cards = page.locator(".card").count()
    assert outside_the_map - 10 * cards < 160
    assert outside_the_map <= 350
    assert page.evaluate("() => document.querySelectorAll('.card *').length") <= 11 * cards


@pytest.mark.parametrize("code", ["06", "47", "76", "974"])
def test_the_name_of_who_to_call_first_is_on_the_first_screen_of_the_smallest_phone(
    page: Page, code: str
) -> None:
    """At any hour: these have the longest heads and names; `scripts.night_screen` measures all 101."""
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(f"/departements/{code}")
    box = page.locator(".results .cards .card h3").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 568


@pytest.mark.parametrize(("name", "most"), [("style.css", 9_000), ("relais.js", 3_000)])
def test_what_every_page_loads_is_light(name: str, most: int) -> None:
    assert len(gzip.compress((ROOT / "directory" / "static" / name).read_bytes())) <= most
