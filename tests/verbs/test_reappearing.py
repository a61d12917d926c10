"""A listing that crosses secrecy leaves, and comes back later under another number, reference and address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlmodel import Session, select

from directory.editing import hiding, pending
from directory.editing import listings as editing
from directory.editing.reappearing import LATEST, SOONEST, draw_moment, find_held, is_gone, publish_due
from directory.models import GoneAddress, Listing, PendingChange, PublicationChange
from directory.permissions import Actor
from directory.publishing import publication
from directory.publishing.stored import read_draft
from directory.publishing.views import find_view, find_view_by_number, was_number_withdrawn
from directory.storing.listing import Refused
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.people import KEYS, actor_of, make_account

LATER = AT + LATEST + timedelta(hours=1)


@pytest.fixture
def two(session: Session) -> tuple[Actor, Actor]:
    kim, lou = (
        actor_of(session, make_account(session, name, "coordinator", "56", at=AT)) for name in ("kim", "lou")
    )
    return kim, lou


def only(session: Session) -> Listing:
    return session.exec(
        select(Listing).where(Listing.ref != "autre").execution_options(populate_existing=True)
    ).one()


def hide(session: Session, kim: Actor, lou: Actor, name: str = "Refuge Amarante") -> None:
    """Hide the one listing, with the approval of a second person."""
    listing = only(session)
    draft = replace(read_draft(session, listing), disclosure="confidential", name=name)
    hiding.protect(session, listing, draft, by=kim, at=AT, version=listing.version, keys=KEYS)
    session.commit()
    approve(session, lou)


def approve(session: Session, lou: Actor) -> None:
    waiting = session.exec(select(PendingChange)).one()
    pending.approve(
        session, waiting.id, by=lou, version=only(session).version, at=AT, name_tells_nothing=True, keys=KEYS
    )
    session.commit()


def test_a_hidden_listing_comes_back_under_another_number_reference_and_address(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    store(session, make_draft("foyer", name="Foyer Zibeline", place=in_commune(VANNES)))
    before = only(session).model_dump()
    hide(session, *two)
    assert find_view_by_number(session, before["number"]) is None
    assert publish_due(session, at=AT + SOONEST - timedelta(hours=1)) == 0
    publication.rebuild(session)
    session.commit()
    store(session, make_draft("autre"))  # numbered in between
    assert [
        change.verb
        for change in session.exec(
            select(PublicationChange).where(PublicationChange.number == before["number"])
        )
    ] == ["withdrawn"]
    assert publish_due(session, at=LATER) == 1
    session.commit()
    after = only(session)
    assert after.number > before["number"] + 1
    assert not {after.ref, after.slug, after.name} & {before["ref"], before["slug"], before["name"]}
    view = find_view(session, after.slug)
    assert view is not None
    assert (view.number, view.is_confidential, view.latitude) == (after.number, True, None)
    assert is_gone(session, before["slug"], KEYS)
    assert not is_gone(session, after.slug, KEYS)
    assert was_number_withdrawn(session, before["number"])
    assert before["slug"] not in {row.fingerprint for row in session.exec(select(GoneAddress))}
    assert find_held(session, after.id) is None
    assert publish_due(session, at=LATER) == 0


def test_a_listing_that_leaves_secrecy_does_the_same(session: Session, two: tuple[Actor, Actor]) -> None:
    kim, lou = two
    store(session, make_confidential("abri", category="emergency_reception", name="Refuge Amarante"))
    before = only(session).model_dump()
    draft = replace(read_draft(session, only(session)), disclosure="commune", place=in_commune(VANNES))
    editing.save(session, draft, by=kim, at=AT, version=1)
    session.commit()
    approve(session, lou)
    assert find_view_by_number(session, before["number"]) is None
    assert publish_due(session, at=LATER) == 1
    session.commit()
    after = only(session)
    assert not {after.number, after.ref, after.slug} & {before["number"], before["ref"], before["slug"]}
    view = find_view(session, after.slug)
    assert view is not None
    assert view.commune == "Vannes"


@pytest.mark.parametrize("name", ["Foyer Zibeline", "foyer zibeline", "Le foyer Zibeline bis", "Zibeline"])
def test_a_listing_is_not_hidden_under_the_name_it_was_known_by(
    session: Session, two: tuple[Actor, Actor], name: str
) -> None:
    store(session, make_draft("foyer", name="Foyer Zibeline", place=in_commune(VANNES)))
    with pytest.raises(Refused, match="autre nom"):
        hide(session, *two, name)


def test_a_former_state_is_brought_back_under_the_new_reference(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    kim, lou = two
    store(session, make_draft("foyer", name="Foyer Zibeline", place=in_commune(VANNES)))
    hide(session, kim, lou)
    publish_due(session, at=LATER)
    session.commit()
    listing = only(session)
    change = replace(read_draft(session, listing), minimum_age=13)
    editing.save(session, change, by=kim, at=LATER, version=listing.version)
    session.commit()
    assert len(session.exec(select(Listing)).all()) == 1


def test_the_moment_does_not_follow() -> None:
    moments = {draw_moment(AT) for _ in range(50)}
    assert len(moments) == 50
    assert all(SOONEST <= moment - AT <= LATEST for moment in moments)
