"""What two departements have of each category, the best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from directory.listings.public_view import PublicView
from directory.publishing.tables import T
from directory.publishing.views import find_views

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Known:
    """The listings of one category in one departement: how many there are, and the first ones."""

    total: int
    views: tuple[PublicView, ...]


def find_known(session: Session, codes: Sequence[str]) -> Mapping[tuple[str, str], Known]:
    """Return what is known by (departement, category), at most three listings each, in two queries.

    Those of the departement itself come first, then dedicated ones. A service for adults only is no
    counterpart for a minor.
    """
    group = [T.c.departement, T.c.category]
    ranked = (
        select(
            *group,
            T.c.number,
            func.count().over(partition_by=group).label("total"),
            func.row_number()
            .over(partition_by=group, order_by=(T.c.is_seat.desc(), T.c.rank, T.c.number))
            .label("place"),
        )
        .where(T.c.departement.in_(codes), T.c.admits_minors != "no")
        .subquery()
    )
    statement = select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.place)
    rows = list(session.connection().execute(statement))
    views = {view.number: view for view in find_views(session, [row.number for row in rows])}
    found: dict[tuple[str, str], list[PublicView]] = defaultdict(list)
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.departement, row.category].append(views[row.number])
        totals[row.departement, row.category] = row.total
    return {key: Known(totals[key], tuple(some)) for key, some in found.items()}
