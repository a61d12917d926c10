"""The journal, by name, action and departement, an import in one line; the page of the operator."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname

import pytest
from flask import Flask

from directory.accounts import people
from directory.config import read_config
from directory.models import Account, JobRun
from directory.storing.many import put_many
from directory.watching import jobs
from tests.fictional import make_draft
from tests.page_client import plain
from tests.people import account, browse, find, sign_in
from tests.team import Team, inspect

JOURNAL = "/administration/journal"


def lines(team: Team, query: str = "", name: str = "nour") -> list[str]:
    """The lines of the journal, as they are read."""
    page = inspect(team, team.browser(name).get(f"{JOURNAL}?{query}"))
    return [plain(" ".join(row.itertext())) for row in page.root.iter("tr")][1:]


def load(team: Team, *refs: str, at: datetime) -> None:
    """Store listings as the import of kim does."""
    with team.session() as session:
        drafts = [make_draft(ref) for ref in refs]
        put_many(session, drafts, by="kim@essai.example", at=at, verb="import")
        session.commit()


def test_an_import_is_one_line_that_leads_to_its_listings(team: Team) -> None:
    load(team, "aube", "brume", "cime", at=datetime.now(UTC) - timedelta(minutes=5))
    (told,) = [line for line in lines(team, "action=imports") if "Import" in line]
    assert "Import 3 fiches" in told
    assert "Kim Fictive kim@essai.example" in told
    page = team.browser("nour").get(JOURNAL).text
    [instant] = re.findall(r'href="/administration/journal\?(instant=[^"]+)">3\sfiches<', page)
    assert len(lines(team, instant)) == 3
    assert len(lines(team, "fiche=aube")) == 1


def test_the_journal_is_read_by_action_person_and_departement(team: Team) -> None:
    sign_in(browse(team.app), "max", "pas le bon mot de passe")
    nour = team.browser("nour")
    nour.post(f"{JOURNAL.replace('journal', 'urgences')}/119")
    assert any("mot de passe ou code faux" in line for line in lines(team, "action=connexions"))
    assert not any("mot de passe" in line for line in lines(team, "action=comptes"))
    assert any("Numéro d’urgence vérifié" in line for line in lines(team, "action=autres"))
    assert any("Numéro d’urgence vérifié" in line for line in lines(team, "personne=Nour+Fictive"))
    assert all("max@essai.example" in line for line in lines(team, "action=connexions&departement=29"))
    team.browser("kim").post(team.path("equipe", "/archiver"))
    assert not any("Fiche archivée" in line for line in lines(team, "departement=29&action=fiches"))
    assert any("Fiche archivée" in line for line in lines(team, "departement=56&action=fiches"))
    table = nour.get(f"{JOURNAL}.csv?action=autres").text
    assert ";nour@essai.example;Nour Fictive;" in table


def test_an_administrator_renames_a_person_and_is_told_what_inviting_again_does(team: Team) -> None:
    ada = account(team.app, "ada", "admin")
    browser = browse(team.app, ada)
    with team.session() as session:
        kim = find(session, "kim")
    page = plain(inspect(team, browser.get("/administration/comptes")).text)
    assert "ses codes de secours ne servent plus" in page
    path = f"/administration/comptes/{kim.id}/nom"
    assert browser.post(path, {"name": " "}).status_code == 422
    assert browser.post(path, {"name": "Kim Nouvelle"}).status_code == 303
    assert "Kim Nouvelle" in browser.get("/administration/comptes").text
    assert any("renommée" in line for line in lines(team, "action=comptes"))
    with team.session() as session:
        assert session.get_one(Account, kim.id).status == "active"
        assert people.find_departements(session, kim.id) == {"56"}


def test_the_page_of_the_operator_tells_what_is_late_and_what_is_well(team: Team) -> None:
    ada = browse(team.app, account(team.app, "ada", "admin"))
    page = plain(inspect(team, ada.get("/administration/exploitation")).text)
    assert page.count("jamais") == len(jobs.DAILY)
    assert "publish-due" in page
    assert re.search("Migrations de la base.{0,20}à jour", page)
    assert "Place sur le disque" in page
    assert "MAIL_URL n’est pas réglé" in page
    with team.session() as session:  # another machine ran them, on the same database
        for job in jobs.DAILY:
            session.add(JobRun(machine="essai-deux", job=job, ended_at=datetime.now(UTC)))
        session.commit()
    for command in (["retention", "run"], ["data", "publish-due"]):
        assert team.app.test_cli_runner().invoke(args=command).exit_code == 0
    page = plain(ada.get("/administration/exploitation").text)
    assert "jamais" not in page
    assert page.count("essai-deux") == len(jobs.DAILY)
    assert page.count(f"sur {gethostname()}") == 2


def test_the_command_line_refuses_an_address_that_is_none(own_app: Flask) -> None:
    for wrong in ("kim", "kim@", "kim arobase essai.example"):
        result = own_app.test_cli_runner().invoke(args=["account", "invite", wrong, "--role", "admin"])
        assert result.exit_code == 1
        assert "nom@exemple.fr" in result.output
    result = own_app.test_cli_runner().invoke(
        args=["account", "invite", "kim@essai.example", "--role", "admin"]
    )
    assert "https://relais.example/invitation/" in result.output


@pytest.mark.parametrize(
    ("written", "given", "address"),
    [("http://127.0.0.1:5003\n", "", "http://127.0.0.1:5003"), (None, "", "http://127.0.0.1:5000"),
     ("http://127.0.0.1:5003", "https://relais.example/", "https://relais.example")],
)  # fmt: skip
def test_links_of_the_command_line_lead_where_the_site_is_served(
    tmp_path: Path, written: str | None, given: str, address: str
) -> None:
    if written:
        (tmp_path / "address").write_text(written)
    environ = {"RELAIS_INSTANCE": str(tmp_path)} | ({"PUBLIC_URL": given} if given else {})
    assert read_config(environ).public_url == address
