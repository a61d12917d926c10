"""A listing in schema.org words, for machines that read pages. Only what the page itself shows."""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from directory.listings import usual_week
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
        "provider": {"@type": "Organization", "name": view.operator} if view.operator else None,
        "areaServed": [DEPARTEMENTS[code].name for code in view.departements if code in DEPARTEMENTS]
        or ["France"],
        "url": view.website or None,
        "availableChannel": _channel(view),
        "hoursAvailable": usual_week.schema_org(view.hours) if view.hours else None,
    }
    text = orjson.dumps({name: value for name, value in facts.items() if value}).decode()
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return Markup(text)


def _channel(view: PublicView) -> dict[str, Any] | None:
    channel: dict[str, Any] = {"@type": "ServiceChannel"}
    if view.phones:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": view.phones[0].value}
    if view.commune and not view.is_confidential:
        address = {
            "@type": "PostalAddress",
            "addressLocality": view.commune,
            "postalCode": view.postcode,
            "streetAddress": view.address,
            "addressCountry": "FR",
        }
        channel["serviceLocation"] = {
            "@type": "Place",
            "address": {name: value for name, value in address.items() if value},
        }
    return channel if len(channel) > 1 else None
