"""data·inclusion 1 and HSDS 3 as tables of our template, so that one path stores every source.

What a standard does not know of (the category, who is admitted) is absent: it stays as it is for a listing
already known, and the person who imports chooses one category for the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from directory.imports.columns import AREAS, PAGE
from directory.imports.tables import MOST_CELL, MOST_ROWS, Table, Unreadable
from directory.imports.words import read_category
from directory.listings.categories import CATEGORIES
from directory.listings.contacts import PROVENANCE
from directory.listings.sources import OF_LISTING, ORIGINS
from directory.places import communes
from directory.places.departements import DEPARTEMENTS

#: The columns of phones and of e-mails, the label and the provenance of each beside.
_PHONE, _EMAIL = (
    (name, f"{name}_label", *(f"{name}_{fact}" for fact in PROVENANCE)) for name in ("phone", "email")
)
_TITLES = (
    "ref", PAGE, AREAS, "category", "name", "operator", "summary", "description", "is_national",
    "departements", "disclosure", *_PHONE, *_EMAIL, "website", "hours", "commune", "code_insee", "postcode",
    "address", "latitude", "longitude", "requirement", *OF_LISTING, *chain.from_iterable(ORIGINS.values()),
)  # fmt: skip
#: Where a listing, its site and its address were learnt.
_SOURCES = frozenset((*OF_LISTING, *chain.from_iterable(ORIGINS.values())))
#: How the whole country is said.
_COUNTRY = frozenset(("france", "pays", "99100"))
#: Where a file of a standard keeps its services, or the organizations that have them.
_HOLDERS = ("services", "contents", "items", "data", "organizations", "structures")
Entity = Mapping[str, Any]


def read_json(content: bytes) -> Table:
    """Read services of either standard, told apart by their keys; raise `Unreadable`."""
    try:
        read = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Unreadable("Ce fichier JSON est illisible.") from None
    services = list(_services(read))
    if not any("nom" in one or "name" in one for one in services):
        raise Unreadable("Aucun service dans ce fichier : data·inclusion 1 et HSDS 3 sont attendus.")
    if len(services) > MOST_ROWS:
        raise Unreadable("Trop de services : 10 000 au plus par fichier.")
    structures = _by_id(read.get("structures")) if isinstance(read, dict) else {}
    organizations = _by_id(read.get("organizations")) if isinstance(read, dict) else {}
    rows = [
        _data_inclusion(one, structures) if "nom" in one else _hsds(one, organizations) for one in services
    ]
    lines = list(range(1, len(rows) + 1))
    return Table(_TITLES, [tuple(row.get(title, "")[:MOST_CELL] for title in _TITLES) for row in rows], lines)


def _services(read: object) -> Iterator[Entity]:
    """The services of a file: in a list, alone, or inside the organizations that run them."""
    found = read
    if isinstance(read, dict):
        named = "nom" in read or "name" in read
        lists = [read[name] for name in _HOLDERS if isinstance(read.get(name), list) and read[name]]
        found = [read] if named or not lists else lists[0]
    for one in found if isinstance(found, list) else ():
        if not isinstance(one, dict):
            raise Unreadable("Aucun service dans ce fichier : data·inclusion 1 et HSDS 3 sont attendus.")
        inside = one.get("services")
        if isinstance(inside, list):
            owner = {name: value for name, value in one.items() if name != "services"}
            for service in _list(one, "services"):
                yield {"organization": owner, "structure": owner, **service}
        else:
            yield one


def _data_inclusion(service: Entity, structures: Mapping[str, Entity]) -> dict[str, str]:
    """A service of data·inclusion 1.0; `structures` by identifier give its operator."""
    structure = structures.get(_text(service, "structure_id")) or _inside(service, "structure")
    zones = service.get("zone_eligibilite") or []
    zones = [str(zone) for zone in zones] if isinstance(zones, list) else [str(zones)]
    row = {
        "ref": _text(service, "id"),
        "name": _text(service, "nom"),
        "operator": _text(structure, "nom"),
        "description": _text(service, "description"),
        "is_national": "yes" if {"france", "pays"} & set(zones) else "no",
        "departements": " ".join(dict.fromkeys(filter(None, map(_departement_of, zones)))),
        AREAS: _unread(zones),
        "category": next((term for term in service.get("thematiques") or () if isinstance(term, str)), ""),
        "phone": _text(service, "telephone"),
        "email": _text(service, "courriel"),
        "website": _text(service, "lien_mobilisation") or _text(structure, "site_web"),
        "hours": _text(service, "horaires_accueil"),
        "commune": _text(service, "commune"),
        "code_insee": _text(service, "code_insee"),
        "postcode": _text(service, "code_postal"),
        "address": _text(service, "adresse"),
        "latitude": _text(service, "latitude"),
        "longitude": _text(service, "longitude"),
        PAGE: _text(service, "lien_source"),
        "source_url": _text(service, "lien_source") or _text(structure, "lien_source"),
        "source_date": _text(service, "date_maj")[:10],
        "requirement": _text(service, "conditions_acces"),
    }
    return _located(row)


def _hsds(service: Entity, organizations: Mapping[str, Entity]) -> dict[str, str]:
    """A service of HSDS 3 with its phones, places and territories inside it."""
    organization = service.get("organization")
    if not isinstance(organization, dict):
        organization = organizations.get(_text(service, "organization_id"), {})
    location = next((_inside(one, "location") for one in _list(service, "service_at_locations")), {})
    address: Entity = next(iter(_list(location, "addresses")), {})
    areas = [_text(area, "uri").rpartition("/")[2] for area in _list(service, "service_areas")]
    page: Entity = next(iter(_list(service, "additional_urls")), {})
    kind = _text(location, "external_identifier_type").casefold()
    row = {
        "ref": _text(service, "id"),
        "name": _text(service, "name"),
        "operator": _text(organization, "name"),
        "description": _text(service, "description"),
        "is_national": "yes" if "99100" in areas else "no",
        "departements": " ".join(dict.fromkeys(filter(None, map(_departement_of, areas)))),
        AREAS: _unread(areas),
        "category": _category(_list(service, "attributes")),
        "email": _text(service, "email"),
        **_contacts(_PHONE, [(_text(one, "number"), one) for one in _list(service, "phones")]),
        **_contacts(_EMAIL, [(_text(one, "email"), one) for one in _list(service, "contacts")]),
        "website": _text(service, "url"),
        "commune": _text(address, "city") or _text(location, "name"),
        "code_insee": _text(location, "external_identifier") if "insee" in kind else "",
        "postcode": _text(address, "postal_code"),
        "address": _text(address, "address_1"),
        "latitude": _text(location, "latitude"),
        "longitude": _text(location, "longitude"),
        PAGE: _text(page, "url"),
        "source_url": _text(page, "url") or _text(service, "url"),
        "source_date": _text(service, "last_modified")[:10],
        "requirement": _text(service, "application_process"),
    }
    told = _metadata(service) | _metadata(location)
    row |= {name: told[name] for name in _SOURCES & told.keys()}
    return _located(row)


def _metadata(entity: Entity) -> dict[str, str]:
    """What our own answers tell of a service, a location, a phone or a contact besides the standard."""
    return {_text(one, "field_name"): _text(one, "replacement_value") for one in _list(entity, "metadata")}


def _contacts(columns: Sequence[str], entities: Sequence[tuple[str, Entity]]) -> dict[str, str]:
    """The cells of phones or contacts: their values, labels, and the metadata our own answers give them."""
    found = []
    for value, entity in entities:
        known = _metadata(entity)
        label = _text(entity, "description") or _text(entity, "department")
        if value:
            found.append((value, label, *(known.get(fact, "") for fact in PROVENANCE)))
    cells = zip(columns, zip(*found, strict=True), strict=True) if found else ()
    return {column: " | ".join(values) for column, values in cells if any(values)}


def _departement_of(area: str) -> str:
    """The departement of an area served: itself, or that of a commune; "" for a larger one."""
    commune = None if area in DEPARTEMENTS else communes.find_commune(area)
    return commune.departement if commune else area if area in DEPARTEMENTS else ""


def _unread(areas: Iterable[str]) -> str:
    """The areas that are no departement, no commune and no country: an EPCI, a region."""
    return ", ".join(one for one in areas if one and one not in _COUNTRY and not _departement_of(one))


def _category(attributes: Iterable[Entity]) -> str:
    """The category that a term of a taxonomy means; else the first term, to be given one (`terms`)."""
    said = [_text(_inside(one, "taxonomy_term"), name) for one in attributes for name in ("code", "name")]
    known = (slug for word in said if word and (slug := read_category(word)) in CATEGORIES)
    return next(known, next((word for word in reversed(said[:2]) if word), ""))


def _located(row: dict[str, str]) -> dict[str, str]:
    """Add what follows from the place: the departement when none is said, and what is published of it."""
    commune = communes.find_commune(row["code_insee"]) if row["code_insee"] else None
    if commune and not row["departements"] and row["is_national"] == "no":
        row["departements"] = commune.departement
    if row["address"] or row["commune"]:
        row["disclosure"] = "address" if row["address"] else "commune"
    return row


def _by_id(entities: object) -> dict[str, Entity]:
    found = entities if isinstance(entities, list) else []
    return {str(one.get("id")): one for one in found if isinstance(one, dict)}


def _text(entity: Entity, name: str) -> str:
    value = entity.get(name)
    return str(value).strip() if isinstance(value, (str, int, float)) else ""


def _list(entity: Entity, name: str) -> Iterable[Entity]:
    value = entity.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _inside(entity: Entity, name: str) -> Entity:
    value = entity.get(name)
    return value if isinstance(value, dict) else {}
