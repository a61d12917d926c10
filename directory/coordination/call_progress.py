"""How far calling has got: by departement, over time, as numbers, as a picture and as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select

from directory.coordination.call_words import CALL_BACK, CLOSED, NO_ANSWER, REFUSED, WRONG_NUMBER
from directory.listings.codes import CONFIDENTIAL
from directory.listings.verification import FRESH_WITHIN
from directory.models import Call, Listing, ListingDepartement
from directory.permissions import Actor, require
from directory.places.departements import DEPARTEMENTS
from directory.storing.kept import kept_by

#: The whole country, among departements.
NATIONAL = "FR"
HEADER = ("jour", "code", "département", "fiches", "vérifiées ce jour", "vérifiées depuis le début")
#: The size of the curve, in units of its drawing.
WIDTH, HEIGHT = 320, 72


@dataclass(frozen=True, slots=True)
class Progress:
    """The listings of a departement: verified in the last six months, to call back, closed, to call."""

    code: str
    verified: int
    again: int
    shut: int
    left: int

    @property
    def name(self) -> str:
        """The departement, or the whole country."""
        return DEPARTEMENTS[self.code].name if self.code in DEPARTEMENTS else "France entière"

    @property
    def total(self) -> int:
        """Every listing there is to call, done or not."""
        return self.verified + self.again + self.shut + self.left

    @property
    def done(self) -> int:
        """Those nobody needs to call any more."""
        return self.verified + self.shut

    @property
    def states(self) -> tuple[tuple[str, int], ...]:
        """How many are in each state, done first."""
        return (("ok", self.verified), ("again", self.again), ("shut", self.shut), ("left", self.left))


@dataclass(frozen=True, slots=True)
class Curve:
    """Listings verified since the first day: `points` of the drawing, `goal` the line to a goal or ""."""

    points: str
    goal: str
    verified: int
    most: int


def find_progress(session: Session, by: Actor, since: date, today: date) -> list[Progress]:
    """Return the progress of each departement somebody keeps, by name; a listing counts in each it serves."""
    require(by.writes)
    latest = (
        select(Call.listing_id, func.max(Call.id).label("id"))
        .where(col(Call.at) >= datetime.combine(since, time(), UTC))
        .group_by(col(Call.listing_id))
        .subquery()
    )
    is_published = col(Listing.status) == "published"
    is_shut = and_(col(Listing.status) == "archived", col(Call.outcome).in_((CLOSED, REFUSED)))
    state = case(
        (is_shut, "shut"),
        (col(Listing.verified_on) >= today - FRESH_WITHIN, "ok"),
        (col(Call.outcome).in_((NO_ANSWER, CALL_BACK, WRONG_NUMBER)), "again"),
        else_="left",
    )
    code = case((col(Listing.is_national), NATIONAL), else_=ListingDepartement.departement)
    counted = (
        select(code.label("code"), state.label("state"), func.count(func.distinct(Listing.id)))
        .select_from(Listing)
        .join(ListingDepartement, col(ListingDepartement.listing_id) == col(Listing.id), isouter=True)
        .join(latest, latest.c.listing_id == col(Listing.id), isouter=True)
        .join(Call, col(Call.id) == latest.c.id, isouter=True)
        .where(kept_by(by), Listing.disclosure != CONFIDENTIAL, or_(is_published, is_shut))
        .group_by("code", "state")
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for place, name, number in session.exec(counted).all():
        if place == NATIONAL or by.keeps(place):
            found[place][name] = number
    rows = [
        Progress(place, *(each.get(name, 0) for name in ("ok", "again", "shut", "left")))
        for place, each in found.items()
    ]
    return sorted(rows, key=lambda row: (row.code == NATIONAL, row.code))


def find_days(session: Session, by: Actor, since: date) -> Mapping[str, Mapping[date, int]]:
    """Return how many listings were verified each day since the first, by departement; "" is all of them."""
    require(by.writes)
    kept = (kept_by(by), col(Listing.verified_on) >= since, Listing.status == "published")
    checked_on: Any = col(Listing.verified_on)
    every = select(checked_on, func.count()).where(*kept).group_by(checked_on)
    found: dict[str, dict[date, int]] = defaultdict(dict)
    found[""] = dict(session.exec(every).all())
    placed = (
        select(ListingDepartement.departement, checked_on, func.count())
        .join(Listing, col(Listing.id) == col(ListingDepartement.listing_id))
        .where(*kept, ~col(Listing.is_national))
        .group_by(col(ListingDepartement.departement), checked_on)
    )
    for code, day, number in session.exec(placed):
        if by.keeps(code):
            found[code][day] = number
    return found


def draw(days: Mapping[date, int], since: date, until: date, today: date, goal: int = 0) -> Curve:
    """Draw the listings verified from `since` to today, on a width that ends on `until`."""
    verified = sum(days.values())
    most = max(goal, verified, 1)
    length = max((until - since).days, 1)

    def at(day: date, number: int) -> str:
        x = WIDTH * min((day - since).days, length) / length
        return f"{x:.1f},{HEIGHT - HEIGHT * number / most:.1f}"

    points, so_far = [at(since, 0)], 0
    for day in sorted(days):
        points.append(at(day, so_far))
        so_far += days[day]
        points.append(at(day, so_far))
    points.append(at(min(today, until), so_far))
    return Curve(" ".join(points), f"{at(since, 0)} {at(until, goal)}" if goal else "", verified, most)


def export_rows(
    rows: Sequence[Progress], days: Mapping[str, Mapping[date, int]], today: date
) -> Iterator[tuple[str | int, ...]]:
    """Yield one row a day and a departement under `HEADER`, for the days when something was verified, and
    for the last."""
    for row in rows:
        each, so_far = days.get(row.code, {}), 0
        for day in sorted({*each, today}):
            so_far += each.get(day, 0)
            yield (day.isoformat(), row.code, row.name, row.total, each.get(day, 0), so_far)


def days_left(until: date, today: date) -> int:
    """How many days remain, the last one included."""
    return max((until - today + timedelta(days=1)).days, 0)
