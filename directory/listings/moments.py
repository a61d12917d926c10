"""The next opening or closing in few words, true for as long as the page may be kept: never "demain"."""

from __future__ import annotations

from datetime import datetime, timedelta

from directory.french.typography import day_and_month
from directory.listings.hours import DAYS, clock


def moment(change: datetime, at: datetime) -> str:
    """Say the aware local instant `change` as seen from the aware instant `at`.

    "17 h 30" the same day, "mardi 8 h 30" within six days, "lundi 7 décembre" later. Midnight belongs to the
    day it ends.
    """
    local = at.astimezone(change.tzinfo)
    ends_day = (change.hour, change.minute) == (0, 0) and change > local
    day = change.date() - timedelta(days=1) if ends_day else change.date()
    hour = "minuit" if ends_day else clock(change)
    distance = (day - local.date()).days
    if distance == 0:
        return hour
    weekday = DAYS[day.weekday()]
    return f"{weekday} {hour}" if distance <= 6 else f"{weekday} {day_and_month(day)}"
