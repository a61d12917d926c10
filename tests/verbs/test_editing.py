"""Keeping listings true: who may, what is kept, what takes two people, what happens when two write."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from sqlmodel import Session, select

from directory.coverage.tallies import count_changes
from directory.editing import desk, hiding
from directory.editing import listings as editing
from directory.editing.listings import Stale
from directory.listings.differences import compare
from directory.models import Publication
from directory.permissions import NotAllowed
from directory.publishing.stored import read_draft
from directory.storing.listing import Refused
from tests.fictional import AT, VANNES, in_commune, make_draft, store, verify
from tests.keepers import OTHER, PHONE, find, people, save


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
            lambda: hiding.protect(session, listing, draft, by=by, at=AT, version=1),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()
            session.rollback()


def test_a_coordinator_removes_no_departement_of_others_and_adds_no_whole_country(session: Session) -> None:
    kim = people(session)["kim"]
    store(session, make_draft("one", departements=("29", "56")))
    draft = read_draft(session, find(session, "one"))
    for changed in (replace(draft, departements=("56",)), replace(draft, is_national=True)):
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
