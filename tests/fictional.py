"""Listings that exist nowhere, for tests. Numbers are those Arcep reserves for fiction (01 99 00 …)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.editing.purge import make_confidential as make_listing_confidential
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft, DraftPlace
from directory.models import Listing
from directory.places import communes
from directory.publishing.publication import publish
from directory.storing.many import put_listings

#: A Tuesday, ten in the morning in Paris.
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
VANNES, LORIENT, PLOERMEL = "56260", "56121", "56165"
RENNES, NANTES, LYON, SAINT_DENIS_REUNION = "35238", "44109", "69123", "97411"

#: What a confidential listing may say: a reviewed phrase.
SECRET = "Hébergement sous secret pour mineurs en situation de prostitution."

_PLAIN = Draft(
    ref="fiche-fictive",
    category="open_environment",
    name="Équipe fictive",
    operator="Association fictive",
    is_national=False,
    departements=("56",),
    disclosure="commune",
    status="published",
    is_dedicated="yes",
    summary="Une équipe inventée pour les essais.",
    description="",
    admits_minors="unknown",
    minimum_age=None,
    maximum_age=None,
    genders="unknown",
    accepts_suspicion="unknown",
    supports_professionals="unknown",
    who_may_refer=(),
    requirement="",
    response_delay="",
    walk_in="unknown",
    capacity="",
    stay="",
    fallback="",
    hours="",
    hours_text="",
    phones=(),
    emails=(),
    website="",
    place=None,
    caveat="",
    source_url="https://source.example/fictive",
    source_date="2026-10",
    source_kind="official",
    source_seen="2026-11",
)


def make_draft(ref: str, **facts: Any) -> Draft:
    """Return a fictional draft; a listing in the Morbihan without a place unless told otherwise."""
    contacts = {
        name: tuple(Contact(*one) for one in facts[name]) for name in ("phones", "emails") if name in facts
    }
    return replace(_PLAIN, ref=ref, **({"name": f"Équipe fictive {ref}"} | facts | contacts))


def make_contact(value: str, label: str = "", **facts: str) -> Contact:
    """Return a contact as a fictional draft stores it: direct, public, with the source of its listing."""
    source = {"source_url": _PLAIN.source_url, "source_date": _PLAIN.source_date, "source_kind": "official"}
    return Contact(value, label, **{"kind": "direct", **source, "seen_on": _PLAIN.source_seen, **facts})


def make_confidential(ref: str, **facts: Any) -> Draft:
    """Return a fictional confidential housing option: no place, no contact of its own."""
    return make_draft(
        ref, **({"category": "confidential_housing", "disclosure": "confidential", "summary": SECRET} | facts)
    )


def in_commune(code_insee: str, address: str = "") -> DraftPlace:
    """Return a place at the commune's own point, with an invented street when one is given."""
    commune = communes.find_commune(code_insee)
    assert commune is not None
    assert commune.latitude is not None
    assert commune.longitude is not None
    return DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=commune.postcodes[0] if address else "",
        address=address,
        latitude=commune.latitude,
        longitude=commune.longitude,
        precision="address" if address else "commune",
    )


def store(session: Session, *drafts: Draft, at: datetime = AT) -> dict[str, int]:
    """Store and publish drafts, and commit."""
    counted = put_listings(session, drafts, by="essai", at=at)
    session.commit()
    return counted


def hide(session: Session, draft: Draft, at: datetime = AT) -> None:
    """Make the listing of a confidential draft confidential, and commit."""
    listing = session.exec(select(Listing).where(Listing.ref == draft.ref)).one()
    make_listing_confidential(session, listing, by="essai", at=at, draft=draft)
    session.commit()


def verify(session: Session, refs: Iterable[str], on: date, by: str = "Coordination fictive") -> None:
    """Say that somebody checked these listings on a day, and publish that."""
    listings = list(session.exec(select(Listing).where(col(Listing.ref).in_(list(refs)))))
    for listing in listings:
        listing.verified_on, listing.verified_by, listing.verified_how = on, by, "par téléphone"
        session.add(listing)
    session.flush()
    publish(session, listings)
    session.commit()
