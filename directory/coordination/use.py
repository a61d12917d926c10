"""Figures of use: written by day, read by month, and shown so that nobody can be told from them.

No figure under `LEAST` is shown, and the others are rounded down to its multiples: what is hidden cannot be
found by taking one figure away from another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, func, text
from sqlmodel import Session, col, select

from directory.french.typography import partial_date
from directory.listings.categories import CATEGORIES
from directory.models import DailyUse, Partner
from directory.places.departements import DEPARTEMENTS
from directory.watching.use import KINDS, LISTING, NEED, UNANSWERED, Use

PARIS = ZoneInfo("Europe/Paris")
LEAST = 5
#: What the address of a partner's figures is signed for, and until when: as long as it is a partner.
PARTNER_LINK, FOR_GOOD = "partner-use", datetime(2100, 1, 1, tzinfo=UTC)
#: How long back a need counts as consulted.
LATELY = timedelta(days=30)
HEADER = ("période", "quoi", "code", "département", "catégorie", "partenaire", "nombre")
_ADD = text(
    "INSERT INTO daily_use (day, kind, departement, category, partner, number)"
    " VALUES (:day, :kind, :departement, :category, :partner, :number)"
    " ON CONFLICT (day, kind, departement, category, partner)"
    " DO UPDATE SET number = daily_use.number + excluded.number"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: of some departements (None: all, and the whole country), of one partner ("": any)."""

    departements: frozenset[str] | None = None
    partner: str = ""

    def where(self) -> list[ColumnElement[bool]]:
        """The conditions of a statement."""
        places = self.departements
        of_places = [col(DailyUse.departement).in_(places)] if places is not None else []
        return of_places + ([col(DailyUse.partner) == self.partner] if self.partner else [])


@dataclass(frozen=True, slots=True)
class Need:
    """A category: how many times it was asked for, and found nobody. None: under the least figure shown."""

    label: str
    asked: int | None
    unanswered: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """What a page shows of a month; every figure as it may be shown, pages by kind, place, partner and day.

    `total`: the pages read, None under the least figure shown.
    """

    total: int | None
    kinds: Sequence[tuple[str, int]]
    needs: Sequence[Need]
    places: Sequence[tuple[str, int]]
    partners: Sequence[tuple[str, int]]
    days: Sequence[tuple[date, int]]


def writer(engine: Engine) -> Callable[[Mapping[Use, int]], None]:
    """Return what writes counts to a database, under the day it is in Paris."""

    def write(counted: Mapping[Use, int]) -> None:
        with Session(engine) as session:
            add(session, datetime.now(UTC).astimezone(PARIS).date(), counted)
            session.commit()

    return write


def add(session: Session, day: date, counted: Mapping[Use, int]) -> None:
    """Add counts to those of a day, whoever else adds to them; the caller commits."""
    # In one order: two machines that write the same rows wait for each other instead of both giving up.
    rows = [{"day": day, "number": number, **use._asdict()} for use, number in sorted(counted.items())]
    if rows:
        session.connection().execute(_ADD, rows)


def find_consulted(session: Session, today: date) -> Mapping[tuple[str, str], int]:
    """Return how many times each need was consulted lately, by (departement, category).

    Listings read and needs asked for, together; those under `LEAST` are left out.
    """
    number = func.sum(DailyUse.number)
    statement: Any = (
        select(col(DailyUse.departement), col(DailyUse.category), number)
        .where(col(DailyUse.day) > today - LATELY, col(DailyUse.kind).in_((LISTING, NEED)))
        .where(DailyUse.departement != "", DailyUse.category != "")
        .group_by(col(DailyUse.departement), col(DailyUse.category))
        .having(number >= LEAST)
    )
    return {(place, slug): int(counted) for place, slug, counted in session.exec(statement).all()}


def months(today: date, kept: int = 24) -> list[date]:
    """The first days of the months one may ask for, the present one first."""
    found = [today.replace(day=1)]
    while len(found) < kept:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def read_month(session: Session, scope: Scope, month: date) -> Month:
    """Return the figures of a month, given by its first day."""
    is_page = col(DailyUse.kind).not_in((NEED, UNANSWERED))

    def pages_by(column: Any) -> dict[Any, int]:
        return {value: n for value, n in _rows(session, scope, month, column, more=(is_page,))}

    kinds, places, partners = map(pages_by, (DailyUse.kind, DailyUse.departement, DailyUse.partner))
    needs = {
        (kind, slug): n for kind, slug, n in _rows(session, scope, month, DailyUse.kind, DailyUse.category)
    }

    def need(label: str, slug: str) -> Need:
        return Need(label, _shown(needs.get((NEED, slug), 0)), _shown(needs.get((UNANSWERED, slug), 0)))

    asked = [need(each.label, each.slug) for each in CATEGORIES.values()]
    asked.append(need("Sans catégorie (par des mots)", ""))
    names = dict(session.exec(select(Partner.slug, Partner.name)).all())
    days = sorted(pages_by(DailyUse.day).items())
    return Month(
        _shown(sum(kinds.values())),
        _most_first({KINDS[kind]: number for kind, number in kinds.items()}),
        [each for each in asked if each.asked or each.unanswered],
        _most_first({DEPARTEMENTS[code].name: n for code, n in places.items() if code in DEPARTEMENTS}),
        _most_first({names[slug]: n for slug, n in partners.items() if slug in names}),
        [(day, shown) for day, number in days if (shown := _shown(number))],
    )


def export_rows(session: Session, scope: Scope, month: date) -> Iterator[tuple[str | int, ...]]:
    """Yield rows under `HEADER`: each kind by day, then each departement, category and partner by month."""
    for day, kind, number in sorted(_rows(session, scope, month, DailyUse.day, DailyUse.kind)):
        if shown := _shown(number):
            yield day.isoformat(), KINDS[kind], "", "", "", "", shown
    columns = (DailyUse.kind, DailyUse.departement, DailyUse.category, DailyUse.partner)
    for kind, code, slug, partner, number in sorted(_rows(session, scope, month, *columns)):
        if shown := _shown(number):
            place = DEPARTEMENTS[code].name if code in DEPARTEMENTS else ""
            label = CATEGORIES[slug].label if slug in CATEGORIES else ""
            yield f"{month:%Y-%m}", KINDS[kind], code, place, label, partner, shown


def label(month: date) -> str:
    """A month in French: "novembre 2026"."""
    return partial_date(f"{month:%Y-%m}")


def _shown(number: int) -> int | None:
    return number - number % LEAST if number >= LEAST else None


def _most_first(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    shown = [(words, number) for words, counted in figures.items() if (number := _shown(counted))]
    return sorted(shown, key=lambda each: (-each[1], each[0]))


def _rows(
    session: Session, scope: Scope, month: date, *columns: Any, more: Sequence[ColumnElement[bool]] = ()
) -> list[Any]:
    """Sums by some columns, of the days of a month."""
    after = (month + timedelta(days=31)).replace(day=1)
    summed: list[Any] = [*columns, func.sum(DailyUse.number)]
    statement: Any = select(*summed).where(
        col(DailyUse.day) >= month, col(DailyUse.day) < after, *scope.where(), *more
    )
    return [(*row[:-1], int(row[-1])) for row in session.exec(statement.group_by(*columns)).all()]
