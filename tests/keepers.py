"""Those who keep listings in the tests of verbs, and how they save one."""

from __future__ import annotations

from sqlmodel import Session, select

from directory.editing import listings as editing
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.permissions import Actor
from tests.fictional import AT, make_contact
from tests.people import actor_of, make_account

PHONE, OTHER = make_contact("+33199001234"), make_contact("+33199005678")


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
