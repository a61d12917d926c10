"""Reminders: who is written to, how often, and what the link does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select, update

from directory.keys.sealed import Keys
from directory.keys.signed import sign
from directory.models import Listing, PendingChange, Reminder, Revision, Suggestion
from tests.fictional import make_confidential, make_draft, store, verify
from tests.page_client import PageClient, plain
from tests.people import KEYS, account, browse, letters, rows
from tests.reminded import answer, path_to, send, to

SECRET_NUMBER = "01 99 00 22 22"


@pytest.fixture
def site(mailed: Flask) -> Flask:
    """A site with a listing checked today, one long ago, one never, a confidential and a national one."""
    today = datetime.now(UTC).date()
    with Session(mailed.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "ancienne",
                phones=((SECRET_NUMBER, "", "professionals"),),
                emails=(("accueil@structure.example", "", "public"),),
            ),
            make_draft("jamais", emails=(("equipe@structure.example", "", "professionals"),)),
            make_draft("recente", emails=(("recente@structure.example", "", "public"),)),
            make_draft("nationale", is_national=True, departements=()),
            make_confidential("abri", name="Hébergement fictif"),
        )
        verify(session, ["ancienne"], today - timedelta(days=200))
        verify(session, ["recente"], today - timedelta(days=20))
    return mailed


def find(site: Flask, ref: str) -> Listing:
    with Session(site.extensions["engine"]) as session:
        return session.exec(select(Listing).where(Listing.ref == ref)).one()


def age(site: Flask, days: int) -> None:
    """Make every reminder older."""
    with Session(site.extensions["engine"]) as session:
        session.exec(update(Reminder).values(sent_at=datetime.now(UTC) - timedelta(days=days)))
        session.commit()


def test_structures_and_their_coordinators_are_asked_about_what_is_due(site: Flask) -> None:
    account(site, "claire", "coordinator", "56")
    account(site, "ailleurs", "coordinator", "29")
    account(site, "nathalie", "national")
    assert "4 fiches, 4 courriels" in send(site)
    people = {who for who, _ in letters(site)}
    assert people == {
        "accueil@structure.example", "equipe@structure.example", "claire@essai.example",
        "nathalie@essai.example",
    }  # fmt: skip
    (own,) = to(site, "claire@essai.example")
    assert "3 fiches n’ont pas été vérifiées" in own
    assert "Équipe fictive ancienne" in own
    assert "Hébergement fictif" not in own
    assert "nationale" in to(site, "nathalie@essai.example")[0]


def test_never_twice_within_thirty_days_then_again(site: Flask) -> None:
    send(site)
    first = len(letters(site))
    send(site)
    age(site, 29)
    send(site)
    assert len(letters(site)) == first
    age(site, 31)
    send(site)
    assert len(letters(site)) == 2 * first


def test_a_listing_nobody_can_be_written_to_about_waits_for_somebody(site: Flask) -> None:
    assert "2 fiches sans destinataire" in send(site)
    account(site, "nathalie", "national")
    send(site)
    assert len(to(site, "nathalie@essai.example")) == 1


def test_a_run_asks_about_so_many_listings_at_most(site: Flask) -> None:
    account(site, "nathalie", "national")
    assert "1 fiche," in send(site, "--most", "1")
    assert len(rows(site, Reminder)) == 1


def test_mail_switched_off_claims_nothing(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("jamais", emails=(("equipe@structure.example", "", "public"),)))
    own_app.config["RELAIS"] = replace(own_app.config["RELAIS"], reminders=True)
    assert own_app.test_cli_runner().invoke(args=["reminders", "send"]).exit_code == 1
    assert rows(own_app, Reminder) == []


def test_nothing_leaves_before_an_operator_turned_letters_on(site: Flask) -> None:
    account(site, "claire", "coordinator", "56")
    site.config["RELAIS"] = replace(site.config["RELAIS"], reminders=False)
    assert "éteints" in send(site)
    assert letters(site) == rows(site, Reminder) == []


def test_a_dry_run_says_to_whom_and_neither_sends_nor_writes_anything(site: Flask) -> None:
    account(site, "claire", "coordinator", "56")
    told = send(site, "--dry-run")
    assert "accueil@structure.example : n° 1 Équipe fictive ancienne" in told
    assert "claire@essai.example" in told
    assert "Rien n’est parti" in told
    assert letters(site) == rows(site, Reminder) == []


def test_a_run_keeps_to_the_departements_asked_for(site: Flask) -> None:
    assert "0 fiche" in send(site, "--dry-run", "--departement", "29")
    assert "3 fiches" in send(site, "--dry-run", "--departement", "56")
    refused = site.test_cli_runner().invoke(args=["reminders", "send", "--departement", "morbian"])
    assert refused.exit_code == 1
    assert "Morbihan" in refused.output


def test_mailboxes_of_courts_and_of_requisitions_are_never_written_to(site: Flask) -> None:
    with Session(site.extensions["engine"]) as session:
        store(
            session,
            make_draft("a", emails=(("sec.parquet@essai.example", "", "public"),)),
            make_draft("b", emails=(("uaped@hopital.example", "réquisitions", "professionals"),)),
            make_draft(
                "c", category="referent_magistrate", emails=(("accueil@essai.example", "", "public"),)
            ),
        )
    send(site)
    people = {who for who, _ in letters(site)}
    assert people == {"accueil@structure.example", "equipe@structure.example"}


def test_mail_that_does_not_go_is_said_and_tried_again(site: Flask) -> None:
    mail = site.config["FOLDER"]
    mail.chmod(0o500)
    elsewhere = mail.rename(mail.with_name("gone"))
    mail.write_text("")
    failed = site.test_cli_runner().invoke(args=["reminders", "send"])
    assert failed.exit_code == 1
    assert "2 non partis" in failed.output
    assert rows(site, Reminder) == []
    mail.unlink()
    elsewhere.chmod(0o700)
    elsewhere.rename(mail)
    assert "2 courriels" in send(site)


def test_the_link_opens_a_sound_page_and_changes_nothing(site: Flask) -> None:
    send(site)
    path = path_to(site, "accueil@structure.example")
    before = find(site, "ancienne")
    for _ in range(2):
        page = PageClient(site).get(path)
        assert "Équipe fictive ancienne" in page.text
        assert SECRET_NUMBER not in page.text
        assert page.answer.headers["Cache-Control"] == "no-store"
    assert find(site, "ancienne") == before
    assert rows(site, Reminder)[0].answered_at is None


def test_confirming_verifies_the_listing_without_modifying_it(site: Flask) -> None:
    send(site)
    path = path_to(site, "accueil@structure.example")
    before = find(site, "ancienne")
    assert answer(site, path, decision="confirmer", version=str(before.version)).status_code == 303
    after = find(site, "ancienne")
    today = datetime.now(UTC).date()
    assert after.verified_on == today
    assert after.modified_on == before.modified_on
    assert after.review_due_on is not None
    assert after.review_due_on > today + timedelta(days=180)
    last = rows(site, Revision)[-1]
    assert (last.verb, last.by) == ("confirm", "structure (lien de rappel)")
    assert "la structure elle-même" in plain(site.test_client().get(f"/fiches/{after.slug}").text)
    assert "Merci" in site.test_client().get(path).text
    again = answer(site, path, decision="confirmer", version=str(after.version))
    assert (again.status_code, find(site, "ancienne").version) == (303, after.version)


def test_a_listing_changed_since_it_was_read_is_not_confirmed(site: Flask) -> None:
    send(site)
    path = path_to(site, "accueil@structure.example")
    changed = answer(site, path, decision="confirmer", version="0")
    assert changed.status_code == 409
    assert "La fiche a changé" in changed.text
    assert find(site, "ancienne").verified_on != datetime.now(UTC).date()
    assert "Oui, tout est exact" in site.test_client().get(path).text


def test_a_correction_goes_to_the_coordinator_and_changes_nothing_itself(site: Flask) -> None:
    send(site)
    path = path_to(site, "equipe@structure.example")
    assert answer(site, path, decision="corriger", kind="other").status_code == 422
    done = answer(site, path, decision="corriger", kind="phone", value="01 99 00 88 88")
    assert done.status_code == 303
    (received,) = rows(site, Suggestion)
    said = {"value": "+33199008888", "phone_kind": "", "phone_label": ""}
    assert (received.from_structure, received.facts) == (True, said)
    assert find(site, "jamais").version == 1
    assert answer(site, path, decision="corriger", kind="closed").status_code == 303
    assert len(rows(site, Suggestion)) == 1


def test_who_may_decide_is_told_of_a_change_that_waits_for_a_month(site: Flask) -> None:
    for name in ("kim", "claire"):
        account(site, name, "coordinator", "56")
    send(site)
    before = len(letters(site))
    with Session(site.extensions["engine"]) as session:
        for ref, days in (("ancienne", 31), ("jamais", 29), ("abri", 40)):
            asked_at = datetime.now(UTC) - timedelta(days=days)
            facts = {"listing_id": find(site, ref).id, "asked_by": "kim@essai.example", "asked_at": asked_at}
            session.add(PendingChange(changes={"stay": "un an"}, **facts))
        session.commit()
    assert "2 changements attendent depuis plus de 30 jours, 1 courriel envoyé" in send(site)
    ((who, told),) = [each for each in letters(site)[before:] if "Depuis plus de 30" in each[1]]
    after = len(letters(site))
    assert who == "claire@essai.example"
    assert "- Équipe fictive ancienne" in told
    assert f"- fiche n° {find(site, 'abri').number}" in told
    assert "jamais" not in told
    assert "Hébergement" not in told
    send(site)
    assert len(letters(site)) == after
    page = browse(site, account(site, "lou", "coordinator", "56")).get("/coordination").text
    assert page.count("En retard") == 2
    assert "attend depuis 31\u00a0jours" in page


def test_a_link_is_good_for_one_listing_and_thirty_days(site: Flask) -> None:
    send(site)
    reminder = rows(site, Reminder)[0].id.hex
    late = sign(KEYS, "reminder", reminder, datetime.now(UTC) - timedelta(minutes=1))
    unknown = sign(KEYS, "reminder", "0" * 32, datetime.now(UTC) + timedelta(days=1))
    forged = sign(Keys("another secret"), "reminder", reminder, datetime.now(UTC) + timedelta(days=1))
    for token in (late, unknown, forged, "x"):
        assert PageClient(site).get(f"/verifier/{token}", 404).status == 404
        assert answer(site, f"/verifier/{token}", decision="confirmer", version="1").status_code == 404
    assert answer(site, path_to(site, "equipe@structure.example"), decision="autre").status_code == 400


def test_twelve_months_without_a_check_is_said_on_the_card(site: Flask) -> None:
    with Session(site.extensions["engine"]) as session:
        verify(session, ["ancienne"], date(2020, 1, 1))
    page = plain(site.test_client().get("/departements/56").text)
    assert "il y a plus de 12 mois" in page
    assert page.index("Équipe fictive recente") < page.index("Équipe fictive ancienne")
