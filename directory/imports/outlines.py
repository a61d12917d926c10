"""The listings a person keeps, whole, a batch at a time; or only what tells two of them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.imports.doubles import SECOND_CRIP, Known, Outline, outline
from directory.imports.rows import ReadRow
from directory.models import Listing, ListingDepartement, Phone, Place
from directory.permissions import Actor, require
from directory.storing.kept import kept_by


def find_outlines(session: Session, *, by: Actor) -> Iterator[Outline]:
    """Yield what a new listing is compared with: those this person keeps, archived ones aside."""
    require(by.writes)
    yield from _outlines(session, kept_by(by) & (col(Listing.status) != "archived"))


def ask_second_crips(session: Session, rows: Sequence[ReadRow]) -> Iterator[str]:
    """Yield a question for each new CRIP of a file whose departement already has one."""
    known = Known()
    crips = (col(Listing.category) == "crip") & (col(Listing.status) != "archived")
    for one in _outlines(session, crips):
        known.add(one)
    stored = set(session.exec(select(Listing.ref).where(col(Listing.category) == "crip")))
    for row in rows:
        if row.draft and row.draft.category == "crip":
            this = outline(row.draft, f"ligne {row.line}")
            for double in known.find(this) if row.ref not in stored else ():
                if double.why == SECOND_CRIP:
                    yield f"ligne {row.line} ({row.ref}) : {double.name}, {double.where} : {double.why}"
            known.add(this)


def _outlines(session: Session, kept: ColumnElement[bool]) -> Iterator[Outline]:
    served = _children(session, kept, ListingDepartement.listing_id, ListingDepartement.departement)
    numbers = _children(session, kept, Phone.listing_id, Phone.value)
    points = _children(session, kept, Place.listing_id, Place.latitude, Place.longitude)
    wanted: tuple[Any, ...] = (Listing.id, Listing.number, Listing.ref, Listing.name, Listing.category)
    listings = select(*wanted).where(kept).order_by(col(Listing.number))
    for key, number, ref, name, category in session.exec(listings):
        point = next(iter(points[key]), None)
        codes, phones = ([value for (value,) in found[key]] for found in (served, numbers))
        yield Outline(ref, name, category, codes, phones, point, f"fiche n° {number}", is_stored=True)


def _children(
    session: Session, kept: ColumnElement[bool], owner: Any, *columns: Any
) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    statement = select(owner, *columns).join(Listing, col(Listing.id) == owner).where(kept)
    for key, *values in session.exec(statement):
        found[key].append(tuple(values))
    return found
