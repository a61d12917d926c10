"""Accounts without a browser: invitations, rights, emergency numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.accounts import people, sessions, sign_in
from directory.accounts.sessions import Limits
from directory.coordination import numbers
from directory.listings.national_numbers import OF_FILE
from directory.permissions import NotAllowed, may_edit
from tests.people import KEYS, PASSWORD, actor_of, make_account

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=8))


def test_an_invitation_serves_once_and_for_72_hours(session: Session) -> None:
    _, token = people.invite(session, by=None, email="Eve@Essai.Example", name="Eve", role="admin", at=AT)
    session.commit()
    assert sign_in.accept_invitation(session, token, PASSWORD, KEYS, AT + timedelta(hours=73)) is None
    account = sign_in.accept_invitation(session, token, PASSWORD, KEYS, AT + timedelta(hours=71))
    session.commit()
    assert account is not None
    assert account.email == "eve@essai.example"
    assert sign_in.accept_invitation(session, token, PASSWORD, KEYS, AT) is None


def test_inviting_again_ends_the_former_link_and_the_former_password(session: Session) -> None:
    account, first = people.invite(session, by=None, email="e@essai.example", name="E", role="admin", at=AT)
    people.disable(session, account, by=None, at=AT)
    _, second = people.invite(session, by=None, email="e@essai.example", name="E", role="admin", at=AT)
    session.commit()
    assert sign_in.accept_invitation(session, first, PASSWORD, KEYS, AT) is None
    assert sign_in.accept_invitation(session, second, PASSWORD, KEYS, AT) is not None


def test_an_active_account_is_left_as_it_is_by_an_invitation(session: Session) -> None:
    make_account(session, "kim", "coordinator", "56")
    account, token = people.invite(
        session, by=None, email="kim@essai.example", name="Autre", role="admin", at=AT
    )
    assert (token, account.role, account.name) == ("", "coordinator", "Kim Fictive")


@pytest.mark.parametrize(
    ("role", "departements"), [("root", ()), ("coordinator", ()), ("coordinator", ("999",))]
)
def test_rights_that_do_not_exist_are_refused(session: Session, role: str, departements: Any) -> None:
    with pytest.raises(people.InvalidRights):
        people.invite(
            session, by=None, email="e@essai.example", name="E", role=role, departements=departements, at=AT
        )


def test_only_administrators_invite_change_rights_and_disable(session: Session) -> None:
    ada, nora = make_account(session, "ada", "admin"), make_account(session, "nora", "national")
    by = actor_of(session, nora)
    for refused in (
        lambda: people.invite(session, by=by, email="e@essai.example", name="E", role="admin", at=AT),
        lambda: people.change_rights(session, ada.id, by=by, role="professional", departements=(), at=AT),
        lambda: people.disable(session, ada, by=by, at=AT),
        lambda: people.list_accounts(session, by),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_nobody_changes_their_own_rights_nor_disables_themselves(session: Session) -> None:
    ada = make_account(session, "ada", "admin")
    by = actor_of(session, ada)
    with pytest.raises(NotAllowed):
        people.change_rights(session, ada.id, by=by, role="national", departements=(), at=AT)
    with pytest.raises(NotAllowed):
        people.disable(session, ada, by=by, at=AT)


def test_a_writer_without_the_second_factor_given_writes_nothing(session: Session) -> None:
    ada = make_account(session, "ada", "admin", totp=False)
    actor = actor_of(session, ada)
    powers = (actor.writes, actor.is_admin, actor.is_national, actor.keeps("56"))
    assert powers == (False, False, False, False)
    assert not may_edit(actor, ["56"], is_national=False)


def test_a_coordinator_edits_their_departements_and_no_national_listing(session: Session) -> None:
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56", "29"))
    assert may_edit(kim, ["56", "75"], is_national=False)
    assert not may_edit(kim, ["75"], is_national=False)
    assert not may_edit(kim, ["56"], is_national=True)
    assert may_edit(actor_of(session, make_account(session, "nora", "national")), [], is_national=True)


def test_nothing_stored_signs_in(session: Session) -> None:
    """Neither a session token, nor a mailed link, nor a password can be read from the database."""
    kim = make_account(session, "kim", "coordinator", "56")
    secrets = [
        sessions.open_session(session, kim, is_full=True, label="", at=AT),
        sign_in.ask_reset(session, kim.email, AT)[1],
        people.invite(session, by=None, email="e@essai.example", name="E", role="admin", at=AT)[1],
        PASSWORD,
    ]
    session.commit()
    for table in ("account", "account_session", "account_link", "account_event", "throttle"):
        rows = str(session.connection().execute(text(f"SELECT * FROM {table}")).all())
        assert not any(secret in rows for secret in secrets)


def test_an_emergency_number_is_due_90_days_after_its_last_check(session: Session) -> None:
    number = OF_FILE.all[0]
    nora = actor_of(session, make_account(session, "nora", "national"))

    def is_due(today: date) -> bool:
        return numbers.find_checks(session, today)[0].is_due

    assert not is_due(number.checked_on + timedelta(days=90))
    assert is_due(number.checked_on + timedelta(days=91))
    at = datetime.combine(number.checked_on + timedelta(days=91), AT.timetz())
    numbers.confirm_number(session, number.number, by=nora, at=at)
    session.commit()
    assert not is_due(at.date())
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    with pytest.raises(NotAllowed):
        numbers.confirm_number(session, number.number, by=kim, at=at)
