"""The CRIP of a departement, for its emergency ladder."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from directory.emergency import CripLine, crip_line
from directory.places.departements import Departement
from directory.search.departement_facts import departement_facts


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known."""
    return crip_line(departement_facts(session, departement.code, at.date()).crip, departement, at)
