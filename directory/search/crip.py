"""The CRIP of a departement, for its emergency ladder."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from directory.listings import hours, usual_week
from directory.listings.cards import phone_link
from directory.listings.public_view import PublicView
from directory.places.departements import Departement
from directory.search.departement_facts import departement_facts
from directory.search.results import CripLine


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known."""
    return crip_line(departement_facts(session, departement.code, at.date()).crip, departement, at)


def crip_line(view: PublicView | None, departement: Departement, at: datetime) -> CripLine:
    """Say the CRIP of a departement, if one is known, as of the aware instant `at`."""
    if view is None:
        return CripLine(departement, None, "", None, "")
    state = hours.state(view.local_hours, view.timezone, at)
    words = ""
    if state.is_open and state.changes_at:
        words = f"jusqu’à {hours.clock(state.changes_at)}"
    elif state.is_open is False:
        words = "fermée à cette heure\u00a0: 119"
    phone = phone_link(view.phones[0]) if view.phones else None
    return CripLine(
        departement, phone, words, state.is_open, view.slug, state.changes_at, usual_week.in_words(view.hours)
    )
