"""The coordinators' desk in a browser: twenty listings in twenty keystrokes, a form that loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from directory import create_app
from directory.models import FormSave, Listing, Revision
from tests.browser_accounts import Site, check, sign_in
from tests.conftest import close
from tests.e2e.conftest import record
from tests.fictional import VANNES, in_commune, make_draft, store
from tests.people import find, make_account

MANY = 23


@pytest.fixture
def site(
    databases: Any, empty_database: str, make_config: Any, serve: Callable[[Any], str], tmp_path: Path
) -> Iterator[Site]:
    config = make_config(databases.make(empty_database), page_cache=False)
    app = create_app(config)
    made = Site(app, serve(app), tmp_path)
    with made.session() as session:
        drafts = [
            make_draft(f"e{n:02}", phones=((f"01 99 00 00 {n:02}", "", "public"),), source_seen="2026-11")
            for n in range(MANY)
        ]
        place = in_commune(VANNES, "5 rue Fictive")
        store(
            session, *drafts,
            make_draft(
                "place", category="crip", disclosure="address", place=place, source_seen="2026-12",
                phones=(("01 99 00 00 99", "", "public"),),
            ),
            at=datetime.now(UTC),
        )  # fmt: skip
        make_account(session, "kim", "coordinator", "56")
        make_account(session, "lou", "coordinator", "56")
    yield made
    close(app.extensions["engine"])


@pytest.fixture
def kim(page: Page, site: Site) -> Page:
    """The browser of a coordinator, signed in."""
    enter(page, site, "kim")
    return page


def open_desk(page: Page, site: Site) -> None:
    """Open the desk and wait for its keyboard shortcuts, as their line of help says."""
    page.goto(f"{site.address}/coordination")
    expect(page.locator(".keys")).to_be_visible()


def enter(page: Page, site: Site, name: str) -> None:
    with site.session() as session:
        account = find(session, name)
    sign_in(page, site, account)


def listing(site: Site, ref: str) -> Listing:
    with site.session() as session:
        return session.exec(select(Listing).where(Listing.ref == ref)).one()


def form_of(site: Site, ref: str) -> str:
    return f"{site.address}/coordination/fiches/{listing(site, ref).number}"


def test_twenty_listings_are_confirmed_in_twenty_keystrokes(kim: Page, site: Site) -> None:
    journal = record(kim)
    open_desk(kim, site)
    check(kim)
    expect(kim.locator(".due")).to_have_count(20)
    for _ in range(20):
        kim.keyboard.press("t")
    expect(kim.locator(".due.is-done")).to_have_count(20)
    with site.session() as session:
        verified = [one for one in session.exec(select(Listing)) if one.verified_on]
        assert len(verified) == 20
        assert {one.verified_how for one in verified} == {"par téléphone"}
    kim.keyboard.press("u")
    expect(kim.locator(".due.is-done")).to_have_count(19)
    check(kim)
    kim.get_by_role("link", name="Afficher les suivantes").click()
    expect(kim.locator("#confirmer small")).to_have_text(str(MANY + 1 - 19))
    journal.assert_clean()


def test_no_button_that_confirms_has_the_focus_and_space_scrolls(kim: Page, site: Site) -> None:
    open_desk(kim, site)
    assert kim.evaluate("document.activeElement.matches('.due')")
    kim.keyboard.press("Enter")
    with kim.expect_event("console", lambda message: message.text == "scrolled"):
        kim.evaluate("addEventListener('scroll', () => console.log('scrolled'), {once: true})")
        kim.keyboard.press("Space")
    expect(kim.locator(".due.is-done")).to_have_count(0)
    with site.session() as session:
        assert session.exec(select(Revision).where(Revision.verb == "confirm")).all() == []


def test_a_click_on_what_somebody_changed_meanwhile_is_said_on_its_row(kim: Page, site: Site) -> None:
    open_desk(kim, site)
    with site.session() as session:
        changed = session.exec(select(Listing).where(Listing.ref == "e00")).one()
        changed.version += 1
        session.commit()
    kim.keyboard.press("t")
    expect(kim.locator(".due").first).to_contain_text("Modifiée entre-temps")
    with site.session() as session:
        assert session.exec(select(Revision).where(Revision.verb == "confirm")).all() == []


def test_without_script_a_click_confirms_and_another_undoes(
    browser: Any, browser_context_args: dict[str, Any], site: Site
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    enter(page, site, "kim")
    page.goto(f"{site.address}/coordination")
    page.locator(".due").first.get_by_role("button", name="Visite").click()
    expect(page.get_by_role("status").first).to_contain_text("Fiche confirmée")
    page.get_by_role("button", name="Annuler").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Changement annulé")
    assert listing(site, "e00").verified_on is None
    context.close()


def test_the_preview_follows_what_is_typed_and_a_closed_page_loses_nothing(kim: Page, site: Site) -> None:
    journal = record(kim)
    kim.goto(form_of(site, "e00"))
    check(kim)
    kim.get_by_label("Nom", exact=True).fill("Équipe en train de changer")
    kim.get_by_label("Horaires", exact=True).fill("du lundi au jeudi de 9h à 12h30")
    preview = kim.locator("#preview")
    expect(preview).to_contain_text("Équipe en train de changer")
    expect(preview.get_by_role("row", name="mardi")).to_contain_text("9 h – 12 h 30")
    expect(preview.get_by_role("row", name="vendredi")).to_contain_text("fermé")
    expect(preview).to_contain_text("01 99 00 00 00")
    check(kim)
    with site.session() as session:
        assert len(session.exec(select(FormSave)).all()) == 1
    kim.goto(f"{site.address}/coordination")
    kim.goto(form_of(site, "e00"))
    kim.get_by_role("link", name="Le reprendre").click()
    expect(kim.get_by_label("Nom", exact=True)).to_have_value("Équipe en train de changer")
    # Hours in French are read back, and confirmed before they are stored: the form comes back asking.
    kim.evaluate("() => { document.getElementById('listing-form').dataset.former = '' }")
    kim.get_by_role("button", name="Enregistrer").click()
    expect(kim.locator("#listing-form[data-former]")).to_have_count(0)
    kim.get_by_label("Oui, ce sont bien ces horaires").check()
    kim.get_by_role("button", name="Enregistrer").click()
    expect(kim.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    assert listing(site, "e00").hours == "Mo-Th 09:00-12:30"
    assert listing(site, "e00").name == "Équipe en train de changer"
    # The browser itself notes the answer that asks to confirm the hours.
    journal.console[:] = [text for text in journal.console if "422" not in text]
    journal.assert_clean()


def test_a_commune_is_chosen_and_its_point_moved_at_the_keyboard_alone(kim: Page, site: Site) -> None:
    journal = record(kim)
    kim.goto(form_of(site, "place"))
    marker = kim.locator("#point-map .point")
    expect(marker).to_be_visible()
    expect(kim.locator("#point-map .map-commune").first).to_be_attached()
    check(kim)
    before = float(kim.get_by_label("Latitude").input_value())
    marker.focus()
    kim.keyboard.press("ArrowUp")
    kim.keyboard.press("Shift+ArrowUp")
    expect(kim.get_by_label("Placé à la main")).to_be_checked()
    assert float(kim.get_by_label("Latitude").input_value()) == pytest.approx(before + 0.0022)
    expect(kim.locator("#preview")).to_contain_text(f"{before + 0.0022:.4f}")
    kim.get_by_role("button", name="Enregistrer").press("Enter")
    expect(kim.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    kim.get_by_label("Commune", exact=True).press("ControlOrMeta+a")
    kim.keyboard.type("Saint-Avé")
    kim.get_by_role("radio", name="Saint-Avé").check()
    kim.get_by_label("Calculé d’après").check()
    expect(kim.locator("#preview")).to_contain_text("approximative")
    check(kim)
    kim.get_by_role("button", name="Enregistrer").press("Enter")
    expect(kim.get_by_label("Commune", exact=True)).to_have_value("Saint-Avé (56)")
    journal.assert_clean()


def test_two_coordinators_write_at_once_and_both_texts_are_shown(
    kim: Page, site: Site, browser: Any, browser_context_args: dict[str, Any]
) -> None:
    other = browser.new_context(**browser_context_args)
    lou = other.new_page()
    enter(lou, site, "lou")
    for page in (kim, lou):
        page.goto(form_of(site, "e01"))
    kim.get_by_label("En une phrase").fill("Le texte de Kim")
    kim.get_by_role("button", name="Enregistrer").click()
    expect(kim.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    lou.get_by_label("En une phrase").fill("Le texte de Lou")
    lou.get_by_role("button", name="Enregistrer").click()
    expect(lou.get_by_role("alert")).to_contain_text("Le texte de Kim")
    expect(lou.get_by_role("alert")).to_be_focused()
    expect(lou.get_by_role("textbox", name="En une phrase")).to_have_value("Le texte de Lou")
    check(lou)
    lou.get_by_role("radio", name="Texte enregistré").check()
    lou.get_by_role("button", name="Enregistrer").click()
    expect(lou.get_by_label("En une phrase")).to_have_value("Le texte de Kim")
    lou.get_by_label("En une phrase").fill("Le texte de Lou")
    lou.get_by_role("button", name="Enregistrer").click()
    expect(lou.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    lou.goto(f"{form_of(site, 'e01')}/historique")
    expect(lou.locator("main")).to_contain_text("Le texte de Kim")
    check(lou)
    lou.get_by_role("button", name="Revenir à cet état").first.click()
    assert listing(site, "e01").summary == "Le texte de Kim"
    other.close()


def test_a_form_with_mistakes_and_the_list_of_listings_are_accessible(kim: Page, site: Site) -> None:
    kim.goto(f"{site.address}/coordination/fiches/nouvelle")
    check(kim)
    kim.get_by_role("button", name="Enregistrer").click()
    expect(kim.get_by_label("Nom", exact=True)).to_have_accessible_description("Le nom manque.")
    expect(kim.get_by_role("alert")).to_be_focused()
    kim.get_by_role("link", name="Le nom manque.").first.click()
    expect(kim.get_by_label("Nom", exact=True)).to_be_focused()
    check(kim)
    kim.goto(f"{site.address}/coordination/fiches")
    check(kim)


SAID = "Entraide, 12 rue des Lilas, trois chambres"
PHRASE = "[name=phrases_capacity][value=places-6]"


def write_a_secret(page: Page, site: Site) -> Any:
    """Say in the form of a new listing where a secret place is, and return what the server answers."""
    page.goto(f"{site.address}/coordination/fiches/nouvelle")
    page.locator("#name").fill("Abri fictif")
    page.locator("#disclosure").select_option("confidential")
    page.locator("#operator").fill(SAID)
    page.locator(PHRASE).check()
    posted = f"{site.address}/coordination/fiches/nouvelle"
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url == posted) as got:
        page.get_by_role("button", name="Enregistrer").click()
    return got.value


def test_words_to_take_out_are_read_in_the_field_that_keeps_them(kim: Page, site: Site) -> None:
    answer = write_a_secret(kim, site)
    assert (answer.status, "Lilas" in answer.text()) == (422, False)
    expect(kim.locator(".mistakes")).to_be_focused()
    expect(kim.locator(".mistakes")).to_contain_text("«\u202f12 rue des Lilas\u202f»")
    expect(kim.locator("#operator")).to_have_value(SAID)
    expect(kim.locator(PHRASE)).to_be_checked()
    check(kim)
    kim.locator("#operator-problem").get_by_role("button").press("Enter")
    expect(kim.locator("#operator")).to_be_focused()
    kim.keyboard.insert_text("calme")
    expect(kim.locator("#operator")).to_have_value(SAID.replace("12 rue des Lilas", "calme"))


def test_without_script_the_page_before_still_has_what_was_refused(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, site, "kim")
    answer = write_a_secret(page, site)
    assert "Lilas" not in answer.text()
    expect(page.locator("#operator-problem")).to_contain_text("mots\u00a02\u00a0à\u00a05")
    expect(page.locator("#operator")).to_have_value("")
    expect(page.locator(PHRASE)).to_be_checked()
    page.go_back()
    expect(page.locator("#operator")).to_have_value(SAID)
    expect(page.locator("#name")).to_have_value("Abri fictif")
    context.close()
