"""What takes two people, and what happens when several write."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.database.engine import make_engine
from directory.editing import desk, hiding, pending
from directory.editing import listings as editing
from directory.editing.listings import SAVED, WAITING, Stale
from directory.editing.merging import merge
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft
from directory.models import PendingChange, Place, Revision
from directory.permissions import NotAllowed
from directory.publishing.stored import read_draft
from directory.storing.two_people import needs_two
from tests.conftest import Databases
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.keepers import OTHER, PHONE, find, people, save

HOUSING = make_draft("foyer", category="emergency_reception", phones=(PHONE,))


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
    draft = replace(read_draft(session, foyer), disclosure="confidential", name="Refuge", phones=())
    hiding.protect(session, foyer, draft, by=cast["kim"], at=AT, version=1)
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
