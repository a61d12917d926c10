"""Places left tonight: said at an instant, shown with its hour, gone the next morning by itself.

They are in no export and in no history: a copy would still offer a place that was taken the day before.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directory.french.typography import NO_BREAK, count
from directory.listings.hours import clock
from directory.listings.public_view import PublicView

#: The hour, where the listing is, at which what was said of a night is over.
MORNING = time(8)
MOST_PLACES = 99


def ends_at(said_at: datetime, timezone: str) -> datetime:
    """The first morning after an aware instant, in an IANA zone."""
    local = said_at.astimezone(ZoneInfo(timezone))
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, ZoneInfo(timezone))


def end_of(view: PublicView) -> datetime | None:
    """Until when the places of a listing are shown; None when nobody said any."""
    if view.places_tonight is None:
        return None
    return ends_at(datetime.fromisoformat(view.places_said_at), view.timezone)


def end_token(view: PublicView) -> str:
    """The same instant as the index keeps it, so that pages end with it: ISO text in UTC, or ""."""
    end = end_of(view)
    return end.astimezone(UTC).isoformat() if end else ""


def say_places(view: PublicView, at: datetime) -> str:
    """ "2 places ce soir, dit à 19 h 05", or nothing."""
    end = end_of(view)
    if view.places_tonight is None or end is None or at >= end:
        return ""
    said = clock(datetime.fromisoformat(view.places_said_at).astimezone(end.tzinfo))
    places = count(view.places_tonight, "place", "places") if view.places_tonight else "complet"
    return f"{places.replace(' ', NO_BREAK)} ce soir, dit à {said}"
