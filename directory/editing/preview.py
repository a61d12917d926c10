"""What the public would read of a draft, without storing it: the same projection as everywhere."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from directory.listings.drafts import Draft
from directory.listings.phrases import REVIEWED, Phrases
from directory.listings.public_view import PublicView, Record, public_view
from directory.listings.verification import Verification
from directory.models import Listing
from directory.publishing.stored import read_record


def preview(draft: Draft, listing: Listing | None, today: date, phrases: Phrases = REVIEWED) -> PublicView:
    """Project a draft as it would be published; `listing` gives its address and its verification."""
    record = read_record(listing) if listing else Record(0, "", Verification(), "")
    shown = replace(draft, name=draft.name or "Sans nom")
    return public_view(shown, record._replace(modified_on=today.isoformat()), phrases)
