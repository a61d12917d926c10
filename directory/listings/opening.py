"""Whether a listing answers at an instant, closures included, and when what is said of it changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directory.listings import dated_closures, hours
from directory.listings.public_view import PublicView
from directory.listings.tonight import end_of


def state_of(view: PublicView, at: datetime) -> hours.HoursState:
    """Evaluate a listing at an aware instant; one without known hours is closed during its closures alone."""
    if view.hours or not view.closures:
        return hours.state(view.local_hours, view.timezone, at)
    closure = closure_of(view, at)
    if closure is None:
        return hours.UNKNOWN
    reopens = datetime.combine(closure.last + timedelta(days=1), time(), ZoneInfo(view.timezone))
    return hours.HoursState(False, reopens)


def closure_of(view: PublicView, at: datetime) -> dated_closures.Closure | None:
    """The closure a listing is in at an aware instant."""
    return dated_closures.current(view.closures, _day(view, at)) if view.closures else None


def next_closure(view: PublicView, at: datetime) -> dated_closures.Closure | None:
    """The closure of a listing that is announced at an aware instant."""
    return dated_closures.announced(view.closures, _day(view, at)) if view.closures else None


def closures_to_come(view: PublicView, at: datetime) -> tuple[dated_closures.Closure, ...]:
    """The closures of a listing that are not over at an aware instant."""
    return dated_closures.not_over(view.closures, _day(view, at)) if view.closures else ()


def next_change(view: PublicView, at: datetime) -> datetime | None:
    """The next instant at which what is said of a listing changes, midnight aside; None when nothing does."""
    end = end_of(view)
    changes = (state_of(view, at).changes_at, end if end and end > at else None)
    return min((instant for instant in changes if instant), default=None)


def _day(view: PublicView, at: datetime) -> date:
    return at.astimezone(ZoneInfo(view.timezone)).date()
