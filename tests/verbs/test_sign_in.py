"""Coming in: sessions in time, second factor, delays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.accounts import people, second_factor, sessions, sign_in, throttling
from directory.accounts.sessions import Limits
from directory.accounts.sign_in import Credentials
from directory.models import Account
from tests.people import KEYS, PASSWORD, code_of, make_account

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=8))
SECRET = KEYS.present
HERE = "192.0.2.7"


def typed(email: str, password: str = PASSWORD, code: str = "", address: str = HERE) -> Credentials:
    return Credentials(email, password, code, throttling.network_subject(SECRET, address, AT), KEYS)


@pytest.mark.parametrize(
    ("used", "asked", "is_open"),
    [(0, 29, True), (0, 31, False), (25, 50, True), (25, 56, False), (479, 479.5, True), (479, 481, False)],
)
def test_a_session_ends_after_30_minutes_without_use_and_after_8_hours(
    session: Session, used: float, asked: float, is_open: bool
) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    token = sessions.open_session(session, kim, is_full=True, label="Essai", at=AT)
    session.commit()
    opened = sessions.find_session(session, token, LIMITS, AT)
    assert opened is not None
    sessions.note(session, *opened, AT + timedelta(minutes=used))
    session.commit()
    found = sessions.find_session(session, token, LIMITS, AT + timedelta(minutes=asked))
    assert (found is not None) is is_open


def test_a_replaced_token_opens_nothing_and_its_end_is_not_put_off(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    first = sessions.open_session(session, kim, is_full=False, label="", at=AT)
    session.flush()
    opened = sessions.find_session(session, first, LIMITS, AT)
    assert opened is not None
    second = sessions.rotate(session, opened[0], is_full=True, at=AT + timedelta(minutes=20))
    session.commit()
    assert sessions.find_session(session, first, LIMITS, AT) is None
    assert sessions.find_session(session, second, LIMITS, AT) is not None
    sessions.note(session, *opened, AT + timedelta(hours=7, minutes=59))
    session.commit()
    assert sessions.find_session(session, second, LIMITS, AT + timedelta(hours=8, minutes=1)) is None


def test_disabling_an_account_closes_its_sessions_and_links(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    token = sessions.open_session(session, kim, is_full=True, label="", at=AT)
    _, link = sign_in.ask_reset(session, kim.email, AT)
    people.disable(session, kim, by=None, at=AT)
    session.commit()
    assert sessions.find_session(session, token, LIMITS, AT) is None
    assert sign_in.links.find(session, link, "reset", AT) is None
    assert sign_in.sign_in(session, typed(kim.email), AT).account is None


def test_a_code_serves_once_and_a_step_early_or_late(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    late = code_of(kim, AT - timedelta(seconds=30))
    assert second_factor.check_code(session, kim, late, KEYS, AT)
    assert not second_factor.check_code(session, kim, late, KEYS, AT)
    assert second_factor.check_code(session, kim, code_of(kim, AT), KEYS, AT)
    assert not second_factor.check_code(session, kim, code_of(kim, AT + timedelta(seconds=90)), KEYS, AT)
    for wrong in ("", "000000", "abcdef", "１２３４５６", "9" * 40):
        assert not second_factor.check_code(session, kim, wrong, KEYS, AT)


def test_recovery_codes_are_kept_as_digests_and_serve_once(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    codes = second_factor.make_recovery_codes(session, kim)
    session.commit()
    assert len(set(codes)) == 10
    stored = str(session.connection().execute(text("SELECT * FROM recovery_code")).all())
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert second_factor.use_recovery_code(session, kim, codes[0].upper().replace("-", " "), AT)
    assert not second_factor.use_recovery_code(session, kim, codes[0], AT)
    ada = make_account(session, "ada", "admin")
    assert not second_factor.use_recovery_code(session, ada, codes[1], AT)


def test_delays_grow_with_failures_up_to_a_quarter_of_an_hour_and_are_forgiven(session: Session) -> None:
    subject = throttling.account_subject(SECRET, "kim@essai.example")
    waits = []
    for _ in range(20):
        throttling.fail(session, subject, AT)
        waits.append(throttling.wait(session, subject, AT).total_seconds())
    assert waits[:5] == [0, 0, 0, 0, 1]
    assert waits[5:8] == [2, 4, 8]
    assert waits == sorted(waits)
    assert waits[-1] == 900
    assert throttling.wait(session, subject, AT + timedelta(hours=2)) == timedelta(0)


def test_addresses_of_visitors_are_not_stored_and_cannot_be_tied_over_two_days(session: Session) -> None:
    today = throttling.network_subject(SECRET, "2001:db8:1:2::7", AT)
    assert today == throttling.network_subject(SECRET, "2001:db8:1:2:ffff::1", AT)
    assert today != throttling.network_subject(SECRET, "2001:db8:1:3::7", AT)
    assert today != throttling.network_subject(SECRET, "2001:db8:1:2::7", AT + timedelta(days=1))
    throttling.fail(session, today, AT)
    throttling.fail(session, throttling.account_subject(SECRET, "kim@essai.example"), AT)
    rows = str(session.connection().execute(text("SELECT * FROM throttle")).all())
    assert "2001" not in rows
    assert "kim" not in rows


@pytest.mark.parametrize("email", ["kim@essai.example", "nobody@essai.example"])
def test_a_hammered_account_is_slowed_alike_whether_it_exists_or_not(session: Session, email: str) -> None:
    make_account(session, "kim", "coordinator", "56")
    waits = [sign_in.sign_in(session, typed(email, "faux"), AT).wait.total_seconds() for _ in range(7)]
    assert waits == [0, 0, 0, 0, 1, 1, 1]
    assert sign_in.sign_in(session, typed(email), AT).account is None


@pytest.mark.parametrize("kind", ["application", "recovery"])
def test_the_owner_comes_in_with_the_second_factor_while_others_hammer(session: Session, kind: str) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    codes = second_factor.make_recovery_codes(session, kim)
    for number in range(60):
        sign_in.sign_in(session, typed(kim.email, "faux", address=f"198.51.100.{number}"), AT)
    assert sign_in.sign_in(session, typed(kim.email), AT).account is None
    assert sign_in.sign_in(session, typed(kim.email, code="000000"), AT).account is None
    code = code_of(kim, AT) if kind == "application" else codes[3]
    outcome = sign_in.sign_in(session, typed(kim.email, code=code), AT)
    assert outcome.account is not None
    assert outcome.is_full


def test_wrong_passwords_never_slow_the_codes_of_the_owner(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    for _ in range(12):
        assert sign_in.sign_in(session, typed(kim.email, "faux", "000000"), AT).account is None
    assert sign_in.sign_in(session, typed(kim.email, code=code_of(kim, AT)), AT).is_full


def test_codes_are_slowed_for_a_thief_of_the_password_but_a_recovery_code_always_answers(
    session: Session,
) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    codes = second_factor.make_recovery_codes(session, kim)
    for _ in range(6):
        sign_in.sign_in(session, typed(kim.email, code="000000"), AT)
    assert sign_in.sign_in(session, typed(kim.email, code=code_of(kim, AT)), AT).account is None
    assert sign_in.sign_in(session, typed(kim.email, "faux", codes[0]), AT).account is None
    assert sign_in.sign_in(session, typed(kim.email, code=codes[0]), AT).is_full


def test_five_wrong_codes_end_the_session_that_awaits_one(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    token = sessions.open_session(session, kim, is_full=False, label="", at=AT)
    session.commit()
    for _ in range(5):
        opened = sessions.find_session(session, token, LIMITS, AT)
        assert opened is not None
        assert sign_in.give_code(session, *opened, "000000", keys=KEYS, at=AT).account is None
        session.commit()
    assert sessions.find_session(session, token, LIMITS, AT) is None


def test_a_new_password_ends_the_other_sessions(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    here, there = (sessions.open_session(session, kim, is_full=True, label="", at=AT) for _ in range(2))
    session.flush()
    opened = sessions.find_session(session, here, LIMITS, AT)
    assert opened is not None
    sign_in.choose_password(session, kim, "cheval agrafe correct pile", at=AT, keep=opened[0])
    session.commit()
    assert sessions.find_session(session, here, LIMITS, AT) is not None
    assert sessions.find_session(session, there, LIMITS, AT) is None


@pytest.mark.parametrize(
    "count", [lambda s, a: sessions.list_sessions(s, a.id, LIMITS, AT), lambda s, a: [s.get(Account, a.id)]]
)
def test_instants_come_back_aware_and_in_utc(
    session: Session, count: Callable[[Session, Account], Any]
) -> None:
    kim = make_account(session, "kim", "coordinator", "56", at=AT)
    sessions.open_session(session, kim, is_full=True, label="", at=AT)
    session.commit()
    session.expire_all()
    assert [row.created_at for row in count(session, kim)] == [AT]
