"""What national coordinators look at: each departement, who keeps it, what waits there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from directory.editing.desk import is_due
from directory.models import Account, AccountDepartement, Listing, ListingDepartement
from directory.permissions import COORDINATOR, Actor, require
from directory.places.departements import DEPARTEMENTS, Departement


@dataclass(frozen=True, slots=True)
class Kept:
    """A departement, the names of its active coordinators, its published listings and those to confirm."""

    departement: Departement
    keepers: Sequence[str]
    published: int
    due: int


def find_departements(session: Session, today: date, *, by: Actor) -> list[Kept]:
    """Return every departement, in two queries; national accounts only."""
    require(by.is_national)
    keepers: dict[str, list[str]] = defaultdict(list)
    people = (
        select(AccountDepartement.departement, Account.name)
        .join(Account, col(Account.id) == col(AccountDepartement.account_id))
        .where(Account.role == COORDINATOR, Account.status == "active")
        .order_by(Account.name)
    )
    for code, name in session.exec(people):
        keepers[code].append(name)
    counts = (
        select(ListingDepartement.departement, func.count(), func.sum(case((is_due(today), 1), else_=0)))
        .join(Listing, col(Listing.id) == col(ListingDepartement.listing_id))
        .where(Listing.status == "published", ~col(Listing.is_national))
        .group_by(col(ListingDepartement.departement))
    )
    counted = {code: (int(published), int(due)) for code, published, due in session.exec(counts)}
    return [Kept(each, keepers[each.code], *counted.get(each.code, (0, 0))) for each in DEPARTEMENTS.values()]
