"""Embeds in pages of other origins, as a partner's visitor meets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Frame, Page, Route, expect
from sqlmodel import Session

from directory import create_app
from directory.config import Config
from directory.front import Front
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from tests.conftest import Databases, close
from tests.e2e.conftest import record
from tests.e2e.test_map import send_points

HEAD = '<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Hôte</title>'
SIZES = [(320, 568), (390, 844), (1366, 768)]


class HostPages:
    """A partner's site: pages whose body a test chooses."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        body = self.bodies.get(environ["PATH_INFO"], "")
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [f"{HEAD}{body}".encode()]


@dataclass
class World:
    """Our site, a partner's, and somebody else's; `hosts` are their pages."""

    site: str
    partner: str
    other: str
    hosts: HostPages

    def put(self, path: str, body: str) -> None:
        """Write a page, on the partner's site and on the other one."""
        self.hosts.bodies[path] = body

    def frame(self, path: str, url: str, attributes: str = 'width="100%" height="700"') -> None:
        """Write a page that frames an address of our site."""
        self.put(path, f'<iframe title="Carte" src="{self.site}{url}" {attributes}></iframe>')


@pytest.fixture(scope="module")
def app(databases: Databases, seeded_database: str, make_config: Callable[..., Config]) -> Iterator[Flask]:
    made = create_app(make_config(databases.make(seeded_database)))
    made.testing = True
    yield made
    close(made.extensions["engine"])


@pytest.fixture(scope="module")
def world(app: Flask, serve: Callable[[Any], str], tmp_path_factory: pytest.TempPathFactory) -> World:
    config = app.config["RELAIS"]
    folder = tmp_path_factory.mktemp("pages")
    front = Front(lambda: app.wsgi_app, database_url=config.database_url, folder=folder, build="essai")

    def site(environ: Any, start_response: Any) -> Any:
        try:
            return front(environ, start_response)
        finally:
            front.close()  # this server has a thread a connection

    hosts = HostPages()
    made = World(serve(site), serve(hosts), serve(hosts), hosts)
    facts = PartnerFacts("Ville fictive", (made.partner,), "56")
    with Session(app.extensions["engine"]) as session:
        partners.add_partner(session, "arras", facts, at=datetime.now(UTC), by=None, allow_local=True)
        session.commit()
    return made


def framed(page: Page) -> Frame:
    """The frame of our site in a page, once it has loaded."""
    page.frame_locator('iframe[src*="/embed/"]').locator("h1").wait_for()
    return next(frame for frame in page.frames if "/embed/" in frame.url)


def expect_refused(page: Page) -> None:
    """Expect a page whose frame the browser would not show."""
    page.wait_for_load_state("load")
    assert not [frame for frame in page.frames if "/embed/" in frame.url]
    assert [frame for frame in page.frames if frame.url.startswith("chrome-error:")]


def leave_to(page: Page) -> None:
    """Answer the neutral destination of the way out ourselves."""
    page.route("https://meteofrance.com/", lambda route: route.fulfill(body="<title>Météo</title>"))


def test_the_partner_s_page_shows_the_map_and_nobody_else_s_does(page: Page, world: World) -> None:
    world.frame("/carte", "/embed/arras/56")
    page.goto(f"{world.partner}/carte")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Morbihan 56")
    expect(inside.locator("#map")).to_have_attribute("data-points", re.compile(r"\d"))
    page.goto(f"{world.other}/carte")
    expect_refused(page)


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
    expect_refused(page)


@pytest.mark.parametrize("path", ["/", "/departements/56", "/fiches/crip-morbihan-56", "/integrer"])
def test_the_pages_of_the_site_itself_are_never_framed(page: Page, world: World, path: str) -> None:
    world.frame("/site", path)
    page.goto(f"{world.partner}/site")
    page.wait_for_load_state("load")
    assert [frame for frame in page.frames if frame.url.startswith("chrome-error:")]


def component(world: World, attributes: str = 'partenaire="arras" departement="56"') -> str:
    return (
        f'<script src="{world.site}/embed/v1/relais-embed.js" defer></script>'
        f"<relais-carte {attributes}><a href='#'>Sans script</a></relais-carte>"
    )


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
    assert 1000 < tall < 8000
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
    expect_refused(page)


def test_the_guide_s_snippets_work_as_written(page: Page, world: World) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "integrer.md").read_text("utf-8")
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
