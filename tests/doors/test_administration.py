"""Inviting, disabling, changing rights, and the audit."""

from __future__ import annotations

import re

from flask import Flask
from sqlmodel import Session

from directory.accounts import people
from tests.people import (
    NEW,
    account,
    browse,
    letters,
    link,
)


def test_disabling_an_account_shows_it_the_door_at_once(own_app: Flask) -> None:
    admin, kim = account(own_app, "ada", "admin"), account(own_app, "kim", "coordinator", "56")
    theirs = browse(own_app, kim)
    assert theirs.get("/compte").status_code == 200
    answer = browse(own_app, admin).post(f"/administration/comptes/{kim.id}/desactiver")
    assert answer.location == "/administration/comptes?fait=desactive"
    assert theirs.get("/compte").status_code == 303


def test_an_invitation_is_a_link_to_the_public_address_whatever_the_host(mailed: Flask) -> None:
    admin = account(mailed, "ada", "admin")
    browser = browse(mailed, admin)
    fields = {
        "name": "Camille",
        "email": "camille@essai.example",
        "role": "coordinator",
        "departements": "56",
    }
    answer = browser.post("/administration/comptes", fields, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.location == "/administration/comptes?fait=invite"
    [(to, text)] = letters(mailed)
    assert to == "camille@essai.example"
    assert "evil" not in text
    path = link(mailed)
    guest = browse(mailed)
    assert "camille@essai.example" in guest.get(path).text
    assert guest.post(path, {"password": "trop court"}).status_code == 422
    assert guest.post(path, {"password": NEW}).location == "/compte/second-facteur?next=/coordination"
    for answer in (guest.get(path), browse(mailed).post(path, {"password": NEW})):
        assert answer.status_code == 404
        assert "Ce lien a déjà servi" in answer.text


def test_when_mail_is_off_the_invitation_is_kept_and_its_link_shown(own_app: Flask) -> None:
    admin = account(own_app, "ada", "admin")
    fields = {"name": "Camille", "email": "camille@essai.example", "role": "national"}
    answer = browse(own_app, admin).post("/administration/comptes", fields)
    assert answer.status_code == 200
    found = re.search(r"https://relais\.example(/invitation/[\w-]+)", answer.text)
    assert found
    assert browse(own_app).get(found[1]).status_code == 200


def test_the_first_administrator_is_invited_from_the_command_line(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()
    result = runner.invoke(args=["account", "invite", "ada@essai.example", "--role", "admin"])
    found = re.search(r"https://relais\.example(/invitation/[\w-]+)", result.output)
    assert found
    assert browse(own_app).post(found[1], {"password": NEW}).status_code == 303
    assert runner.invoke(args=["account", "invite", "ada@essai.example", "--role", "admin"]).exit_code == 1
    assert "désactivé" in runner.invoke(args=["account", "disable", "ada@essai.example"]).output
    assert runner.invoke(args=["account", "disable", "nil@essai.example"]).exit_code == 1
    assert "comptes désactivés : 0" in runner.invoke(args=["retention", "run"]).output


def test_rights_are_changed_with_what_was_chosen_kept_when_wrong(own_app: Flask) -> None:
    admin, kim = account(own_app, "ada", "admin"), account(own_app, "kim", "coordinator", "56")
    browser, theirs = browse(own_app, admin), browse(own_app, kim)
    path = f"/administration/comptes/{kim.id}/droits"
    assert browser.post(path, {"role": "coordinator"}).status_code == 422
    assert browser.post(path, {"role": "coordinator", "departements": ["29", "zz"]}).status_code == 422
    assert browser.post(path, {"role": "coordinator", "departements": ["29", "22"]}).status_code == 303
    assert theirs.get("/compte").status_code == 303
    with Session(own_app.extensions["engine"]) as session:
        assert people.find_departements(session, kim.id) == {"29", "22"}


def test_the_audit_is_exported_without_formulas(own_app: Flask) -> None:
    admin = account(own_app, "ada", "admin")
    browser = browse(own_app, admin)
    browser.post("/administration/urgences/119")
    with Session(own_app.extensions["engine"]) as session:
        people.events.record(session, None, "rights", at=admin.created_at, by="=1+1", detail="@SUM(A1)")
        session.commit()
    table = browser.get("/administration/journal.csv?personne=")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "Numéro d’urgence vérifié;" in table.text
    assert ";=1" not in table.text
    assert ";@SUM" not in table.text
    assert browser.get("/administration/journal?du=hier&au=2026-13-01").status_code == 200
