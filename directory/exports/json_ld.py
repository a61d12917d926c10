"""A listing in schema.org words, for machines that read pages. Only what the page itself shows."""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from directory.listings import usual_week
from directory.listings.contacts import Contact
from directory.listings.public_view import PublicView
from directory.listings.sources import Origin, origin_in
from directory.places.departements import DEPARTEMENTS

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def describe(view: PublicView, public_url: str) -> Markup:
    """Return the JSON-LD of a listing, safe inside a script element. A confidential one has no address."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService" if view.category == "crip" else "Service",
        "@id": f"{public_url}/fiches/{view.slug}",
        "name": view.name,
        "description": view.summary,
        "provider": _provider(view),
        "areaServed": [DEPARTEMENTS[code].name for code in view.departements if code in DEPARTEMENTS]
        or ["France"],
        "url": view.website or None,
        "availableChannel": _channels(view),
        "hoursAvailable": usual_week.schema_org(view.hours) if view.hours else None,
    }
    text = orjson.dumps({name: value for name, value in facts.items() if value}).decode()
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return Markup(text)


def _provider(view: PublicView) -> dict[str, Any] | None:
    """The operator, and the addresses that write to it about this listing."""
    points = [_point(email, "email") for email in view.emails]
    if not view.operator and not points:
        return None
    provider: dict[str, Any] = {"@type": "Organization", "name": view.operator or view.name}
    return provider | ({"contactPoint": points} if points else {})


def _channels(view: PublicView) -> list[dict[str, Any]]:
    """The ways in: each number, the first to call first, then the place."""
    channels: list[dict[str, Any]] = [
        {"@type": "ServiceChannel", "servicePhone": _point(phone, "telephone")} for phone in view.phones
    ]
    if view.website_origin and (source := _page(view.website_origin)):
        channels.append({"@type": "ServiceChannel", "serviceUrl": view.website, "subjectOf": source})
    if view.commune and not view.is_confidential:
        address = {
            "@type": "PostalAddress",
            "addressLocality": view.commune,
            "postalCode": view.postcode,
            "streetAddress": view.address,
            "addressCountry": "FR",
        }
        place: dict[str, Any] = {
            "@type": "Place",
            "address": {key: value for key, value in address.items() if value},
        }
        if view.address_origin and (source := _page(view.address_origin)):
            place["subjectOf"] = source
        channels.append({"@type": "ServiceChannel", "serviceLocation": place})
    return channels


def _point(contact: Contact, name: str) -> dict[str, Any]:
    """A contact: what answers there, what to ask for, and the page it was read on."""
    point = {
        "@type": "ContactPoint",
        name: contact.value,
        "contactType": contact.kind_word,
        "description": contact.label,
        "subjectOf": _page(origin_in(contact)),
    }
    return {key: value for key, value in point.items() if value}


def _page(origin: Origin) -> dict[str, Any] | None:
    """The page a fact was read on, its date, and the day somebody confirmed it; None when no page says it."""
    page = {
        "@type": "WebPage",
        "url": origin.source_url,
        "datePublished": origin.source_date,
        "lastReviewed": origin.confirmed_on,
        "reviewedBy": {"@type": "Organization", "name": origin.confirmed_by} if origin.confirmed_by else None,
    }
    return {key: value for key, value in page.items() if value} if origin.source_url else None
