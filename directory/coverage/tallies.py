"""What each departement has of each category, and how that changed, counted for the whole country.

Confidential options are never counted: a departement is only said to be served by some. So no figure
built on these can reveal one, or two, nor can a difference of figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, and_, case, func, literal, or_, select, union_all
from sqlmodel import Session, SQLModel

import directory.models  # noqa: F401  (fills the metadata)
from directory.database.engine import is_sqlite
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL
from directory.listings.verification import FRESH_WITHIN, STALE_AFTER
from directory.publishing.publication import NATIONAL
from directory.publishing.tables import BY_DEPARTEMENT

#: Categories whose listings are never expected to be dedicated.
_OPEN_TO_ALL = [category.slug for category in CATEGORIES.values() if category.is_generalist]
R: Table = SQLModel.metadata.tables["revision"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one departement ("FR": the whole country) has of one category.

    `own` options are of the departement (national ones, of the country), `verified` among them were
    checked once, `covering` ones come from elsewhere. `generalist` doors, known not to be dedicated to these
    minors, are counted apart and in none of those. `last_verified` is ISO text, empty when nobody checked
    any. The last four count options, generalist ones too, once in the country, by the age of their
    verification: under 6 months, under 12, older, never.
    """

    own: int = 0
    verified: int = 0
    covering: int = 0
    generalist: int = 0
    has_confidential: bool = False
    last_verified: str = ""
    fresh: int = 0
    ageing: int = 0
    stale: int = 0
    never: int = 0

    @property
    def known(self) -> int:
        """How many options answer for the departement, confidential and generalist ones aside."""
        return self.own + self.covering


@dataclass(frozen=True, slots=True)
class Change:
    """By how much published options and, among them, verified ones changed in a month ("2026-11", UTC)."""

    month: str
    category: str
    options: int
    verified: int


def count_options(session: Session, today: date) -> Mapping[tuple[str, str], Tally]:
    """Return a tally by (departement, category), in one grouped query; what has none is left out.

    Services for adults only are no option for a minor.
    """
    counted, was_checked = ~BY_DEPARTEMENT.c.is_confidential, BY_DEPARTEMENT.c.verified_on != ""
    generalist = and_(BY_DEPARTEMENT.c.is_dedicated == "no", BY_DEPARTEMENT.c.category.not_in(_OPEN_TO_ALL))
    option = and_(counted, ~generalist)
    is_own = or_(BY_DEPARTEMENT.c.is_seat, BY_DEPARTEMENT.c.departement == NATIONAL)
    fresh = BY_DEPARTEMENT.c.verified_on >= (today - FRESH_WITHIN).isoformat()
    recent = BY_DEPARTEMENT.c.verified_on >= (today - STALE_AFTER).isoformat()
    once = and_(counted, BY_DEPARTEMENT.c.is_primary)
    statement = (
        select(
            BY_DEPARTEMENT.c.departement,
            BY_DEPARTEMENT.c.category,
            _sum(option, is_own),
            _sum(option, is_own, was_checked),
            _sum(option, ~is_own),
            _sum(counted, generalist),
            func.max(case((BY_DEPARTEMENT.c.is_confidential, 1), else_=0)),
            func.max(case((option, BY_DEPARTEMENT.c.verified_on), else_="")),
            _sum(once, fresh),
            _sum(once, ~fresh, recent),
            _sum(once, ~recent, was_checked),
            _sum(once, ~was_checked),
        )
        .where(BY_DEPARTEMENT.c.admits_minors != "no")
        .group_by(BY_DEPARTEMENT.c.departement, BY_DEPARTEMENT.c.category)
    )
    rows = session.connection().execute(statement)
    return {
        (code, slug): Tally(own, verified, covering, generalist, bool(confidential), last, *ages)
        for code, slug, own, verified, covering, generalist, confidential, last, *ages in rows
    }


def count_changes(session: Session) -> list[Change]:
    """Return the monthly changes told by the revisions, oldest month first, in one grouped query.

    A revision holds a listing before and after: what it adds less what it takes away, summed up to a
    month, is what was published at the end of that month.
    """
    month = _month(session)
    told = union_all(
        *(
            select(
                month.label("month"),
                state["category"].as_string().label("category"),
                literal(sign).label("options"),
                case((_is_verified(state), sign), else_=0).label("verified"),
            ).where(_is_counted(state))
            for state, sign in ((R.c.after, 1), (R.c.before, -1))
        )
    ).subquery()
    statement = (
        select(told.c.month, told.c.category, func.sum(told.c.options), func.sum(told.c.verified))
        .group_by(told.c.month, told.c.category)
        .order_by(told.c.month, told.c.category)
    )
    return [
        Change(month, slug, int(options), int(verified))
        for month, slug, options, verified in session.connection().execute(statement)
    ]


def _sum(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((and_(*conditions), 1), else_=0))


def _is_counted(state: ColumnElement[object]) -> ColumnElement[bool]:
    """Whether a stored state of a listing is an option the figures count."""
    return and_(
        state["status"].as_string() == "published",
        state["disclosure"].as_string() != CONFIDENTIAL,
        state["admits_minors"].as_string() != "no",
    )


def _is_verified(state: ColumnElement[object]) -> ColumnElement[bool]:
    """Whether a stored state says that somebody checked the listing."""
    return func.coalesce(state["verified_on"].as_string(), "") != ""


def _month(session: Session) -> ColumnElement[str]:
    """The month of a revision, in universal time on both databases."""
    if is_sqlite(session):
        return func.strftime("%Y-%m", R.c.at)
    return func.to_char(func.timezone("UTC", R.c.at), "YYYY-MM")
