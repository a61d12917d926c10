"""Those who sign in: nothing typed is lost, a warning before a session ends, newer pages with axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import delete, select

from directory import create_app
from directory.coordination import use
from directory.models import AccountSession, FormSave, Listing, PartnerRequest
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.storing.territory import tell
from directory.watching.use import Use
from tests.browser_accounts import Site, check, sign_in
from tests.conftest import close
from tests.e2e.conftest import record
from tests.fictional import make_confidential, make_draft, store
from tests.people import PASSWORD, code_of, find, make_account

NOW = datetime.now(UTC)
PHONE = (("01 99 00 12 34", "", "public"),)


@pytest.fixture(scope="module")
def site(
    databases: Any, empty_database: str, make_config: Any, serve: Callable[[Any], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:  # fmt: skip
    app = create_app(make_config(databases.make(empty_database), page_cache=False))
    made = Site(app, serve(app), tmp_path_factory.mktemp("mail"))
    with made.session() as session:
        for name, role, *codes in (
            ("kim", "coordinator", "56"),
            ("max", "coordinator", "29"),
            ("ada", "admin"),
        ):
            make_account(session, name, role, *codes)
        store(
            session, make_draft("une", phones=PHONE), make_draft("deux"), make_confidential("cachee"), at=NOW
        )
        one = session.exec(select(Listing).where(Listing.ref == "une")).one()
        tell(session, one.id, ["29"], by="kim@essai.example", at=NOW)
        facts = PartnerFacts("Ville fictive", ("https://www.essai.example",), "56")
        partners.add_partner(session, "ville", facts, at=NOW, by=None, allow_local=False)
        asked = {"email": "web@essai.example", "origins": "https://ici.example", "territory": "29"}
        session.add(PartnerRequest(name="Association fictive", asked_at=NOW, **asked))
        read = {
            Use("departement", "56"): 12,
            Use("need", "56", "uaped"): 9,
            Use("unanswered", "56", "crip"): 6,
            Use("embed", "56", "", "ville"): 30,
            Use("departement", "29"): 8,
        }
        use.add(session, NOW.astimezone(use.PARIS).date(), read)
        session.commit()
    yield made
    close(app.extensions["engine"])


def enter(page: Page, site: Site, name: str) -> None:
    with site.session() as session:
        sign_in(page, site, find(session, name))
    page.wait_for_url("**/co*")


def form_of(site: Site, ref: str = "une") -> str:
    with site.session() as session:
        number = session.exec(select(Listing.number).where(Listing.ref == ref)).one()
    return f"/coordination/fiches/{number}"


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("ada", ("/coordination/frequentation", "/administration/journal", "/administration/exploitation",
                 "/administration/partenaires", "/administration/comptes", "/administration/urgences",
                 "/administration/urgences/119/corriger", "/administration/urgences/nouveau/corriger")),
        ("max", ("/coordination/territoires", "/coordination/frequentation")),
    ],
)  # fmt: skip
def test_every_newer_page_is_accessible_at_both_ends(
    page: Page, site: Site, name: str, paths: tuple[str, ...]
) -> None:
    journal = record(page)
    enter(page, site, name)
    for path in paths:
        page.goto(site.address + path)
        for panel in page.locator("main details").all():
            panel.evaluate("details => { details.open = true; }")
        check(page)
    journal.assert_clean()


def test_a_partner_reads_its_figures_without_an_account(page: Page, site: Site) -> None:
    enter(page, site, "ada")
    page.goto(f"{site.address}/administration/partenaires")
    address = page.get_by_role("link", name="Sa fréquentation").get_attribute("href")
    page.context.clear_cookies()
    page.goto(f"{site.address}{address}")
    expect(page.locator("main")).to_contain_text("30 pages lues")
    check(page)


def test_recovery_codes_are_copied_and_printed(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, site, "kim")
    page.goto(f"{site.address}/compte")
    panel = page.locator("#codes")
    panel.evaluate("details => { details.open = true; }")
    panel.get_by_label("Votre mot de passe").fill(PASSWORD)
    panel.get_by_role("button", name="Faire de nouveaux codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    shown = page.locator(".codes code").all_inner_texts()
    assert len(shown) >= 8
    page.get_by_role("button", name="Copier les codes").click()
    expect(page.get_by_text("Codes copiés")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == shown
    page.evaluate("window.print = () => { document.title = 'imprimé'; }")
    page.get_by_role("button", name="Imprimer").click()
    expect(page).to_have_title("imprimé")
    page.emulate_media(media="print")
    expect(page.locator(".codes code").first).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()


def test_a_number_is_corrected_by_two_people_at_the_keyboard_alone(page: Page, site: Site) -> None:
    enter(page, site, "ada")
    page.goto(f"{site.address}/administration/urgences/3018/corriger")
    page.get_by_label("Numéro", exact=True).fill("71")
    page.get_by_role("button", name="Proposer ce changement").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("n’est pas valide")
    expect(page.get_by_label("Numéro", exact=True)).to_have_value("71")
    check(page)
    page.get_by_label("Numéro", exact=True).fill("3020")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Proposé")
    check(page)
    page.get_by_role("button", name="Retirer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("reste comme il était")


def test_a_coordinator_declines_at_the_keyboard_alone(page: Page, site: Site) -> None:
    with site.session() as session:
        one = session.exec(select(Listing).where(Listing.ref == "deux")).one()
        tell(session, one.id, ["29"], by="kim@essai.example", at=NOW)
        session.commit()
    enter(page, site, "max")
    page.goto(f"{site.address}/coordination/territoires")
    page.get_by_role("button", name=re.compile("C’est exact.*deux")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("C’est noté")
    expect(page.locator("main")).not_to_contain_text("Équipe fictive deux")


def test_five_minutes_before_the_end_of_a_session_a_warning_offers_to_stay(page: Page, site: Site) -> None:
    journal = record(page)
    page.clock.install()
    enter(page, site, "kim")
    page.goto(site.address + form_of(site))
    warning = page.locator("#session-notice")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("24:50")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(warning).to_contain_text("votre session se termine dans cinq minutes")
    check(page)
    warning.get_by_role("button", name="Rester connecté").focus()
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("25:10")
    expect(warning).to_be_visible()
    journal.assert_clean()


def test_what_was_typed_outlives_the_tab_the_server_and_the_session(
    page: Page, site: Site, serve: Callable[[Any], str], make_config: Any
) -> None:
    enter(page, site, "kim")
    path = form_of(site, "deux")
    page.goto(site.address + path)
    words = "Vingt minutes de travail"
    with page.expect_response("**/brouillons/*"):
        page.get_by_label("Condition", exact=True).press_sequentially(words, delay=1)
    with page.expect_response("**/brouillons/*"):
        page.get_by_label("Capacité", exact=True).press_sequentially("6 places", delay=1)
    context = page.context
    page.close()
    # Another process, on the same database, as after a restart.
    again = create_app(make_config(site.app.config["RELAIS"].database_url, page_cache=False))
    with site.session() as session:
        assert len(session.exec(select(FormSave)).all()) == 1
        session.exec(delete(AccountSession))
        session.commit()
    other, restarted = context.new_page(), Site(again, serve(again), site.folder)
    enter(other, restarted, "kim")
    other.goto(restarted.address + path)
    other.get_by_role("link", name="Le reprendre").click()
    expect(other.get_by_label("Condition", exact=True)).to_have_value(words)
    expect(other.get_by_label("Capacité", exact=True)).to_have_value("6 places")
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(other.get_by_role("status").first).to_contain_text("Fiche enregistrée")
    other.close()
    close(again.extensions["engine"])


def test_the_page_that_sends_what_waited_is_accessible_where_nothing_is_sent_by_itself(
    page: Page, site: Site
) -> None:
    page.route("**/static/resumed.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    enter(page, site, "kim")
    page.goto(site.address + form_of(site))
    with site.session() as session:
        account = find(session, "kim")
        session.exec(delete(AccountSession))
        session.commit()
    page.get_by_label("Condition", exact=True).fill("Une mesure")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_label("Adresse électronique").fill(account.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(account, datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Se connecter et enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes reconnecté")
    check(page)
    page.get_by_role("button", name="Enregistrer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
