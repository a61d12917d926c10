"""A file of listings in a browser: template, columns, report, progress found again, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from directory import create_app
from directory.exports import FORMATS
from directory.models import Listing
from directory.publishing.publication import hold
from tests.browser_accounts import Site, check, sign_in
from tests.e2e.conftest import record
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.people import find, make_account

SOURCE = "https://source.example/fictive"
TITLES = ("Référence", "Catégorie", "Nom", "Départements servis", "État", "Téléphones", "Commune", "Source")
#: One row changed, one unchanged, one a second person approves, one new that doubles another, two refused.
ROWS = (
    ("equipe", "Accompagnement en milieu ouvert", "Équipe d’été", "56", "publiée", "", "Vannes", SOURCE),
    ("meme", "Accompagnement en milieu ouvert", "Équipe fictive meme", "56", "publiée", "", "", SOURCE),
    ("foyer", "Hébergement de rupture", "Équipe fictive foyer", "56", "publiée", "0199003333", "", SOURCE),
    ("double", "Accompagnement en milieu ouvert", "Équipe fictive meme", "56", "publiée", "", "", SOURCE),
    ("abri", "Hébergement sous secret", "Équipe fictive abri", "56", "publiée", "", "Lorient", SOURCE),
    ("voisin", "CRIP", "Cellule fictive", "29", "publiée", "", "", SOURCE),
)  # fmt: skip


@pytest.fixture
def site(
    databases: Any, empty_database: str, make_config: Any, serve: Callable[[Any], str], tmp_path: Path
) -> Iterator[Site]:
    app = create_app(make_config(databases.make(empty_database), page_cache=False))
    made = Site(app, serve(app), tmp_path)
    with made.session() as session:
        store(
            session,
            make_draft("equipe", place=in_commune(VANNES)),
            make_draft("meme"),
            make_draft("foyer", category="break_away_housing"),
            make_confidential("abri"),
        )
        make_account(session, "kim", "coordinator", "56")
    yield made
    app.extensions["engine"].dispose()


@pytest.fixture
def kim(page: Page, site: Site) -> Page:
    """The browser of a coordinator, on the page of imports."""
    with site.session() as session:
        account = find(session, "kim")
    sign_in(page, site, account)
    page.goto(f"{site.address}/coordination/import")
    return page


def send(page: Page, path: Path) -> None:
    page.get_by_label("Fichier").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()


def name_of(site: Site, ref: str) -> str:
    with site.session() as session:
        return session.exec(select(Listing.name).where(Listing.ref == ref)).one()


def test_a_file_is_looked_at_stored_while_the_page_is_reloaded_and_undone(kim: Page, site: Site) -> None:
    journal = record(kim)
    check(kim)
    path = site.folder / "fiches.csv"
    path.write_bytes("\r\n".join(";".join(row) for row in (TITLES, *ROWS)).encode("cp1252"))
    send(kim, path)
    report = kim.get_by_role("main")
    expect(report).to_contain_text("Une ressource sous secret n’a ni adresse ni commune.")
    expect(report).to_contain_text("Vous ne tenez pas un des départements que cette ligne ajoute ou retire.")
    check(kim)
    for tab, words in (
        ("Nouvelles (1)", "Doublon possible"),
        ("Modifiées (1)", "Équipe d’été"),
        ("À approuver (1)", "une autre personne les approuvera"),
        ("Inchangées (1)", "Équipe fictive meme"),
    ):
        kim.get_by_role("link", name=tab).click()
        expect(report).to_contain_text(words)
    with site.session() as busy:
        hold(busy)  # what is stored waits for it
        kim.get_by_role("button", name="Enregistrer 3 fiches").click()
        expect(kim.get_by_role("progressbar")).to_be_visible()
        kim.reload()
        expect(kim.get_by_role("progressbar")).to_be_visible()
        busy.rollback()
    expect(report).to_contain_text("À approuver par une autre personne\u00a0: 1.")
    assert name_of(site, "equipe") == "Équipe d’été"
    check(kim)
    kim.get_by_role("button", name="Annuler cet import").click()
    expect(kim.get_by_role("status").first).to_contain_text("Import annulé")
    assert name_of(site, "equipe") == "Équipe fictive equipe"
    journal.assert_clean()


def test_the_template_filled_in_by_hand_is_read_once_its_columns_are_named(kim: Page, site: Site) -> None:
    journal = record(kim)
    with kim.expect_download() as downloaded:
        kim.get_by_role("link", name="Télécharger le modèle CSV").click()
    send(kim, downloaded.value.path())
    expect(kim.get_by_role("main")).to_contain_text("Nouvelles (1)")
    kim.get_by_role("button", name="Oublier ce fichier").click()
    expect(kim.get_by_role("status").first).to_contain_text("Fichier oublié")

    path = site.folder / "fiches.xlsx"
    titles = [title if title != "Nom" else "Appellation" for title in TITLES]
    path.write_bytes(b"".join(FORMATS["xlsx"].write(titles, ROWS[:1])))
    send(kim, path)
    expect(kim.get_by_label("Commune")).to_have_value("commune")
    check(kim)
    kim.get_by_label("Appellation").select_option("Nom")
    kim.get_by_role("button", name="Continuer").click()
    expect(kim.get_by_role("main")).to_contain_text("Modifiées (1)")
    journal.assert_clean()


def test_without_script_the_page_of_a_file_follows_its_progress(
    browser: Any, browser_context_args: dict[str, Any], site: Site
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    with site.session() as session:
        account = find(session, "kim")
    sign_in(page, site, account)
    page.goto(f"{site.address}/coordination/import")
    path = site.folder / "fiches.csv"
    path.write_text("ref,nom\nequipe,Autre nom\n", "utf-8")
    send(page, path)
    page.get_by_role("button", name="Enregistrer 1 fiche").click()
    expect(page.get_by_role("button", name="Annuler cet import")).to_be_visible()
    assert name_of(site, "equipe") == "Autre nom"
    context.close()
