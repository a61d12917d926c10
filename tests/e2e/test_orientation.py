"""The guided path in a browser: with and without script, by keyboard, on a phone, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Journal, record


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any], base_url: str) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    arguments = browser_context_args | {
        "java_script_enabled": False,
        "viewport": {"width": 390, "height": 844},
        "base_url": base_url,
    }
    context = browser.new_context(**arguments)
    yield context.new_page()
    context.close()


def expect_questions(page: Page, *slugs: str) -> None:
    """Wait until these questions are what a visitor sees, in this order."""
    seen = page.locator("fieldset.question:visible")
    expect(seen).to_have_count(len(slugs))
    for place, slug in enumerate(slugs):
        expect(seen.nth(place)).to_have_id(f"q-{slug}")


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def assert_no_sideways_scroll(page: Page) -> None:
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]


def test_without_script_one_question_follows_the_other_up_to_the_plan(plain_page: Page) -> None:
    journal = record(plain_page)
    plain_page.goto("/orientation")
    expect_questions(plain_page, "lieu")
    expect(plain_page.locator("#results")).to_be_hidden()
    plain_page.get_by_label("Lieu").fill("Vannes")
    plain_page.get_by_role("button", name="Continuer").click()
    for question, answer in (
        ("urgence", "Non"),
        ("qui", "Famille, proche"),
        ("absence", "Oui, introuvable"),
        ("suivi", "Non"),
        ("certitude", "Un doute, des signes"),
        ("age", "15"),
        ("besoin", "Être conseillé"),
        ("precisions", ""),
        ("origine", ""),
    ):
        expect_questions(plain_page, question)
        asked = plain_page.locator(f"#q-{question}")
        if question == "age":
            asked.get_by_label("Âge en années").fill(answer)
        elif answer:
            asked.get_by_label(answer, exact=True).check()
        plain_page.get_by_role("button", name="Continuer").click()
    expect(plain_page.locator(".known")).to_contain_text("Vannes (56) · pas de danger immédiat")
    expect(plain_page.locator(".known")).to_contain_text("un doute · 15 ans · être conseillé")
    expect(plain_page.locator(".step").first).to_contain_text("Déclarez la fugue")
    expect_questions(plain_page)
    assert "lieu=" not in plain_page.url
    assert_no_sideways_scroll(plain_page)
    journal.assert_clean()


def test_without_script_the_plan_may_be_seen_early_and_an_answer_changed(plain_page: Page) -> None:
    plain_page.goto("/orientation?dep=29&etape=urgence")
    plain_page.locator("#q-urgence").get_by_label("Oui").check()
    plain_page.get_by_role("button", name="Voir le plan").click()
    expect(plain_page.locator(".step").first).to_contain_text("Appelez le 17 maintenant")
    plain_page.get_by_text("Modifier").click()
    expect(plain_page.locator("#q-urgence").get_by_label("Oui")).to_be_checked()
    plain_page.locator("#q-urgence").get_by_label("Non").check()
    plain_page.get_by_role("button", name="Voir le plan").click()
    expect(plain_page.locator(".step").first).to_contain_text("Transmettez une information préoccupante")


def test_without_script_one_tap_on_the_closing_question_changes_the_order(plain_page: Page) -> None:
    plain_page.goto("/orientation?dep=56&qui=ecole&urgence=non&absence=non&certitude=soupcon")
    expect(plain_page.locator(".closing")).to_contain_text("confié à l’ASE ou suivi par un juge")
    plain_page.locator(".closing").get_by_role("button", name="À l’ASE").click()
    expect(plain_page.locator(".step").first).to_contain_text("son référent de l’ASE")
    expect(plain_page.locator(".known")).to_contain_text("un doute")


def test_with_script_one_tap_on_the_closing_question_changes_the_order(page: Page, journal: Journal) -> None:
    page.goto("/orientation?dep=56&qui=ecole&urgence=non&absence=non&certitude=soupcon")
    page.locator(".closing").get_by_role("button", name="À l’ASE").click()
    expect(page.locator(".step").first).to_contain_text("son référent de l’ASE")
    expect(page).to_have_url(re.compile(r"/orientation\?dep=56$"))
    page.get_by_text("Modifier").click()
    expect(page.locator("#q-suivi").get_by_label("À l’ASE")).to_be_checked()
    journal.assert_clean()


def test_a_shared_link_shows_the_plan_first_and_is_read_in_a_minute(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("dep=59&besoin=soin", "dep=59&qui=ecole&age=15&certitude=soupcon", "dep=06&qui=hotel"):
        page.goto(f"/orientation?{query}")
        expect(page.locator("fieldset.question:visible")).to_have_count(0)
        expect(page.locator(".step .call").first).to_be_in_viewport()
        words = page.locator("main").inner_text().split()
        assert len(words) <= 207, (query, len(words))


def test_without_script_a_doubtful_place_is_chosen_by_a_button(plain_page: Page) -> None:
    plain_page.goto("/orientation")
    plain_page.get_by_label("Lieu").fill("Saint-Denis")
    plain_page.get_by_role("button", name="Continuer").click()
    plain_page.get_by_role("button", name="Saint-Denis La Réunion (974)").click()
    expect_questions(plain_page, "urgence")
    assert "dep=974" in plain_page.url


def test_with_script_every_answer_refreshes_the_plan_and_the_address_stays_discreet(
    page: Page, journal: Journal
) -> None:
    page.goto("/orientation")
    expect(page.locator("#q-urgence")).to_be_visible()
    expect(page.locator("#q-genre")).to_be_hidden()
    page.get_by_label("Lieu").fill("Saint-Denis")
    page.get_by_label("Lieu").press("Tab")
    page.get_by_role("button", name="Saint-Denis Seine-Saint-Denis (93)").click()
    expect(page.locator(".known")).to_contain_text("Saint-Denis (93)")
    page.get_by_label("Âge en années").fill("14")
    page.locator("#q-qui").get_by_label("École, collège, lycée").check()
    expect(page.locator("#s-moins-de-15")).to_contain_text("le procureur")
    page.locator("#q-besoin").get_by_label("Un abri ce soir").check()
    expect(page.locator("#q-genre")).to_be_visible()
    page.locator("#q-besoin").get_by_label("Un abri ce soir").uncheck()
    page.locator("#q-besoin").get_by_label("Être conseillé").check()
    expect(page.locator("#q-genre")).to_be_hidden()
    expect(page.locator(".known")).to_contain_text("être conseillé")
    expect(page).to_have_url(re.compile(r"/orientation\?dep=93&pres=93066&besoin=conseil$"))
    expect(page.locator("#announce")).to_have_text(re.compile("Plan mis à jour"))
    journal.assert_clean()
    assert page.context.cookies() == []


def test_after_a_look_at_a_listing_the_plan_is_still_there(page: Page) -> None:
    page.goto("/orientation?dep=93&besoin=conseil")
    first = page.locator(".then h3 a").first
    name = first.inner_text()
    first.click()
    page.go_back()
    expect(page.locator(".then h3 a").first).to_have_text(name)


def test_the_whole_path_by_keyboard(page: Page) -> None:
    page.goto("/orientation")
    page.get_by_label("Lieu").focus()
    page.keyboard.type("Quimper")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#s-danger")).to_be_visible()
    expect(page.locator(".known")).to_contain_text("Quimper (29)")
    expect(page.locator("#q-urgence").get_by_label("Oui")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#s-danger")).to_have_count(0)
    expect(page.locator("#q-urgence").get_by_label("Non")).to_be_checked()


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize(
    "query", ["", "?lieu=Saint-Denis", "?dep=93&age=15&qui=ecole&besoin=abri&besoin=soin"]
)
def test_every_width_reads_without_barrier_nor_sideways_scroll(page: Page, width: int, query: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/orientation{query}")
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def test_without_script_no_barrier_either(plain_page: Page, page: Page) -> None:
    # axe runs as a script: the same page, its styles set as a browser without script sees them.
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto("/orientation?dep=56&etape=qui")
    assert_accessible(page)
    plain_page.set_viewport_size({"width": 320, "height": 568})
    plain_page.goto("/orientation?dep=56&etape=qui")
    expect_questions(plain_page, "qui")


def test_on_a_phone_targets_are_large_and_the_ladder_comes_first(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/orientation?dep=93&etape=qui")
    for pill in page.locator(".question:not([hidden]) .pill").all():
        box = pill.bounding_box()
        assert box is not None
        assert box["height"] >= 36
    expect(page.locator(".ladder")).to_be_in_viewport()


def test_on_paper_the_plan_is_alone_with_its_numbers(page: Page) -> None:
    page.goto("/orientation?dep=93&age=15&qui=ecole")
    page.emulate_media(media="print")
    expect(page.locator("#questions")).to_be_hidden()
    expect(page.locator(".to-plan")).to_be_hidden()
    expect(page.locator(".ladder")).to_be_visible()
    expect(page.locator(".known")).to_contain_text("Saint-Denis" if "pres" in page.url else "(93)")
    expect(page.locator(".dial a").first).to_be_visible()


def test_who_answers_first_in_a_plan_is_read_on_its_own_ground(page: Page) -> None:
    """What is red is the ladder and the first step alone, and a shape stands beside its name."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/orientation?dep=59&qui=educateur&age=15&certitude=soupcon&etape=plan")
    first = page.locator(".then li").first
    red = """li => {
        const way = li.querySelector(".way");
        way.classList.add("is-now");  // as when its service is closed
        return [...way.children].map(each => getComputedStyle(each).backgroundColor);
    }"""
    assert set(first.evaluate(red)) == {"rgba(0, 0, 0, 0)"}
    tops = first.evaluate("""li => [".shape", "h3", "h3 + p"].map(
        each => li.querySelector(each).getBoundingClientRect().top)""")
    assert tops[1] <= tops[0] < tops[2] - 18
