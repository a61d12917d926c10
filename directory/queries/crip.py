"""The CRIP of a departement, for its emergency ladder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from directory import hours
from directory.cards import phone_link
from directory.departements import Departement
from directory.queries.conditions import T
from directory.queries.views import find_views
from directory.results import CripLine


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known."""
    statement = (
        select(T.c.number)
        .where(T.c.departement == departement.code, T.c.category == "crip")
        .order_by(T.c.is_seat.desc(), T.c.rank, T.c.number)
    )
    views = find_views(session, list(session.connection().execute(statement).scalars()))
    with_phone = next((view for view in views if view.phones), None)
    view = with_phone or next(iter(views), None)
    if view is None:
        return CripLine(departement, None, "", None, "")
    state = hours.state(view.hours, view.timezone, at)
    words = ""
    if state.is_open and state.changes_at:
        words = f"jusqu’à {hours.clock(state.changes_at)}"
    elif state.is_open is False:
        words = "fermée à cette heure : 119"
    phone = phone_link(view.phones[0]) if view.phones else None
    return CripLine(departement, phone, words, state.is_open, view.slug, state.changes_at)
