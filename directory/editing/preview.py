"""What the public would read of a draft, without storing it: the same projection as everywhere."""

from __future__ import annotations

from datetime import date

from msgspec.structs import asdict

from directory.listings.drafts import Draft, plain_fields
from directory.listings.public_view import PublicView, public_view
from directory.models import Email, Listing, Organization, Phone, Place
from directory.places import communes
from directory.publishing.publication import timezone_of


def preview(draft: Draft, listing: Listing | None, today: date) -> PublicView:
    """Project a draft as it would be published; `listing` gives its address and its verification."""
    shown = Listing(
        number=listing.number if listing else 0,
        slug=listing.slug if listing else "",
        modified_on=today,
        verified_on=listing.verified_on if listing else None,
        verified_by=listing.verified_by if listing else "",
        verified_how=listing.verified_how if listing else "",
        **{name: getattr(draft, name) for name in plain_fields()},
    )
    shown.name = draft.name or "Sans nom"
    shown.who_may_refer = " ".join(draft.who_may_refer)
    place = (
        Place(listing_id=shown.id, disclosure=draft.disclosure, **asdict(draft.place))
        if draft.place
        else None
    )
    commune = communes.find_commune(place.code_insee) if place else None
    return public_view(
        shown,
        organization=Organization(name=draft.operator) if draft.operator else None,
        departements=draft.departements,
        place=place,
        commune_name=commune.name if commune else "",
        phones=[Phone(listing_id=shown.id, **contact._asdict()) for contact in draft.phones],
        emails=[Email(listing_id=shown.id, **contact._asdict()) for contact in draft.emails],
        timezone=timezone_of(place.departement if place else next(iter(draft.departements), "")),
    )
