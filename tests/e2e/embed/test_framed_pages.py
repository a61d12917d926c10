"""What an embed holds in its frame: searches, colours, weight, and the guide for webmasters."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlmodel import Session

from directory.partners import partners
from directory.partners.partners import PartnerFacts
from tests.browser_maps import send_points
from tests.e2e.conftest import record
from tests.host_pages import World, expect_elsewhere, framed, leave_to


def test_links_of_cards_open_the_site_in_the_whole_window(page: Page, world: World) -> None:
    world.frame("/liens", "/embed/arras/56")
    page.goto(f"{world.partner}/liens")
    inside = framed(page)
    expect(inside.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    inside.locator(".show-on-map:visible").first.click()
    inside.get_by_role("dialog").get_by_role("link", name="Voir la fiche").click()
    page.wait_for_url(f"{world.site}/fiches/*")


def test_searching_stays_in_the_frame_and_back_undoes_it(page: Page, world: World) -> None:
    world.frame("/cherche", "/embed/arras/france")
    page.goto(f"{world.partner}/cherche")
    inside = page.frame_locator("iframe")
    everywhere = inside.locator("#country a.n0").count()
    inside.get_by_label(re.compile("Héberger")).check()
    expect(inside.locator(".active")).to_contain_text("Héberger")
    assert inside.locator("#country a.n0").count() > everywhere
    assert framed(page).url.endswith("/embed/arras/france?groupe=heberger")
    framed(page).evaluate("() => history.back()")
    expect(inside.locator(".active")).to_have_count(0)
    inside.locator('#country a[href$="/59"]').click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Nord 59")
    assert page.url == f"{world.partner}/cherche"


def test_everything_is_there_without_script(browser: Browser, world: World) -> None:
    world.frame("/sans", "/embed/arras/59")
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    leave_to(page)
    page.goto(f"{world.partner}/sans")
    inside = page.frame_locator("iframe")
    inside.get_by_label(re.compile("Soigner")).check()
    inside.get_by_role("button", name="Appliquer les filtres").click()
    expect(inside.locator(".active")).to_contain_text("Soigner")
    expect(inside.locator("noscript")).to_be_visible()
    inside.get_by_role("link", name="Quitter ce site").click()
    page.wait_for_url("https://meteofrance.com/")
    context.close()


def test_a_page_that_sandboxes_the_frame_still_gets_the_list_and_the_map(page: Page, world: World) -> None:
    kept = record(page)
    world.frame("/bac", "/embed/arras/56", 'sandbox="allow-scripts" width="900" height="700"')
    page.goto(f"{world.partner}/bac")
    inside = page.frame_locator("iframe")
    inside.get_by_role("link", name="Carte", exact=True).click()
    expect(inside.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    inside.get_by_role("link", name="Liste", exact=True).click()
    assert inside.locator(".card").count() > 5
    expect(inside.locator(".filters")).to_be_hidden()
    expect(inside.get_by_text("bloque les filtres")).to_contain_text("/departements/56")
    expect(inside.locator("body")).to_have_css("font-variant-numeric", "tabular-nums")
    assert (kept.errors, kept.foreign) == ([], [])


@pytest.mark.parametrize("code", ["59", "region-53", "france"])
def test_nothing_is_asked_of_others_nor_kept_and_the_console_is_silent(
    page: Page, world: World, code: str
) -> None:
    kept = record(page)
    world.frame("/propre", f"/embed/arras/{code}")
    page.goto(f"{world.partner}/propre")
    inside = framed(page)
    if code != "france":
        expect(inside.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    inside.get_by_label(re.compile("Soigner")).check()
    inside.locator(".active").wait_for()
    kept.assert_clean()
    assert page.context.cookies() == []
    assert inside.evaluate("() => localStorage.length + sessionStorage.length") == 0
    own = (world.site, world.partner)
    assert all(request.startswith(own) for request in kept.requests)


def test_two_thousand_points_cost_few_requests_and_little_weight(page: Page, world: World) -> None:
    sizes: dict[str, int] = {}

    def weigh(route: Route) -> None:
        answer = route.fetch(headers={**route.request.headers, "accept-encoding": "gzip"})
        sizes[route.request.url] = int(answer.headers["content-length"])
        route.continue_()

    page.route(f"{world.site}/**", weigh)
    send_points(page, 2000)
    page.goto(f"{world.site}/embed/arras/56")
    expect(page.locator("#map")).to_have_attribute("data-points", "2000")
    page.wait_for_load_state("networkidle")
    sizes["points"] = 2000 * 12  # the most that acceptance allows; answered by this test
    assert len(sizes) <= 8, list(sizes)
    assert sum(sizes.values()) <= 110_000, sizes


@pytest.mark.parametrize("code", ["56", "region-53", "france", "zz"])
@pytest.mark.parametrize("width", [280, 390, 1100])
def test_a_narrow_frame_reads_well_and_axe_has_nothing_to_say(
    page: Page, world: World, code: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{world.site}/embed/arras/{code}")
    if code in {"56", "region-53"}:
        if width < 1024:
            page.get_by_role("link", name="Carte", exact=True).click()
        expect(page.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_chosen_colours_are_those_of_the_page_even_when_the_browser_is_dark(
    browser: Browser, world: World
) -> None:
    context = browser.new_context(color_scheme="dark", locale="fr-FR")
    page = context.new_page()
    page.goto(f"{world.site}/embed/arras/56/0b6e4f-f5f0e6")
    expect(page.locator("body")).to_have_css("background-color", "rgb(245, 240, 230)")
    expect(page.locator("body")).to_have_css("color", "rgb(26, 34, 48)")
    for chosen in (
        page.locator(".show-on-map:visible").first,
        page.get_by_role("link", name="Ouvrir la page"),
    ):
        expect(chosen).to_have_css("color", "rgb(11, 110, 79)")
    assert Axe().run(page).violations_count == 0
    context.close()


def test_an_archived_partner_s_page_stops_showing_the_map(page: Page, world: World, app: Flask) -> None:
    world.frame("/fin", "/embed/fini/56")
    facts = PartnerFacts("Association fictive", (world.partner,), "56")
    with Session(app.extensions["engine"]) as session:
        partners.add_partner(session, "fini", facts, at=datetime.now(UTC), by=None, allow_local=True)
        session.commit()
        page.goto(f"{world.partner}/fin")
        expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("Morbihan 56")
        partners.archive_partner(session, "fini", at=datetime.now(UTC), by=None)
        session.commit()
    page.reload()
    expect_elsewhere(page)


def test_the_guide_s_snippets_work_as_written(page: Page, world: World) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "integrer.md").read_text("utf-8")
    snippets = re.findall(r"```html\n(.*?)```", guide, re.DOTALL)
    assert len(snippets) >= 2
    for number, snippet in enumerate(snippets):
        body = snippet.replace("https://relais.exemple.fr", world.site).replace("votre-code", "arras")
        world.put(f"/guide{number}", body)
        page.goto(f"{world.partner}/guide{number}")
        expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()


def test_integrer_previews_what_is_chosen_and_copies_it(browser: Browser, world: World) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    kept = record(page)
    page.goto(f"{world.site}/integrer")
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("France")
    page.get_by_label("Territoire").select_option("59")
    preview = page.frame_locator("iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Nord 59")
    page.get_by_label("Liens et boutons").fill("#0b6e4f")
    for chosen in (preview.locator(".show-on-map").first, preview.get_by_role("link", name="Ouvrir la page")):
        expect(chosen).to_have_css("color", "rgb(11, 110, 79)")
    page.get_by_role("button", name="Copier : Composant web").click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert '<relais-carte partenaire="votre-code" departement="59" couleurs="0b6e4f-fbfaf7">' in copied
    expect(page.locator("#announce")).to_have_text("Copié")
    kept.assert_clean()
    page.get_by_label("Liens et boutons").fill("#ffff00")
    expect(page.get_by_role("alert")).to_contain_text("Contraste de")
    context.close()


@pytest.mark.parametrize("path", ["/integrer?territoire=59&couleur=%23ffff00", "/integrer/demande"])
@pytest.mark.parametrize("width", [320, 1366])
def test_the_pages_of_integration_read_well(page: Page, world: World, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{world.site}{path}")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
