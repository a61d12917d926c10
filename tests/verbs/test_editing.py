"""Keeping listings true: who may, what is kept, what takes two people, what happens when two write."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.coverage.tallies import count_changes
from directory.database.engine import make_engine
from directory.editing import desk, pending
from directory.editing import listings as editing
from directory.editing.listings import SAVED, WAITING, Stale
from directory.editing.merging import merge
from directory.listings.contacts import Contact
from directory.listings.differences import compare
from directory.listings.drafts import Draft
from directory.models import Listing, PendingChange, Place, Publication, Revision
from directory.permissions import Actor, NotAllowed
from directory.storing.listing import Refused
from directory.storing.states import read_draft
from directory.storing.two_people import needs_two
from tests.conftest import Databases
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_contact, make_draft, store, verify
from tests.people import actor_of, make_account

PHONE, OTHER = make_contact("+33199001234"), make_contact("+33199005678")
HOUSING = make_draft("foyer", category="emergency_reception", phones=(PHONE,))


def people(session: Session) -> dict[str, Actor]:
    """Kim and Lou keep the Morbihan, Max the Finistère, Nour the whole country."""
    cast = (("kim", "coordinator", "56"), ("lou", "coordinator", "56"), ("max", "coordinator", "29"),
            ("nour", "national"), ("paul", "professional", "56"))  # fmt: skip
    return {name: actor_of(session, make_account(session, name, *rest)) for name, *rest in cast}


def find(session: Session, ref: str) -> Listing:
    return session.exec(select(Listing).where(Listing.ref == ref)).one()


def save(session: Session, draft: Draft, by: Actor, version: int | None = 1) -> editing.Done:
    done = editing.save(session, draft, by=by, at=AT, version=version)
    session.commit()
    return done


def test_only_those_who_keep_a_listing_may_do_anything_to_it(session: Session) -> None:
    cast = people(session)
    store(session, make_draft("one"), make_draft("national", is_national=True, departements=()))
    for name, ref in (("max", "one"), ("paul", "one"), ("kim", "national")):
        listing, by = find(session, ref), cast[name]
        draft = replace(read_draft(session, listing), capacity="4 places")
        for act in (
            lambda: editing.save(session, draft, by=by, at=AT, version=1),  # noqa: B023
            lambda: editing.confirm_listing(session, listing, by=by, how="visite", at=AT),  # noqa: B023
            lambda: editing.archive(session, listing, by=by, at=AT),  # noqa: B023
            lambda: editing.bring_back(session, listing, by=by, at=AT),  # noqa: B023
            lambda: editing.undo(session, listing, 1, by=by, at=AT),  # noqa: B023
            lambda: editing.restore(session, listing, 1, by=by, at=AT),  # noqa: B023
            lambda: editing.protect(session, listing, draft, by=by, at=AT, version=1),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()
            session.rollback()


def test_a_coordinator_adds_no_departement_of_others_and_no_whole_country(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one"))
    draft = read_draft(session, find(session, "one"))
    for changed in (replace(draft, departements=("29", "56")), replace(draft, is_national=True)):
        with pytest.raises(NotAllowed):
            editing.save(session, changed, by=kim, at=AT, version=1)
        session.rollback()
    with pytest.raises(NotAllowed):
        editing.save(session, make_draft("two", departements=("29",)), by=kim, at=AT)


def test_a_confirmation_changes_the_check_and_nothing_else(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one", phones=(PHONE,), place=in_commune(VANNES)))
    listing = find(session, "one")
    draft, modified = read_draft(session, listing), listing.modified_on
    editing.confirm_listing(session, listing, by=kim, how="telephone", at=AT, version=1)
    session.commit()
    assert read_draft(session, listing) == draft
    assert listing.modified_on == modified
    assert (listing.verified_on, listing.verified_how) == (AT.date(), "par téléphone")
    assert listing.review_due_on == date(2027, 5, 26)
    assert listing.verified_by == "coordination départementale, Morbihan"
    assert sum(change.verified for change in count_changes(session)) == 1
    assert store(session, draft)["unchanged"] == 1
    assert listing.verified_on == AT.date()


def test_an_edit_leaves_the_check_as_it_was_and_the_figures_right(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one"))
    listing = find(session, "one")
    editing.confirm_listing(session, listing, by=kim, how="visite", at=AT)
    save(session, replace(read_draft(session, listing), capacity="4 places"), kim, 2)
    assert listing.verified_on == AT.date()
    assert [sum(getattr(c, n) for c in count_changes(session)) for n in ("options", "verified")] == [1, 1]


def test_undoing_is_for_the_last_change_alone(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one"))
    listing = find(session, "one")
    confirmed = editing.confirm_listing(session, listing, by=kim, how="visite", at=AT)
    save(session, replace(read_draft(session, listing), capacity="4 places"), kim, 2)
    assert confirmed.id
    with pytest.raises(Stale):
        editing.undo(session, listing, confirmed.id, by=kim, at=AT)
    last = desk.find_history(session, listing, by=kim)[0].revision
    assert last.id
    editing.undo(session, listing, last.id, by=kim, at=AT)
    assert (listing.capacity, listing.verified_on) == ("", AT.date())


def test_restoring_brings_every_fact_back_the_check_included(session: Session) -> None:
    kim = people(session)["kim"]
    store(
        session,
        make_draft("one", phones=(PHONE,), place=in_commune(VANNES, "5 rue Fictive"), disclosure="address"),
    )
    listing = find(session, "one")
    first = read_draft(session, listing)
    changed = replace(first, name="Autre nom", phones=(OTHER,), place=None, who_may_refer=("ase",))
    save(session, changed, kim)
    editing.confirm_listing(session, listing, by=kim, how="visite", at=AT)
    history = desk.find_history(session, listing, by=kim)
    assert [change.revision.verb for change in history] == ["confirm", "edit", "create"]
    assert {each.field for each in history[1].differences} == {"name", "phones", "place", "who_may_refer"}
    editing.restore(session, listing, history[-1].revision.id or 0, by=kim, at=AT)
    assert read_draft(session, listing) == first
    assert listing.verified_on is None


def test_archiving_withdraws_even_what_breaks_a_newer_rule(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one"))
    listing = find(session, "one")
    listing.source_url = ""
    session.commit()
    with pytest.raises(Refused):
        editing.save(session, read_draft(session, listing), by=kim, at=AT, version=1)
    session.rollback()
    editing.archive(session, listing, by=kim, at=AT)
    session.commit()
    assert session.exec(select(Publication)).all() == []
    assert (listing.status, listing.version) == ("archived", 2)


@pytest.mark.parametrize(
    ("before", "changes", "waits"),
    [
        (HOUSING, {"capacity": "4 places"}, False),
        (HOUSING, {"phones": (OTHER,)}, True),
        (HOUSING, {"phones": ()}, True),
        (HOUSING, {"emails": (Contact("a@essai.example"),)}, True),
        (HOUSING, {"website": "https://essai.example"}, True),
        (HOUSING, {"status": "archived", "phones": ()}, False),
        (HOUSING, {"status": "draft"}, False),
        (HOUSING, {"category": "outreach"}, True),
        (replace(HOUSING, status="draft"), {"phones": (OTHER,)}, False),
        (replace(HOUSING, status="draft"), {"status": "published"}, True),
        (replace(HOUSING, category="outreach"), {"category": "adapted_threshold_housing"}, True),
        (HOUSING, {"description": "Appelez le 01 99 00 77 77."}, True),
        (HOUSING, {"hours_text": "Voir essai.example/horaires"}, True),
        (HOUSING, {"fallback": "Au 12 rue des Tilleuls"}, True),
        (HOUSING, {"description": "Une équipe inventée accueille la nuit."}, False),
        (HOUSING, {"disclosure": "address", "place": in_commune(VANNES, "1 rue Fictive")}, True),
        (make_confidential("one"), {"summary": "Un refuge inventé"}, True),
        (make_confidential("one"), {"name": "Autre refuge"}, True),
        (make_confidential("one"), {"minimum_age": 13}, False),
        (make_confidential("one"), {"category": "crip", "status": "draft"}, True),
        (make_draft("one"), {"phones": (OTHER,)}, False),
        (make_draft("one"), {"description": "Appelez le 01 99 00 77 77."}, False),
        (make_confidential("one", status="draft", category="crip"), {"disclosure": "commune"}, True),
    ],
)  # fmt: skip
def test_what_takes_two_people(before: Draft, changes: dict[str, Any], waits: bool) -> None:
    assert needs_two(before, replace(before, **changes)) is waits


def test_a_change_waits_for_somebody_else_and_takes_only_the_facts_it_names(session: Session) -> None:
    cast = people(session)
    store(session, HOUSING)
    listing = find(session, "foyer")
    draft = read_draft(session, listing)
    for _ in range(2):  # a button pressed twice proposes once
        assert save(session, replace(draft, phones=(OTHER,)), cast["kim"]).outcome == WAITING
    assert read_draft(session, listing) == draft
    assert save(session, replace(draft, capacity="4 places"), cast["lou"]).outcome == SAVED
    (waiting,) = session.exec(select(PendingChange)).all()
    for name, refusal in (("kim", NotAllowed), ("max", NotAllowed), ("paul", NotAllowed)):
        with pytest.raises(refusal):
            pending.approve(session, waiting.id, by=cast[name], version=2, at=AT)
        session.rollback()
    with pytest.raises(Stale):
        pending.approve(session, waiting.id, by=cast["lou"], version=1, at=AT)
    session.rollback()
    pending.approve(session, waiting.id, by=cast["lou"], version=2, at=AT)
    session.commit()
    assert (listing.capacity, read_draft(session, listing).phones) == ("4 places", (OTHER,))
    last = session.exec(select(Revision).order_by(col(Revision.id).desc())).first()
    assert last is not None
    assert last.by == "kim@essai.example, lou@essai.example"
    with pytest.raises(Stale):
        pending.approve(session, waiting.id, by=cast["lou"], version=3, at=AT)


def test_restoring_the_contacts_of_a_housing_listing_waits_too(session: Session) -> None:
    cast = people(session)
    store(session, HOUSING)
    store(session, replace(HOUSING, phones=(OTHER,)))
    listing = find(session, "foyer")
    first = desk.find_history(session, listing, by=cast["kim"])[-1].revision
    assert editing.restore(session, listing, first.id or 0, by=cast["kim"], at=AT).outcome == WAITING
    assert read_draft(session, listing).phones == (OTHER,)


def test_revealing_what_is_confidential_waits_and_hiding_erases_what_waits(session: Session) -> None:
    cast = people(session)
    store(session, make_confidential("hidden"), HOUSING)
    hidden, foyer = find(session, "hidden"), find(session, "foyer")
    leaving = {"category": "emergency_reception", "disclosure": "commune", "place": in_commune(VANNES)}
    shown = replace(read_draft(session, hidden), **leaving)
    assert save(session, shown, cast["kim"]).outcome == WAITING
    assert session.exec(select(Place)).all() == []
    save(session, replace(read_draft(session, foyer), phones=(OTHER,)), cast["kim"])
    draft = replace(read_draft(session, foyer), disclosure="confidential", phones=())
    editing.protect(session, foyer, draft, by=cast["kim"], at=AT, version=1)
    session.commit()
    assert foyer.status == "draft"
    waiting = {change.listing_id: change.changes for change in session.exec(select(PendingChange))}
    assert waiting.keys() == {hidden.id, foyer.id}
    assert waiting[foyer.id] == {"status": "published"}


def test_the_second_writer_is_told_and_both_texts_are_put_together(session: Session) -> None:
    cast = people(session)
    store(session, make_draft("one", summary="Avant", capacity="2 places"))
    listing = find(session, "one")
    base = read_draft(session, listing)
    save(session, replace(base, summary="Kim", stay="Trois mois"), cast["kim"])
    mine = replace(base, summary="Lou", capacity="4 places")
    with pytest.raises(Stale):
        save(session, mine, cast["lou"])
    session.rollback()
    merged = merge(desk.find_base(session, listing, 1), mine, read_draft(session, listing))
    assert [(each.mine, each.theirs) for each in merged.conflicts] == [("Lou", "Kim")]
    assert [(each.label, each.after) for each in merged.taken] == [("Durée du séjour", "Trois mois")]
    kept = merged.draft
    assert (kept.summary, kept.capacity, kept.stay) == ("Lou", "4 places", "Trois mois")


def test_of_writers_at_the_same_instant_one_saves_and_the_others_are_told(
    databases: Databases, empty_database: str
) -> None:
    engine = make_engine(databases.make(empty_database))
    with Session(engine) as session:
        kim = people(session)["kim"]
        store(session, make_draft("one"))
        draft = read_draft(session, find(session, "one"))
    told: list[str] = []
    together = threading.Barrier(6)

    def write(number: int) -> None:
        with Session(engine) as own:
            together.wait()
            try:
                save(own, replace(draft, capacity=f"{number} places"), kim)
                told.append("saved")
            except Stale:
                told.append("stale")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Session(engine) as session:
        assert sorted(told) == ["saved"] + ["stale"] * 5
        assert len(session.exec(select(Revision)).all()) == 2
    engine.dispose()


def test_the_desk_asks_for_the_oldest_check_first_and_says_what_is_wrong(session: Session) -> None:
    cast = people(session)
    store(session, *(make_draft(ref, phones=(PHONE,)) for ref in ("old", "older", "fresh", "never")),
          make_draft("mute"), make_draft("far", departements=("29",)))  # fmt: skip
    verify(session, ["old"], date(2026, 3, 1))
    verify(session, ["older"], date(2025, 3, 1))
    verify(session, ["fresh"], date(2026, 11, 1))
    kim = cast["kim"]
    due = [listing.ref for listing, _view in desk.find_due(session, kim, AT.date())]
    assert due == ["never", "mute", "older", "old"]
    assert desk.count_due(session, kim, AT.date()) == 4
    assert desk.count_due(session, kim, AT.date(), "29") == 0
    assert desk.count_due(session, cast["nour"], AT.date(), "29") == 1
    assert [listing.ref for listing, _problems in desk.find_problems(session, kim)] == ["mute"]
    with pytest.raises(NotAllowed):
        desk.find_due(session, cast["paul"], AT.date())


def test_a_difference_reads_as_the_form_does_and_spaces_are_none() -> None:
    before = {"phones": [["01 99 00 12 34", "", "public"]], "summary": "24\u00a0h", "walk_in": "unknown"}
    after = {"phones": [["+33199001234", "", "public"]], "summary": "24 h", "walk_in": "yes"}
    assert [(d.label, d.before, d.after) for d in compare(before, after)] == [
        ("Sans rendez-vous", "non renseigné", "oui")
    ]
