"""From a `SearchForm` to conditions and order on `publication_departement`.

Age, gender and who refers keep a listing whose fact is unknown, after those that fit; "open now",
"without appointment", "admits minors" and "advises professionals" ask for a known yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache, reduce
from math import cos, radians
from operator import add

from sqlalchemy import ColumnElement, and_, bindparam, case, false, or_, select
from sqlmodel import Session

import directory.models  # noqa: F401  (fills the metadata)
from directory.listings import hours
from directory.listings.verification import FRESH_WITHIN, STALE_AFTER
from directory.publishing.per_version import PerVersion
from directory.publishing.tables import T
from directory.search.form import GENDERS, PROFESSIONALS, REFERRERS, SearchForm

ADULT = 18


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Which of the opening hours met in some departements are open at an instant, as (zone, text) pairs.

    `until` is the next instant at which any of them opens or closes, None if none ever does.
    """

    opened: tuple[tuple[str, str], ...] = ()
    until: datetime | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """Whether a row is known to be open."""
        by_zone: dict[str, list[str]] = {}
        for zone, text in self.opened:
            by_zone.setdefault(zone, []).append(text)
        if not by_zone:
            return false()
        return or_(*(and_(T.c.timezone == zone, T.c.hours.in_(texts)) for zone, texts in by_zone.items()))

    @property
    def keys(self) -> list[str]:
        """The same pairs as the parameter `opened` of a statement built with `BOUND_HOURS`."""
        return [zone + text for zone, text in self.opened]


class _BoundHours(OpenHours):
    """Stands for the open hours in a statement that is built once and executed many times."""

    __slots__ = ()

    @property
    def condition(self) -> ColumnElement[bool]:
        return (T.c.timezone + T.c.hours).in_(bindparam("opened", expanding=True))


BOUND_HOURS = _BoundHours()
_HOURS = select(T.c.timezone, T.c.hours).where(T.c.hours != "").distinct()
_HOURS_OF = _HOURS.where(T.c.departement.in_(bindparam("departements", expanding=True)))
_HOURS_OF_TWO = _HOURS.where(T.c.departement.in_((bindparam("first"), bindparam("second"))))


def read_hours(session: Session, departements: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return the distinct opening hours of some departements (all, if empty), as (zone, text) pairs."""
    execute = session.connection().execute
    if len(departements) == 2:  # a departement and the country: the case of every page
        rows = execute(_HOURS_OF_TWO, {"first": departements[0], "second": departements[1]})
    else:
        rows = execute(_HOURS_OF, {"departements": list(departements)}) if departements else execute(_HOURS)
    return sorted((zone, text) for zone, text in rows.all())


#: Those of the whole country, which only change with the data and take a read of every row.
_country_hours = PerVersion(lambda session: read_hours(session))


def find_open_hours(
    session: Session, departements: Sequence[str], at: datetime, *, any_hour: bool = False
) -> OpenHours:
    """Evaluate each distinct opening hours text of some departements (all, if empty) once, at `at`.

    `any_hour` counts all of them as open, for an order that no hour changes.
    """
    pairs = read_hours(session, departements) if departements else _country_hours(session)
    return evaluate(tuple(pairs), at, any_hour=any_hour)


def evaluate(pairs: tuple[tuple[str, str], ...], at: datetime, *, any_hour: bool = False) -> OpenHours:
    """Evaluate opening hours, as (zone, text) pairs, at an instant; `any_hour` counts all of them as open."""
    return _evaluate(pairs, int(at.timestamp()) // 60, any_hour)


@lru_cache(maxsize=256)
def _evaluate(pairs: tuple[tuple[str, str], ...], minute: int, any_hour: bool) -> OpenHours:
    at = datetime.fromtimestamp(minute * 60, UTC)
    states = [(pair, hours.state(pair[1], pair[0], at)) for pair in pairs]
    changes = [state.changes_at for _, state in states if state.changes_at]
    opened = tuple(pair for pair, state in states if state.is_open or any_hour)
    return OpenHours(opened, min(changes, default=None))


def filters(form: SearchForm, opened: OpenHours) -> list[ColumnElement[bool]]:
    """Return the conditions of a form, text and place aside."""
    found: list[ColumnElement[bool]] = [*_lenient(form), *_strict(form, opened)]
    wanted = form.wanted_categories
    if wanted:
        found.append(T.c.category.in_(wanted))
    return found


def without_strict(form: SearchForm) -> SearchForm:
    """The same search without the filters that need a known yes."""
    return replace(form, open_now=False, walk_in=False, admits_minors=False, supports_professionals=False)


def _strict(form: SearchForm, opened: OpenHours) -> list[ColumnElement[bool]]:
    found = []
    if form.open_now:
        found.append(opened.condition)
    for name in ("walk_in", "admits_minors", "supports_professionals"):
        if getattr(form, name):
            found.append(T.c[name] == "yes")
    return found


def _lenient(form: SearchForm) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if form.age is not None:
        found.append(or_(T.c.minimum_age.is_(None), T.c.minimum_age <= form.age))
        found.append(or_(T.c.maximum_age.is_(None), T.c.maximum_age >= form.age))
        if form.age < ADULT:
            found.append(T.c.admits_minors != "no")
    if form.gender:
        found.append(T.c.genders.in_(("all", "unknown", GENDERS[form.gender][0])))
    if form.referrer:
        found.append(or_(T.c.who_may_refer == "", may_refer(form.referrer)))
    return found


def may_refer(referrer: str) -> ColumnElement[bool]:
    """Whether a row is known to accept this referrer; a school is a professional too."""
    fact = REFERRERS[referrer][0]
    accepted = {"anyone", fact} | ({"professionals"} if fact in PROFESSIONALS else set())
    return or_(*(T.c.who_may_refer.contains(word) for word in sorted(accepted)))


def _unknowns(form: SearchForm) -> list[ColumnElement[bool]]:
    """The facts asked for that a row may leave unknown."""
    found: list[ColumnElement[bool]] = []
    if form.age is not None:
        found.append(and_(T.c.minimum_age.is_(None), T.c.maximum_age.is_(None)))
    if form.gender:
        found.append(T.c.genders == "unknown")
    if form.referrer:
        found.append(T.c.who_may_refer == "")
    return found


def order(form: SearchForm, opened: OpenHours, today: date) -> list[ColumnElement[int]]:
    """Fits the need, open now, then the fixed rank; unchecked for 12 months goes last."""
    year_ago = (today - STALE_AFTER).isoformat()
    keys: list[ColumnElement[int]] = [
        case((and_(T.c.verified_on != "", T.c.verified_on < year_ago), 1), else_=0)
    ]
    unknowns = [case((condition, 1), else_=0) for condition in _unknowns(form)]
    if unknowns:
        keys.append(reduce(add, unknowns))
    keys.append(case((opened.condition, 0), (T.c.hours == "", 1), else_=2))
    keys.append(T.c.rank)
    return keys


def is_fresh(today: date) -> ColumnElement[bool]:
    """Whether a row was verified within six months."""
    return T.c.verified_on >= (today - FRESH_WITHIN).isoformat()


def squared_distance(latitude: float, longitude: float) -> ColumnElement[float]:
    """A cheap key that sorts nearby points like their distance; the distance shown is geodesic."""
    down = T.c.latitude - latitude
    right = (T.c.longitude - longitude) * cos(radians(latitude))
    return down * down + right * right
