"""Nothing typed is lost: a session that ended, a page older than its reader, a draft that comes late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from flask import Flask
from sqlmodel import Session, delete
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from directory.models import AccountSession, FormSave
from tests.page_client import read
from tests.people import PASSWORD, account, browse, code_of, find, letters, link
from tests.sent_forms import read_forms
from tests.team import Team, inspect, send, typed

TEXT = "Vingt minutes de travail, avec « guillemets » & accents."


def end_sessions(team: Team) -> None:
    with team.session() as session:
        session.exec(delete(AccountSession))
        session.commit()


def only_form(answer: TestResponse, action: str) -> MultiDict[str, str]:
    root = read(answer)
    assert root is not None
    return next(form.values for form in read_forms(root) if form.action == action)


def test_a_save_after_the_session_ended_signs_in_again_in_place_and_stores(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    values = typed(kim, path)
    end_sessions(team)
    ended = send(kim, path, values, description=TEXT)
    inspect(team, ended, 403)
    assert "Rien n’est perdu" in unescape(ended.text)
    form = only_form(ended, "/connexion/reprise")
    assert "csrf" in form
    form["email"], form["password"] = "kim@essai.example", PASSWORD
    wrong = send(kim, "/connexion/reprise", form, code="000000")
    inspect(team, wrong, 422)
    with team.session() as session:
        code = code_of(find(session, "kim"))
    again = only_form(wrong, "/connexion/reprise")
    back = send(kim, "/connexion/reprise", again, email=form["email"], password=PASSWORD, code=code)
    inspect(team, back)
    waiting = only_form(back, path)
    stored = kim.client.post(path, base_url="https://localhost", data=waiting)
    assert stored.status_code == 303
    assert team.listing("equipe").description == TEXT


def test_a_page_older_than_the_present_session_is_shown_again_ready_to_send(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    values = typed(kim, path)
    newer = team.browser("kim")
    data = MultiDict(values)
    data["csrf"], data["description"] = "0" * 64, TEXT
    ours = {"Sec-Fetch-Site": "same-origin"}
    shown = newer.client.post(path, base_url="https://localhost", data=data, headers=ours)
    assert shown.status_code == 403
    stored = newer.client.post(path, base_url="https://localhost", data=only_form(shown, path))
    assert stored.status_code == 303
    assert team.listing("equipe").description == TEXT
    theirs = newer.client.post(path, base_url="https://localhost", data=data)
    assert TEXT not in unescape(theirs.text)


def test_what_was_typed_about_a_confidential_listing_is_not_sent_back(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("discrete")
    values = typed(kim, path)
    end_sessions(team)
    assert "Tilleuls" not in send(kim, path, values, summary="12 rue des Tilleuls").text


def test_the_form_that_waits_goes_nowhere_but_to_a_form_of_ours(team: Team) -> None:
    kim = team.browser("kim")
    for path in ("https://ailleurs.example/", "//ailleurs.example", "/departements/56", ""):
        answer = kim.post("/connexion/reprise", {"path": path, "typed": "[]", "email": "x", "password": "x"})
        assert answer.status_code == 400, path


def test_a_draft_that_arrives_after_what_was_sent_is_not_kept(team: Team) -> None:
    kim = team.browser("kim")
    for ref, facts in (("equipe", {"capacity": "8 places"}), ("foyer", {"website": "https://foyer.example"})):
        values = typed(kim, team.path(ref))
        assert send(kim, team.path(ref), values, **facts).status_code == 303
        number = team.listing(ref).number
        send(kim, f"/coordination/brouillons/{number}", values, **facts)
        assert "n’a pas été enregistré" not in unescape(kim.get(team.path(ref)).text)
    assert team.rows(FormSave) == []


def test_whoever_lost_an_invitation_gets_another_and_everybody_the_same_answer(mailed: Flask) -> None:
    account(mailed, "eva", "coordinator", "56", status="invited", at=datetime.now(UTC) - timedelta(days=9))
    browser, answers = browse(mailed), []
    assert "Recevoir un nouveau lien" in browser.get("/invitation/inconnue").text
    for name in ("eva", "personne"):
        answer: Any = browser.post("/mot-de-passe-oublie", {"email": f"{name}@essai.example"})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    assert len(letters(mailed)) == 1
    assert browser.get(link(mailed)).status_code == 200
    with Session(mailed.extensions["engine"]) as session:
        assert find(session, "eva").status == "invited"
