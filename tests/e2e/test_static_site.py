"""The copy opened from its folder, as on a key: no server, no network; and pages on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect


@pytest.fixture(scope="module")
def folder(seeded_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("copy")
    answer = seeded_app.test_cli_runner().invoke(args=["export", "site", str(made), "--day", "2026-11-24"])
    assert answer.exit_code == 0, answer.output
    return made


@pytest.fixture
def opened(folder: Path, context: BrowserContext) -> Iterator[Page]:
    """A page of a browser without network; whatever it says or asks outside the folder fails the test."""
    context.set_offline(True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:")) else wrong.append(request.url),
    )
    page.goto((folder / "index.html").as_uri())
    yield page
    assert wrong == []


def test_a_town_typed_at_home_leads_to_its_departement_with_list_and_map(opened: Page) -> None:
    opened.get_by_label("Département, son numéro ou une de ses grandes villes").fill("lille")
    expect(opened.locator("#chosen a")).to_have_text(["Nord 59"])
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("heading", level=1)).to_contain_text("Nord")
    expect(opened.locator(".ladder")).to_be_in_viewport()
    points = int(opened.locator("#map[data-points]").get_attribute("data-points") or 0)
    assert points > 5
    expect(opened.locator(".map-marker")).not_to_have_count(0)
    links = "new Set([...document.querySelectorAll('main a[href*=\"fiches/\"]')].map((a) => a.href)).size"
    assert opened.evaluate(links) >= points


def test_a_marker_opens_the_listing_from_the_folder(opened: Page, folder: Path) -> None:
    opened.goto((folder / "departements" / "69.html").as_uri())
    opened.get_by_role("button", name="UAPED de Villefranche-sur-Saône, UAPED").press("Enter")
    opened.get_by_role("dialog").get_by_role("link", name="Voir la fiche").press("Enter")
    expect(opened.locator(".facts")).to_be_visible()
    assert opened.url.startswith((folder / "fiches").as_uri())


@pytest.mark.parametrize("name", ["index", "departements/59", "recherche-groupe-heberger", "rester-discret"])
@pytest.mark.parametrize("width", [320, 1366])
def test_pages_of_a_copy_have_no_known_accessibility_fault(
    opened: Page, folder: Path, name: str, width: int
) -> None:
    opened.set_viewport_size({"width": width, "height": 700})
    opened.goto((folder / f"{name}.html").as_uri())
    expect(opened.get_by_text("Copie du 24 novembre 2026")).to_be_visible()
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(opened, options={"preload": False})  # it would fetch the style sheets
    assert results.violations_count == 0, results.generate_report()


def test_without_script_a_copy_still_leads_everywhere(folder: Path, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    expect(page.locator("#choose")).to_be_hidden()
    page.get_by_text("Tous les départements et territoires").click()
    page.get_by_role("link", name="Morbihan", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morbihan")
    expect(page.locator(".card").first).to_be_visible()
    context.close()


def test_a_departement_on_paper_keeps_the_numbers_first_and_drops_what_paper_cannot_do(
    page: Page, base_url: str
) -> None:
    page.goto("/departements/05")
    page.emulate_media(media="print")
    expect(page.locator(".ladder")).to_be_visible()
    for gone in ("#quick-exit", ".filters", "#map", ".show-on-map >> nth=0"):
        expect(page.locator(gone)).to_be_hidden()
    said = page.locator(".card [data-lasting]").evaluate_all(
        "all => all.map(words => getComputedStyle(words, '::before').content)"
    )
    assert any("Lundi à vendredi" in words or "7 jours sur 7" in words for words in said), said
    assert not any("maintenant" in words for words in said)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
