"""The listings a person keeps, whole, a batch at a time; or only what tells two of them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.imports.doubles import Outline
from directory.models import Listing, ListingDepartement, Phone, Place
from directory.permissions import Actor, require
from directory.storing.kept import kept_by


def find_outlines(session: Session, *, by: Actor) -> Iterator[Outline]:
    """Yield what a new listing is compared with: those this person keeps, archived ones aside."""
    require(by.writes)
    kept = kept_by(by) & (col(Listing.status) != "archived")
    served = _children(session, kept, ListingDepartement.listing_id, ListingDepartement.departement)
    numbers = _children(session, kept, Phone.listing_id, Phone.value)
    points = _children(session, kept, Place.listing_id, Place.latitude, Place.longitude)
    wanted: tuple[Any, ...] = (Listing.id, Listing.number, Listing.ref, Listing.name, Listing.category)
    listings = select(*wanted).where(kept).order_by(col(Listing.number))
    for key, number, ref, name, category in session.exec(listings):
        point = next(iter(points[key]), None)
        codes, phones = ([value for (value,) in found[key]] for found in (served, numbers))
        yield Outline(ref, name, category, codes, phones, point, f"fiche n° {number}")


def _children(
    session: Session, kept: ColumnElement[bool], owner: Any, *columns: Any
) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    statement = select(owner, *columns).join(Listing, col(Listing.id) == owner).where(kept)
    for key, *values in session.exec(statement):
        found[key].append(tuple(values))
    return found
