"""What the page of personal data promises is what `flask retention run` does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlmodel import Session, SQLModel, select

from directory.coordination import retention
from directory.models import (
    AccessRecord,
    AccessRequest,
    Account,
    AccountEvent,
    AccountSession,
    AddedTerritory,
    Call,
    CallerSignal,
    CallNote,
    DailyUse,
    FormSave,
    ImportJob,
    Listing,
    PartnerRequest,
    PendingChange,
    PrivateNote,
    Reminder,
    Suggestion,
    Throttle,
)
from tests.fictional import make_draft, store
from tests.people import make_account

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LONGEST = timedelta(hours=8)
RULES = {rule.counted: rule for rule in retention.rules(LONGEST)}


class Cast:
    """What rows hang on: somebody who is here and a listing."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.account = make_account(session, "kim", "coordinator", "56", at=AT).id
        store(session, make_draft("one"), make_draft("two"))
        self.listings = list(session.exec(select(Listing.id).order_by(Listing.ref)))

    def asks(self, number: int, at: datetime) -> AccessRequest:
        """Somebody who never opened the link sent to their address."""
        guest = Account(email=f"{number}@ecole.example", name="Paul Fictif", role="professional",
                        created_at=AT, last_used_at=AT)  # fmt: skip
        self.session.add(guest)
        self.session.flush()
        return AccessRequest(account_id=guest.id, departement="56", structure="x", reason="x", asked_at=at)


#: One row for each rule, dated; of two made for one rule the first is too old, the second is not.
ROWS: dict[str, tuple[type[SQLModel], Callable[[Cast, int, datetime], Any]]] = {
    "demandes jamais confirmées": (AccessRequest, lambda cast, n, at: cast.asks(n, at)),
    "notes privées": (PrivateNote, lambda cast, n, at: PrivateNote(
        listing_id=cast.listings[n], sealed="x", written_by="kim@essai.example", written_at=at)),
    "comptes effacés": (Account, lambda cast, n, at: Account(
        email=f"{n}@essai.example", name="x", role="admin", status="disabled", created_at=at,
        last_used_at=at)),
    "demandes d’accès": (AccessRequest, lambda cast, n, at: AccessRequest(
        account_id=cast.account, departement="56", structure="x", reason="x", asked_at=at, confirmed_at=at,
        decided_at=at, decision="refused")),
    "consultations": (AccessRecord, lambda cast, n, at: AccessRecord(
        account_id=cast.account, listing_id=cast.listings[0], at=at)),
    "événements": (AccountEvent, lambda cast, n, at: AccountEvent(at=at, by="x", verb="rights", account="x")),
    "formulaires en cours": (FormSave, lambda cast, n, at: FormSave(
        account_id=cast.account, number=n, typed=[], saved_at=at)),
    "appels": (Call, lambda cast, n, at: Call(
        listing_id=cast.listings[n], at=at, by="kim@essai.example", outcome="no_answer")),
    "mots d’appelants": (CallerSignal, lambda cast, n, at: CallerSignal(
        listing_id=cast.listings[n], kind="full", day=at.date() - timedelta(days=1 - n))),
    "notes d’appel": (CallNote, lambda cast, n, at: CallNote(
        listing_id=cast.listings[n], disclosure="commune", text="x", by="Kim", at=at)),
    "changements proposés": (PendingChange, lambda cast, n, at: PendingChange(
        listing_id=cast.listings[0], changes={}, asked_by="kim@essai.example", asked_at=at)),
    "fichiers à importer": (ImportJob, lambda cast, n, at: ImportJob(account_id=cast.account, created_at=at)),
    "territoires ajoutés": (AddedTerritory, lambda cast, n, at: AddedTerritory(
        listing_id=cast.listings[n], departement="22", added_by="x", added_at=at)),
    "chiffres de fréquentation": (DailyUse, lambda cast, n, at: DailyUse(
        day=at.date() - timedelta(days=1 - n), kind="home", departement="", category="", partner="",
        number=n)),
    "suggestions": (Suggestion, lambda cast, n, at: Suggestion(
        id=uuid4(), departement="56", kind="new", facts={}, sent_at=at)),
    "rappels": (Reminder, lambda cast, n, at: Reminder(listing_id=cast.listings[n], sent_at=at)),
    "demandes de partenaires": (PartnerRequest, lambda cast, n, at: PartnerRequest(
        name="x", email="x@essai.example", origins="https://essai.example", territory="56", asked_at=at)),
    "délais": (Throttle, lambda cast, n, at: Throttle(subject=str(n), failures=1, last_at=at)),
    "sessions": (AccountSession, lambda cast, n, at: AccountSession(
        token_digest=str(n), account_id=cast.account, created_at=at, seen_at=at)),
}  # fmt: skip


@pytest.mark.parametrize("counted", RULES)
def test_what_is_past_its_time_goes_and_what_is_not_stays(session: Session, counted: str) -> None:
    cast, rule = Cast(session), RULES[counted]
    model, make = ROWS[counted]
    before = len(session.exec(select(model)).all())
    moment = timedelta(minutes=1)
    for number, at in enumerate((AT - rule.period - moment, AT - rule.period + moment)):
        session.add(make(cast, number, at))
        session.commit()
    done = retention.run(session, AT, LONGEST)
    session.commit()
    assert done[counted] == 1
    assert sum(done.values()) == 1
    assert len(session.exec(select(model)).all()) == before + 1


def test_a_change_nobody_decided_on_leaves_a_trace_when_it_goes(session: Session) -> None:
    cast = Cast(session)
    session.add(ROWS["changements proposés"][1](cast, 0, AT - retention.YEAR - timedelta(days=1)))
    session.commit()
    retention.run(session, AT, LONGEST)
    (event,) = session.exec(select(AccountEvent)).all()
    assert (event.verb, event.by, event.account) == ("drop_change", retention.NOBODY, "kim@essai.example")
    assert event.detail == str(session.get_one(Listing, cast.listings[0]).number)


def test_the_page_names_every_period_that_is_enforced_and_no_other(seeded_app: Flask) -> None:
    text = seeded_app.test_client().get("/donnees-personnelles").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&nbsp;", " ", text.split("<main")[1].split("</main>")[0]))
    for rule in RULES.values():
        said = f"{rule.what} : {rule.words}.".replace("\u00a0", " ").replace("\u202f", " ")
        assert said in words
        words = words.replace(said, "")
    assert "inutilisé pendant 90 jours est désactivé" in words
    words = words.replace("pendant 90 jours", "").replace("qui change chaque jour", "")
    assert re.findall(r"[\w’]+ (?:heures?|jours?|semaines?|mois|ans?|années?)\b", words) == []
