"""Embeds in pages of other origins, as a partner's visitor meets them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import record
from tests.host_pages import World, component, expect_elsewhere, expect_refused, framed, leave_to

SIZES = [(320, 568), (390, 844), (1366, 768)]


def test_the_partner_s_page_shows_the_map_and_nobody_else_s_does(page: Page, world: World) -> None:
    world.frame("/carte", "/embed/arras/56")
    page.goto(f"{world.partner}/carte")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Morbihan 56")
    expect(inside.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    page.goto(f"{world.other}/carte")
    expect_elsewhere(page)
    page.goto(f"{world.partner}/carte")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Morbihan 56")


def test_a_frame_in_a_frame_needs_every_page_around_it_to_be_the_partner_s(page: Page, world: World) -> None:
    world.frame("/dedans", "/embed/arras/56")
    world.put("/autour", f'<iframe title="Dedans" src="{world.partner}/dedans"></iframe>')
    page.goto(f"{world.partner}/autour")
    inner = page.frame_locator("iframe").frame_locator("iframe")
    expect(inner.get_by_role("heading", level=1)).to_have_text("Morbihan 56")
    page.goto(f"{world.other}/autour")
    expect_refused(page)
    world.put("/dehors", f'<iframe title="Dedans" src="{world.other}/dedans"></iframe>')
    page.goto(f"{world.partner}/dehors")
    inner = page.frame_locator("iframe").frame_locator("iframe")
    expect(inner.get_by_role("heading", level=1)).to_have_text("Ressources pour un mineur en danger")


def test_a_component_where_it_may_not_be_leaves_its_link_and_the_119_and_tells_the_console(
    page: Page, world: World
) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    world.put("/ailleurs", component(world))
    page.goto(f"{world.other}/ailleurs")
    expect(page.get_by_role("link", name="119")).to_be_visible()
    expect(page.get_by_role("link", name="Sans script")).to_be_visible()
    expect(page.locator("relais-carte iframe")).to_have_count(0)
    (said,) = [each for each in told if each.startswith("Relais")]
    assert f"{world.other} n’est pas déclaré pour le partenaire « arras »" in said


@pytest.mark.parametrize("path", ["/", "/departements/56", "/fiches/crip-morbihan-56", "/integrer"])
def test_the_pages_of_the_site_itself_are_never_framed(page: Page, world: World, path: str) -> None:
    world.frame("/site", path)
    page.goto(f"{world.partner}/site")
    page.wait_for_load_state("load")
    assert [frame for frame in page.frames if frame.url.startswith("chrome-error:")]


def test_the_component_is_as_tall_as_its_content_up_to_the_window(page: Page, world: World) -> None:
    kept = record(page)
    world.put("/composant", component(world, 'partenaire="arras" departement="69"'))
    page.set_viewport_size({"width": 390, "height": 9000})
    page.goto(f"{world.partner}/composant")
    frame = page.locator("relais-carte iframe")
    content = "() => Math.ceil(document.body.getBoundingClientRect().height)"
    framed(page).locator(".card").first.wait_for()
    expect(frame).not_to_have_css("height", "600px")
    tall = framed(page).evaluate(content)
    assert 1000 < tall < 8900
    expect(frame).to_have_css("height", f"{tall}px")
    framed(page).get_by_label(re.compile("Soigner")).check()
    framed(page).locator(".active").wait_for()
    expect(frame).not_to_have_css("height", f"{tall}px")
    page.set_viewport_size({"width": 390, "height": 844})
    box = frame.bounding_box()
    assert box is not None
    assert box["height"] <= 844
    kept.assert_clean()


def test_a_height_may_be_fixed_and_attributes_changed(page: Page, world: World) -> None:
    world.put(
        "/fixe",
        component(
            world, 'partenaire="arras" region="53" hauteur="500" categories="crip" couleurs="0b6e4f-f5f0e6"'
        ),
    )
    page.goto(f"{world.partner}/fixe")
    inside = page.frame_locator("relais-carte iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Bretagne")
    expect(inside.locator("body")).to_have_css("background-color", "rgb(245, 240, 230)")
    expect(inside.locator(".active")).to_contain_text("CRIP")
    expect(page.locator("relais-carte iframe")).to_have_css("height", "500px")
    page.evaluate("document.querySelector('relais-carte').setAttribute('departement', '59')")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Nord 59")
    for name in ("departement", "region", "categories"):
        page.locator("relais-carte").evaluate("(element, name) => element.removeAttribute(name)", name)
    expect(inside.get_by_role("heading", level=1)).to_have_text("Morbihan 56")


LISTEN = "<script>heard = []; addEventListener('message', (e) => heard.push([e.origin, e.data]))</script>"


def test_messages_carry_a_height_to_the_page_that_asked_and_nothing_else(page: Page, world: World) -> None:
    world.put(
        "/ecoute", LISTEN + f'<iframe title="Carte" src="{world.site}/embed/arras/56" height="700"></iframe>'
    )
    page.goto(f"{world.partner}/ecoute")
    framed(page).locator(".card").first.wait_for()
    ask = "(data) => frames[0].postMessage(data, '*')"
    for ignored in ({"hauteur": 3}, "height", None, {"height": "1"}):
        page.evaluate(ask, ignored)
    page.evaluate(ask, {"height": 700})
    page.locator("html").evaluate(
        "async () => { while (!heard.length) await new Promise(requestAnimationFrame); }"
    )
    origin, data = page.evaluate("heard[0]")
    assert origin == world.site
    assert list(data) == ["height"]
    assert isinstance(data["height"], int)


def test_heights_forged_by_others_are_ignored(page: Page, world: World) -> None:
    forged = "parent.postMessage({height: 77}, '*'); parent.frames[0].postMessage({height: 1}, '*')"
    world.put("/intrus", f"<script>{forged}</script>")
    world.put("/forge", component(world) + f'<iframe title="Intrus" src="{world.other}/intrus"></iframe>')
    page.goto(f"{world.partner}/forge")
    framed(page).locator(".card").first.wait_for()
    page.evaluate("postMessage({height: 77}, '*')")
    expect(page.locator("relais-carte iframe")).not_to_have_css("height", "600px")
    expect(page.locator("relais-carte iframe")).not_to_have_css("height", "77px")


def test_the_way_out_leaves_the_whole_window(page: Page, world: World) -> None:
    leave_to(page)
    world.frame("/sortie", "/embed/arras/56")
    page.goto(f"{world.partner}/sortie")
    framed(page).get_by_role("link", name="Quitter ce site").click()
    page.wait_for_url("https://meteofrance.com/")
    page.goto(f"{world.partner}/sortie")
    framed(page).locator("h1").click()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://meteofrance.com/")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_way_out_stays_in_the_window_while_the_page_around_scrolls(
    page: Page, world: World, width: int, height: int
) -> None:
    world.put("/long", f"<div style='height:900px'></div>{component(world)}<div style='height:900px'></div>")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{world.partner}/long")
    frame = page.locator("relais-carte iframe")
    frame.scroll_into_view_if_needed()
    framed(page).locator(".card").first.wait_for()
    expect(frame).not_to_have_css("height", "600px")
    out = page.frame_locator("relais-carte iframe").get_by_role("link", name="Quitter ce site")
    top = frame.evaluate("(e) => e.getBoundingClientRect().top + scrollY")
    for offset in (-height // 2, 0, 120, height // 2):
        page.evaluate("(y) => scrollTo(0, y)", top + offset)
        expect(out).to_be_in_viewport(ratio=1)
