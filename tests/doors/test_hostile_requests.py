"""Nasty text in every route and parameter: a page or a refusal, never an error of ours (S17, S18, S20)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.addresses import DESK, EVERY, EXAMPLES
from tests.conftest import share
from tests.hostile_texts import NASTY, check, write

#: Those that are read as words, and those that are compared with what is known.
READ = ("q", "pres", "lieu")
COMPARED = (
    "groupe", "categorie", "age", "genre", "saisine", "ouvert", "sans-rdv", "mineurs", "conseil", "page",
    "portee", "pour", "departement", "v", "de", "vers", "dep", "etape", "urgence", "besoin", "qui", "region",
    "mesure", "next", "url", "maxwidth", "inconnu",
)  # fmt: skip
PARAMETERS = READ + COMPARED
ROUTES = tuple(dict.fromkeys([*EXAMPLES, *DESK]))
VARIABLE = re.compile(r"<(?:[^:<>]+:)?[^<>]+>")
QUIET = settings(max_examples=share(150))
texts = st.sampled_from(NASTY) | st.text(max_size=120)


def fetch(site: Flask, address: str, **headers: str) -> TestResponse:
    """Ask for an address and take the whole answer."""
    answer = site.test_client().get(address, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer.get_data()
    answer.close()
    return answer


@pytest.fixture(scope="module")
def site(seeded_app: Flask) -> Flask:
    return seeded_app


@QUIET
@given(route=st.sampled_from(ROUTES), parts=st.lists(texts, min_size=4, max_size=4))
def test_any_text_in_any_path_is_a_page_or_a_refusal(site: Flask, route: str, parts: list[str]) -> None:
    pieces = iter(parts)
    check(fetch(site, VARIABLE.sub(lambda _: write(next(pieces)), route)))


@pytest.mark.parametrize("path", ["/fiches/a%00b", "/fiches/a%00b/erreur", "/departements/5%006", "/%00"])
def test_an_address_with_a_nul_is_a_page_that_does_not_exist(site: Flask, path: str) -> None:
    assert fetch(site, path).status_code == 404


@QUIET
@given(
    address=st.sampled_from(EVERY),
    asked=st.lists(st.tuples(st.sampled_from(PARAMETERS) | texts, texts), max_size=5),
    htmx=st.booleans(),
)
@example(address="/recherche", asked=[("q", "{{7*7}}")], htmx=False)
@example(address="/recherche", asked=[("q", '" OR name:x NEAR(a b) *')], htmx=True)
def test_any_parameter_of_any_page_is_understood_or_refused(
    site: Flask, address: str, asked: list[tuple[str, str]], htmx: bool
) -> None:
    query = "&".join(f"{write(name)}={write(value)}" for name, value in asked)
    joint = "&" if "?" in address else "?"
    headers = {"HX_Request": "true"} if htmx else {}
    check(fetch(site, f"{address}{joint}{query}", **headers))


@pytest.mark.parametrize("parameter", READ)
def test_each_parameter_that_is_read_bears_each_nasty_text(site: Flask, parameter: str) -> None:
    for address in ("/recherche", "/departements/56", "/ou", "/orientation"):
        for text in NASTY:
            check(fetch(site, f"{address}?{parameter}={write(text)}"))


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD"])
def test_any_address_says_what_it_is_and_what_may_be_done_of_it(site: Flask, method: str) -> None:
    for address in EVERY:
        check(site.test_client().open(address, method=method, buffered=True))


def test_an_address_that_is_none_is_refused_not_broken(site: Flask) -> None:
    for text in NASTY:
        answer = fetch(site, f"/oembed?url={write(text)}")
        check(answer)
        assert answer.status_code in {400, 404}


FORMULAS = [
    "/recherche?q={{1111*1111}}",
    "/departements/56?q={{1111*1111}}&pres={{1111*1111}}&age={{1111*1111}}&groupe={{1111*1111}}",
    "/departements/{{1111*1111}}",
    "/fiches/{{1111*1111}}",
    "/ou?lieu={{1111*1111}}",
    "/orientation?lieu={{1111*1111}}",
    "/homologue?de={{1111*1111}}",
    "/{{1111*1111}}",
]


@pytest.mark.parametrize("address", FORMULAS)
def test_a_formula_is_never_computed(site: Flask, address: str) -> None:
    answer = fetch(site, quote(address, safe="/?=&"))
    check(answer)
    assert "1234321" not in answer.text


@pytest.mark.parametrize("text", ["//evil.example", "https://evil.example", "/\\evil.example", "\r\nX: y"])
def test_no_redirection_leaves_the_site(site: Flask, text: str) -> None:
    for address in ("/ou?lieu=", "/connexion?next=", "/connexion?suite=", "/homologue?de="):
        check(fetch(site, address + write(text)))


def test_a_cookie_nobody_gave_changes_nothing(site: Flask) -> None:
    before = fetch(site, "/departements/56").data
    for value in ("x", "eyJhIjoxfQ.aaaa.bbbb", "\x00", "a" * 3000):
        answer = fetch(site, "/departements/56", Cookie=f"session={quote(value)}")
        check(answer)
        assert answer.data == before


def test_many_parameters_cost_no_more_than_a_refusal(site: Flask) -> None:
    query = urlencode([(f"p{number}", "x") for number in range(2000)])
    check(fetch(site, f"/departements/56?{query}"))
    check(fetch(site, "/recherche?" + "&".join(["groupe=soigner"] * 30)))
    assert fetch(site, "/recherche?" + "&".join(["groupe=soigner"] * 31)).status_code == 400
