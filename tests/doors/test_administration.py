"""Inviting, disabling, changing rights, and the audit."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Flask
from msgspec.structs import replace
from sqlmodel import Session, select

from directory.accounts import people, second_factor
from directory.coordination.administration import find_departements
from directory.coordination.tasks import find_tasks
from directory.editing import listings as editing
from directory.listings.national_numbers import OF_FILE
from directory.mail import letters as letters_module
from directory.mail.samples import make_samples
from directory.models import Listing, PendingChange, Suggestion
from directory.publishing.stored import read_draft
from directory.suggestions import suggestions
from tests.fictional import make_draft, store, verify
from tests.page_client import plain
from tests.people import NEW, account, actor_of, browse, letters, link
from tests.team import Team
from tests.team import inspect as inspect_page


def test_disabling_an_account_shows_it_the_door_at_once(own_app: Flask) -> None:
    admin, kim = account(own_app, "ada", "admin"), account(own_app, "kim", "coordinator", "56")
    theirs = browse(own_app, kim)
    assert theirs.get("/compte").status_code == 200
    answer = browse(own_app, admin).post(f"/administration/comptes/{kim.id}/desactiver")
    assert answer.location == "/administration/comptes?fait=desactive"
    assert theirs.get("/compte").status_code == 303


def test_an_invitation_is_a_link_to_the_public_address_whatever_the_host(mailed: Flask) -> None:
    admin = account(mailed, "ada", "admin")
    browser = browse(mailed, admin)
    fields = {
        "name": "Camille",
        "email": "camille@essai.example",
        "role": "coordinator",
        "departements": "56",
    }
    answer = browser.post("/administration/comptes", fields, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.location == "/administration/comptes?fait=invite"
    [(to, text)] = letters(mailed)
    assert to == "camille@essai.example"
    assert "evil" not in text
    path = link(mailed)
    guest = browse(mailed)
    assert "camille@essai.example" in guest.get(path).text
    assert guest.post(path, {"password": "trop court"}).status_code == 422
    assert guest.post(path, {"password": NEW}).location == "/compte/second-facteur?next=/coordination"
    for answer in (guest.get(path), browse(mailed).post(path, {"password": NEW})):
        assert answer.status_code == 404
        assert "Ce lien a déjà servi" in answer.text


def test_when_mail_is_off_the_invitation_is_kept_and_its_link_shown(own_app: Flask) -> None:
    admin = account(own_app, "ada", "admin")
    fields = {"name": "Camille", "email": "camille@essai.example", "role": "national"}
    answer = browse(own_app, admin).post("/administration/comptes", fields)
    assert answer.status_code == 200
    found = re.search(r"https://relais\.example(/invitation/[\w-]+)", answer.text)
    assert found
    assert browse(own_app).get(found[1]).status_code == 200


def test_the_first_administrator_is_invited_from_the_command_line(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()
    result = runner.invoke(args=["account", "invite", "ada@essai.example", "--role", "admin"])
    found = re.search(r"https://relais\.example(/invitation/[\w-]+)", result.output)
    assert found
    assert browse(own_app).post(found[1], {"password": NEW}).status_code == 303
    assert runner.invoke(args=["account", "invite", "ada@essai.example", "--role", "admin"]).exit_code == 1
    assert "désactivé" in runner.invoke(args=["account", "disable", "ada@essai.example"]).output
    assert runner.invoke(args=["account", "disable", "nil@essai.example"]).exit_code == 1
    assert "comptes désactivés : 0" in runner.invoke(args=["retention", "run"]).output


def test_rights_are_changed_with_what_was_chosen_kept_when_wrong(own_app: Flask) -> None:
    admin, kim = account(own_app, "ada", "admin"), account(own_app, "kim", "coordinator", "56")
    browser, theirs = browse(own_app, admin), browse(own_app, kim)
    path = f"/administration/comptes/{kim.id}/droits"
    assert browser.post(path, {"role": "coordinator"}).status_code == 422
    assert browser.post(path, {"role": "coordinator", "departements": ["29", "zz"]}).status_code == 422
    assert browser.post(path, {"role": "coordinator", "departements": ["29", "22"]}).status_code == 303
    assert theirs.get("/compte").status_code == 303
    with Session(own_app.extensions["engine"]) as session:
        assert people.find_departements(session, kim.id) == {"29", "22"}


def test_the_audit_is_exported_without_formulas(own_app: Flask) -> None:
    admin = account(own_app, "ada", "admin")
    browser = browse(own_app, admin)
    browser.post("/administration/urgences/119")
    with Session(own_app.extensions["engine"]) as session:
        people.events.record(session, None, "rights", at=admin.created_at, by="=1+1", detail="@SUM(A1)")
        session.commit()
    table = browser.get("/administration/journal.csv?personne=")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "Numéro d’urgence vérifié;" in table.text
    assert ";=1" not in table.text
    assert ";@SUM" not in table.text
    assert browser.get("/administration/journal?du=hier&au=2026-13-01").status_code == 200


def test_the_audit_tells_of_proposals_suggestions_and_exports_by_person_and_by_listing(
    own_app: Flask,
) -> None:
    ada = browse(own_app, account(own_app, "ada", "admin"))
    kim_account = account(own_app, "kim", "coordinator", "56")
    kim, now = browse(own_app, kim_account), datetime.now(UTC)
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("foyer", category="emergency_reception"), make_draft("autre"), at=now)
        foyer = session.exec(select(Listing).where(Listing.ref == "foyer")).one()
        by = actor_of(session, kim_account)
        suggestions.receive(
            session, uuid4(), listing=foyer, departement="", kind="other", facts={}, text="Essai.", at=now
        )
        for website in ("https://un.example", "https://deux.example"):
            draft = replace(read_draft(session, foyer), website=website)
            editing.save(session, draft, by=by, at=now, version=1)
        session.commit()
        waiting, _ = session.exec(select(PendingChange)).all()
        suggestion = session.exec(select(Suggestion)).one()
    kim.post(f"/coordination/changements/{waiting.id}", {"decision": "ecarter"})
    kim.post(f"/coordination/suggestions/{suggestion.id}", {"decision": "refuser", "reason": "Déjà su."})
    kim.get("/coordination/export.csv")
    everything = ada.get("/administration/journal").text
    for words in ("en attente", "proposé écarté", "Suggestion écartée", "Déjà su.", "Export avec contacts"):
        assert words in everything
    for asked in ("fiche=foyer", "fiche=fictive+foyer"):
        about = ada.get(f"/administration/journal?{asked}").text
        assert "Équipe fictive autre" not in about
        assert "proposé écarté" in about
        assert "Export avec contacts" not in about
    assert "Suggestion écartée" not in ada.get("/administration/journal?personne=ada").text
    later = now.date() + timedelta(days=2)  # in Paris it may already be the day after that of UTC
    assert "Suggestion écartée" not in ada.get(f"/administration/journal?du={later}").text
    assert "Suggestion écartée;" in ada.get("/administration/journal.csv?fiche=foyer").text


def test_numbers_not_compared_for_ninety_days_are_on_the_desk_of_administrators(own_app: Flask) -> None:
    ada, kim = (account(own_app, *who) for who in (("ada", "admin"), ("kim", "coordinator", "56")))
    with Session(own_app.extensions["engine"]) as session:
        for each in (ada, kim):
            second_factor.make_recovery_codes(session, each)
        late = max(number.checked_on for number in OF_FILE.all) + timedelta(days=91)
        words = [task.words for task in find_tasks(session, actor_of(session, ada), late)]
        assert words == [f"{len(OF_FILE.all)} numéros d’urgence à vérifier"]
        assert find_tasks(session, actor_of(session, ada), late - timedelta(days=91)) == []
        assert find_tasks(session, actor_of(session, kim), late) == []


def test_each_departement_says_who_keeps_it_and_what_waits_there(own_app: Flask) -> None:
    ada = account(own_app, "ada", "admin")
    account(own_app, "kim", "coordinator", "56", "29")
    account(own_app, "lou", "coordinator", "22", status="disabled")
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("une"), make_draft("autre"), make_draft("brouillon", status="draft"))
        today = datetime.now(UTC).date()
        verify(session, ["une"], today)
        found = find_departements(session, today, by=actor_of(session, ada))
    rows = {row.departement.code: (row.keepers, row.published, row.due) for row in found}
    assert rows["56"] == (["Kim Fictive"], 2, 1)
    assert (rows["29"], rows["22"]) == ((["Kim Fictive"], 0, 0), ([], 0, 0))
    page = browse(own_app, ada).get("/administration/departements").text
    assert '/coordination?departement=56">Morbihan (56)</a></th>' in page


def test_the_publisher_is_who_an_administrator_says_until_the_field_is_emptied(own_app: Flask) -> None:
    ada = browse(own_app, account(own_app, "ada", "admin"))
    path, texts = (
        "/administration/editeur",
        {"publisher": "Association fictive", "contact": "a@essai.example"},
    )
    assert "Département fictif" in own_app.test_client().get("/mentions-legales").text
    wrong = ada.post(path, texts | {"contact": "pas une adresse", "host": "h" * 301})
    assert wrong.status_code == 422
    assert "pas une adresse" in wrong.text
    assert "300 caractères au plus" in wrong.text
    assert ada.post(path, texts).status_code == 303
    legal = own_app.test_client().get("/mentions-legales").text
    assert "Association fictive" in legal
    assert "Département fictif" not in legal
    assert "mailto:a@essai.example" in own_app.test_client().get("/.well-known/security.txt").text
    ada.post(path, {})
    assert "Département fictif" in own_app.test_client().get("/mentions-legales").text
    assert "Textes de l’éditeur changés" in ada.get("/administration/journal").text


def test_every_letter_is_read_by_administrators_before_any_leaves_and_says_who_publishes(
    mailed: Flask,
) -> None:
    browser = browse(mailed, account(mailed, "ada", "admin"))
    answer = browser.get("/administration/courriels")
    inspect_page(Team(mailed), answer)
    shown = plain(answer.text)
    written = [name for name, made in inspect.getmembers(letters_module, inspect.isfunction)
               if made.__module__ == letters_module.__name__ and not name.startswith("_")]  # fmt: skip
    assert len({letter.subject for _, letter in make_samples("https://relais.example")}) == len(written)
    assert shown.count("Annuaire publié par Département fictif.") == len(make_samples(""))
    browser.post("/administration/comptes", {"email": "eva@essai.example", "name": "Eva", "role": "admin"})
    assert "Annuaire publié par Département fictif." in letters(mailed)[-1][1]
