"""Phones and e-mails in the words of HSDS 3.1: their label, and as metadata what is known of each.

The standard has no source for a phone, nor for a service: each fact that tells one is a metadata entry, under
its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from directory.exports.hsds_terms import Entity
from directory.listings.contacts import PROVENANCE, Contact
from directory.listings.public_view import PublicView
from directory.listings.sources import OF_LISTING, ORIGINS, Origin

PUBLISHER = "Relais"
#: Return the identifier of an entity from its kind and its name.
MakeId = Callable[[str, object], str]


def phones(view: PublicView, make_id: MakeId) -> Iterator[Entity]:
    """Yield the phones of a service, the first to call first."""
    for rank, phone in enumerate(view.phones):
        name = f"{view.number}/{rank}"
        id = make_id("phone", name)
        entity: dict[str, Any] = {
            "id": id,
            "service_id": make_id("service", view.number),
            "number": phone.value,
            "type": "text" if phone.value == "114" else "voice",
            "metadata": _of_contact(phone, "phone", id, view, make_id),
        }
        yield entity | ({"description": phone.label} if phone.label else {})


def contacts(view: PublicView, make_id: MakeId) -> Iterator[Entity]:
    """Yield the e-mail addresses of a service, each a contact without a person's name."""
    for rank, email in enumerate(view.emails):
        id = make_id("contact", f"{view.number}/{rank}")
        entity: dict[str, Any] = {
            "id": id,
            "service_id": make_id("service", view.number),
            "email": email.value,
            "metadata": _of_contact(email, "contact", id, view, make_id),
        }
        yield entity | ({"department": email.label} if email.label else {})


def sources(view: PublicView, id: str, make_id: MakeId) -> list[Entity]:
    """The metadata of a service: the source of its listing, and that of its site."""
    told = {name: getattr(view, name) for name in OF_LISTING}
    return _metadata(told | _origin(view.website_origin, "website"), "service", id, view, make_id)


def sources_of_place(view: PublicView, id: str, make_id: MakeId) -> list[Entity]:
    """The metadata of a location: the source of its address."""
    return _metadata(_origin(view.address_origin, "address"), "location", id, view, make_id)


def _origin(origin: Origin | None, fact: str) -> dict[str, str]:
    return dict(zip(ORIGINS[fact], origin, strict=True)) if origin else {}


def _of_contact(contact: Contact, kind: str, id: str, view: PublicView, make_id: MakeId) -> list[Entity]:
    told = {name: getattr(contact, name) for name in PROVENANCE}
    return _metadata(told, kind, id, view, make_id)


def _metadata(told: Mapping[str, str], kind: str, id: str, view: PublicView, make_id: MakeId) -> list[Entity]:
    return [
        {
            "id": make_id("metadata", f"{id}/{name}"),
            "resource_id": id,
            "resource_type": kind,
            "last_action_date": view.modified_on,
            "last_action_type": "update",
            "field_name": name,
            "previous_value": "",
            "replacement_value": said,
            "updated_by": PUBLISHER,
        }
        for name, said in told.items()
        if said
    ]
