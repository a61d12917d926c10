"""Pages that may not show the map, or do not say who they are: the link and the 119 instead."""

from __future__ import annotations

from urllib.request import urlopen

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.partners.integration import make_snippets, parse_integration
from tests.host_pages import World, expect_elsewhere


def test_a_page_that_hides_its_origin_shows_the_map_when_it_may_and_else_the_link_and_the_119(
    page: Page, world: World
) -> None:
    world.frame("/discret", "/embed/arras/56", 'width="100%" height="700" referrerpolicy="no-referrer"')
    page.goto(f"{world.partner}/discret")
    inside = page.frame_locator("iframe")
    expect(inside.frame_locator("#tried").get_by_role("heading", level=1)).to_have_text("Morbihan 56")
    expect(inside.get_by_role("link", name="Ouvrir l’annuaire")).to_be_hidden()
    page.goto(f"{world.other}/discret")
    expect_elsewhere(page)
    expect(inside.locator("#tried")).to_have_count(0)
    page.goto(f"{world.partner}/discret")
    expect(inside.frame_locator("#tried").get_by_role("heading", level=1)).to_have_text("Morbihan 56")


def test_in_a_page_that_somebody_else_frames_the_component_and_the_snippet_leave_the_link_and_the_119(
    page: Page, world: World, app: Flask
) -> None:
    choice = parse_integration({"territoire": ["56"], "partenaire": ["arras"]})
    snippets = {each.slug: each.text for each in make_snippets(choice, world.site)}
    for slug in ("composant", "cadre"):
        world.put(f"/{slug}", snippets[slug])
        world.put(f"/autour-{slug}", f'<iframe title="Dedans" src="{world.partner}/{slug}"></iframe>')
        page.goto(f"{world.other}/autour-{slug}")
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("link", name="119").first).to_be_visible()
        expect(inside.get_by_role("link", name="Ressources pour un mineur en danger")).to_be_visible()
    expect(page.frame_locator("iframe").locator("iframe")).to_have_count(1)


def test_a_shared_cache_keeps_no_map_for_a_page_that_may_not_show_it(world: World) -> None:
    with urlopen(f"{world.site}/embed/arras/56") as answer:
        assert answer.headers["Cache-Control"].startswith("private")


def test_without_script_the_component_is_a_link_and_the_119(browser: Browser, world: World) -> None:
    choice = parse_integration({"territoire": ["56"], "partenaire": ["arras"]})
    world.put("/composant", next(e.text for e in make_snippets(choice, world.site) if e.slug == "composant"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{world.partner}/composant")
    expect(page.get_by_role("link", name="119")).to_be_visible()
    expect(page.get_by_role("link", name="Ressources pour un mineur en danger")).to_be_visible()
    context.close()


def test_the_partner_s_own_territory_is_refused_elsewhere_as_any_other(page: Page, world: World) -> None:
    world.frame("/sans-code", "/embed/arras", 'width="100%" height="700" referrerpolicy="origin"')
    page.goto(f"{world.other}/sans-code")
    expect_elsewhere(page)
    assert len(page.frames) == 2
