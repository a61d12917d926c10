"""A visitor corrects a listing, a coordinator applies it; a structure confirms from its letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from directory.models import Listing
from tests.browser_accounts import Site, check, sign_in, submit
from tests.e2e.conftest import record
from tests.fictional import make_draft, store, verify
from tests.people import make_account

ADDRESS = "accueil@structure.example"


def test_a_visitor_corrects_a_number_and_a_coordinator_applies_it(page: Page, site: Site) -> None:
    journal = record(page)
    with site.session() as session:
        keeper = make_account(session, "kim", "coordinator", "56")
        store(session, make_draft("joignable", phones=(("01 99 00 11 11", "", "public"),)))
    page.goto(f"{site.address}/fiches/equipe-fictive-joignable-56")
    page.get_by_role("link", name="Signaler une erreur").click()
    check(page)
    expect(page.locator(".ladder")).to_contain_text("CRIP, par le 119", use_inner_text=True)
    page.get_by_label("Ce qui n’est pas exact").select_option("phone")
    page.get_by_label("Précisions").fill("Demandez Mme Fictive.")
    submit(page, "Envoyer")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Précisions")).to_have_value("")
    check(page)
    page.get_by_label("La bonne information").fill("01 99 00 33 33")
    submit(page, "Envoyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
    assert page.context.cookies() == []
    check(page)
    page.goto(f"{site.address}/proposer")
    check(page)

    sign_in(page, site, keeper)
    page.goto(f"{site.address}/coordination/suggestions")
    expect(page.locator('.ladder a[href="tel:119"]:visible')).to_have_count(1)
    expect(page.locator("ins")).to_contain_text("01")
    page.get_by_text("Écarter").first.click()
    check(page)
    page.get_by_role("link", name="Ouvrir dans la fiche").click()
    expect(page.get_by_label("Téléphone 1")).to_have_value("01 99 00 33 33".replace(" ", "\u202f"))
    expect(page.locator(".notice ins")).to_contain_text("01")
    check(page)
    page.go_back()
    submit(page, "Appliquer")
    expect(page.get_by_role("status").first).to_contain_text("Suggestion acceptée")
    expect(page.get_by_text("Aucune suggestion en attente.")).to_be_visible()
    page.goto(f"{site.address}/fiches/equipe-fictive-joignable-56")
    expect(page.locator("main")).to_contain_text("01 99 00 33 33".replace(" ", "\u202f"))
    # The browser says of the text refused that its form was not taken: 422.
    assert [line for line in journal.console if "422" not in line] == []
    assert journal.errors == journal.foreign == []


def test_a_structure_confirms_its_listing_from_the_letter(page: Page, site: Site) -> None:
    journal = record(page)
    today = datetime.now(UTC).date()
    with site.session() as session:
        store(session, make_draft("ancienne", emails=((ADDRESS, "", "public"),)))
        verify(session, ["ancienne"], today - timedelta(days=200))
    assert site.app.test_cli_runner().invoke(args=["reminders", "send"]).exit_code == 0
    page.goto(site.link())
    check(page)
    submit(page, "Oui, tout est exact")
    expect(page.get_by_role("status").first).to_contain_text("Merci")
    check(page)
    with Session(site.app.extensions["engine"]) as session:
        listing = session.exec(select(Listing).where(Listing.ref == "ancienne")).one()
        assert listing.verified_on == today
    journal.assert_clean()
