"""One listing as machines read it: the allow-list of every JSON, GeoJSON, CSV and XLSX output.

A key absent from `FACTS` is in no output, whatever the models or the public view come to hold. The name of
whoever verified a listing stays on its page: it is not given away under an open licence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from directory.exports.cells import Cell
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONTACT_KINDS
from directory.listings.contacts import CHANNELS, Contact
from directory.listings.fields import FIELDS, SEVERAL_WORDS, Field, Kind
from directory.listings.public_view import PublicView
from directory.listings.sources import ORIGINS, SOURCED, Origin
from directory.places.departements import DEPARTEMENTS

TEXT: Mapping[str, Any] = {"type": "string"}
_YES_NO: Mapping[str, Any] = {"type": "boolean"}
_WHOLE: Mapping[str, Any] = {"type": ["integer", "null"]}
_DEGREES: Mapping[str, Any] = {"type": ["number", "null"]}
#: What is told of each contact; whoever reads these files reads public contacts only.
_CONTACT: Mapping[str, str] = {
    "value": "Numéro (E.164 ou numéro court) ou adresse électronique",
    "label": "Ce qu’il faut demander",
    "kind": "Ce qui répond : " + ", ".join(f"{code} ({word})" for code, word in CONTACT_KINDS.items()),
    "source_url": "Page d’où vient ce contact",
    "source_date": "Date de cette source, parfois incomplète",
    "source_kind": "Nature de cette source",
    "seen_on": "Jour ou mois où cette source a été lue",
    "confirmed_on": "Date à laquelle un service a confirmé ce contact",
    "confirmed_by": "Ce service",
    "source_role": "Fonction de qui l’a dit, quand aucune page ne le dit",
}
CONTACT_KEYS = tuple(_CONTACT)
_CONTACTS: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {**TEXT, "description": f"{words}."} for name, words in _CONTACT.items()},
        "required": list(CONTACT_KEYS),
        "additionalProperties": False,
    },
}
#: What is told of a site or of an address whose source is not that of its listing.
_ORIGIN: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {name: {**TEXT, "description": f"{_CONTACT[name]}."} for name in Origin._fields},
    "required": list(Origin._fields),
    "additionalProperties": False,
}


def _one_of(*words: str) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(words)}


def _some_of(*words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": _one_of(*words)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One key of a record: its JSON Schema and, in French, what it says."""

    schema: Mapping[str, Any]
    description: str


_SCHEMAS: Mapping[Kind, Mapping[str, Any]] = {
    Kind.YES_NO: _YES_NO,
    Kind.AGE: _WHOLE,
    Kind.DEPARTEMENTS: _some_of(*DEPARTEMENTS),
    Kind.CONTACTS: _CONTACTS,
    Kind.CLOSURES: {"type": "array", "items": TEXT},
}


def _fact(field: Field) -> Fact:
    """What a published fact of a listing is in a record."""
    if field.kind is Kind.CODE:
        return Fact(_one_of(*field.words), field.published)
    if field.kind is Kind.CODES:
        return Fact(_some_of(*field.words), field.published)
    return Fact(_SCHEMAS.get(field.kind, TEXT), field.published)


FACTS: Mapping[str, Fact] = {
    "number": Fact({"type": "integer"}, "Numéro de la fiche ; ne change jamais."),
    "slug": Fact(TEXT, "Mot de la fiche dans les adresses."),
    "url": Fact({"type": "string", "format": "uri"}, "Adresse de la fiche."),
    "category_label": Fact(TEXT, "Catégorie, en français."),
    **{name: _fact(field) for name, field in FIELDS.items() if field.published},
    "is_confidential": Fact(_YES_NO, "Lieu sous secret : ni adresse, ni commune, ni position n’existent."),
    "website_origin": Fact(_ORIGIN, "Source du site, quand ce n’est pas celle de la fiche."),
    "address_origin": Fact(_ORIGIN, "Source de l’adresse, quand ce n’est pas celle de la fiche."),
    "seat_departement": Fact(TEXT, "Code du département où elle siège."),
    "commune": Fact(TEXT, "Commune."),
    "code_insee": Fact(TEXT, "Code Insee de la commune."),
    "postcode": Fact(TEXT, "Code postal."),
    "address": Fact(TEXT, "Voie et numéro, quand ils sont publics."),
    "latitude": Fact(_DEGREES, "Latitude, degrés WGS 84."),
    "longitude": Fact(_DEGREES, "Longitude, degrés WGS 84."),
    "precision": Fact(_one_of("", "address", "commune"), "Ce que la position désigne."),
    "timezone": Fact(TEXT, "Fuseau horaire des horaires (IANA)."),
    "has_restricted_contact": Fact(_YES_NO, "Un contact existe pour les professionnels connectés au site."),
    "verified_on": Fact(TEXT, "Date de vérification ; vide tant que personne n’a vérifié."),
    "verified_how": Fact(TEXT, "Moyen de la vérification."),
    "review_due_on": Fact(TEXT, "Date de la prochaine vérification."),
    "modified_on": Fact({"type": "string", "format": "date"}, "Date de la dernière modification."),
}
#: By key of a record, the fact whose origin it is: in a table, it takes a column for each thing it tells.
_ORIGINS = {f"{fact}_origin": fact for fact in SOURCED}
_NO_ORIGIN = Origin()
#: Keys computed here; every other one is the field of this name in the public view.
_COMPUTED = frozenset(
    {"url", "category_label", "departements", "phones", "emails", *SEVERAL_WORDS, *_ORIGINS}
)
#: The field of the view under each key, in the order of the keys; those computed hold their place.
_NAMES = tuple(FACTS)
_fields = attrgetter(*("number" if name in _COMPUTED else name for name in _NAMES))
_contact = attrgetter(*CONTACT_KEYS)


def _columns() -> Iterator[tuple[str, Fact]]:
    """The columns of a table: the facts, and beside the contacts what is told of each."""
    for name, fact in FACTS.items():
        if name not in _ORIGINS:
            yield name, fact
        if name in CHANNELS:
            for key in CONTACT_KEYS[1:]:
                yield f"{name}_{key}", Fact(TEXT, f"{_CONTACT[key]}, pour chaque valeur de « {name} ».")
        if name in _ORIGINS:
            for column, key in zip(ORIGINS[_ORIGINS[name]], Origin._fields, strict=True):
                yield column, Fact(TEXT, f"{_CONTACT[key]}, pour « {_ORIGINS[name]} ».")


TABLE: Mapping[str, Fact] = dict(_columns())
HEADER = tuple(TABLE)


def make_record(view: PublicView, public_url: str) -> dict[str, Any]:
    """Return the facts of a listing under the keys of `FACTS`, in their order."""
    record = dict(zip(_NAMES, _fields(view), strict=True))
    record["url"] = f"{public_url}/fiches/{view.slug}"
    record["category_label"] = CATEGORIES[view.category].label
    record["departements"] = list(view.departements)
    for name in SEVERAL_WORDS:
        record[name] = list(getattr(view, name))
    record["phones"] = [make_contact(phone) for phone in view.phones]
    record["emails"] = [make_contact(email) for email in view.emails]
    for name in _ORIGINS:
        origin = getattr(view, name)
        record[name] = origin and origin._asdict()
    return record


def make_contact(contact: Contact) -> dict[str, str]:
    """Return a public contact under `CONTACT_KEYS`."""
    return dict(zip(CONTACT_KEYS, _contact(contact), strict=True))


def make_feature(view: PublicView, public_url: str) -> dict[str, Any]:
    """Return a listing as a GeoJSON feature (RFC 7946); without a point its geometry is null."""
    record = make_record(view, public_url)
    latitude, longitude = record.pop("latitude"), record.pop("longitude")
    point = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": view.number, "geometry": point, "properties": record}


def make_row(view: PublicView, public_url: str) -> tuple[Cell, ...]:
    """Return a listing as cells under `HEADER`: several values are separated by " | "."""
    record = make_record(view, public_url)
    for name in CHANNELS:
        contacts = record[name]
        record[name] = [contact["value"] for contact in contacts]
        record |= {f"{name}_{key}": [one[key] for one in contacts] for key in CONTACT_KEYS[1:]}
    for name, fact in _ORIGINS.items():
        record |= dict(zip(ORIGINS[fact], record[name].values() if record[name] else _NO_ORIGIN, strict=True))
    return tuple(_cell(record[name]) for name in HEADER)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " | ".join(value) if any(value) else ""
    cell: Cell = value
    return cell


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema of a record."""
    return {
        "type": "object",
        "properties": {
            name: dict(fact.schema) | {"description": fact.description} for name, fact in FACTS.items()
        },
        "required": list(FACTS),
        "additionalProperties": False,
    }
