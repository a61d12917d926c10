"""Saying how many places are left tonight: a coordinator, or the structure by the link of its reminder.

It is no change of the listing: no version, no history; it is gone the next morning (`listings.tonight`).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL
from directory.listings.tonight import MOST_PLACES
from directory.models import Listing
from directory.publishing.publication import publish
from directory.storing.two_people import HOUSING

UNREAD = f"Indiquez un nombre de places, de 0 à {MOST_PLACES} (0 : complet), ou rien pour effacer."


def may_say(listing: Listing) -> bool:
    """Whether places of a listing may be said: it is a published housing option, and not confidential."""
    is_housing = CATEGORIES[listing.category].group == HOUSING
    return is_housing and listing.status == "published" and listing.disclosure != CONFIDENTIAL


def read_places(typed: str) -> int | None:
    """The number typed, None for nothing; raise ValueError with a French sentence for anything else."""
    if not typed.strip():
        return None
    if not (typed.strip().isdecimal() and int(typed) <= MOST_PLACES):
        raise ValueError(UNREAD)
    return int(typed)


def say_places(session: Session, listing: Listing, places: int | None, *, at: datetime) -> None:
    """Publish how many places a listing has tonight, said at an aware instant; None takes it back.

    Raise ValueError for a listing of which none may be said. The caller commits.
    """
    if not may_say(listing):
        raise ValueError("Les places se disent d’un hébergement publié, jamais d’une fiche sous secret.")
    listing.places_tonight, listing.places_said_at = places, at if places is not None else None
    session.add(listing)
    session.flush()
    publish(session, [listing])
