"""Professionals' access, its records, what is kept of it and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from directory.accounts import access, people, sessions, sign_in
from directory.accounts.access import Asked
from directory.accounts.sessions import Limits
from directory.coordination import retention
from directory.coordination.audit import SEEN, AuditFilter, find_entries
from directory.models import AccessRecord, AccessRequest, Listing
from directory.permissions import NotAllowed
from tests.fictional import make_draft, store
from tests.people import PASSWORD, actor_of, find, make_account

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=8))


def ask(session: Session, email: str = "paul@ecole.example", departement: str = "56") -> tuple[Any, str]:
    asked = Asked("Paul Fictif", email, "Collège fictif", departement, "Assistant social")
    return access.ask(session, asked, AT)


def test_access_is_decided_by_a_coordinator_of_the_departement_for_a_year(session: Session) -> None:
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    yann = actor_of(session, make_account(session, "yann", "coordinator", "29"))
    _, token = ask(session)
    session.commit()
    assert access.find_waiting(session, kim) == []
    paul = access.confirm(session, token, PASSWORD, domains=(), at=AT)
    session.commit()
    assert paul is not None
    assert access.find_waiting(session, yann) == []
    [(request, _)] = access.find_waiting(session, kim)
    assert not actor_of(session, paul).may_read_restricted(AT.date())
    with pytest.raises(NotAllowed):
        access.decide(session, request.id, by=yann, approved=True, at=AT)
    access.decide(session, request.id, by=kim, approved=True, at=AT)
    session.commit()
    reader = actor_of(session, paul)
    assert reader.may_read_restricted(AT.date() + timedelta(days=365))
    assert not reader.may_read_restricted(AT.date() + timedelta(days=366))
    with pytest.raises(NotAllowed):
        access.decide(session, request.id, by=kim, approved=False, at=AT)


def test_access_is_renewed_near_its_end_only(session: Session) -> None:
    make_account(session, "paul", "professional", "56", access_until=date(2027, 3, 1))
    paul = actor_of(session, find(session, "paul"))
    with pytest.raises(NotAllowed):
        access.ask_again(session, paul, "Encore", AT)
    later = datetime(2027, 2, 10, 9, tzinfo=UTC)
    request = access.ask_again(session, paul, "Encore", later)
    session.commit()
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    access.decide(session, request.id, by=kim, approved=True, at=later)
    assert find(session, "paul").access_until == date(2028, 2, 10)


@pytest.mark.parametrize(
    ("email", "is_open"),
    [("paul@ecole.example", True), ("paul@autreecole.example", False), ("paul@ecole.example.net", False)],
)
def test_only_an_allowed_domain_itself_is_approved_at_once(
    session: Session, email: str, is_open: bool
) -> None:
    _, token = ask(session, email)
    account = access.confirm(session, token, PASSWORD, domains=("ecole.example",), at=AT)
    assert account is not None
    assert actor_of(session, account).may_read_restricted(AT.date()) is is_open


def test_asking_again_changes_nothing_of_an_account_that_exists(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    account, token = ask(session, kim.email, "75")
    assert token == ""
    assert account is not None
    assert (account.name, account.role) == ("Kim Fictive", "coordinator")
    assert session.exec(select(AccessRequest)).all() == []


def test_a_disabled_person_does_not_come_back_by_asking(session: Session) -> None:
    make_account(session, "paul", "professional", "56", status="disabled")
    assert ask(session, "paul@essai.example") == (None, "")


def listing(session: Session) -> Listing:
    store(
        session,
        make_draft(
            "reservee",
            phones=(("01 99 00 11 11", "", "public"), ("01 99 00 22 22", "garde", "professionals")),
            emails=(("garde@essai.example", "", "professionals"),),
        ),
    )
    return session.exec(select(Listing)).one()


def test_each_reading_of_a_restricted_contact_is_recorded_for_its_coordinators(session: Session) -> None:
    found = listing(session)
    paul = make_account(session, "paul", "professional", "75", access_until=AT.date())
    view = access.read_contacts(session, found, by=actor_of(session, paul), at=AT)
    session.commit()
    assert [phone.label for phone in view.phones] == ["garde"]
    assert [email.value for email in view.emails] == ["garde@essai.example"]
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    yann = actor_of(session, make_account(session, "yann", "coordinator", "29"))
    [(record, who, what)] = access.find_records(session, kim)
    assert (who.email, what.id, record.at) == (paul.email, found.id, AT)
    assert access.find_records(session, kim, "autre") == []
    assert access.find_records(session, yann) == []


def test_a_professional_reads_sixty_listings_a_day_and_a_coordinator_their_own(session: Session) -> None:
    found = listing(session)
    store(session, *(make_draft(f"lue-{number}") for number in range(access.MOST_READ)))
    paul = make_account(session, "paul", "professional", "56", access_until=date(2027, 1, 1))
    kim = make_account(session, "kim", "coordinator", "56")
    others = session.exec(select(Listing).where(Listing.id != found.id)).all()
    for person in (paul, kim):
        session.add_all(AccessRecord(account_id=person.id, listing_id=one.id, at=AT) for one in others)
    session.commit()
    reader, later = actor_of(session, paul), AT + timedelta(hours=23)
    with pytest.raises(access.TooMany):
        access.read_contacts(session, found, by=reader, at=later)
    access.read_contacts(session, others[0], by=reader, at=later)
    assert access.read_contacts(session, found, by=actor_of(session, kim), at=later).phones
    assert access.read_contacts(session, found, by=reader, at=AT + timedelta(hours=25)).phones


@pytest.mark.parametrize("until", [None, AT.date() - timedelta(days=1)])
def test_without_access_nothing_is_read_and_nothing_recorded(session: Session, until: date | None) -> None:
    found = listing(session)
    paul = make_account(session, "paul", "professional", "56", access_until=until)
    with pytest.raises(NotAllowed):
        access.read_contacts(session, found, by=actor_of(session, paul), at=AT)
    assert session.exec(select(AccessRecord)).all() == []


def test_a_withdrawn_access_ends_at_once(session: Session) -> None:
    paul = make_account(session, "paul", "professional", "56", access_until=date(2027, 1, 1))
    yann = actor_of(session, make_account(session, "yann", "coordinator", "29"))
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    with pytest.raises(NotAllowed):
        access.end_access(session, paul.id, by=yann, at=AT)
    access.end_access(session, paul.id, by=kim, at=AT)
    assert not actor_of(session, paul).may_read_restricted(AT.date())


@pytest.mark.parametrize("table", ["access_record", "account_event"])
def test_records_cannot_be_changed_even_by_hand(session: Session, table: str) -> None:
    found = listing(session)
    kim = make_account(session, "kim", "coordinator", "56")
    access.read_contacts(session, found, by=actor_of(session, kim), at=AT)
    sign_in.ask_reset(session, kim.email, AT)
    session.commit()
    with pytest.raises(DBAPIError, match="written once"):
        session.connection().execute(text(f"UPDATE {table} SET at = at"))


def test_retention_disables_unused_accounts_and_forgets_what_is_past_its_time(session: Session) -> None:
    found = listing(session)
    kim = make_account(session, "kim", "coordinator", "56", at=AT)
    make_account(session, "old", "coordinator", "56", at=AT - timedelta(days=91))
    make_account(session, "gone", "professional", "56", status="disabled", at=AT - timedelta(days=456))
    ask(session)
    access.read_contacts(session, found, by=actor_of(session, kim), at=AT - timedelta(days=366))
    sessions.open_session(session, kim, is_full=True, label="", at=AT - timedelta(hours=9))
    kim.last_used_at = AT
    session.commit()
    done = retention.run(session, AT, LIMITS.most)
    session.commit()
    assert find(session, "old").status == "disabled"
    assert find(session, "kim").status == "active"
    assert people.find_account(session, "gone@essai.example") is None
    assert session.exec(select(AccessRecord)).all() == []
    assert (done["comptes désactivés"], done["consultations"], done["sessions"]) == (1, 1, 1)
    assert people.find_account(session, "paul@ecole.example") is not None
    retention.run(session, AT + timedelta(days=8), LIMITS.most)
    session.commit()
    assert people.find_account(session, "paul@ecole.example") is None
    assert set(retention.run(session, AT + timedelta(days=8), LIMITS.most).values()) == {0}


def test_the_audit_finds_by_person_listing_and_day(session: Session) -> None:
    found = listing(session)
    nora = make_account(session, "nora", "national")
    paul = make_account(session, "paul", "professional", "56", access_until=date(2027, 1, 1))
    access.read_contacts(session, found, by=actor_of(session, paul), at=AT + timedelta(hours=1))
    sign_in.ask_reset(session, nora.email, AT + timedelta(days=1))
    session.commit()
    by = actor_of(session, nora)

    def whats(**wanted: Any) -> list[str]:
        return [entry.what for entry in find_entries(session, AuditFilter(**wanted), by=by, limit=50)]

    assert whats() == ["Mot de passe oublié", SEEN, "Fiche créée"]
    assert whats(person="PAUL@") == [SEEN]
    assert whats(person="%") == []
    assert whats(listing=found.slug) == [SEEN, "Fiche créée"]
    assert whats(first=AT.date() + timedelta(days=1)) == ["Mot de passe oublié"]
    assert whats(last=AT.date()) == [SEEN, "Fiche créée"]
    with pytest.raises(NotAllowed):
        find_entries(session, AuditFilter(), by=actor_of(session, paul), limit=5)
