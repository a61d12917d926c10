"""The form of a structure, letters and files that wait, in a browser: axe, the keyboard, what is kept."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser_accounts import Site, check, sign_in
from tests.e2e.conftest import record
from tests.fictional import make_draft, store
from tests.messy_file import COLUMNS, messy_file
from tests.people import make_account


def add_team(site: Site) -> None:
    with site.session() as session:
        store(
            session,
            make_draft(
                "equipe",
                phones=(("01 99 00 00 99", "", "public"),),
                emails=(("equipe@structure.example", "", "public"),),
            ),
        )


def enter(page: Page, site: Site, name: str, role: str, *departements: str) -> None:
    with site.session() as session:
        account = make_account(session, name, role, *departements)
    sign_in(page, site, account)


def test_a_structure_corrects_its_listing_behind_the_link_sent_from_the_desk(page: Page, site: Site) -> None:
    journal = record(page)
    add_team(site)
    enter(page, site, "kim", "coordinator", "56")
    page.goto(f"{site.address}/coordination/fiches")
    page.get_by_label("Choisir Équipe fictive equipe").check()
    page.get_by_role("button", name="Envoyer le formulaire…").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("à 1 adresse")
    check(page)
    page.get_by_role("button", name="Envoyer le formulaire").click()
    expect(page.get_by_role("status").first).to_contain_text("Formulaires en route")
    page.goto(site.link())
    check(page)
    page.get_by_role("link", name="Corriger la fiche entière").press("Enter")
    page.get_by_text("Le reste de la fiche").click()
    page.locator(".fact", has_text="Capacité").get_by_text("Remplir").click()
    with page.expect_response("**/brouillon"):
        page.get_by_label("Capacité", exact=True).fill("8 places")
    check(page)
    page.reload()
    page.get_by_text("Le reste de la fiche").click()
    page.locator(".fact", has_text="Capacité").get_by_text("Remplir").click()
    expect(page.get_by_label("Capacité", exact=True)).to_have_value("8 places")
    page.get_by_role("button", name="Relire avant d’envoyer").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Voici ce que vous allez envoyer")
    check(page)
    page.get_by_role("button", name="Envoyer à la coordination").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Merci")
    check(page)
    page.get_by_role("button", name="Recevoir un nouveau lien").click()
    expect(page.get_by_role("status").first).to_contain_text("un nouveau lien vient d’y partir")
    check(page)
    page.goto(f"{site.address}/coordination/suggestions")
    expect(page.get_by_role("main")).to_contain_text("8 places")
    check(page)
    journal.assert_clean()


def test_a_file_that_waits_is_worked_in_the_page(page: Page, site: Site, tmp_path: Path) -> None:
    journal = record(page)
    add_team(site)
    enter(page, site, "kim", "coordinator", "56")
    file = tmp_path / "repertoire.xlsx"
    file.write_bytes(messy_file())
    page.goto(f"{site.address}/coordination/import")
    page.get_by_label("Fichier", exact=True).set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()
    for at, column in enumerate(COLUMNS, start=1):
        page.locator(f"#column-{at}").select_option(column)
    page.get_by_label("Département", exact=True).select_option("56")
    page.get_by_label("Source", exact=True).fill("https://departement.example/")
    check(page)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("main")).to_contain_text("Refusées (2)")
    check(page)
    page.get_by_role("link", name="Corriger, ligne 39").click()
    check(page)
    page.locator("#cell-hours").fill("lundi au vendredi 9h-12h")
    page.locator("#cell-hours").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Refusées (1)")
    page.get_by_role("link", name="Doublons possibles (2)").click()
    page.get_by_role("link", name="Décider, ligne 42").click()
    page.get_by_role("group", name="Téléphones").get_by_label("Les deux").check()
    check(page)
    page.get_by_role("button", name=re.compile("fusionner")).click()
    expect(page.get_by_role("main")).to_contain_text("Modifiées (1)")
    journal.assert_clean()


def test_letters_accounts_and_the_validator_are_sound_pages(page: Page, site: Site, tmp_path: Path) -> None:
    journal = record(page)
    enter(page, site, "adele", "admin")
    for path in ("/administration/courriels", "/compte"):
        page.goto(site.address + path)
        for each in page.locator("details").all():
            each.evaluate("box => { box.open = true }")
        check(page)
    page.get_by_label("Une fois par semaine").check()
    page.get_by_role("group", name="Me dire ce qui m’attend").locator("..").get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text("Rythme des courriels enregistré")
    page.goto(f"{site.address}/valider-un-fichier")
    check(page)
    file = tmp_path / "repertoire.csv"
    file.write_text("Nom;Catégorie;Départements servis;Téléphones;Source\nÉquipe;Maraude;56;01 99;", "utf-8")
    page.get_by_label("Fichier", exact=True).set_input_files(file)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("main")).to_contain_text("1 à corriger")
    check(page)
    journal.assert_clean()
