"""Refreshing listings from an official register: what it would change, then the change.

A listing somebody verified, one that takes two people and a confidential one are left as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from directory.french.text import normalise
from directory.french.typography import partial_date
from directory.imports.annuaire import KINDS
from directory.imports.registers import Entry, refresh
from directory.listings.codes import CONFIDENTIAL
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Draft, check
from directory.models import Establishment, Listing
from directory.publishing.stored import read_drafts
from directory.storing.many import put_many
from directory.storing.states import stored_state
from directory.storing.two_people import needs_two

#: What to ask the switchboard of an institution for, by category.
LABELS: Mapping[str, str] = {
    "crip": "Standard du Département : demandez la cellule de recueil des informations préoccupantes",
    "school_social_service": "Standard de la DSDEN : demandez le service social en faveur des élèves",
    "referent_magistrate": "Standard du tribunal judiciaire : demandez le parquet des mineurs",
    "uaped": "Standard de l’hôpital : demandez l’UAPED, sinon la pédiatrie",
}
#: Categories whose listings sit where the institution of the register does.
_SIT_THERE = frozenset({"school_social_service", "referent_magistrate"})
#: A CRIP is refreshed from its département, not one that a city runs by delegation.
_OWN = ("departement", "collectivite")


@dataclass(frozen=True, slots=True)
class Change:
    """What a register changes in one listing: the draft to store and the facts that differ, in French."""

    draft: Draft
    name: str
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a register would do; `kept` says which listings it leaves, and why."""

    changes: tuple[Change, ...]
    kept: tuple[str, ...]


def keep_establishments(session: Session, numbers: Mapping[str, str]) -> None:
    """Write down the FINESS number of listings, by reference; the caller commits.

    The database refuses one of a confidential listing, which is left out before.
    """
    listings = session.exec(select(Listing).where(col(Listing.ref).in_(numbers))).all()
    known = {one.listing_id: one for one in session.exec(select(Establishment))}
    for listing in listings:
        if listing.disclosure != CONFIDENTIAL:
            one = known.get(listing.id) or Establishment(
                listing_id=listing.id, disclosure=listing.disclosure, finess=numbers[listing.ref]
            )
            one.finess = numbers[listing.ref]
            session.add(one)


def plan(session: Session, entries: Collection[Entry], *, today: str) -> Plan:
    """Compare listings with the entries of a register; nothing is written. `today` is an ISO day."""
    by_key = {entry.key: entry for entry in reversed(list(entries))}
    changes, kept = [], []
    for listing, draft, key in _candidates(session):
        entry = by_key.get(key)
        if entry is None:
            continue
        after = refresh(
            draft,
            entry,
            seen_on=today,
            label=LABELS.get(draft.category, ""),
            moves=draft.category in _SIT_THERE,
        )
        if after == draft or check(after):
            continue
        if listing.verified_on:
            kept.append(f"{draft.ref} : gardée, vérifiée le {partial_date(listing.verified_on.isoformat())}")
        elif needs_two(draft, after):
            kept.append(f"{draft.ref} : gardée, ce changement se fait à deux personnes")
        else:
            differences = compare(stored_state(draft), stored_state(after))
            changes.append(Change(after, entry.name, differences))
    return Plan(tuple(changes), tuple(kept))


def apply(session: Session, wanted: Plan, *, by: str, at: datetime) -> None:
    """Store what a plan says; the caller commits."""
    put_many(session, [change.draft for change in wanted.changes], by=by, at=at, verb="refresh")


def _candidates(session: Session) -> list[tuple[Listing, Draft, tuple[str, ...]]]:
    """Listings that a register may know, each with the keys its entry may have."""
    statement = select(Listing).where(Listing.status != "archived", Listing.disclosure != CONFIDENTIAL)
    listings = session.exec(statement.order_by(col(Listing.number))).all()
    finess = {one.listing_id: one.finess for one in session.exec(select(Establishment))}
    found: list[tuple[Listing, Draft, tuple[str, ...]]] = []
    for listing, draft in zip(listings, read_drafts(session, listings), strict=True):
        if listing.id in finess:
            found.append((listing, draft, ("finess", finess[listing.id])))
        if draft.category in KINDS.values() and len(draft.departements) == 1 and _is_run_by_it(draft):
            town = draft.place.code_insee if draft.place and draft.category == "referent_magistrate" else ""
            found.append((listing, draft, (draft.category, draft.departements[0], town)))
    return found


def _is_run_by_it(draft: Draft) -> bool:
    return draft.category != "crip" or any(word in normalise(draft.operator) for word in _OWN)
