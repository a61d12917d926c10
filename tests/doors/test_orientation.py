"""The guided path over HTTP: one question after the other, nothing kept, nothing lost."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.orientation import find_path, parse_situation

NEUTRAL = re.compile(r"prostitu|proxén|traite|viol|victime|secret", re.IGNORECASE)


@pytest.fixture
def client(seeded_app: Flask) -> FlaskClient:
    return seeded_app.test_client()


def read(client: FlaskClient, query: str = "", *, fragment: bool = False) -> str:
    headers = {"HX-Request": "true"} if fragment else {}
    answer = client.get(f"/orientation{query}", headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_first_screen_asks_where_with_the_ladder_above(client: FlaskClient) -> None:
    text = read(client)
    assert text.index('class="ladder"') < text.index("Où se trouve le mineur")
    assert re.findall(r'id="q-(\w+)" class="question is-current"', text) == ["lieu"]
    assert re.search(r"<title>Orientation</title>", text)


def test_each_question_leads_to_the_next_then_to_the_plan(client: FlaskClient) -> None:
    asked = find_path(parse_situation({"dep": ["56"]})).asked
    slugs = [question.slug for question in asked]
    for slug, following in zip(slugs, [*slugs[1:], "plan"], strict=True):
        text = read(client, f"?dep=56&etape={slug}")
        assert re.findall(r'id="q-(\w+)" class="question is-current"', text) == [slug]
        assert f'name="etape" value="{following}"' in text
    assert "is-current" not in read(client, "?dep=56&etape=plan")


def test_a_place_typed_leaves_the_address_as_soon_as_it_is_known(client: FlaskClient) -> None:
    answer = client.get("/orientation?lieu=Vannes&age=15&etape=urgence")
    assert answer.status_code == 303
    address = urlsplit(answer.headers["Location"])
    assert parse_qs(address.query) == {
        "dep": ["56"], "pres": ["56260"], "age": ["15"], "etape": ["urgence"]
    }  # fmt: skip


def test_in_doubt_the_places_are_offered_and_one_can_be_chosen(client: FlaskClient) -> None:
    text = read(client, "?lieu=Saint-Denis&qui=ecole")
    assert 'name="choix" value="93.93066"' in text
    assert 'value="ecole" checked' in text
    answer = client.get("/orientation?lieu=Saint-Denis&choix=974.97411&qui=ecole")
    assert "dep=974&pres=97411&qui=ecole" in answer.headers["Location"]


def test_a_choice_made_stays_when_another_answer_changes(client: FlaskClient) -> None:
    text = read(client, "?lieu=Saint-Denis&dep=974&pres=97411&age=15", fragment=True)
    assert re.search(r"<b>Saint-Denis \(974\)</b> · 15", text)
    assert "heure locale" in text


def test_answers_about_a_person_are_never_kept_anywhere(client: FlaskClient) -> None:
    for query in ("?dep=56&age=15", "?urgence=oui", "?dep=56&qui=mineur&besoin=soin", "?lieu=zzzz"):
        answer = client.get(f"/orientation{query}")
        assert answer.headers["Cache-Control"] == "no-store", query
        assert "Set-Cookie" not in answer.headers
    assert "no-store" not in client.get("/orientation?dep=56&besoin=soin").headers["Cache-Control"]


def test_the_link_to_share_says_nothing_of_the_person(client: FlaskClient) -> None:
    text = read(client, "?dep=56&age=15&qui=mineur&besoin=soin&urgence=oui")
    link = re.search(r'class="share">.*?href="([^"]*)"', text, re.DOTALL)
    assert link
    assert link[1] == "https://relais.example/orientation?dep=56&amp;besoin=soin"


def test_with_script_only_the_plan_comes_back_and_the_address_stays_discreet(client: FlaskClient) -> None:
    answer = client.get("/orientation?dep=56&age=15&besoin=abri", headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    assert "<html" not in text
    assert 'id="results"' in text
    assert 'data-hx-swap-oob="true"' in text
    assert answer.headers["HX-Replace-Url"] == "/orientation?dep=56&besoin=abri"
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "?dep=99", "?age=999", "?etape=zz", "?urgence=%00", "?besoin=a&besoin=b", "?choix=.", "?choix=..",
        "?dep=56&pres=x", "?lieu=%F0%9F%99%82", "?qui=%27%3Cscript%3E", "?dep=&pres=&lieu=&age=",
    ],
)  # fmt: skip
def test_a_tampered_address_is_answered_with_a_sentence(client: FlaskClient, query: str) -> None:
    text = read(client, query)
    assert 'class="steps"' in text
    assert "<script>" not in text


def test_an_endless_address_is_refused_politely(client: FlaskClient) -> None:
    answer = client.get("/orientation?lieu=" + "x" * 101)
    assert answer.status_code == 400
    assert "trop long" in answer.get_data(as_text=True)


def test_titles_and_addresses_stay_neutral(client: FlaskClient) -> None:
    text = read(client, "?dep=56&qui=mineur&urgence=oui&besoin=distance&certitude=etabli")
    titles = re.findall(r"<title>([^<]*)</title>", text)
    addresses = re.findall(r'href="(/orientation[^"]*)"', text)
    assert addresses
    assert not any(NEUTRAL.search(each) for each in [*titles, *addresses])


def test_the_home_page_and_every_page_lead_here(client: FlaskClient) -> None:
    assert 'href="/orientation"' in client.get("/").get_data(as_text=True)
    assert 'href="/orientation"' in client.get("/rester-discret").get_data(as_text=True)
