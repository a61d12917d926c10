"""Situations met in the field, answered as a seasoned practitioner would: see situations.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from directory.orientation import RULES
from directory.places.departements import DEPARTEMENTS
from tests.page_client import Page, PageClient, plain
from tests.plans import arguments

SITUATIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("situations.toml").read_text(encoding="utf-8")
)["situation"]
MOST_STEPS, MOST_WORDS = 6, 25


@pytest.fixture(scope="module")
def client(seeded_app: Flask) -> PageClient:
    return PageClient(seeded_app)


@cache
def fetch(client: PageClient, asks: str) -> Page:
    """The plan of a situation written in one line."""
    return client.get("/orientation?" + urlencode([*arguments(asks).items(), ("etape", "plan")], doseq=True))


@cache
def open_page(client: PageClient, address: str) -> Page:
    """A page that many situations open."""
    return client.get(address)


def find_steps(page: Page, *, folded: bool = False) -> list[Element]:
    """The steps of a plan: those shown, or those that may wait."""
    lists = [
        found for found in page.all("ol", class_="steps") if ("is-later" in found.get("class", "")) is folded
    ]
    return [item for found in lists for item in found if item.tag == "li"]


def read(step: Element) -> str:
    """The title and the text of a step."""
    return plain(" ".join("".join(part.itertext()) for part in step if part.tag in {"h2", "p"}))


def dialled(step: Element) -> set[str]:
    """The numbers a step dials, digits alone."""
    return {"".join(filter(str.isdigit, "".join(number.itertext()))) for number in step.iter("b")}


def offered(step: Element) -> str:
    """What its buttons say."""
    return plain(
        " ".join("".join(link.itertext()) for link in step.iter("a") if "call" in link.get("class", ""))
    )


def holds(step: Element, expected: str) -> bool:
    """Whether every part of « 17 + 112 + some words » is dialled or read in a step."""
    words = f"{read(step)} {offered(step)}".lower()
    return all(
        part in dialled(step) if part.isdigit() else part.lower() in words for part in expected.split(" + ")
    )


def assert_in_order(steps: list[Element], expected: list[str], who: str) -> None:
    seen = [f"{read(step)} {sorted(dialled(step) - {''})}" for step in steps]
    assert len(steps) == len(expected), (who, seen)
    for step, wanted in zip(steps, expected, strict=True):
        assert holds(step, wanted), (who, wanted, seen)


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case["who"])
def test_each_situation_gets_the_expected_steps_in_order(client: PageClient, case: dict[str, Any]) -> None:
    page = fetch(client, case["asks"])
    assert_in_order(find_steps(page), case["steps"], case["who"])
    assert_in_order(find_steps(page, folded=True), case.get("folded", []), case["who"])
    (plan,) = page.all("section", id="results")
    assert case.get("never", "\0") not in plain("".join(plan.itertext()))


def test_there_are_at_least_sixty_situations() -> None:
    assert len({case["asks"] for case in SITUATIONS}) >= 60


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case["who"])
def test_a_step_is_short_enough_for_a_telephone_at_night(client: PageClient, case: dict[str, Any]) -> None:
    steps = find_steps(fetch(client, case["asks"]))
    assert len(steps) <= MOST_STEPS
    for step in steps:
        words = [word for word in read(step).split() if any(map(str.isalnum, word))]
        assert len(words) <= MOST_WORDS, read(step)


def words_in_view(element: Any) -> int:
    """How many words are read before anything folded is opened."""
    if element.tag in ("script", "option"):
        return 0
    inside = element.tag == "details" and element.get("open") is None
    within = [each for each in element if not inside or each.tag == "summary"]
    own = [element.text, *(each.tail for each in element if not inside)]
    said = " ".join(text for text in own if text).split()
    return sum(any(map(str.isalnum, word)) for word in said) + sum(map(words_in_view, within))


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case["who"])
def test_a_plan_is_read_in_a_minute(client: PageClient, case: dict[str, Any]) -> None:
    """207 words in sixty seconds; who answers nine questions has six steps, and half a minute more."""
    (main,) = fetch(client, case["asks"]).all("main")
    assert words_in_view(main) <= (220 if len(case["asks"].split()) < 8 else 300)


def test_every_step_says_its_source_and_the_day_it_was_read(client: PageClient) -> None:
    for case in SITUATIONS:
        for step in find_steps(fetch(client, case["asks"])):
            (law,) = step.iter("details")
            said = plain("".join(law.itertext()))
            assert "Lu le 30 novembre 2026." in said or "data/local_lines.toml" in said, read(step)


def test_while_no_lawyer_has_read_the_rules_the_plan_says_so(client: PageClient) -> None:
    assert "pas encore relues par un juriste" in fetch(client, "dep=56").text


def test_a_school_with_a_doubt_has_somebody_of_the_place_to_call_in_each_departement(
    seeded_app: Flask,
) -> None:
    client = seeded_app.test_client()
    without = []
    for code in DEPARTEMENTS.keys() - RULES.own_rules:
        text = client.get(f"/orientation?dep={code}&qui=ecole&age=15&certitude=soupcon").get_data(
            as_text=True
        )
        plan = text[text.index('id="results"') :]
        if not re.search(r'href="tel:\+(33|590|594|596|262)\d{9}"', plan):
            without.append(code)
    assert without == []


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case["who"])
def test_from_home_whom_to_call_first_is_two_gestures_away(client: PageClient, case: dict[str, Any]) -> None:
    """One to open the departement, one to dial: what its plan calls first, whoever asks, is on that page."""
    (code,) = arguments(case["asks"]).get("dep", [""])
    home = open_page(client, "/")
    if not code:  # nothing is known: the ladder of home is one gesture away
        assert {"tel:17", "tel:119"} <= set(home.links())
        return
    assert f"/departements/{code}" in home.links()
    plan, page = fetch(client, case["asks"]), set(open_page(client, f"/departements/{code}").links())
    first, *_others = find_steps(plan)
    dials = {
        link.get("href", "") for link in first.iter("a") if link.get("href", "").startswith(("tel:", "sms:"))
    }
    assert dials & page or not dials
    calls = [link.get("href", "") for link in plan.all("a", class_="way")]
    assert not calls or calls[0] in page
