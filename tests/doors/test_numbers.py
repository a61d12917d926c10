"""The emergency numbers, corrected by two people: what every page says then, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from directory.models import ProposedNumber
from tests.page_client import read
from tests.people import Browser, make_account
from tests.sent_forms import read_forms
from tests.team import NOW, Team, inspect, notice, send

PAGE = "/administration/urgences"
#: The ladder, a plan, the map of a partner, an error, what is written for partners.
EVERYWHERE = ("/", "/departements/56", "/embed/demo/56", "/orientation", "/nulle-part", "/integrer")


def typed(browser: Browser, key: str) -> MultiDict[str, str]:
    """The form of a number as it is."""
    root = read(browser.get(f"{PAGE}/{key}/corriger"))
    assert root is not None
    return next(form.values for form in read_forms(root) if form.action.endswith("/corriger"))


def propose(browser: Browser, key: str, **changes: str) -> None:
    answer = send(browser, f"{PAGE}/{key}/corriger", typed(browser, key), **changes)
    assert "Proposé" in notice(browser, answer)


@pytest.fixture
def omar(team: Team) -> Browser:
    with team.session() as session:
        make_account(session, "omar", "national", at=NOW)
    return team.browser("omar")


def approve(team: Team, browser: Browser) -> None:
    row = max(team.rows(ProposedNumber), key=lambda each: each.id)
    answer = browser.post(f"{PAGE}/changements/{row.id}/approuver")
    assert "Changement approuvé" in notice(browser, answer)


def test_a_number_that_two_people_corrected_is_the_one_of_every_page(team: Team, omar: Browser) -> None:
    nour, kim = team.browser("nour"), team.browser("kim")
    propose(nour, "3018", number="3020", short_label="En ligne")
    assert "1 numéro d’urgence à approuver" in omar.get("/coordination").text
    assert "à approuver" not in nour.get("/coordination").text
    (row,) = team.rows(ProposedNumber)
    assert nour.post(f"{PAGE}/changements/{row.id}/approuver").status_code == 403
    assert kim.post(f"{PAGE}/changements/{row.id}/approuver").status_code == 403
    assert 'href="tel:3018"' in kim.get("/").text
    assert "<del>3018</del>" in inspect(team, omar.get(PAGE)).answer.text
    approve(team, omar)
    for address in EVERYWHERE[:5]:
        page = kim.get(address).text
        assert 'href="tel:3020"' in page, address
        assert "3018" not in page, address
    journal = nour.get("/administration/journal").text
    assert "changement proposé" in journal
    assert "changement approuvé" in journal


def test_what_was_before_comes_back_in_one_click_and_a_second_look(team: Team, omar: Browser) -> None:
    nour = team.browser("nour")
    propose(nour, "119", words="24 h/24, gratuit")
    approve(team, omar)
    assert "absent des factures</small>" not in nour.get("/").text
    assert "Proposé" in notice(omar, omar.post(f"{PAGE}/119/avant"))
    assert omar.post(f"{PAGE}/119/avant").status_code == 409
    approve(team, nour)
    assert "absent des factures</small>" in nour.get("/").text


@pytest.mark.parametrize(
    ("key", "changes", "sentence"),
    [
        ("17", {"number": "71"}, "n’est pas valide"),
        ("17", {"number": "15"}, "déjà celui de « SAMU »"),
        ("17", {"number": "3237"}, "numéros gratuits acceptés"),
        ("119", {"number": "0899000000"}, "surtaxé"),
        ("119", {"is_retired": "oui"}, "ne peut pas être retiré"),
        ("3018", {"source_url": "sur internet"}, "adresse entière"),
        ("3018", {"source_date": "hier"}, "Date attendue"),
        ("3018", {"short_label": ""}, "à côté du numéro"),
        ("3018", {}, "Rien n’a changé"),
        ("nouveau", {"number": "119"}, "déjà celui"),
    ],
)
def test_a_wrong_number_is_refused_beside_its_field_and_stays_typed(
    team: Team, key: str, changes: dict[str, str], sentence: str
) -> None:
    nour = team.browser("nour")
    page = inspect(team, send(nour, f"{PAGE}/{key}/corriger", typed(nour, key), **changes), 422)
    assert sentence in page.text.replace("\u00a0", " ")
    assert all(f'value="{value}"' in page.answer.text for value in changes.values() if value)
    assert team.rows(ProposedNumber) == []


def test_a_number_may_be_added_then_retired(team: Team, omar: Browser) -> None:
    nour = team.browser("nour")
    more = {"label": "Prévention du suicide", "short_label": "Suicide", "purpose": "Idées suicidaires."}
    propose(nour, "nouveau", number="3114", source_url="https://essai.example/3114", **more)
    approve(team, omar)
    assert 'href="tel:3114"' in nour.get("/departements/56").text
    propose(omar, "3114", is_retired="oui")
    approve(team, nour)
    assert "3114" not in nour.get("/departements/56").text
    assert "Retiré" in inspect(team, nour.get(PAGE)).text


def test_without_a_database_pages_still_say_the_numbers(team: Team, omar: Browser) -> None:
    nour = team.browser("nour")
    propose(nour, "3018", number="3020")
    approve(team, omar)
    engine = team.app.extensions["engine"]
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE dataset_version RENAME TO away"))
    try:
        answer = nour.get("/nulle-part")
        assert 'href="tel:119"' in answer.text
        assert 'href="tel:17"' in answer.text
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO dataset_version"))


def test_the_database_refuses_one_person_who_would_be_both(team: Team) -> None:
    propose(team.browser("nour"), "3018", number="3020")
    engine = team.app.extensions["engine"]
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE emergency_number SET approved_by = proposed_by"))
