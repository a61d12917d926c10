"""The calling campaign in a browser: forty listings at the keyboard, nothing typed lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import delete, select

from directory import create_app
from directory.models import AccountSession, Call, CallerSignal, Listing
from tests.browser_accounts import Site, check, sign_in
from tests.conftest import close
from tests.e2e.conftest import record
from tests.fictional import VANNES, in_commune, make_draft, store
from tests.people import PASSWORD, code_of, find, make_account

MANY = 40


@pytest.fixture(scope="module")
def site(
    databases: Any, empty_database: str, make_config: Any, serve: Callable[[Any], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:  # fmt: skip
    app = create_app(make_config(databases.make(empty_database), page_cache=False))
    made = Site(app, serve(app), tmp_path_factory.mktemp("mail"))
    with made.session() as session:
        place = in_commune(VANNES)
        drafts = [
            make_draft(f"e{n:02}", phones=((f"01 99 00 00 {n:02}", "", "public"),), place=place)
            for n in range(MANY)
        ]
        store(session, *drafts, at=datetime.now(UTC))
        make_account(session, "kim", "coordinator", "56")
        make_account(session, "lou", "coordinator", "56")
        make_account(session, "nour", "national")
    yield made
    close(app.extensions["engine"])


def enter(page: Page, site: Site, name: str) -> None:
    with site.session() as session:
        sign_in(page, site, find(session, name))
    page.goto(f"{site.address}/coordination/campagne")


def listings(site: Site) -> list[Listing]:
    with site.session() as session:
        return list(session.exec(select(Listing).order_by(Listing.name)))


def test_what_is_typed_is_on_the_server_whatever_becomes_of_the_page(page: Page, site: Site) -> None:
    journal = record(page)
    enter(page, site, "lou")
    check(page)
    page.get_by_role("button", name="Commencer à appeler").click()
    assert page.evaluate("document.activeElement === document.body")
    check(page)
    page.locator("details", has_text="Horaires").get_by_text("Remplir").first.click()
    page.get_by_label("Horaires", exact=True).fill("lundi au vendredi 9h-17h")
    expect(page.locator("#hours-back")).to_contain_text("Compris")
    page.get_by_label("Oui, ce sont bien ces horaires").check()
    page.get_by_label("Note privée").fill("Rappeler avant midi.")
    with page.expect_response("**/brouillon"):
        page.get_by_label("Note privée").press("End")
        page.get_by_label("Note privée").press("!")
    address = page.url
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_label("Note privée")).to_have_value("Rappeler avant midi.!")
    expect(other.get_by_label("Horaires", exact=True)).to_have_value("lundi au vendredi 9h-17h")
    check(other)
    other.get_by_role("button", name="La rendre sans l’appeler").click()
    journal.assert_clean()


def test_forty_listings_are_checked_with_six_keys_each(page: Page, site: Site) -> None:
    journal = record(page)
    enter(page, site, "kim")
    page.get_by_role("button", name="Commencer à appeler").click()
    used, keys = time.process_time(), 0
    for _ in range(MANY):
        expect(page.locator("#resultat .keys")).to_be_visible()
        for key in ("Tab", "1", "Tab", "Space", "Enter"):
            page.keyboard.press(key)
            keys += 1
        expect(page.get_by_role("status").first).to_contain_text("confirmée")
    print(f"{keys / MANY} keys a listing, {time.process_time() - used:.1f} s of the server for {MANY}")
    assert keys / MANY <= 8
    with site.session() as session:
        assert len(session.exec(select(Call).where(Call.outcome == "confirmed")).all()) == MANY
    assert {one.verified_how for one in listings(site)} == {"par téléphone auprès de l’accueil"}
    expect(page.get_by_text("40 fiches vérifiées")).to_be_visible()
    check(page)
    journal.assert_clean()


def test_a_national_campaign_has_a_goal_and_an_end(page: Page, site: Site) -> None:
    enter(page, site, "nour")
    page.get_by_text("Lancer une campagne nationale").click()
    page.get_by_label("Nom").fill("Hiver 2026")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez combien de fiches vérifier")
    check(page)
    page.get_by_label("Fiches à vérifier").fill("400")
    today = datetime.now(UTC).date()
    page.get_by_label("Premier jour").fill(today.isoformat())
    page.get_by_label("Dernier jour").fill(today.replace(year=today.year + 1, day=1).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hiver 2026")
    expect(page.get_by_text("objectif 400")).to_be_visible()
    check(page)


def test_a_session_that_ended_while_typing_is_opened_again_in_place_and_the_text_stored(
    page: Page, site: Site
) -> None:
    journal = record(page)
    enter(page, site, "lou")
    one = listings(site)[0]
    page.goto(f"{site.address}/coordination/fiches/{one.number}")
    with site.session() as session:
        account = find(session, "lou")
        session.exec(delete(AccountSession))
        session.commit()
    page.get_by_label("Condition", exact=True).fill("Vingt minutes de travail")
    expect(page.locator("#session-notice")).to_contain_text("Votre session est terminée")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    check(page)
    page.get_by_label("Adresse électronique").fill(account.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(account, datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Se connecter et enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    assert listings(site)[0].requirement == "Vingt minutes de travail"
    assert journal.errors == []
    assert journal.foreign == []


def test_many_listings_are_chosen_told_and_taken_back_at_the_keyboard_alone(page: Page, site: Site) -> None:
    journal = record(page)
    enter(page, site, "kim")
    page.goto(f"{site.address}/coordination/fiches?q=e3")
    check(page)
    page.get_by_label("Choisir Équipe fictive e38").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Archiver…").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Archiver 1 fiche ?")
    check(page)
    page.get_by_label("en double").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("C’est fait")
    check(page)
    page.get_by_role("button", name="Tout annuler").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("chaque fiche a retrouvé son état")
    journal.assert_clean()


def test_who_dials_from_a_card_is_asked_there_what_came_of_it(page: Page, site: Site) -> None:
    journal = record(page)
    page.goto(f"{site.address}/departements/56")
    expect(page.get_by_role("button", name="Faux numéro")).to_have_count(0)
    card = page.locator(".card").first
    # What the telephone does with the number is its own business.
    card.locator("a.head").evaluate("a => a.addEventListener('click', e => e.preventDefault())")
    card.locator("a.head").focus()
    page.keyboard.press("Enter")
    expect(card.locator(".called-it button")).to_have_text(
        ["Joint", "Pas de réponse", "Complet", "Faux numéro"]
    )
    check(page)
    card.get_by_role("button", name="Faux numéro").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_text("Merci, c’est noté.")).to_be_visible()
    with site.session() as session:
        assert [said.kind for said in session.exec(select(CallerSignal))] == ["wrong_number"]
    journal.assert_clean()


def test_a_caller_says_what_they_found_with_one_press(page: Page, site: Site) -> None:
    journal = record(page)
    page.goto(f"{site.address}/fiches/{listings(site)[-1].slug}")
    check(page)
    page.get_by_role("button", name="Pas de réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
    check(page)
    journal.assert_clean()
