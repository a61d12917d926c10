"""Professionals who ask to read restricted contacts, and coordinators who decide."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlmodel import Session

from directory.models import AccessRecord, AccessRequest, Account
from tests.people import (
    ACCESS,
    NEW,
    PASSWORD,
    account,
    browse,
    letters,
    link,
    make_account,
    rows,
)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "paul@ecole", "Cette adresse est incomplète"),
        ("email", "a@b.example, c@d.example", "Cette adresse est incomplète"),
        ("email", "a@b.example\r\nBcc: c@d.example", "Cette adresse est incomplète"),
        ("departement", "999", "Choisissez un département"),
        ("name", " ", "Indiquez vos prénom et nom"),
        ("reason", "x" * 501, "500 caractères au plus"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_the_rest_is_kept(
    mailed: Flask, field: str, value: str, sentence: str
) -> None:
    answer = browse(mailed).post("/demander-un-acces", {**ACCESS, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text.replace("\u00a0", " ")
    assert "Collège fictif" in answer.text
    assert (letters(mailed), rows(mailed, Account)) == ([], [])


def test_unknown_fields_of_a_form_give_no_right(mailed: Flask) -> None:
    extra = {
        "role": "admin", "status": "active", "access_until": "2999-01-01", "totp_enabled": "1", "id": "1",
        "is_full": "1", "decision": "approved", "password": NEW, "password_hash": "x",
    }  # fmt: skip
    browse(mailed).post("/demander-un-acces", {**ACCESS, **extra})
    browser = browse(mailed)
    browser.post(link(mailed), {**extra, "departement": "75"})
    [paul] = rows(mailed, Account)
    assert (paul.role, paul.access_until, paul.totp_enabled) == ("professional", None, False)
    [request] = rows(mailed, AccessRequest)
    assert (request.decision, request.departement) == ("", "56")
    browser.post("/compte/mot-de-passe", {"current": NEW, "password": PASSWORD, **{"role": "admin"}})
    [paul] = rows(mailed, Account)
    assert paul.role == "professional"


def test_no_letter_carries_a_word_of_whoever_asked(mailed: Flask) -> None:
    lure = "Gagnez mille euros sur piege.example"
    words = {"name": lure, "structure": lure, "reason": lure}
    browse(mailed).post("/demander-un-acces", {**ACCESS, **words})
    browse(mailed).post("/demander-un-acces", {**ACCESS, **words})
    browse(mailed).post(link(mailed), {"password": NEW})
    browse(mailed).post("/demander-un-acces", {**ACCESS, **words})
    browse(mailed).post("/mot-de-passe-oublie", {"email": ACCESS["email"]})
    [request] = rows(mailed, AccessRequest)
    kim = browse(mailed, account(mailed, "kim", "coordinator", "56"))
    kim.post(f"/coordination/acces/{request.id}", {"decision": "accorder"})
    sent = letters(mailed)
    assert len(sent) >= 4
    assert not [text for _, text in sent if "mille euros" in text or "piege" in text]


def test_an_approved_professional_sees_the_contact_and_it_is_recorded(mailed: Flask, restricted: str) -> None:
    paul = account(mailed, "paul", "professional", "75", access_until=date(2999, 1, 1))
    browser = browse(mailed, paul)
    before = browser.get(restricted)
    assert "Afficher le contact réservé" in before.text
    assert "9900" not in before.text.replace("\u202f", "")
    assert rows(mailed, AccessRecord) == []
    shown = browser.post(f"{restricted}/contact")
    assert "+33199002222" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert len(rows(mailed, AccessRecord)) == 1
    kim = account(mailed, "kim", "coordinator", "56")
    assert "Paul Fictive" in browse(mailed, kim).get("/coordination/consultations").text


@pytest.mark.parametrize("access_until", [None, date(2020, 1, 1)])
def test_without_access_the_contact_is_not_shown(
    mailed: Flask, restricted: str, access_until: date | None
) -> None:
    paul = account(mailed, "paul", "professional", "56", access_until=access_until)
    browser = browse(mailed, paul)
    assert "n’y donne pas accès" in browser.get(restricted).text
    assert browser.post(f"{restricted}/contact").status_code == 403
    assert rows(mailed, AccessRecord) == []


def test_anonymous_visitors_never_receive_a_restricted_contact(mailed: Flask, restricted: str) -> None:
    client = mailed.test_client()
    for rule in mailed.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            answer = client.get(rule.rule, buffered=True)
            assert b"99002222" not in answer.data.replace(b"\xe2\x80\xaf", b"").replace(b" ", b"")
    for path in (
        restricted,
        f"{restricted}/contact",
        "/points/1.json",
        "/departements/56",
        "/recherche?q=equipe",
    ):
        answer = client.get(path)
        assert b"99002222" not in answer.data.replace(b"\xe2\x80\xaf", b"").replace(b" ", b"")
        assert b"garde" not in answer.data
    assert "demander un accès" in client.get(restricted).text


def test_a_coordinator_of_elsewhere_cannot_decide_for_this_departement(mailed: Flask) -> None:
    browse(mailed).post("/demander-un-acces", ACCESS)
    browse(mailed).post(link(mailed), {"password": NEW})
    [request] = rows(mailed, AccessRequest)
    elsewhere = browse(mailed, account(mailed, "yann", "coordinator", "29"))
    assert "Paul Fictif" not in elsewhere.get("/coordination/acces").text
    path = f"/coordination/acces/{request.id}"
    assert elsewhere.post(path, {"decision": "accorder"}).status_code == 403
    here = browse(mailed, account(mailed, "kim", "coordinator", "56"))
    assert here.post(path, {"decision": "peut-être"}).status_code == 400
    assert here.post(path, {"decision": "accorder"}).location == "/coordination/acces?fait=accorde"
    assert letters(mailed)[-1][0] == "paul@ecole.example"


def test_a_failed_letter_is_said_and_the_decision_stands(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        paul = make_account(session, "paul", "professional", "56")
        request = AccessRequest(
            account_id=paul.id, departement="56", structure="", reason="", asked_at=paul.created_at,
            confirmed_at=paul.created_at,
        )  # fmt: skip
        session.add(request)
        session.commit()
        path = f"/coordination/acces/{request.id}"
    browser = browse(own_app, account(own_app, "kim", "coordinator", "56"))
    answer = browser.post(path, {"decision": "accorder"})
    assert "n’a pas pu partir" in browser.get(answer.location).text
    [paul] = [each for each in rows(own_app, Account) if each.role == "professional"]
    assert paul.access_until is not None
