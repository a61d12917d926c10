"""A listing in schema.org words, for machines that read pages. Only what the page itself shows."""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from directory.listings import usual_week
from directory.listings.contacts import Contact
from directory.listings.public_view import PublicView
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
    if view.commune and not view.is_confidential:
        address = {
            "@type": "PostalAddress",
            "addressLocality": view.commune,
            "postalCode": view.postcode,
            "streetAddress": view.address,
            "addressCountry": "FR",
        }
        place = {"@type": "Place", "address": {name: value for name, value in address.items() if value}}
        channels.append({"@type": "ServiceChannel", "serviceLocation": place})
    return channels


def _point(contact: Contact, name: str) -> dict[str, Any]:
    """A contact: what answers there, what to ask for, and the page it was read on."""
    source = {"@type": "WebPage", "url": contact.source_url, "datePublished": contact.source_date}
    point = {
        "@type": "ContactPoint",
        name: contact.value,
        "contactType": contact.kind_word,
        "description": contact.label,
        "subjectOf": {key: value for key, value in source.items() if value} if contact.source_url else None,
    }
    return {key: value for key, value in point.items() if value}
