"""What the forms of people without an account refuse, with a sentence, keeping what was typed."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session

from directory.keys.signed import sign
from directory.models import Suggestion, Throttle
from tests.fictional import make_confidential, make_draft, store
from tests.page_client import plain
from tests.people import KEYS, rows
from tests.suggesting import PAGE, correct, decide, listing, only, post, propose, token


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site with a listing of the Morbihan."""
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "seule", phones=(("01 99 00 11 11", "", "public"), ("01 99 00 22 22", "", "professionals"))
            ),
            make_confidential("abri", name="Hébergement fictif"),
        )
    return own_app


@pytest.mark.parametrize(
    "text", ["Appelez Mme Fictive", "ma fille de 14 ans", "06 39 98 00 00", "ecrire a moi@essai.example"]
)
def test_a_text_about_somebody_is_refused_and_written_nowhere(
    site: Flask, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = correct(site, kind="other", text=text)
    assert answer.status_code == 422
    assert "Rien n’a été gardé" in plain(answer.text)
    assert text not in answer.text
    assert text not in caplog.text
    assert rows(site, Suggestion) == []


@pytest.mark.parametrize("text", ["Le foyer est rue des Essais", "Il est à Vannes", "56000"])
def test_where_a_confidential_place_is_may_not_be_said(site: Flask, text: str) -> None:
    answer = post(site, "/fiches/hebergement-fictif-56/erreur", {"kind": "other", "text": text})
    assert answer.status_code == 422
    assert text not in answer.text
    proposed = propose(site, category="confidential_housing", name=f"Abri, {text}", text=text)
    assert proposed.status_code == 422
    assert text not in proposed.text
    assert rows(site, Suggestion) == []


def test_a_confidential_listing_asks_for_no_contact_and_takes_none(site: Flask) -> None:
    page = "/fiches/hebergement-fictif-56/erreur"
    assert 'name="value"' not in site.test_client().get(page).text
    assert post(site, page, {"kind": "phone", "value": "01 99 00 55 55"}).status_code == 422
    phone = propose(site, category="confidential_housing", phone="01 99 00 55 55")
    assert phone.status_code == 422
    assert "01 99 00 55 55" not in phone.text
    assert post(site, page, {"kind": "closed", "value": "01 99 00 55 55"}).status_code == 303
    assert only(site).facts == {}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("phone", "0892 00 00 00", "surtaxé"),
        ("email", "pas une adresse", "incomplète"),
        ("website", "rien", "incomplète"),
        ("website", "http://[rien.example", "incomplète"),
        ("hours", "quand on veut", ""),
        ("closed", "01 99 00 00 00", "précisions"),
        ("inconnu", "", "Choisissez"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained(site: Flask, kind: str, value: str, words: str) -> None:
    answer = correct(site, kind=kind, value=value)
    assert answer.status_code == 422
    assert words in answer.text
    assert rows(site, Suggestion) == []


def test_hours_in_plain_french_become_hours(site: Flask) -> None:
    said = "du lundi au vendredi de 9h à 17h"
    asked = correct(site, kind="hours", value=said)
    assert asked.status_code == 422
    assert "Oui, ce sont bien ces horaires" in asked.text
    understood = "Mo-Fr 09:00-17:00"
    assert correct(site, kind="hours", value=said, hours_understood=understood).status_code == 303
    decide(site, "56", decision="accepter", version="1")
    assert listing(site, "seule").hours == "Mo-Fr 09:00-17:00"


def test_a_form_of_another_site_is_refused(site: Flask) -> None:
    fields = {"kind": "closed"}
    assert post(site, PAGE, fields, Origin="https://ailleurs.example").status_code == 403
    assert post(site, PAGE, fields, Sec_Fetch_Site="cross-site").status_code == 403
    assert rows(site, Suggestion) == []
    assert post(site, PAGE, fields, Origin="null", Sec_Fetch_Site="same-origin").status_code == 303


def test_an_old_page_is_sent_again_with_what_was_typed(site: Flask) -> None:
    old = sign(KEYS, "corriger", "0" * 32, datetime.now(UTC) - timedelta(minutes=1))
    other = sign(KEYS, "proposer", "0" * 32, datetime.now(UTC) + timedelta(hours=1))
    for given in ("", "faux", old, other):
        answer = correct(site, token=given, kind="other", text="Une précision fictive.")
        assert answer.status_code == 422
        assert "trop longtemps" in answer.text
        assert "Une précision fictive." in answer.text


def test_a_form_sent_twice_makes_one_suggestion(site: Flask) -> None:
    same = token(site, PAGE)
    for _ in range(2):
        assert correct(site, token=same, kind="closed").status_code == 303
    assert len(rows(site, Suggestion)) == 1


def test_a_network_that_sends_many_waits_and_no_address_is_kept(site: Flask) -> None:
    for _ in range(5):
        assert correct(site, kind="closed").status_code == 303
    answer = correct(site, kind="other", text="Une précision fictive.")
    assert answer.status_code == 429
    assert "Une précision fictive." in answer.text
    (kept,) = rows(site, Throttle)
    assert re.fullmatch("[0-9a-f]{64}", kept.subject)
    assert "127.0.0.1" not in "".join(str(each) for each in rows(site, Suggestion))
