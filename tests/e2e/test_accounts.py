"""Accounts in a browser: an invitation up to the desk, a professional up to a contact and its record."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from directory.accounts import people
from tests.browser_accounts import Site, check, sign_in, submit
from tests.e2e.conftest import record
from tests.people import PASSWORD, make_account

LISTING = "/fiches/equipe-fictive-reservee-56"


def test_an_invited_coordinator_gets_in_with_a_password_and_an_application(page: Page, site: Site) -> None:
    journal = record(page)
    with site.session() as session:
        admin = make_account(session, "ada", "admin")
    sign_in(page, site, admin)
    page.goto(f"{site.address}/administration/comptes")
    page.get_by_text("Inviter une personne").click()
    check(page)
    page.get_by_label("Prénom et nom").fill("Camille Fictive")
    page.get_by_label("Adresse électronique").fill("camille@essai.example")
    page.locator("#departements").select_option("56")
    submit(page, "Envoyer l’invitation")
    expect(page.get_by_role("status").first).to_contain_text("Invitation envoyée")
    submit(page, "Se déconnecter")

    invitation = site.link()
    page.goto(invitation)
    check(page)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    submit(page, "Enregistrer")
    expect(page.get_by_role("heading", name="Application de codes")).to_be_visible()
    check(page)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code à 6 chiffres").fill(pyotp.TOTP(secret).now())
    submit(page, "Activer")
    expect(page.locator(".codes li")).to_have_count(10)
    check(page)
    page.get_by_role("link", name="C’est fait, continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À faire")
    page.get_by_role("link", name="Mon compte").click()
    check(page)
    page.goto(f"{site.address}/coordination/acces")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accès des professionnels")
    journal.assert_clean()
    page.goto(invitation)
    expect(page.locator("main")).to_contain_text("Ce lien a déjà servi")


def test_a_professional_asks_is_approved_and_sees_a_contact_on_record(page: Page, site: Site) -> None:
    journal = record(page)
    with site.session() as session:
        keeper = make_account(session, "kim", "coordinator", "56")
    page.goto(site.address + LISTING)
    assert "99001234" not in re.sub(r"\s", "", page.content())
    check(page)
    page.get_by_role("link", name="demander un accès").click()
    check(page)
    page.get_by_label("Prénom et nom").fill("Paul Fictif")
    page.get_by_label("Adresse électronique professionnelle").fill("paul@ecole.example")
    page.get_by_label("Service, établissement").fill("Collège fictif")
    page.get_by_label("Département où vous travaillez").select_option("56")
    page.get_by_label("Pourquoi").fill("Assistant social du collège")
    submit(page, "Envoyer la demande")
    expect(page.get_by_role("heading", name="Regardez vos courriels")).to_be_visible()
    page.goto(site.link())
    page.get_by_label("Mot de passe").fill(PASSWORD)
    submit(page, "Enregistrer")
    expect(page.locator("main")).to_contain_text("en attente d’un coordinateur")
    page.goto(site.address + LISTING)
    expect(page.locator(".restricted")).to_contain_text("n’y donne pas accès")
    page.goto(f"{site.address}/compte")
    submit(page, "Se déconnecter")

    sign_in(page, site, keeper)
    page.goto(f"{site.address}/coordination/acces")
    check(page)
    submit(page, "Accorder un an")
    expect(page.locator("main")).to_contain_text("Accès accordé")
    assert site.link() == f"{site.address}/compte"
    submit(page, "Se déconnecter")

    with site.session() as session:
        paul = people.find_account(session, "paul@ecole.example")
    assert paul is not None
    page.goto(site.address + LISTING)
    page.get_by_role("link", name="Se connecter pour l’afficher").click()
    page.get_by_label("Adresse électronique").fill(paul.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    submit(page, "Se connecter")
    submit(page, "Afficher le contact réservé")
    expect(page.locator(".restricted a.call")).to_have_attribute("href", "tel:+33199001234")
    check(page)
    page.goto(f"{site.address}/compte")
    submit(page, "Se déconnecter")

    sign_in(page, site, keeper)
    page.goto(f"{site.address}/coordination/consultations")
    expect(page.get_by_role("row").last).to_contain_text("Paul Fictif")
    check(page)
    journal.assert_clean()


def test_what_was_typed_stays_and_the_sentence_is_beside_the_field(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/demander-un-acces")
    page.locator("form.form").evaluate("form => form.noValidate = true")
    page.get_by_label("Prénom et nom").fill("Paul Fictif")
    page.get_by_label("Adresse électronique").fill("paul@ecole")
    submit(page, "Envoyer la demande")
    expect(page.get_by_label("Prénom et nom")).to_have_value("Paul Fictif")
    expect(page.get_by_label("Adresse électronique")).to_have_accessible_description(
        "Cette adresse est incomplète : nom@exemple.fr."
    )
    check(page)


@pytest.mark.parametrize(
    "path", ["/connexion", "/mot-de-passe-oublie", "/courriel-envoye", "/connexion?fait=deconnecte"]
)
def test_pages_before_the_door_hold_no_accessibility_violation(page: Page, site: Site, path: str) -> None:
    page.goto(site.address + path)
    check(page)


def test_administration_is_accessible(page: Page, site: Site) -> None:
    with site.session() as session:
        admin = make_account(session, "ada", "admin")
        make_account(session, "kim", "coordinator", "56")
    sign_in(page, site, admin)
    for path in ("comptes", "journal", "urgences", "departements", "editeur"):
        page.goto(f"{site.address}/administration/{path}")
        check(page)
