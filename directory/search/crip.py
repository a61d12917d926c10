"""The CRIP of a departement, for its emergency ladder."""

from __future__ import annotations

from datetime import date, datetime

from pyroaring import BitMap
from sqlmodel import Session

from directory.emergency import CripLine, crip_line
from directory.listings.public_view import PublicView
from directory.places.departements import Departement
from directory.publishing.per_version import PerVersion
from directory.publishing.search_index import index
from directory.publishing.tokens import ANSWERS, CATEGORY, OWN
from directory.publishing.views import find_views
from directory.search.form import SearchForm
from directory.search.ordering import Order


def _read_crip(session: Session, code: str, today: date) -> PublicView | None:
    """The CRIP of a departement to call: the first that has a number, if any has."""
    known = index(session)
    order = Order(session, known, SearchForm(), today, BitMap(), own=known.get(OWN, code))
    # A departement has one; a second or third may know the number the first lacks.
    numbers = order.take(known.get(ANSWERS, code) & known.get(CATEGORY, "crip"), 3)
    views = find_views(session, numbers)
    return next((view for view in views if view.phones), next(iter(views), None))


_find_crip = PerVersion(_read_crip)


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known.

    `at` is an aware instant.
    """
    return crip_line(_find_crip(session, departement.code, at.date()), departement, at)
