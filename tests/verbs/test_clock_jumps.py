"""A clock that jumps a day forward, then back to the right time: whoever works goes on working."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from directory.accounts import second_factor, sessions, sign_in, throttling
from directory.accounts.sessions import Limits
from directory.accounts.sign_in import Credentials
from directory.editing import form_saves
from tests.people import KEYS, PASSWORD, actor_of, code_of, make_account

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=8))


def test_a_session_outlives_a_day_too_far(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    token = sessions.open_session(session, kim, is_full=True, label="", at=AT)
    session.commit()
    assert sessions.find_session(session, token, LIMITS, AT + DAY) is None
    assert sessions.find_session(session, token, LIMITS, AT + timedelta(minutes=5)) is not None


def test_a_session_opened_a_day_too_far_lasts_no_longer_than_another(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    token = sessions.open_session(session, kim, is_full=True, label="", at=AT + DAY)
    session.commit()
    opened = sessions.find_session(session, token, LIMITS, AT)
    assert opened is not None
    assert sessions.needs_note(opened[0], AT)
    sessions.note(session, *opened, AT)
    session.commit()
    assert sessions.find_session(session, token, LIMITS, AT + timedelta(minutes=31)) is None
    sessions.note(session, *opened, AT + timedelta(hours=8))
    session.commit()
    assert sessions.find_session(session, token, LIMITS, AT + timedelta(hours=8, minutes=1)) is None


def test_a_code_given_a_day_too_far_leaves_those_of_today_good_once_each(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    assert second_factor.check_code(session, kim, code_of(kim, AT + DAY), KEYS, AT + DAY)
    today = code_of(kim, AT)
    assert second_factor.check_code(session, kim, today, KEYS, AT)
    assert not second_factor.check_code(session, kim, today, KEYS, AT)


def test_failures_of_a_day_too_far_delay_nobody_today(session: Session) -> None:
    kim = make_account(session, "kim", "coordinator", "56")
    network = throttling.network_subject(KEYS.present, "192.0.2.7", AT)
    wrong = Credentials(kim.email, "faux", "", network, KEYS)
    for _ in range(9):
        sign_in.sign_in(session, wrong, AT + DAY)
    assert sign_in.sign_in(session, wrong, AT + DAY).wait
    assert (
        sign_in.sign_in(session, Credentials(kim.email, PASSWORD, "", network, KEYS), AT).account is not None
    )


def test_what_was_typed_is_there_before_during_and_after(session: Session) -> None:
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    form_saves.keep(session, 1, [("summary", "Un résumé d’essai.")], by=kim, at=AT)
    form_saves.keep(session, 2, [("summary", "Un autre, le lendemain.")], by=kim, at=AT + DAY)
    form_saves.keep(session, 3, [("summary", "Un troisième, la veille.")], by=kim, at=AT - DAY)
    assert [form_saves.find(session, number, by=kim) is not None for number in (1, 2, 3)] == [True] * 3
