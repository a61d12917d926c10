"""The CRIP of a departement, for its emergency ladder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from directory import hours
from directory.cards import phone_link
from directory.departements import Departement
from directory.publication import read_view
from directory.queries.conditions import T
from directory.queries.views import P
from directory.results import CripLine

_FIRST = (
    select(T.c.number, T.c.is_seat, T.c.rank)
    .where(T.c.departement == bindparam("departement"), T.c.category == "crip")
    .order_by(T.c.is_seat.desc(), T.c.rank, T.c.number)
    .limit(3)  # a departement has one; a second or third may know the number the first lacks
    .subquery()
)
_CRIP = (
    select(P.c.view)
    .join(_FIRST, P.c.number == _FIRST.c.number)
    .order_by(_FIRST.c.is_seat.desc(), _FIRST.c.rank, _FIRST.c.number)
)


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known."""
    stored = session.connection().execute(_CRIP, {"departement": departement.code}).scalars()
    views = [read_view(text) for text in stored]
    with_phone = next((view for view in views if view.phones), None)
    view = with_phone or next(iter(views), None)
    if view is None:
        return CripLine(departement, None, "", None, "")
    state = hours.state(view.hours, view.timezone, at)
    words = ""
    if state.is_open and state.changes_at:
        words = f"jusqu’à {hours.clock(state.changes_at)}"
    elif state.is_open is False:
        words = "fermée à cette heure\u00a0: 119"
    phone = phone_link(view.phones[0]) if view.phones else None
    return CripLine(
        departement, phone, words, state.is_open, view.slug, state.changes_at, hours.in_words(view.hours)
    )
