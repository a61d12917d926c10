"""From what is stored back to drafts: a listing as it now is, or as a state of its history says it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlmodel import Session, col, select

from directory.database.columns import gather, spread
from directory.listings.contacts import CHANNELS, Contact
from directory.listings.drafts import Draft, DraftPlace, plain_fields, settled
from directory.listings.old_states import as_today
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place
from directory.publishing.publication import children

_TUPLES = ("departements", "who_may_refer")
_FIELDS = Draft.__struct_fields__
_facts = attrgetter(*_FIELDS)
_PLACE_FIELDS = DraftPlace.__struct_fields__


def read_drafts(session: Session, listings: Sequence[Listing]) -> list[Draft]:
    """Return the drafts that would store these listings as they are, in five queries."""
    ids = [listing.id for listing in listings]
    served = children(session, ListingDepartement, ids)
    phones, emails = children(session, Phone, ids), children(session, Email, ids)
    places = children(session, Place, ids)
    owners = {listing.organization_id for listing in listings if listing.organization_id}
    statement = select(Organization.id, Organization.name).where(col(Organization.id).in_(owners))
    operators = dict(session.exec(statement).all())
    return [
        Draft(
            **{name: getattr(listing, name) for name in plain_fields()},
            operator=operators.get(listing.organization_id, "") if listing.organization_id else "",
            departements=tuple(sorted(row.departement for row in served[listing.id])),
            who_may_refer=tuple(listing.who_may_refer.split()),
            phones=_contacts(phones[listing.id]),
            emails=_contacts(emails[listing.id]),
            place=next((_place(row) for row in places[listing.id]), None),
        )
        for listing in listings
    ]


def read_draft(session: Session, listing: Listing) -> Draft:
    """Return the draft that would store a listing as it is."""
    return read_drafts(session, [listing])[0]


def draft_of_state(state: Mapping[str, Any]) -> Draft:
    """Return what a state of the history says; raise KeyError when it lacks a field."""
    facts = facts_of_state(state)
    for name in _TUPLES:
        facts[name] = tuple(facts[name])
    for name in CHANNELS:
        facts[name] = tuple(map(Contact._make, facts[name]))
    if facts["place"] is not None:
        facts["place"] = DraftPlace(**facts["place"])
    return Draft(**facts)


def facts_of_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """What `state_of` said of the draft a state of the history was made of; raise KeyError as above."""
    today = as_today(state)
    return {name: today[name] for name in _FIELDS}


def stored_state(draft: Draft) -> dict[str, Any]:
    """What a revision says of a draft once it is stored; raise `phones.InvalidPhone`."""
    return state_of(settled(draft))


def state_of(draft: Draft) -> dict[str, Any]:
    """What a revision says of a draft whose contacts are as stored: lists for tuples, as JSON gives back."""
    state: dict[str, Any] = {name: getattr(draft, name) for name in _FIELDS}
    for name in _TUPLES:
        state[name] = list(state[name])
    for name in CHANNELS:
        state[name] = [list(one) for one in state[name]]
    if draft.place:
        state["place"] = {name: getattr(draft.place, name) for name in _PLACE_FIELDS}
    return state


def write_states(drafts: Sequence[Draft]) -> dict[str, Any]:
    """The states of many drafts, their contacts as stored, as JSON takes them."""
    return gather(_FIELDS, map(_facts, drafts))


def read_states(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return, as `state_of` does of each draft, what `write_states` wrote and JSON gave back."""
    return spread(written)


def _contacts(rows: Sequence[Phone | Email]) -> tuple[Contact, ...]:
    in_order = sorted(rows, key=lambda row: row.id or 0)
    return tuple(Contact(*(getattr(row, name) for name in Contact._fields)) for row in in_order)


def _place(row: Place) -> DraftPlace:
    return DraftPlace(**{name: getattr(row, name) for name in DraftPlace.__struct_fields__})
