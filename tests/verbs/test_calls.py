"""Calling services: whom to call next, one caller a listing, what a call changes and how it is taken back."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from directory.coordination import call_results, call_turns, use
from directory.coordination.call_queue import find_queue
from directory.coordination.call_results import Result
from directory.database.engine import make_engine
from directory.editing import pending
from directory.editing.listings import Stale
from directory.models import Account, Call, CallNote, CallTurn, Listing, PendingChange, Revision
from directory.permissions import Actor, NotAllowed
from directory.publishing.stored import read_draft
from directory.watching.use import LISTING, Use
from tests.fictional import AT, VANNES, hide, in_commune, make_confidential, make_draft, store, verify
from tests.people import actor_of, find, make_account

NUMBER = (("01 99 00 12 34", "", "public"),)
#: Listings that two people draw together; tried with 200 on both engines.
DRAWS = 40


def listing_of(session: Session, ref: str) -> Listing:
    return session.exec(select(Listing).where(Listing.ref == ref)).one()


def result(session: Session, ref: str, outcome: str, **facts: object) -> Result:
    """What somebody says of a call about a listing as it now is; `facts` are those they corrected."""
    listing = listing_of(session, ref)
    draft = replace(read_draft(session, listing), **facts)
    who = "equipe" if outcome == "confirmed" else ""
    return Result(outcome, draft, listing.version, answered_by=who)


def call(session: Session, ref: str, outcome: str, by: Actor, **facts: object) -> Call:
    """Write a call down, and commit."""
    listing = listing_of(session, ref)
    said, _became = call_results.record(
        session, listing, result(session, ref, outcome, **facts), by=by, at=AT
    )
    session.commit()
    return said


def refs(session: Session, by: Actor, at: datetime = AT, *, with_number: bool = False) -> list[str]:
    """What a person may call, in order; the name of a fictional listing ends with its reference."""
    return [each.view.name.split()[-1] for each in find_queue(session, by, at, with_number=with_number)]


def test_the_queue_puts_the_most_urgent_first_and_leaves_out_what_is_not_to_call(
    session: Session, kim: Actor
) -> None:
    place = in_commune(VANNES)
    store(
        session,
        make_draft("recente", phones=NUMBER, place=place, source_date="2026-01"),
        make_draft("ancienne", phones=NUMBER, place=place, source_date="2019"),
        make_draft("fermee", phones=NUMBER, place=place, hours="Mo-Fr 20:00-22:00"),
        make_draft("muette", place=place),
        make_draft("seule", phones=NUMBER, place=place, category="uaped"),
        make_draft("vieille", phones=NUMBER, place=place),
        make_draft("fraiche", phones=NUMBER, place=place),
        make_draft("brouillon", phones=NUMBER, status="draft"),
        make_draft("finistere", phones=NUMBER, departements=("29",)),
        make_confidential("discrete"),
    )
    verify(session, ["vieille"], (AT - timedelta(days=200)).date())
    verify(session, ["fraiche"], AT.date())
    assert refs(session, kim) == ["muette", "seule", "ancienne", "recente", "vieille", "fermee"]
    assert refs(session, kim, with_number=True)[0] == "seule"
    first = find_queue(session, kim, AT)[0]
    assert first.reasons[:2] == ("jamais vérifiée", "aucun numéro connu")
    assert "source de 2019" in find_queue(session, kim, AT)[2].reasons


def test_a_promised_hour_comes_first_and_nobody_is_called_before_it(session: Session, kim: Actor) -> None:
    store(session, make_draft("a", phones=NUMBER), make_draft("b", phones=NUMBER))
    said = result(session, "b", "call_back")
    later = Result(said.outcome, said.draft, said.version, call_back_at=AT + timedelta(hours=2))
    call_results.record(session, listing_of(session, "b"), later, by=kim, at=AT)
    session.commit()
    assert refs(session, kim) == ["a"]
    found = find_queue(session, kim, AT + timedelta(hours=3))
    assert refs(session, kim, AT + timedelta(hours=3)) == ["b", "a"]
    assert found[0].reasons[0] == "rappel promis, 12\u00a0h"


def test_the_database_itself_gives_a_listing_to_one_person(session: Session, kim: Actor) -> None:
    store(session, make_draft("a"))
    lou = make_account(session, "lou", "coordinator", "56")
    listing = listing_of(session, "a")
    call_turns.take(session, listing, kim, AT)
    session.commit()
    with pytest.raises(call_turns.Taken, match="Kim Fictive"):
        call_turns.take(session, listing, actor_of(session, lou), AT)
    session.rollback()
    twice = CallTurn(listing_id=listing_of(session, "a").id, account_id=find(session, "lou").id)
    session.expunge_all()
    session.add(twice)
    with pytest.raises(IntegrityError):
        session.flush()


def test_two_people_drawing_together_never_get_the_same_listing(session: Session) -> None:
    store(session, *(make_draft(f"e{n:03}", phones=NUMBER) for n in range(DRAWS)))
    people = [actor_of(session, make_account(session, name, "coordinator", "56")) for name in ("kim", "lou")]
    served: dict[str, list[str]] = {person.email: [] for person in people}
    engine = make_engine(session.get_bind().engine.url.render_as_string(hide_password=False))
    together = threading.Barrier(2, timeout=30)

    def draw(person: Actor) -> None:
        for _ in range(DRAWS // 2 + 1):
            together.wait()
            with Session(engine) as own:
                listing = call_turns.take_next(own, person, AT)
                if listing is None:
                    return
                served[person.email].append(listing.ref)
                own.add(Call(listing_id=listing.id, at=AT, by=person.email, outcome="no_answer",
                             call_back_at=AT + timedelta(days=1)))  # fmt: skip
                call_turns.release(own, listing, person)
                own.commit()

    threads = [threading.Thread(target=draw, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    mine, theirs = served.values()
    assert len(mine) + len(theirs) == len({*mine, *theirs}) == DRAWS
    assert mine
    assert theirs


def test_a_listing_left_open_is_anybody_s_after_an_hour_and_a_given_one_stays_given(
    session: Session, kim: Actor
) -> None:
    store(session, make_draft("a"), make_draft("b"))
    lou = actor_of(session, make_account(session, "lou", "coordinator", "56"))
    assert call_turns.give(session, [listing_of(session, "b")], lou.id, by=kim, at=AT) != []
    assert [each.ref for each in (call_turns.take_next(session, kim, AT),) if each] == ["a"]
    assert refs(session, kim) == ["a"]
    opened = call_turns.take_next(session, lou, AT)
    assert opened is not None
    assert opened.ref == "b"
    session.commit()
    late = AT + timedelta(hours=2)
    third = actor_of(session, make_account(session, "max", "coordinator", "56"))
    found = call_turns.take_next(session, third, late)
    assert found is not None
    assert found.ref == "a"
    assert session.exec(select(CallTurn.account_id).where(col(CallTurn.given_by) != "")).one() == lou.id


def test_a_listing_is_given_only_to_who_keeps_it(session: Session, kim: Actor) -> None:
    store(session, make_draft("a"))
    elsewhere = make_account(session, "max", "coordinator", "29")
    with pytest.raises(NotAllowed):
        call_turns.give(session, [listing_of(session, "a")], elsewhere.id, by=kim, at=AT)


def test_an_answer_confirms_the_listing_its_number_and_says_by_whom(session: Session, kim: Actor) -> None:
    store(session, make_draft("a", phones=NUMBER))
    said = call(session, "a", "confirmed", kim)
    listing = listing_of(session, "a")
    assert said.outcome == "confirmed"
    assert listing.verified_on == AT.date()
    assert listing.verified_how == "par téléphone auprès de l’équipe"
    assert listing.verified_by == "coordination départementale, Morbihan"
    assert read_draft(session, listing).phones[0].confirmed_on == "2026-11-24"
    assert refs(session, kim) == []


def test_what_is_corrected_is_saved_and_confirmed_in_one_change_and_taken_back_in_one(
    session: Session, kim: Actor
) -> None:
    store(session, make_draft("a", phones=NUMBER))
    before = read_draft(session, listing_of(session, "a"))
    told = (*before.phones, before.phones[0]._replace(value="+33199005678", source_url="", source_date="",
                                                      source_kind="", seen_on=""))  # fmt: skip
    said = call(session, "a", "confirmed", kim, admits_minors="yes", phones=told)
    assert said.outcome == "corrected"
    now = read_draft(session, listing_of(session, "a"))
    assert now.admits_minors == "yes"
    assert (now.phones[1].source_kind, now.phones[1].source_date) == ("phone", "2026-11-24")
    assert len(session.exec(select(Revision)).all()) == 2
    assert said.id is not None
    call_results.undo(session, said.id, by=kim, at=AT)
    session.commit()
    assert read_draft(session, listing_of(session, "a")) == before
    assert listing_of(session, "a").verified_on is None
    assert call_turns.is_open_for(session, listing_of(session, "a"), kim)


def test_a_correction_of_a_housing_option_waits_for_a_second_person_its_check_with_it(
    session: Session, kim: Actor
) -> None:
    store(session, make_draft("foyer", category="emergency_reception", phones=NUMBER, website=""))
    lou = actor_of(session, make_account(session, "lou", "coordinator", "56"))
    call(session, "foyer", "confirmed", kim, website="https://foyer.example")
    assert listing_of(session, "foyer").verified_on is None
    waiting = session.exec(select(PendingChange)).one()
    pending.approve(session, waiting.id, by=lou, version=listing_of(session, "foyer").version, at=AT)
    session.commit()
    listing = listing_of(session, "foyer")
    assert listing.website == "https://foyer.example"
    assert listing.verified_how == "par téléphone auprès de l’équipe"


def test_a_wrong_number_leaves_the_listing_and_a_closed_service_the_site(
    session: Session, kim: Actor
) -> None:
    store(session, make_draft("a", phones=NUMBER), make_draft("b", phones=NUMBER), make_draft("c"))
    call(session, "a", "wrong_number", kim)
    closed = call(session, "b", "closed", kim)
    call(session, "c", "refused", kim)
    assert read_draft(session, listing_of(session, "a")).phones == ()
    assert [listing_of(session, ref).status for ref in "abc"] == ["published", "archived", "archived"]
    assert closed.id is not None
    call_results.undo(session, closed.id, by=kim, at=AT)
    assert listing_of(session, "b").status == "published"


def test_only_one_s_own_last_call_is_taken_back(session: Session, kim: Actor) -> None:
    store(session, make_draft("a", phones=NUMBER))
    make_account(session, "lou", "coordinator", "56")
    first = call(session, "a", "no_answer", kim)
    assert first.id is not None
    with pytest.raises(NotAllowed):
        call_results.undo(session, first.id, by=actor_of(session, find(session, "lou")), at=AT)
    call(session, "a", "no_answer", kim)
    with pytest.raises(Stale):
        call_results.undo(session, first.id, by=kim, at=AT)


def test_a_note_is_refused_to_a_confidential_listing_by_the_database(session: Session, kim: Actor) -> None:
    store(session, make_draft("a", category="emergency_reception"))
    listing = listing_of(session, "a")
    call_results.keep_note(session, listing, "Rappeler avant 11 h.", by=kim, at=AT)
    session.commit()
    assert session.exec(select(CallNote.text)).all() == ["Rappeler avant 11 h."]
    hide(session, replace(read_draft(session, listing), disclosure="confidential"))
    assert session.exec(select(CallNote)).all() == []
    call_results.keep_note(session, listing_of(session, "a"), "12 rue des Tilleuls", by=kim, at=AT)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_disabled_colleague_gets_nothing(session: Session, kim: Actor) -> None:
    store(session, make_draft("a"))
    gone = make_account(session, "lou", "coordinator", "56", status="disabled")
    assert [account.name for account in call_turns.find_colleagues(session, kim)] == ["Kim Fictive"]
    with pytest.raises(NotAllowed):
        call_turns.give(session, [listing_of(session, "a")], gone.id, by=kim, at=AT)
    assert session.get(Account, gone.id) is not None


def test_the_need_most_consulted_is_called_before_another(session: Session, kim: Actor) -> None:
    place = in_commune(VANNES)
    for category, names in (("day_reception", ("a", "b")), ("outreach", ("c", "d"))):
        store(session, *(make_draft(ref, category=category, phones=NUMBER, place=place) for ref in names))
    assert refs(session, kim)[0] == "a"
    read = {Use(LISTING, "56", "outreach", ""): 23, Use(LISTING, "56", "day_reception", ""): 4}
    use.add(session, AT.date(), read)
    assert refs(session, kim)[:2] == ["c", "d"]
    told = find_queue(session, kim, AT)
    assert "besoin consulté 20 fois en 30 jours" in told[0].reasons
    assert not any("besoin consulté" in reason for reason in told[2].reasons)
