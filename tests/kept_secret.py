"""What must still be true of the data after any attempt at any door."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import select

from directory.listings.drafts import Draft
from directory.models import Email, Listing, Phone, Place
from directory.publishing.stored import read_drafts
from tests.team import Team


def drafts(site: Team) -> dict[str, Draft]:
    """Every listing, by its reference."""
    with site.session() as session:
        found = session.exec(select(Listing)).all()
        return dict(zip([listing.ref for listing in found], read_drafts(session, found), strict=True))


def check_secrecy(team: Team) -> None:
    """What must hold whatever was tried."""
    hidden = {each.id for each in team.rows(Listing) if each.disclosure == "confidential"}
    shown = [each for each in team.rows(Listing) if each.category == "confidential_housing"]
    assert {each.disclosure for each in shown} <= {"confidential"}
    assert not [row for kind in (Place, Phone, Email) for row in team.rows(kind) if row.listing_id in hidden]


def everything(team: Team) -> str:
    """Every row of every table of listings, work and history, as text; refused words are in none."""
    with team.session() as session:
        tables = (
            "listing", "place", "phone", "email", "revision", "pending_change", "form_save", "suggestion",
            "publication",
        )  # fmt: skip
        rows = [
            str(row) for name in tables for row in session.connection().execute(text(f"SELECT * FROM {name}"))
        ]
    return "\n".join(rows).casefold()
